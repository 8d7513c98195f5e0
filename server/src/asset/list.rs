//! The list of assets.

use app::asset::{AssetSummary, Filter};

use super::store;
use crate::Firebreak;
use crate::db::DbError;

/// How many a page lists.
pub const MOST: i64 = 500;

pub async fn list(firebreak: &Firebreak, filter: &Filter, most: i64) -> Result<Vec<AssetSummary>, DbError> {
    let mut tx = firebreak.db.read().await?;
    let kind = filter.kind.map_or("", app::asset::Kind::as_str);
    let rows = store::list(&mut tx, &crate::search::pattern(&filter.text), kind, filter.unowned, most).await?;
    rows.into_iter().map(AssetSummary::try_from).collect()
}
