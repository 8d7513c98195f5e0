//! Writing a status update.

use app::actor::Actor;
use app::error::AppError;
use app::incident::EntryKind;
use app::text;
use app::update::Audience;

use super::store;
use crate::clock::millis;
use crate::{Firebreak, incident};

pub async fn write(firebreak: &Firebreak, actor: &Actor, number: i64, audience: Audience, body: &str) -> Result<i64, AppError> {
    actor.require_responder()?;
    let now = firebreak.clock.now();
    if !audience.is_filled_in(body) {
        return Err(AppError::field("body", "Fill in the template."));
    }
    let body = text::prose("the update", body, 10_000).map_err(|message| AppError::field("body", message))?;
    let mut tx = firebreak.db.write().await?;
    let row = incident::load_to_change(&mut tx, actor, number).await?;
    let id = store::insert(&mut tx, number, audience, &body, millis(now), actor.person).await?;
    let minutes = row.severity()?.update_minutes().filter(|_| row.status().is_ok_and(app::incident::Status::is_open));
    incident::set_next_update(&mut tx, number, minutes.map(|minutes| millis(now) + minutes * 60_000)).await?;
    let to = audience.title().to_lowercase();
    let entry = format!("[Status update for {to}](/incidents/{number}#update-{id}): {}", gist(&body));
    incident::record(&mut tx, actor, number, EntryKind::Update, &entry, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// The beginning of an update, as plain words inside Markdown.
fn gist(body: &str) -> String {
    let plain: String = body.chars().filter(|c| !matches!(c, '*' | '#' | '`')).collect();
    incident::escape(&text::excerpt(&plain, 160))
}
