//! Starting a postmortem: its sections are created, some of them drafted from the record.

use app::actor::Actor;
use app::error::AppError;
use app::incident::{EntryKind, Kind};
use app::postmortem::State;

use super::{cover, draft, record, show, store};
use crate::Firebreak;
use crate::clock::millis;
use crate::db::Stored;
use crate::incident::{self, load_to_change};
use crate::template;

pub async fn begin(firebreak: &Firebreak, actor: &Actor, number: i64) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let row = load_to_change(&mut tx, actor, number).await?;
    if store::find(&mut tx, number).await?.is_some() {
        return Ok(());
    }
    if let Some(sentence) = cover::blocker(&mut tx, actor, number).await? {
        return Err(AppError::conflict(sentence));
    }
    if let Some(sentence) = show::blocker(&row)? {
        return Err(AppError::conflict(sentence));
    }
    let key = template::fitting(&mut tx, row.team, Kind::try_from(row.kind.clone()).stored()?).await?;
    let template = template::pin(&mut tx, &key, millis(now)).await?.ok_or(AppError::NotFound)?;
    let by = store::By { person: actor.person, at: millis(now) };
    let facts = record::read(&mut tx, row, now).await?;
    let id = store::insert(&mut tx, number, &template, actor.zone, by).await?;
    for (key, body) in draft::all(&template, &facts, actor.zone) {
        store::add_section(&mut tx, id, &key, &body, !body.is_empty(), by.at).await?;
    }
    store::add_event(&mut tx, id, None, State::Draft, "", by).await?;
    incident::record(&mut tx, actor, number, EntryKind::Postmortem, "Postmortem started", now).await?;
    Ok(tx.commit().await?)
}
