//! One postmortem for several incidents: what the others recorded is read with it, and none of them owes one of its own.

use app::actor::Actor;
use app::error::AppError;
use app::incident::EntryKind;

use super::{show, store, write};
use crate::Firebreak;
use crate::clock::millis;
use crate::db::Tx;
use crate::incident::{self, load, load_to_change};

/// Incidents that one postmortem may cover besides its own.
const MOST: usize = 12;

/// Why a covered incident gets no postmortem of its own; the number of one that the actor may not see is not said.
pub async fn blocker(tx: &mut Tx, actor: &Actor, number: i64) -> Result<Option<String>, AppError> {
    let Some(lead) = store::covered::covering(tx, number).await? else { return Ok(None) };
    match load(tx, actor, lead).await {
        Ok(_) => Ok(Some(format!("This incident is covered by the postmortem of INC-{lead}."))),
        Err(AppError::NotFound) => Ok(Some("This incident is covered by the postmortem of another one.".to_owned())),
        Err(error) => Err(error),
    }
}

pub async fn cover(firebreak: &Firebreak, actor: &Actor, number: i64, other: i64) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let wrong = |sentence: String| AppError::field("incident", sentence);
    let mut tx = firebreak.db.write().await?;
    incident::lock(&mut tx, number.min(other)).await?;
    let (lead, row) = write::open(&mut tx, actor, number).await?;
    if number == other {
        return Err(wrong("This is already the postmortem of that incident.".to_owned()));
    }
    let found = load_to_change(&mut tx, actor, other).await.map_err(|error| error.or_field("incident", "There is no such incident."))?;
    if lead.private || found.private {
        return Err(wrong("A private incident must have its own postmortem.".to_owned()));
    }
    if let Some(sentence) = show::blocker(&found)? {
        return Err(wrong(sentence));
    }
    if store::find(&mut tx, other).await?.is_some() {
        return Err(wrong(format!("INC-{other} has its own postmortem.")));
    }
    match store::covered::covering(&mut tx, other).await? {
        Some(by) if by == number => return Ok(()),
        Some(by) => return Err(wrong(format!("INC-{other} is already covered by the postmortem of INC-{by}."))),
        None => {}
    }
    if store::covered::covered(&mut tx, number).await?.len() >= MOST {
        return Err(wrong(format!("A postmortem can cover at most {MOST} other incidents.")));
    }
    store::covered::add(&mut tx, other, row.id, actor.person, millis(now)).await?;
    incident::record(&mut tx, actor, number, EntryKind::Postmortem, &format!("The postmortem now covers INC-{other}"), now).await?;
    incident::record(&mut tx, actor, other, EntryKind::Postmortem, &format!("Covered by the postmortem of INC-{number}"), now).await?;
    Ok(tx.commit().await?)
}

pub async fn uncover(firebreak: &Firebreak, actor: &Actor, number: i64, other: i64) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let (_, row) = write::open(&mut tx, actor, number).await?;
    if store::covered::remove(&mut tx, other, row.id).await? {
        incident::record(&mut tx, actor, number, EntryKind::Postmortem, &format!("The postmortem no longer covers INC-{other}"), now)
            .await?;
        tx.commit().await?;
    }
    Ok(())
}
