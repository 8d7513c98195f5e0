//! Forms about assets: who, parse, use case, redirect.
#![allow(missing_docs, reason = "the macro makes a struct of each function's arguments; the function's sentence explains them")]

use leptos::prelude::*;

use super::Draft;
use crate::error::AppError;
use crate::services::{caller, redirect, seen};

/// Adds an asset.
#[server(AddAsset, prefix = "/do", endpoint = "add-asset")]
pub async fn add_asset(
    name: String,
    kind: String,
    #[server(default)] about: String,
    #[server(default)] tier: String,
    #[server(default)] owner: String,
    #[server(default)] team: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let asset = services.assets.add(&who, Draft::parse(&name, &kind, &about, &tier, &owner, &team)?).await?;
    redirect(&format!("/assets/{asset}"));
    Ok(())
}

/// Changes what an asset is and who owns it.
#[server(ChangeAsset, prefix = "/do", endpoint = "change-asset")]
pub async fn change_asset(
    id: i64,
    name: String,
    kind: String,
    #[server(default)] about: String,
    #[server(default)] tier: String,
    #[server(default)] owner: String,
    #[server(default)] team: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.assets.change(&who, id, Draft::parse(&name, &kind, &about, &tier, &owner, &team)?, &seen()).await?;
    redirect(&format!("/assets/{id}"));
    Ok(())
}

/// Draws an edge from or to an asset: `side` says on which side of it the other one is.
#[server(ConnectAsset, prefix = "/do", endpoint = "connect-asset")]
pub async fn connect_asset(id: i64, side: String, #[server(default)] asset: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let other = asset.trim().parse().map_err(|_| AppError::field("asset", "Choose an asset."))?;
    let (upstream, downstream) = if side == "upstream" { (other, id) } else { (id, other) };
    services.assets.connect(&who, upstream, downstream).await?;
    redirect(&format!("/assets/{id}#lineage"));
    Ok(())
}

/// Takes an edge away, and goes back to `id`.
#[server(DisconnectAsset, prefix = "/do", endpoint = "disconnect-asset")]
pub async fn disconnect_asset(id: i64, upstream: i64, downstream: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.assets.disconnect(&who, upstream, downstream).await?;
    redirect(&format!("/assets/{id}#lineage"));
    Ok(())
}
