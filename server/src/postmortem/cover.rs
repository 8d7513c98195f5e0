//! One postmortem for several incidents: what the others recorded is read with it, and none of them owes one of its own.

use app::actor::Actor;
use app::error::AppError;
use app::incident::{EntryKind, Severity};
use app::postmortem::facts::{Covered, Facts};
use chrono::{DateTime, Utc};

use super::{record, show, store, write};
use crate::clock::{instant, millis};
use crate::db::{DbError, Stored, Tx};
use crate::incident::{self, load, load_to_change};
use crate::{Firebreak, statements, with_tx};

statements! {
    COVER = "insert into postmortem_covered (incident, postmortem, person, at) values ($1, $2, $3, $4) on conflict (incident) do nothing";
    UNCOVER = "delete from postmortem_covered where incident = $1 and postmortem = $2";
    COVERED = "select i.number, i.title, i.peak_severity, i.started_at, i.declared_at, i.resolved_at from postmortem_covered c join postmortem p on p.id = c.postmortem \
               join incident i on i.number = c.incident where p.incident = $1 and not i.private order by i.declared_at, i.number";
    COVERING = "select p.incident from postmortem_covered c join postmortem p on p.id = c.postmortem where c.incident = $1";
}

/// Incidents that one postmortem may cover besides its own.
const MOST: usize = 12;

async fn covered(tx: &mut Tx, number: i64) -> Result<Vec<Covered>, DbError> {
    type Stored6 = (i64, String, i64, Option<i64>, i64, Option<i64>);
    let rows: Vec<Stored6> = with_tx!(tx, |c| sqlx::query_as(COVERED).bind(number).fetch_all(&mut **c).await)?;
    let covered = |(number, title, peak, started, declared, resolved): Stored6| {
        Ok(Covered {
            number,
            title,
            peak_severity: Severity::try_from(peak).stored()?,
            started_at: started.map(instant),
            declared_at: instant(declared),
            resolved_at: resolved.map(instant),
        })
    };
    rows.into_iter().map(covered).collect()
}

/// Adds what the covered incidents recorded to the facts of the one they are written up with.
pub async fn add(tx: &mut Tx, facts: &mut Facts, now: DateTime<Utc>) -> Result<(), DbError> {
    facts.covered = covered(tx, facts.incident.number).await?;
    for other in facts.covered.clone() {
        let more = record::shared(tx, other.number, other.declared_at, now).await?;
        let of_other = |mut moment: app::postmortem::facts::KeyMoment| {
            moment.incident = Some(other.number);
            moment
        };
        facts.timeline.extend(more.timeline.into_iter().map(of_other));
        facts.signals.extend(more.signals);
        facts.decisions.extend(more.decisions);
        facts.tickets.extend(more.tickets);
        facts.backfills.extend(more.backfills);
        facts.actions.extend(more.actions);
        facts
            .assets
            .extend(more.assets.into_iter().filter(|asset| facts.assets.iter().all(|known| known.id != asset.id)).collect::<Vec<_>>());
    }
    if !facts.covered.is_empty() {
        facts.timeline.sort_by_key(|moment| (moment.happened_at, moment.entry));
        facts.signals.sort_by_key(|signal| (signal.seen_at, signal.id));
        facts.decisions.sort_by_key(|decision| (decision.decided_at, decision.id));
        facts.actions.sort_by_key(|action| (action.idea, action.due_at, action.number));
        facts.lead_seconds = facts.signals.iter().filter_map(|signal| signal.lead_seconds).max();
    }
    Ok(())
}

/// The incident whose postmortem covers this one.
pub async fn covering(tx: &mut Tx, number: i64) -> Result<Option<i64>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(COVERING).bind(number).fetch_optional(&mut **c).await)?)
}

/// Why a covered incident gets no postmortem of its own; the number of one that the actor may not see is not said.
pub async fn blocker(tx: &mut Tx, actor: &Actor, number: i64) -> Result<Option<String>, AppError> {
    let Some(lead) = covering(tx, number).await? else { return Ok(None) };
    match load(tx, actor, lead).await {
        Ok(_) => Ok(Some(format!("This incident is covered by the postmortem of INC-{lead}."))),
        Err(AppError::NotFound) => Ok(Some("This incident is covered by the postmortem of another one.".to_owned())),
        Err(error) => Err(error),
    }
}

pub async fn cover(firebreak: &Firebreak, actor: &Actor, number: i64, other: i64) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let wrong = |sentence: String| AppError::field("incident", sentence);
    let mut tx = firebreak.db.write().await?;
    incident::lock(&mut tx, number.min(other)).await?;
    let (lead, row) = write::open(&mut tx, actor, number).await?;
    if number == other {
        return Err(wrong("This is already the postmortem of that incident.".to_owned()));
    }
    let found = load_to_change(&mut tx, actor, other).await.map_err(|error| error.or_field("incident", "There is no such incident."))?;
    if lead.private || found.private {
        return Err(wrong("A private incident must have its own postmortem.".to_owned()));
    }
    if let Some(sentence) = show::blocker(&found)? {
        return Err(wrong(sentence));
    }
    if store::find(&mut tx, other).await?.is_some() {
        return Err(wrong(format!("INC-{other} has its own postmortem.")));
    }
    match covering(&mut tx, other).await? {
        Some(by) if by == number => return Ok(()),
        Some(by) => return Err(wrong(format!("INC-{other} is already covered by the postmortem of INC-{by}."))),
        None => {}
    }
    if covered(&mut tx, number).await?.len() >= MOST {
        return Err(wrong(format!("A postmortem can cover at most {MOST} other incidents.")));
    }
    with_tx!(&mut tx, |c| sqlx::query(COVER)
        .bind(other)
        .bind(row.id)
        .bind(actor.person)
        .bind(millis(now))
        .execute(&mut **c)
        .await
        .map(drop))
    .map_err(DbError::from)?;
    incident::record(&mut tx, actor, number, EntryKind::Postmortem, &format!("The postmortem now covers INC-{other}"), now).await?;
    incident::record(&mut tx, actor, other, EntryKind::Postmortem, &format!("Covered by the postmortem of INC-{number}"), now).await?;
    Ok(tx.commit().await?)
}

pub async fn uncover(firebreak: &Firebreak, actor: &Actor, number: i64, other: i64) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let (_, row) = write::open(&mut tx, actor, number).await?;
    let gone =
        with_tx!(&mut tx, |c| sqlx::query(UNCOVER).bind(other).bind(row.id).execute(&mut **c).await.map(|done| done.rows_affected()))
            .map_err(DbError::from)?;
    if gone == 1 {
        incident::record(&mut tx, actor, number, EntryKind::Postmortem, &format!("The postmortem no longer covers INC-{other}"), now)
            .await?;
        tx.commit().await?;
    }
    Ok(())
}
