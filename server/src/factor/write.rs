//! Changing the causal chain of an incident, while its postmortem can be changed.

use std::collections::HashMap;

use app::actor::Actor;
use app::edit::{Edit, Seen};
use app::error::{AppError, Problems};
use app::factor::{Factor, NewFactor, blocker};
use chrono::{DateTime, Utc};

use super::store;
use crate::Firebreak;
use crate::clock::millis;
use crate::db::Tx;
use crate::incident::load_to_change;

/// Factors of one incident: more than these do not make a picture that explains anything.
const MOST: usize = 12;

/// The chain, for somebody who may change it now.
async fn open(firebreak: &Firebreak, actor: &Actor, number: i64) -> Result<(Tx, Vec<Factor>, DateTime<Utc>), AppError> {
    actor.require_responder()?;
    let mut tx = firebreak.db.write().await?;
    load_to_change(&mut tx, actor, number).await?;
    if let Some(reason) = crate::postmortem::locked(&mut tx, number).await? {
        return Err(AppError::conflict(reason));
    }
    let factors = store::of_incident(&mut tx, number).await?;
    Ok((tx, factors, firebreak.clock.now()))
}

/// Everything a factor points to is of the same incident, and it does not go in circles.
async fn fits(tx: &mut Tx, number: i64, factor: i64, new: &NewFactor, factors: &[Factor]) -> Result<(), AppError> {
    let mut problems = Problems::default();
    let links: HashMap<i64, Option<i64>> = factors.iter().map(|factor| (factor.id, factor.leads_to)).collect();
    if let Some(reason) = new.leads_to.and_then(|to| blocker(factor, to, &links)) {
        problems.add("leads_to", reason);
    }
    if let Some(entry) = new.entry
        && !store::is_entry(tx, number, entry).await?
    {
        problems.add("entry", "That entry is not on the timeline of this incident.");
    }
    if let Some(action) = new.action
        && !store::is_action(tx, number, action).await?
    {
        problems.add("action", "That is not an action item of this incident.");
    }
    problems.finish()
}

fn find(factors: &[Factor], id: i64) -> Result<&Factor, AppError> {
    factors.iter().find(|factor| factor.id == id).ok_or(AppError::NotFound)
}

pub async fn add(firebreak: &Firebreak, actor: &Actor, number: i64, new: NewFactor) -> Result<i64, AppError> {
    let (mut tx, factors, now) = open(firebreak, actor, number).await?;
    let (kind, new) = new.parsed()?;
    if factors.len() >= MOST {
        return Err(AppError::conflict("A causal chain can have at most twelve factors. Remove one first."));
    }
    fits(&mut tx, number, 0, &new, &factors).await?;
    let id = store::insert(&mut tx, number, (kind, &new), actor.person, millis(now)).await?;
    tx.commit().await?;
    Ok(id)
}

pub async fn change(
    firebreak: &Firebreak,
    actor: &Actor,
    number: i64,
    factor: i64,
    changed: NewFactor,
    seen: &Seen,
) -> Result<(), AppError> {
    let (mut tx, factors, _) = open(firebreak, actor, number).await?;
    let mut edit = Edit::new(seen);
    let changed = changed.over(find(&factors, factor)?, &mut edit);
    edit.finish()?;
    let (kind, changed) = changed.parsed()?;
    fits(&mut tx, number, factor, &changed, &factors).await?;
    store::update(&mut tx, number, factor, (kind, &changed)).await?;
    Ok(tx.commit().await?)
}

pub async fn remove(firebreak: &Firebreak, actor: &Actor, number: i64, factor: i64) -> Result<(), AppError> {
    let (mut tx, factors, now) = open(firebreak, actor, number).await?;
    let onwards = find(&factors, factor)?.leads_to;
    store::remove(&mut tx, number, factor, onwards, millis(now)).await?;
    Ok(tx.commit().await?)
}
