//! Raising a signal, by a person or by another noun.

use app::actor::Actor;
use app::error::{AppError, Problems};
use app::signal::NewSignal;
use app::text;
use chrono::{DateTime, TimeDelta, Utc};

use super::store;
use crate::Firebreak;
use crate::db::{DbError, Tx};

/// How far ahead another machine's clock may be before its times count as the future.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(2);

/// A signal that has been parsed.
pub struct Raised<'a> {
    /// What was noticed, on one line.
    pub title: &'a str,
    /// The description, in Markdown.
    pub body: &'a str,
    /// Where it came from.
    pub source: &'a str,
    /// When it was seen.
    pub seen_at: DateTime<Utc>,
    /// The check that raised it.
    pub check: Option<i64>,
}

/// Raises a signal in the transaction of what caused it, and gives its number. Everybody who is signed in reads it until
/// it is linked to a private incident: what is private does not belong into its words.
pub async fn raise_within(tx: &mut Tx, actor: &Actor, signal: &Raised<'_>, now: DateTime<Utc>) -> Result<i64, DbError> {
    store::insert(tx, signal, actor.person, crate::clock::millis(now)).await
}

pub async fn raise(firebreak: &Firebreak, actor: &Actor, signal: &NewSignal) -> Result<i64, AppError> {
    let now = firebreak.clock.now();
    let seen_at = signal.seen_at.unwrap_or(now);
    let mut problems = Problems::default();
    let title = problems.check("title", text::line("a title", &signal.title, 200)).unwrap_or_default();
    let body = problems.check("body", text::prose("the description", &signal.body, 10_000)).unwrap_or_default();
    let source = if signal.source.trim().is_empty() { "person" } else { &signal.source };
    let source = problems.check("source", text::line("where it came from", source, 60)).unwrap_or_default();
    if seen_at > now + CLOCK_SKEW {
        problems.add("seen_at", "The time must not be in the future.");
    }
    problems.finish()?;
    let mut tx = firebreak.db.write().await?;
    let raised = Raised { title: &title, body: &body, source: &source, seen_at, check: None };
    let id = raise_within(&mut tx, actor, &raised, now).await?;
    tx.commit().await?;
    Ok(id)
}
