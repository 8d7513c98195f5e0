//! Deactivating a person: their responsibilities are reassigned, or have no owner.

use app::actor::Actor;
use app::error::AppError;
use app::incident::EntryKind;
use app::person::Role;
use app::person::departure::{Duty, HandedOver, Holding, Holdings, Successors};

use super::departure_store::{self as departures, Held};
use super::{manage, store};
use crate::clock::millis;
use crate::db::Tx;
use crate::incident::{self, escape};
use crate::{Firebreak, action, postmortem};

pub async fn holdings(firebreak: &Firebreak, actor: &Actor, person: i64) -> Result<Holdings, AppError> {
    let mut tx = firebreak.db.read().await?;
    store::find(&mut tx, person).await?.ok_or(AppError::NotFound)?;
    let tokens = store::tokens(&mut tx, person).await?.into_iter().map(|token| token.name).collect();
    let held = departures::all(&mut tx, person, actor.person).await?;
    let mut hidden: Vec<Duty> =
        held.iter().filter(|held| !held.seen && held.holding.duty.needed().is_some()).map(|held| held.holding.duty).collect();
    hidden.dedup();
    Ok(Holdings { items: held.into_iter().filter(|held| held.seen).map(|held| held.holding).collect(), hidden, tokens })
}

pub async fn history(firebreak: &Firebreak, actor: &Actor, person: i64) -> Result<Vec<HandedOver>, AppError> {
    let mut tx = firebreak.db.read().await?;
    Ok(departures::history(&mut tx, person, actor.person).await?)
}

/// The successors by number and name, each somebody who can take it over.
async fn successors(tx: &mut Tx, leaver: i64, held: &[Held], wanted: &Successors) -> Result<Vec<(Duty, Option<(i64, String)>)>, AppError> {
    let mut problems = app::error::Problems::default();
    let mut found = Vec::new();
    for duty in Duty::ALL.into_iter().filter(|duty| held.iter().any(|held| held.holding.duty == *duty)) {
        let field = if wanted.each.contains_key(&duty) { duty.as_str() } else { "successor" };
        let Some(person) = wanted.of(duty) else {
            if let Some(why) = duty.needed() {
                problems.add(duty.as_str(), why);
            }
            found.push((duty, None));
            continue;
        };
        let row = store::find(tx, person).await?.filter(|row| row.active && row.id != leaver);
        let works = row.as_ref().is_some_and(|row| row.role != Role::Viewer.as_str());
        match row {
            None => problems.add(field, "Choose another person with an active account."),
            Some(row) if duty.needed().is_some() && !works => {
                problems.add(field, format!("{} is a viewer and cannot work on incidents. Choose a responder.", row.name));
            }
            Some(row) => found.push((duty, Some((row.id, row.name)))),
        }
    }
    problems.finish()?;
    Ok(found)
}

pub async fn deactivate(firebreak: &Firebreak, actor: &Actor, person: i64, wanted: &Successors) -> Result<Vec<Holding>, AppError> {
    let now = millis(firebreak.clock.now());
    let mut tx = firebreak.db.write().await?;
    let leaver = store::find(&mut tx, person).await?.ok_or(AppError::NotFound)?;
    manage::keep_an_admin(&mut tx, person).await?;
    let held = departures::all(&mut tx, person, actor.person).await?;
    let successors = successors(&mut tx, person, &held, wanted).await?;
    let mut unowned = Vec::new();
    for held in held {
        let chosen = successors.iter().find(|(duty, _)| *duty == held.holding.duty).and_then(|(_, chosen)| chosen.as_ref());
        let to = hand_over(firebreak, &mut tx, actor, (person, &leaver.name), &held, chosen).await?;
        departures::keep(&mut tx, person, &held, to, actor.person, now).await?;
        if to.is_none() && held.seen {
            unowned.push(held.holding);
        }
    }
    store::clear_invitations(&mut tx, person).await?;
    // Somebody who comes back makes new ones.
    store::revoke_all_tokens(&mut tx, person, now).await?;
    store::forget_devices(&mut tx, person).await?;
    store::set_active(&mut tx, person, false).await?;
    tx.commit().await?;
    Ok(unowned)
}

/// Hands one thing over, and gives who has it now. Nobody gets what belongs to a private incident that they may not see, except those
/// who are chosen to lead or to see it.
async fn hand_over(
    firebreak: &Firebreak,
    tx: &mut Tx,
    actor: &Actor,
    (person, name): (i64, &str),
    held: &Held,
    chosen: Option<&(i64, String)>,
) -> Result<Option<i64>, AppError> {
    let at = firebreak.clock.now();
    let now = millis(at);
    let duty = held.holding.duty;
    let chosen = match (duty, held.incident, chosen) {
        (Duty::Review | Duty::ActionItem | Duty::IncidentRole, Some(incident), Some((to, _)))
            if !departures::sees(tx, incident, *to).await? =>
        {
            None
        }
        (Duty::Review, _, Some((to, _))) if postmortem::is_author(tx, held.id, Some(*to)).await? => None,
        (_, _, chosen) => chosen,
    };
    let to = chosen.map(|(to, _)| *to);
    match (duty, held.incident) {
        (Duty::PrivateIncident, Some(number)) => {
            if let Some((to, successor)) = chosen {
                incident::add_to_members(tx, number, *to, now).await?;
                let body = format!("{} can now see this private incident: {}, its only member, has left", escape(successor), escape(name));
                incident::record(tx, actor, number, EntryKind::Role, &body, at).await?;
            }
        }
        (Duty::Command | Duty::IncidentRole, Some(number)) => {
            let to = chosen.map(|(to, name)| (*to, name.as_str()));
            incident::hand_over_role(tx, actor, number, held.id, (person, name), to, at).await?;
        }
        (Duty::Review, _) => departures::move_review(tx, held.id, person, to, actor.person, now).await?,
        (Duty::ActionItem, _) => return action::hand_over(tx, actor, held.id, name, chosen, at).await,
        (Duty::Team, _) => {
            store::set_member(tx, held.id, person, false).await?;
            if let Some(to) = to {
                store::set_member(tx, held.id, to, true).await?;
            }
        }
        (Duty::Asset | Duty::Check, _) => departures::own(tx, duty, held.id, to).await?,
        (Duty::PrivateIncident | Duty::Command | Duty::IncidentRole, None) => {}
    }
    Ok(to)
}
