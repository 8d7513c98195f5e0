//! Correcting a moment: with history, a visible mark, and everything computed from it follows.

use app::actor::Actor;
use app::error::{AppError, Problems};
use app::incident::{EntryKind, Moment};
use app::text;
use chrono::{DateTime, TimeDelta, Utc};

use super::{entry, load_to_change, store};
use crate::Firebreak;
use crate::clock::millis;

pub async fn correct(
    firebreak: &Firebreak,
    actor: &Actor,
    number: i64,
    moment: Moment,
    at: Option<DateTime<Utc>>,
    reason: &str,
    insist: bool,
) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut problems = Problems::default();
    let reason = problems.check("reason", text::reason("a reason for the correction", reason)).unwrap_or_default();
    if at.is_some_and(|at| at > now + TimeDelta::minutes(2)) {
        problems.add("at", "This lies in the future; please give the time it happened.");
    }
    if at.is_none() && moment == Moment::Declared {
        problems.add("at", "Every incident was declared at some time.");
    }
    problems.finish()?;
    let mut tx = firebreak.db.write().await?;
    let mut row = load_to_change(&mut tx, actor, number).await?;
    let disorder_before = row.times().disorder();
    let old = row.times().get(moment).map(millis);
    let new = at.map(millis);
    match moment {
        Moment::Started => row.started_at = new,
        Moment::Detected => row.detected_at = new,
        Moment::Declared => row.declared_at = new.unwrap_or(row.declared_at),
        Moment::Acknowledged => row.acknowledged_at = new,
        Moment::Mitigated => row.mitigated_at = new,
        Moment::Resolved => row.resolved_at = new,
        Moment::Closed => row.closed_at = new,
    }
    if let Some((earlier, later)) = row.times().disorder().filter(|pair| !insist && disorder_before != Some(*pair)) {
        let message = format!(
            "Then it would be {} before it {}. Tick “keep it anyway” if that is what the record says.",
            participle(later),
            verb(earlier)
        );
        return Err(AppError::field("at", message));
    }
    store::set_times(&mut tx, &row, millis(now)).await?;
    if moment == Moment::Declared {
        store::move_first_severity(&mut tx, number, row.declared_at).await?;
    }
    store::add_correction(&mut tx, number, moment, old, new, &reason, actor.person, millis(now)).await?;
    let words =
        |at: Option<i64>| at.map_or_else(|| "nothing".to_owned(), |at| crate::clock::instant(at).format("%Y-%m-%d %H:%M UTC").to_string());
    let body = format!("Time “{}” corrected from {} to {}: {reason}", moment.as_str(), words(old), words(new));
    entry::record(&mut tx, actor, number, EntryKind::Time, &body, now).await?;
    Ok(tx.commit().await?)
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
