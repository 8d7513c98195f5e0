//! When a check judges by something else: the proof of everything that relies on it starts again, and a second person
//! confirms that it still shows what was agreed.

use app::action::{ActionItem, State, may_confirm};
use app::actor::Actor;
use app::error::AppError;
use app::incident::EntryKind;
use app::text;
use chrono::{DateTime, Utc};

use super::store::{self, NewEvent};
use super::{load_to_change, named};
use crate::Firebreak;
use crate::check::version::authors_after;
use crate::clock::millis;
use crate::db::Tx;
use crate::incident::{self, escape};

/// Tells every commitment that is judged by the check what changed, and starts its proof again. Past permissions: a check
/// judges what is private, too, and what is written stays with the incident.
pub async fn check_changed(tx: &mut Tx, actor: &Actor, check: i64, what: &str, now: DateTime<Utc>) -> Result<(), AppError> {
    for row in store::relying_on(tx, check).await? {
        let (number, item) = (row.number, ActionItem::try_from(row)?);
        let name = item.check.as_ref().map(|check| check.name.clone()).unwrap_or_default();
        let then = match item.state {
            State::Verified => "The evidence of this action item comes from the earlier version.",
            _ => "Verification starts again, after a second person has confirmed the new version.",
        };
        if item.state != State::Verified {
            store::reset_proof(tx, number).await?;
        }
        let note = format!("The check {name} was {what}. {then}");
        let event = NewEvent { from: Some(item.state), to: item.state, note: &note, person: actor.person, run: None };
        store::add_event(tx, number, &event, millis(now)).await?;
        let body = format!("{}: {}", named(number, &item.title), escape(&note));
        incident::record(tx, actor, item.incident.0, EntryKind::Action, &body, now).await?;
    }
    Ok(())
}

/// The version of a check that an action item is agreed to be judged by when it is linked after it was promised: the present
/// one, unless whoever links it could not confirm it.
pub async fn agreed_by(tx: &mut Tx, actor: &Actor, owned: bool, check: i64) -> Result<Option<i64>, AppError> {
    let Some(version) = store::check_version(tx, check).await? else { return Ok(None) };
    let authors = authors_after(tx, check, version - 1).await?;
    Ok(may_confirm(actor.person, owned, &authors).is_ok().then_some(version))
}

/// Confirms the version that somebody has seen.
pub async fn confirm(firebreak: &Firebreak, actor: &Actor, number: i64, version: i64, typed: &str) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let item = load_to_change(&mut tx, actor, number).await?;
    let present = item.unconfirmed().zip(item.check.as_ref());
    let Some((present, check)) = present else {
        return Err(AppError::conflict("There is nothing to confirm: the check is still at the agreed version."));
    };
    if present != version {
        return Err(AppError::conflict(format!("The check is now at version {present}. Review what changed, then confirm that version.")));
    }
    let authors = authors_after(&mut tx, check.id, item.agreed_version.unwrap_or(present - 1)).await?;
    let owned = store::has_owned(&mut tx, number, actor.person).await?;
    may_confirm(actor.person, owned, &authors).map_err(AppError::forbidden)?;
    let why = text::reason("a reason: why it still verifies the same thing", typed).map_err(|message| AppError::field("note", message))?;
    if !store::confirm_version(&mut tx, number, present, actor.person, millis(now)).await? {
        return Err(AppError::conflict("The check has been changed again. Review it again."));
    }
    store::reset_proof(&mut tx, number).await?;
    let note = format!("Confirmed version {present} of the check {}: {why}", check.name);
    let event = NewEvent { from: Some(item.state), to: item.state, note: &note, person: actor.person, run: None };
    store::add_event(&mut tx, number, &event, millis(now)).await?;
    let body = format!("{}: {}", named(number, &item.title), escape(&note));
    incident::record(&mut tx, actor, item.incident.0, EntryKind::Action, &body, now).await?;
    Ok(tx.commit().await?)
}
