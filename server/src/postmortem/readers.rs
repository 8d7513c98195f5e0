//! After publication: errata, and who read it.

use app::actor::Actor;
use app::error::AppError;
use app::incident::EntryKind;
use app::postmortem::State;
use app::text;

use super::{show, store};
use crate::Firebreak;
use crate::clock::millis;
use crate::db::Tx;
use crate::incident::{self, load, load_to_change};

/// The longest erratum, in characters: it has to fit on the first page with everything else.
const LONGEST: usize = 1_000;

async fn published(tx: &mut Tx, number: i64) -> Result<store::Row, AppError> {
    let row = show::find(tx, number).await?;
    if row.state()? != State::Published {
        return Err(AppError::conflict("The postmortem is not published yet, so its text can still be changed."));
    }
    Ok(row)
}

pub async fn add_erratum(firebreak: &Firebreak, actor: &Actor, number: i64, body: &str) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    load_to_change(&mut tx, actor, number).await?;
    let row = published(&mut tx, number).await?;
    let body = text::prose("the erratum", body.trim(), LONGEST).and_then(|body| match body.is_empty() {
        true => Err("Enter the erratum.".to_owned()),
        false => Ok(body),
    });
    let body = body.map_err(|message| AppError::field("body", message))?;
    store::readers::add_erratum(&mut tx, row.id, &body, actor.person, millis(now)).await?;
    incident::record(&mut tx, actor, number, EntryKind::Postmortem, &format!("Postmortem corrected: {body}"), now).await?;
    Ok(tx.commit().await?)
}

pub async fn mark_read(firebreak: &Firebreak, actor: &Actor, number: i64, useful: bool) -> Result<(), AppError> {
    let now = millis(firebreak.clock.now());
    let mut tx = firebreak.db.write().await?;
    load(&mut tx, actor, number).await?;
    let row = published(&mut tx, number).await?;
    let person = actor.person.ok_or(AppError::SignIn)?;
    store::readers::mark_read(&mut tx, row.id, person, useful, now).await?;
    Ok(tx.commit().await?)
}
