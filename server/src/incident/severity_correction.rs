//! Correcting when a severity changed, and adding a change that was missed: with a reason, history and a visible mark.
//! Intervals never overlap: a time lies between the change before it and the change after it.

use app::actor::Actor;
use app::edit::{Edit, Seen};
use app::error::{AppError, Problems};
use app::incident::spans::{SeverityRecord, in_order};
use app::incident::{EntryKind, Severity};
use app::text;
use chrono::{DateTime, Utc};

use super::declare::CLOCK_SKEW;
use super::{derived, entry, load_to_change, require_command, store};
use crate::Firebreak;
use crate::clock::{instant, millis};
use crate::db::Tx;

/// A reason, and a time that is not in the future.
fn sound(at: DateTime<Utc>, reason: &str, now: DateTime<Utc>) -> Result<String, AppError> {
    let mut problems = Problems::default();
    if at > now + CLOCK_SKEW {
        problems.add("at", "The time must not be in the future.");
    }
    let reason = problems.check("reason", text::reason("a reason for the correction", reason)).unwrap_or_default();
    problems.finish()?;
    Ok(reason)
}

fn shown(at: DateTime<Utc>, actor: &Actor) -> String {
    at.with_timezone(&actor.zone).format("%Y-%m-%d %H:%M %Z").to_string()
}

/// The incident, locked, for whoever may command it, and its changes in order.
async fn begin(tx: &mut Tx, actor: &Actor, number: i64) -> Result<(store::Row, Vec<SeverityRecord>), AppError> {
    let row = load_to_change(tx, actor, number).await?;
    require_command(actor, &row)?;
    let records = in_order(store::severity_records(tx, number).await?);
    Ok((row, records))
}

async fn end(mut tx: Tx, actor: &Actor, mut row: store::Row, body: &str, now: DateTime<Utc>) -> Result<(), AppError> {
    derived::follow(&mut tx, &mut row).await?;
    store::set_severity(&mut tx, &row, millis(now)).await?;
    entry::record(&mut tx, actor, row.number, EntryKind::Time, body, now).await?;
    Ok(tx.commit().await?)
}

pub async fn correct(
    firebreak: &Firebreak,
    actor: &Actor,
    number: i64,
    change: i64,
    at: DateTime<Utc>,
    reason: &str,
    seen: &Seen,
) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let (row, records) = begin(&mut tx, actor, number).await?;
    let place = records
        .iter()
        .position(|record| record.id == change)
        .ok_or_else(|| AppError::field("change", "Choose a change of this incident."))?;
    if place == 0 {
        return Err(AppError::field("change", "The first severity starts with the declaration; correct the declared time instead."));
    }
    let reason = sound(at, reason, now)?;
    let mut edit = Edit::new(seen);
    let at = edit.moment("at", Some(records[place].at), Some(at), actor.zone).unwrap_or(at);
    edit.finish()?;
    if at == records[place].at {
        return Ok(());
    }
    let earliest = records[place - 1].at.max(instant(row.declared_at));
    if at < earliest {
        return Err(AppError::field(
            "at",
            format!("The previous severity starts on {}; enter a later time, or correct that one first.", shown(earliest, actor)),
        ));
    }
    if let Some(next) = records.get(place + 1).filter(|next| at > next.at) {
        return Err(AppError::field(
            "at",
            format!(
                "It became {} on {}; enter an earlier time, or correct that change first.",
                next.severity.code(),
                shown(next.at, actor)
            ),
        ));
    }
    let (old, severity) = (records[place].at, records[place].severity);
    store::move_severity(&mut tx, number, change, millis(at)).await?;
    store::add_severity_correction(&mut tx, change, Some(millis(old)), millis(at), &reason, actor.person, millis(now)).await?;
    derived::follow_entry(&mut tx, number, EntryKind::Severity.as_str(), (millis(old), millis(at)), (&reason, actor.person, millis(now)))
        .await?;
    let utc = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M UTC");
    let body = format!("Time of the change to {} corrected from {} to {}: {reason}", severity.code(), utc(old), utc(at));
    end(tx, actor, row, &body, now).await
}

pub async fn add(
    firebreak: &Firebreak,
    actor: &Actor,
    number: i64,
    severity: Severity,
    at: DateTime<Utc>,
    reason: &str,
) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let (row, records) = begin(&mut tx, actor, number).await?;
    let reason = sound(at, reason, now)?;
    let declared = instant(row.declared_at);
    if at < declared {
        return Err(AppError::field(
            "at",
            format!("It was declared on {}; enter a later time, or correct the declared time first.", shown(declared, actor)),
        ));
    }
    let before = records.iter().rposition(|record| record.at <= at).unwrap_or(0);
    let around = [records.get(before), records.get(before + 1)];
    if around.into_iter().flatten().any(|record| record.severity == severity) {
        return Err(AppError::field("severity", format!("It was already {} just before or after that time.", severity.code())));
    }
    let change = store::add_severity(&mut tx, number, severity, millis(at), &reason, actor.person, false).await?;
    store::add_severity_correction(&mut tx, change, None, millis(at), &reason, actor.person, millis(now)).await?;
    let body = format!("A missed change to {} {} was added: {reason}", severity.code(), severity.word());
    let told = entry::NewEntry { kind: EntryKind::Severity, body: &body, evidence_url: None, happened_at: at, pinned: severity.is_major() };
    entry::insert(&mut tx, actor, number, &told, now).await?;
    let body = format!("Severity {} since {} added to the history", severity.code(), at.format("%Y-%m-%d %H:%M UTC"));
    end(tx, actor, row, &body, now).await
}
