//! Roles: one commander at a time; a hand-over is an event.

use app::actor::Actor;
use app::error::AppError;
use app::incident::{EntryKind, Responsibility};
use chrono::{DateTime, Utc};

use super::declare::escape;
use super::{entry, load_to_change, store};
use crate::Firebreak;
use crate::clock::millis;
use crate::db::Tx;

pub async fn assign(firebreak: &Firebreak, actor: &Actor, number: i64, role: Responsibility, person: i64) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let mut row = load_to_change(&mut tx, actor, number).await?;
    let name =
        store::person_name(&mut tx, person).await?.ok_or_else(|| AppError::field("person", "Choose a person with an active account."))?;
    let held = store::roles(&mut tx, number).await?;
    if held.iter().any(|held| held.until.is_none() && held.role == role && held.person == person) {
        return Err(AppError::field("person", format!("{name} already has this role.")));
    }
    let at = millis(now);
    let body = if role == Responsibility::Commander {
        let before = row.commander_name.take();
        store::release_role(&mut tx, number, role, at).await?;
        row.commander = Some(person);
        row.acknowledged_at = row.acknowledged_at.or(Some(at));
        store::set_commander(&mut tx, &row, at).await?;
        match before {
            Some(before) => format!("Command handed over from {} to {}", escape(&before), escape(&name)),
            None => format!("{} became incident commander", escape(&name)),
        }
    } else {
        format!("{} is now {}", escape(&name), role.title().to_lowercase())
    };
    store::assign(&mut tx, number, role, person, at, actor.person).await?;
    if row.private {
        store::add_member(&mut tx, number, person, at).await?;
    }
    entry::record(&mut tx, actor, number, EntryKind::Role, &body, now).await?;
    Ok(tx.commit().await?)
}

pub async fn release(firebreak: &Firebreak, actor: &Actor, number: i64, assignment: i64) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let mut row = load_to_change(&mut tx, actor, number).await?;
    let roles = store::roles(&mut tx, number).await?;
    let held = roles.into_iter().find(|held| held.id == assignment && held.until.is_none()).ok_or(AppError::NotFound)?;
    if held.role == Responsibility::Commander && row.status()?.is_open() {
        return Err(AppError::conflict("An open incident must have a commander. Assign another commander instead."));
    }
    store::release(&mut tx, number, assignment, millis(now)).await?;
    if held.role == Responsibility::Commander {
        row.commander = None;
        store::set_commander(&mut tx, &row, millis(now)).await?;
    }
    let body = format!("{} is no longer {}", escape(&held.name), held.role.title().to_lowercase());
    entry::record(&mut tx, actor, number, EntryKind::Role, &body, now).await?;
    Ok(tx.commit().await?)
}

/// The role of somebody who leaves goes to somebody else, who becomes a member of a private incident by that, or ends. Authorised by
/// whoever calls it: privacy does not keep an incident without its commander.
pub async fn hand_over_role(
    tx: &mut Tx,
    actor: &Actor,
    number: i64,
    assignment: i64,
    (leaver, name): (i64, &str),
    successor: Option<(i64, &str)>,
    now: DateTime<Utc>,
) -> Result<(), AppError> {
    let at = millis(now);
    store::lock(tx, number).await?;
    let roles = store::roles(tx, number).await?;
    let Some(role) = roles.iter().find(|held| held.id == assignment && held.person == leaver).map(|held| held.role) else { return Ok(()) };
    store::release(tx, number, assignment, at).await?;
    if let Some((person, _)) = successor {
        if !roles.iter().any(|held| held.until.is_none() && held.role == role && held.person == person) {
            store::assign(tx, number, role, person, at, actor.person).await?;
        }
        store::add_member_of_private(tx, number, person, at).await?;
    }
    if role == Responsibility::Commander {
        store::move_command(tx, number, successor.map(|(person, _)| person), at).await?;
    }
    let what = role.title().to_lowercase();
    let body = match successor {
        Some((_, successor)) => format!("{} has left; {} is now {what}", escape(name), escape(successor)),
        None => format!("{} has left; there is no {what} now", escape(name)),
    };
    entry::record(tx, actor, number, EntryKind::Role, &body, now).await?;
    Ok(())
}
