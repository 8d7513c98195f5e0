//! Recording, superseding and retracting decisions.

use app::actor::Actor;
use app::decision::NewDecision;
use app::error::AppError;
use app::incident::EntryKind;
use app::text;
use chrono::{DateTime, TimeDelta, Utc};

use super::store;
use crate::clock::millis;
use crate::db::Tx;
use crate::{Firebreak, incident};

/// How far ahead another machine's clock may be before its times count as the future.
const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(2);

/// A link to a decision for the timeline, by the words of its problem.
fn link(number: i64, id: i64, problem: &str) -> String {
    format!("[{}](/incidents/{number}#decision-{id})", incident::escape(&text::excerpt(problem, 100)))
}

/// A decision that still holds, by its problem.
async fn standing(tx: &mut Tx, number: i64, id: i64) -> Result<String, AppError> {
    let found = store::find(tx, number, id).await?.ok_or(AppError::NotFound)?;
    if found.superseded_by.is_some() || found.struck_at.is_some() {
        return Err(AppError::conflict("This decision is already superseded or retracted."));
    }
    Ok(found.problem)
}

pub async fn record(firebreak: &Firebreak, actor: &Actor, number: i64, decision: NewDecision) -> Result<i64, AppError> {
    let now = firebreak.clock.now();
    let decided_at = decision.decided_at.unwrap_or(now);
    if decided_at > now + CLOCK_SKEW {
        return Err(AppError::field("decided_at", "The time must not be in the future."));
    }
    let mut tx = firebreak.db.write().await?;
    let row = incident::load_to_change(&mut tx, actor, number).await?;
    let decided_by = decision.decided_by.or(row.commander).or(actor.person);
    if let Some(person) = decision.decided_by
        && incident::person_name(&mut tx, person).await?.is_none()
    {
        return Err(AppError::field("decided_by", "Choose a person with an active account."));
    }
    let times = (millis(decided_at), millis(now));
    let id = store::insert(&mut tx, number, &decision, decided_by, actor.person, times).await?;
    let chosen = decision.chosen.and_then(|index| decision.options.get(index)).map(|option| option.label.as_str()).unwrap_or_default();
    let body = format!("Decided: {}. {}", incident::escape(chosen), link(number, id, &decision.problem));
    let entry = incident::NewEntry { kind: EntryKind::Decision, body: &body, evidence_url: None, happened_at: decided_at, pinned: true };
    incident::record_entry(&mut tx, actor, number, &entry, now).await?;
    if let Some(older) = decision.supersedes {
        let replaced = replace(&mut tx, actor, number, older, (id, &decision.problem), now).await;
        replaced.map_err(|error| AppError::field("supersedes", error.to_string()))?;
    }
    tx.commit().await?;
    Ok(id)
}

pub async fn supersede(firebreak: &Firebreak, actor: &Actor, number: i64, id: i64, by: i64) -> Result<(), AppError> {
    if id == by {
        return Err(AppError::field("by", "A decision cannot supersede itself."));
    }
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    incident::load_to_change(&mut tx, actor, number).await?;
    let newer = standing(&mut tx, number, by).await.map_err(|error| match error {
        AppError::NotFound | AppError::Conflict { .. } => {
            AppError::field("by", "Choose a decision of this incident that is neither superseded nor retracted.")
        }
        other => other,
    })?;
    replace(&mut tx, actor, number, id, (by, &newer), now).await?;
    Ok(tx.commit().await?)
}

async fn replace(tx: &mut Tx, actor: &Actor, number: i64, older: i64, newer: (i64, &str), now: DateTime<Utc>) -> Result<(), AppError> {
    let problem = standing(tx, number, older).await?;
    store::supersede(tx, older, newer.0).await?;
    let body = format!("The decision {} is superseded by {}", link(number, older, &problem), link(number, newer.0, newer.1));
    incident::record(tx, actor, number, EntryKind::Decision, &body, now).await?;
    Ok(())
}

pub async fn strike(firebreak: &Firebreak, actor: &Actor, number: i64, id: i64, reason: &str) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let reason = text::reason("a reason for retracting it", reason).map_err(|message| AppError::field("reason", message))?;
    let mut tx = firebreak.db.write().await?;
    incident::load_to_change(&mut tx, actor, number).await?;
    let problem = standing(&mut tx, number, id).await?;
    store::strike(&mut tx, id, millis(now), &reason).await?;
    let body = format!("The decision {} is retracted: {}", link(number, id, &problem), incident::escape(&reason));
    incident::record(&mut tx, actor, number, EntryKind::Decision, &body, now).await?;
    Ok(tx.commit().await?)
}
