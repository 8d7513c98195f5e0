//! The API of assets.

use app::asset::{AssetSummary, Filter, Kind, Neighbour, Reached, Record};
use axum::Json as Out;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::{Answer, Caller, Items, Named, Path, Query};
use crate::incident::api::IncidentSummary;
use crate::router::Shared;

/// All of them.
pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(list_assets)).routes(routes!(read_asset))
}

/// Which assets.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct AssetFilters {
    /// Part of the name or description.
    pub q: String,
    /// Only of this kind.
    pub kind: Option<Kind>,
    /// Only those without an owner.
    pub unowned: bool,
}

/// An asset as lists show it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssetEntry {
    /// Its number.
    pub id: i64,
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// How much depends on it: 1 is most, 4 is least.
    pub tier: i64,
    /// Who answers for it; null when nobody does.
    pub owner: Option<Named>,
    /// The team behind them.
    pub team: Option<Named>,
    /// How many checks it has.
    pub checks: i64,
    /// How many of them failed or ended in an error when they last ran.
    pub failing: i64,
}

impl From<AssetSummary> for AssetEntry {
    fn from(one: AssetSummary) -> Self {
        Self {
            id: one.id,
            name: one.name,
            kind: one.kind,
            tier: one.tier,
            owner: one.owner.map(Named::from),
            team: one.team.map(Named::from),
            checks: one.checks,
            failing: one.failing,
        }
    }
}

/// An asset directly before or behind another.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssetNeighbour {
    /// Its number.
    pub id: i64,
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
}

impl From<Neighbour> for AssetNeighbour {
    fn from(Neighbour { id, name, kind }: Neighbour) -> Self {
        Self { id, name, kind }
    }
}

/// An asset somewhere downstream.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssetReached {
    /// Its number.
    pub id: i64,
    /// The name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// How much depends on it: 1 is most.
    pub tier: i64,
    /// Who accepted it.
    pub owner: Option<String>,
    /// The number of edges on the shortest path to it.
    pub distance: i64,
}

impl From<Reached> for AssetReached {
    fn from(Reached { id, name, kind, tier, owner, distance }: Reached) -> Self {
        Self { id, name, kind, tier, owner, distance }
    }
}

/// An asset with what is around it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssetRecord {
    /// What lists show of it.
    pub asset: AssetEntry,
    /// What it is, in a few lines.
    pub about: String,
    /// What it is made from.
    pub upstream: Vec<AssetNeighbour>,
    /// What is made from it.
    pub downstream: Vec<AssetNeighbour>,
    /// Everything downstream, near or far, nearest first: at most five hundred.
    pub blast_radius: Vec<AssetReached>,
    /// Whether more is downstream than is listed.
    pub blast_radius_goes_on: bool,
    /// Incidents that affected it, latest first.
    pub incidents: Vec<IncidentSummary>,
}

impl From<Record> for AssetRecord {
    fn from(record: Record) -> Self {
        Self {
            asset: record.asset.into(),
            about: record.about,
            upstream: record.upstream.into_iter().map(AssetNeighbour::from).collect(),
            downstream: record.downstream.into_iter().map(AssetNeighbour::from).collect(),
            blast_radius: record.blast.assets.into_iter().map(AssetReached::from).collect(),
            blast_radius_goes_on: record.blast.more,
            incidents: record.incidents.into_iter().map(IncidentSummary::from).collect(),
        }
    }
}

/// Lists assets by name, at most five hundred.
#[utoipa::path(get, path = "/assets", tag = "assets", params(AssetFilters), responses((status = 200, description = "Those that match.", body = Items<AssetEntry>)))]
pub async fn list_assets(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Query(filters): Query<AssetFilters>,
) -> Answer<Items<AssetEntry>> {
    let filter = Filter { text: filters.q, kind: filters.kind, unowned: filters.unowned };
    let assets = shared.services.assets.list(&who, &filter).await?;
    Ok(Out(assets.into_iter().map(AssetEntry::from).collect()))
}

/// Reads an asset with its owners, its downstream assets, and the incidents that affected it.
#[utoipa::path(get, path = "/assets/{asset}", tag = "assets", params(("asset" = i64, Path, description = "Its `id`.")), responses((status = 200, description = "The asset.", body = AssetRecord)))]
pub async fn read_asset(State(shared): State<Shared>, Caller(who): Caller, Path(asset): Path<i64>) -> Answer<AssetRecord> {
    Ok(Out(shared.services.assets.show(&who, asset).await?.into()))
}
