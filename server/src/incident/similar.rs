//! Similar past incidents. Candidates are those with the most affected assets in common, and the latest with action
//! items; the rule in `app` ranks them.

use app::actor::Actor;
use app::error::AppError;
use app::incident::similar::{Similar, most_similar};

use super::store;
use crate::Firebreak;
use crate::incident::load;

pub async fn of(firebreak: &Firebreak, actor: &Actor, number: i64) -> Result<Vec<Similar>, AppError> {
    let mut tx = firebreak.db.read().await?;
    let incident = load(&mut tx, actor, number).await?;
    let mut similar = Vec::new();
    for (one, words) in most_similar(&incident.title, store::similar::candidates(&mut tx, actor, number).await?) {
        similar.push(store::similar::shown(&mut tx, number, one, words).await?);
    }
    Ok(similar)
}
