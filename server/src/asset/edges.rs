//! Edges of the lineage, which never form a cycle.

use app::error::AppError;

use super::store;
use crate::Firebreak;

pub async fn connect(firebreak: &Firebreak, upstream: i64, downstream: i64) -> Result<(), AppError> {
    let mut tx = firebreak.db.write().await?;
    // One edge at a time: two that are each fine could close a circle together.
    store::lock_edges(&mut tx).await?;
    let from = store::name(&mut tx, upstream).await?.ok_or(AppError::NotFound)?;
    let to = store::name(&mut tx, downstream).await?.ok_or(AppError::NotFound)?;
    if upstream == downstream {
        return Err(AppError::field("asset", "An asset cannot be upstream of itself. Choose another asset."));
    }
    if store::reaches(&mut tx, downstream, upstream).await? {
        return Err(AppError::field("asset", format!("{to} is already upstream of {from}: this edge would create a cycle.")));
    }
    store::connect(&mut tx, upstream, downstream).await?;
    Ok(tx.commit().await?)
}

pub async fn disconnect(firebreak: &Firebreak, upstream: i64, downstream: i64) -> Result<(), AppError> {
    let mut tx = firebreak.db.write().await?;
    store::disconnect(&mut tx, upstream, downstream).await?;
    Ok(tx.commit().await?)
}
