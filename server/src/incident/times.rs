//! Correcting a moment: with history, a visible mark, and everything computed from it follows.

use app::actor::Actor;
use app::edit::{Edit, Seen};
use app::error::{AppError, Problems};
use app::incident::{EntryKind, Moment, spans};
use app::text;
use chrono::{DateTime, Utc};

use super::declare::CLOCK_SKEW;
use super::{derived, entry, load_to_change, store};
use crate::Firebreak;
use crate::clock::millis;
use crate::db::Tx;

pub async fn correct(
    firebreak: &Firebreak,
    actor: &Actor,
    number: i64,
    moment: Moment,
    at: Option<DateTime<Utc>>,
    reason: &str,
    insist: bool,
    seen: &Seen,
) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut problems = Problems::default();
    let reason = problems.check("reason", text::reason("a reason for the correction", reason)).unwrap_or_default();
    if at.is_some_and(|at| at > now + CLOCK_SKEW) {
        problems.add("at", "The time must not be in the future.");
    }
    if at.is_none() && moment == Moment::Declared {
        problems.add("at", "The declared time is required.");
    }
    problems.finish()?;
    let mut tx = firebreak.db.write().await?;
    let mut row = load_to_change(&mut tx, actor, number).await?;
    let out_of_order_before = row.times().out_of_order();
    let stored = row.times().get(moment);
    let mut edit = Edit::new(seen);
    let at = edit.moment("at", stored, at, actor.zone);
    edit.finish()?;
    let (old, new) = (stored.map(millis), at.map(millis));
    if old == new && !insist {
        return Ok(());
    }
    let declared_before = row.declared_at;
    match moment {
        Moment::Started => row.started_at = new,
        Moment::Detected => row.detected_at = new,
        Moment::Declared => row.declared_at = new.unwrap_or(row.declared_at),
        Moment::Acknowledged => row.acknowledged_at = new,
        Moment::Mitigated => row.mitigated_at = new,
        Moment::Resolved => row.resolved_at = new,
        Moment::Closed => row.closed_at = new,
    }
    if let Some((earlier, later)) = row.times().out_of_order().filter(|pair| !insist && out_of_order_before != Some(*pair)) {
        let message =
            format!("It would then be {} before it {}. Select “Save anyway” if that is correct.", participle(later), verb(earlier));
        return Err(AppError::field("at", message));
    }
    store::set_times(&mut tx, &row, millis(now)).await?;
    if moment == Moment::Declared {
        declared(&mut tx, &mut row, declared_before, insist, millis(now)).await?;
    }
    if let (Some(kind), Some(old), Some(new)) = (derived::told_by(moment), old, new) {
        derived::follow_entry(&mut tx, number, kind, (old, new), (&reason, actor.person, millis(now))).await?;
    }
    store::add_correction(&mut tx, number, moment, old, new, &reason, actor.person, millis(now)).await?;
    let words = |at: i64| crate::clock::instant(at).format("%Y-%m-%d %H:%M UTC").to_string();
    let change = match (old, new) {
        (Some(old), Some(new)) => format!("corrected from {} to {}", words(old), words(new)),
        (None, Some(new)) => format!("set to {}", words(new)),
        (Some(old), None) => format!("cleared; it was {}", words(old)),
        (None, None) => "confirmed as not known".to_owned(),
    };
    let body = format!("Time “{}” {change}: {reason}", moment.as_str());
    entry::record(&mut tx, actor, number, EntryKind::Time, &body, now).await?;
    Ok(tx.commit().await?)
}

/// The severities follow the declaration. One that was changed before it would begin with it, which is kept when somebody insists.
async fn declared(tx: &mut Tx, row: &mut store::Row, before: i64, insist: bool, now: i64) -> Result<(), AppError> {
    let records = spans::in_order(store::severity_records(tx, row.number).await?);
    let overtaken = records.iter().skip(1).find(|record| (before..row.declared_at).contains(&millis(record.at)));
    if let Some(record) = overtaken.filter(|_| !insist) {
        let message = format!(
            "It would then be declared after it became {} ({} UTC). Select “Save anyway” if that is correct.",
            record.severity.code(),
            record.at.format("%Y-%m-%d %H:%M")
        );
        return Err(AppError::field("at", message));
    }
    store::move_first_severity(tx, row.number, row.declared_at).await?;
    derived::follow(tx, row).await?;
    Ok(store::set_severity(tx, row, now).await?)
}

fn participle(moment: Moment) -> &'static str {
    moment.as_str()
}

fn verb(moment: Moment) -> String {
    match moment {
        Moment::Started => "started".to_owned(),
        other => format!("was {}", other.as_str()),
    }
}
