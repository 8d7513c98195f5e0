//! The page of one asset.

use app::actor::Actor;
use app::asset::{BlastRadius, Record};
use app::error::AppError;

use super::store;
use crate::Firebreak;

/// How many assets a blast radius lists.
const MOST: usize = 500;

pub async fn show(firebreak: &Firebreak, actor: &Actor, asset: i64) -> Result<Record, AppError> {
    let mut tx = firebreak.db.read().await?;
    let (row, about) = store::find(&mut tx, asset).await?.ok_or(AppError::NotFound)?;
    let mut reached = store::blast_radius(&mut tx, asset, MOST as i64 + 1).await?;
    let more = reached.len() > MOST;
    reached.truncate(MOST);
    Ok(Record {
        asset: row.try_into()?,
        about,
        upstream: store::upstream(&mut tx, asset).await?,
        downstream: store::downstream(&mut tx, asset).await?,
        blast: BlastRadius { assets: reached, more },
        incidents: store::incidents(&mut tx, asset, actor.person).await?,
    })
}
