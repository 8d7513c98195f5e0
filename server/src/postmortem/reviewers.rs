//! Asking reviewers.

use app::actor::Actor;
use app::error::AppError;
use app::postmortem::State;

use super::{show, store};
use crate::Firebreak;
use crate::clock::millis;
use crate::incident::load_to_change;

pub async fn ask(firebreak: &Firebreak, actor: &Actor, number: i64, person: i64) -> Result<(), AppError> {
    let now = millis(firebreak.clock.now());
    let mut tx = firebreak.db.write().await?;
    load_to_change(&mut tx, actor, number).await?;
    let row = show::find(&mut tx, number).await?;
    if row.state()? == State::Published {
        return Err(AppError::conflict("The postmortem is already published."));
    }
    if !store::reviewers::may_read(&mut tx, person, number).await? {
        return Err(AppError::field("person", "Choose a person who can sign in and can see this incident."));
    }
    if store::is_author(&mut tx, row.id, Some(person)).await? {
        return Err(AppError::field("person", "This person wrote some of the text. Choose somebody else."));
    }
    store::reviewers::add(&mut tx, row.id, person, actor.person, now).await?;
    Ok(tx.commit().await?)
}
