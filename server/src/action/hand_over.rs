//! Reassigning the action items of a person who leaves.

use app::action::State;
use app::actor::Actor;
use app::error::AppError;
use app::incident::EntryKind;
use chrono::{DateTime, Utc};

use super::named;
use super::store::{self, NewEvent};
use crate::clock::millis;
use crate::db::{Stored, Tx};
use crate::incident::{self, escape};

/// `to` owns it from now on, or nobody; gives who does. Whoever accepted its risk as the second person cannot own it.
pub async fn hand_over(
    tx: &mut Tx,
    actor: &Actor,
    number: i64,
    leaver: &str,
    to: Option<&(i64, String)>,
    at: DateTime<Utc>,
) -> Result<Option<i64>, AppError> {
    let item = store::find_for_hand_over(tx, number).await?;
    let state = State::try_from(item.state).stored()?;
    let to = to.filter(|(person, _)| state != State::AcceptedRisk || item.risk_accepted_by != Some(*person));
    let owner = to.map(|(person, _)| *person);
    store::own(tx, number, owner, millis(at)).await?;
    store::add_owner(tx, number, owner, millis(at)).await?;
    let note = match to {
        Some((_, successor)) => format!("{leaver} has left; {successor} is the owner now"),
        None => format!("{leaver} has left; it has no owner now"),
    };
    store::add_event(tx, number, &NewEvent { from: Some(state), to: state, note: &note, person: actor.person, run: None }, millis(at))
        .await?;
    let body = format!("{}: {}", named(number, &item.title), escape(&note));
    incident::record(tx, actor, item.incident, EntryKind::Action, &body, at).await?;
    Ok(owner)
}
