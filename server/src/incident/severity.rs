//! Severity: up by any responder, down by the commander, always with a reason; every interval is kept.

use app::actor::Actor;
use app::edit::{Edit, Seen};
use app::error::AppError;
use app::incident::{EntryKind, Severity, SeverityChange, spans};
use app::text;

use super::{derived, entry, load_to_change, require_command, store};
use crate::Firebreak;
use crate::clock::millis;
use crate::db::DbError;

pub async fn change(firebreak: &Firebreak, actor: &Actor, number: i64, change: SeverityChange) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let mut row = load_to_change(&mut tx, actor, number).await?;
    let from = row.severity()?;
    if !row.status()?.is_open() {
        return Err(AppError::conflict(format!("This incident is {}; reopen it before changing its severity.", row.status)));
    }
    if change.to == from {
        return Err(AppError::field("severity", format!("It is {} already.", from.code())));
    }
    if change.raise.is_some_and(|raise| raise != change.to.is_worse_than(from)) {
        let (now, direction) = (from.code(), if change.to.is_worse_than(from) { "raise" } else { "lower" });
        let message = format!("This incident is now {now}, so {} would {direction} it. Nothing was changed.", change.to.code());
        return Err(AppError::field("severity", message));
    }
    if !change.to.is_worse_than(from) {
        require_command(actor, &row)?;
    }
    // A clock that was set back puts nothing before what is recorded already.
    let last = spans::in_order(store::severity_records(&mut tx, number).await?).last().map_or(now, |last| last.at);
    store::add_severity(&mut tx, number, change.to, millis(now.max(last)), &change.reason, actor.person, false).await?;
    derived::follow(&mut tx, &mut row).await?;
    let due = change.to.update_minutes().map(|minutes| millis(now) + minutes * 60_000);
    row.next_update_at = match (row.next_update_at, due) {
        (Some(planned), Some(due)) => Some(planned.min(due)),
        (_, due) => due,
    };
    store::set_severity(&mut tx, &row, millis(now)).await?;
    let direction = if change.to.is_worse_than(from) { "raised" } else { "lowered" };
    let body = format!("Severity {direction} from {} to {} {}: {}", from.code(), change.to.code(), change.to.word(), change.reason);
    let new =
        entry::NewEntry { kind: EntryKind::Severity, body: &body, evidence_url: None, happened_at: now, pinned: change.to.is_major() };
    entry::insert(&mut tx, actor, number, &new, now).await?;
    Ok(tx.commit().await?)
}

pub async fn meanings(firebreak: &Firebreak) -> Result<[String; 5], DbError> {
    let mut tx = firebreak.db.read().await?;
    let own = store::meanings(&mut tx).await?;
    Ok(Severity::ALL.map(|severity| {
        let own = own.iter().find(|(level, _)| *level == severity.level());
        own.map_or_else(|| severity.meaning().to_owned(), |(_, meaning)| meaning.clone())
    }))
}

pub async fn set_meaning(firebreak: &Firebreak, actor: &Actor, severity: Severity, meaning: &str, seen: &Seen) -> Result<(), AppError> {
    actor.require_admin()?;
    let meaning = text::line("the meaning of this severity", meaning, 300).map_err(|message| AppError::field("meaning", message))?;
    let mut tx = firebreak.db.write().await?;
    let own = store::meanings(&mut tx).await?.into_iter().find(|(level, _)| *level == severity.level());
    let stored = own.map_or_else(|| severity.meaning().to_owned(), |(_, meaning)| meaning);
    let mut edit = Edit::new(seen);
    let meaning = edit.text("meaning", &stored, &meaning);
    edit.finish()?;
    store::set_meaning(&mut tx, severity, &meaning).await?;
    Ok(tx.commit().await?)
}
