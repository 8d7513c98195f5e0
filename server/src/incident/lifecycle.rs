//! Status: forwards with its rules, back with a reason.

use app::actor::Actor;
use app::error::AppError;
use app::incident::{EntryKind, Moment, OpenItems, Severity, Status, StatusChange, TimeChoice};
use app::text;

use super::{entry, load, load_to_change, require_command, store};
use crate::Firebreak;
use crate::clock::{instant, millis};
use crate::db::{DbError, Tx};

pub async fn change(firebreak: &Firebreak, actor: &Actor, number: i64, change: StatusChange) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let to = change.to;
    let reason = text::prose("the reason", change.reason.trim(), 2_000).map_err(|message| AppError::field("reason", message))?;
    let mut tx = firebreak.db.write().await?;
    let mut row = load_to_change(&mut tx, actor, number).await?;
    let from = row.status()?;
    if !from.next().contains(&to) {
        return Err(AppError::field("status", format!("An incident that is {} cannot become {}.", from.as_str(), to.as_str())));
    }
    if matches!(to, Status::Closed | Status::Canceled) {
        require_command(actor, &row)?;
    }
    let open = still_open(&mut tx, &row, to).await?;
    if reason.is_empty() && (to == Status::Canceled || !open.is_empty()) {
        let why = if to == Status::Canceled {
            "Enter a reason for canceling it.".to_owned()
        } else {
            format!("{} Enter a reason why it can be {} anyway.", open.join(" "), to.as_str())
        };
        return Err(AppError::field("reason", why));
    }
    let at = millis(now);
    row.status = to.as_str().to_owned();
    // Working on it is the acknowledgement; no other moment is ever filled in from another.
    if !matches!(to, Status::Canceled) {
        row.acknowledged_at = row.acknowledged_at.or(Some(at));
    }
    let became = match to.moment() {
        Some(moment) => settle(&mut tx, actor, &row, moment, change.time, at).await?,
        None => at,
    };
    match to {
        Status::Mitigated => row.mitigated_at = Some(became),
        Status::Resolved => row.resolved_at = Some(became),
        Status::Closed => row.closed_at = Some(became),
        _ => {}
    }
    if !to.is_open() {
        row.next_update_at = None;
    }
    store::set_status(&mut tx, &row, at).await?;
    store::add_status(&mut tx, number, Some(from), to, &reason, at, actor.person).await?;
    let because = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    let body = format!("Status changed from {} to {}{because}", from.as_str(), to.as_str());
    let new = entry::NewEntry {
        kind: EntryKind::Status,
        body: &body,
        evidence_url: None,
        happened_at: instant(became),
        pinned: matches!(to, Status::Mitigated | Status::Resolved),
    };
    entry::insert(&mut tx, actor, number, &new, now).await?;
    Ok(tx.commit().await?)
}

/// When it became so: at the time of the change, unless somebody corrected that moment before; then they are asked.
async fn settle(
    tx: &mut Tx,
    actor: &Actor,
    row: &store::Row,
    moment: Moment,
    choice: Option<TimeChoice>,
    at: i64,
) -> Result<i64, AppError> {
    let present = row.times().get(moment).map(millis);
    let by_hand = store::corrected_to(tx, row.number, moment).await?.flatten();
    let Some(corrected) = present.filter(|present| by_hand == Some(*present)) else { return Ok(at) };
    match choice {
        Some(TimeChoice::Keep) => Ok(corrected),
        Some(TimeChoice::Now) => {
            let why = format!("Replaced when the status changed to {}", moment.as_str());
            store::add_correction(tx, row.number, moment, present, Some(at), &why, actor.person, at).await?;
            Ok(at)
        }
        None => {
            let shown = instant(corrected).with_timezone(&actor.zone).format("%Y-%m-%d %H:%M %Z");
            let message =
                format!("The time at which it was {} was corrected to {shown}. Choose whether to keep or replace it.", moment.as_str());
            Err(AppError::field("time", message))
        }
    }
}

/// What would be left open by moving it to `to`.
async fn still_open(tx: &mut Tx, row: &store::Row, to: Status) -> Result<OpenItems, DbError> {
    let mut open = OpenItems::new();
    if matches!(to, Status::Resolved | Status::Closed) {
        for (name, unit, done, total) in store::short_backfills(tx, row.number).await? {
            open.push(format!("The backfill “{name}” is incomplete: {done} of {total} {unit}."));
        }
    }
    if to == Status::Closed {
        let earned = Severity::try_from(row.peak_severity).is_ok_and(Severity::is_major) && !row.drill;
        match store::postmortem_state(tx, row.number).await?.as_deref() {
            Some("published") => {}
            Some(_) => open.push("The postmortem is not published yet.".to_owned()),
            None if earned => open.push("It was major and has no postmortem yet.".to_owned()),
            None => {}
        }
        match store::unowned_actions(tx, row.number).await? {
            0 => {}
            1 => open.push("One action item has no owner.".to_owned()),
            several => open.push(format!("{several} action items have no owner.")),
        }
    }
    Ok(open)
}

pub async fn open_items(firebreak: &Firebreak, actor: &Actor, number: i64, to: Status) -> Result<OpenItems, AppError> {
    let mut tx = firebreak.db.read().await?;
    let row = load(&mut tx, actor, number).await?;
    Ok(still_open(&mut tx, &row, to).await?)
}

pub async fn reopen(firebreak: &Firebreak, actor: &Actor, number: i64, reason: &str) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let reason = text::reason("a reason for reopening it", reason).map_err(|message| AppError::field("reason", message))?;
    let mut tx = firebreak.db.write().await?;
    let mut row = load_to_change(&mut tx, actor, number).await?;
    let from = row.status()?;
    if !from.may_reopen() {
        return Err(AppError::conflict(format!("An incident that is {} cannot be reopened.", from.as_str())));
    }
    if from == Status::Closed {
        require_command(actor, &row)?;
    }
    row.status = Status::Investigating.as_str().to_owned();
    // A corrected moment that no longer is leaves its trace, so that the corrections end with what is so now.
    for (moment, was) in [(Moment::Resolved, row.resolved_at), (Moment::Closed, row.closed_at)] {
        if was.is_some() && store::corrected_to(&mut tx, number, moment).await?.flatten() == was {
            let why = format!("Reopened: {reason}");
            store::add_correction(&mut tx, number, moment, was, None, &why, actor.person, millis(now)).await?;
        }
    }
    row.resolved_at = None;
    row.closed_at = None;
    row.next_update_at = row.severity()?.update_minutes().map(|minutes| millis(now) + minutes * 60_000);
    store::set_status(&mut tx, &row, millis(now)).await?;
    store::add_status(&mut tx, number, Some(from), Status::Investigating, &reason, millis(now), actor.person).await?;
    let body = format!("Reopened from {}: {reason}", from.as_str());
    let new = entry::NewEntry { kind: EntryKind::Status, body: &body, evidence_url: None, happened_at: now, pinned: true };
    entry::insert(&mut tx, actor, number, &new, now).await?;
    Ok(tx.commit().await?)
}
