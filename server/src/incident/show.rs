//! One incident with its histories, read in one transaction.

use app::actor::Actor;
use app::error::AppError;
use app::incident::Record;

use super::{load, store};
use crate::Firebreak;

pub async fn show(firebreak: &Firebreak, actor: &Actor, number: i64) -> Result<Record, AppError> {
    let mut tx = firebreak.db.read().await?;
    let row = load(&mut tx, actor, number).await?;
    let private = row.private;
    let over_since = match (row.status()?.is_open(), row.resolved_at) {
        (true, _) => None,
        (false, Some(resolved)) => Some(resolved),
        (false, None) => store::last_status_at(&mut tx, number).await?,
    };
    Ok(Record {
        over_since: over_since.map(crate::clock::instant),
        severities: store::severities(&mut tx, number).await?,
        roles: store::roles(&mut tx, number).await?,
        corrections: store::corrections(&mut tx, number).await?,
        assets: store::assets(&mut tx, number).await?,
        members: if private { store::members(&mut tx, number).await? } else { Vec::new() },
        duplicates: store::duplicates(&mut tx, number, actor.person).await?,
        incident: row.try_into()?,
    })
}
