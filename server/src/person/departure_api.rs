//! Deactivation and reactivation in the API, for example by a directory.

use std::collections::BTreeMap;

use app::person::departure::{Duty, Holding, Holdings, Successors};
use axum::Json as Out;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::{Answer, Caller, Items, Json, Path};
use crate::router::Shared;

/// All of them.
pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(read_holdings)).routes(routes!(deactivate_person)).routes(routes!(reactivate_person))
}

/// One thing that somebody holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct HoldingEntry {
    /// What kind of thing.
    pub kind: Duty,
    /// The name.
    pub name: String,
    /// Its page.
    pub path: String,
}

impl From<Holding> for HoldingEntry {
    fn from(Holding { duty, name, path }: Holding) -> Self {
        Self { kind: duty, name, path }
    }
}

/// What somebody holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonHoldings {
    /// One by one.
    pub items: Vec<HoldingEntry>,
    /// Kinds of which there is something in private incidents that are not shared with you and that need a successor.
    pub hidden: Vec<Duty>,
    /// The names of their API tokens, which end with them.
    pub tokens: Vec<String>,
}

impl From<Holdings> for PersonHoldings {
    fn from(Holdings { items, hidden, tokens }: Holdings) -> Self {
        Self { items: items.into_iter().map(HoldingEntry::from).collect(), hidden, tokens }
    }
}

/// Who takes over the responsibilities of a deactivated person.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(example = json!({ "successor": 12, "successors": { "command": 7, "asset": null } }))]
pub struct Deactivation {
    /// Whoever takes over what nobody else is named for; without one it has no owner.
    pub successor: Option<i64>,
    /// By kind, each a person, or null for no owner. `command` and `private_incident` need somebody.
    pub successors: BTreeMap<Duty, Option<i64>>,
}

/// Reads the responsibilities of a person: what would have no owner without them. Admins only.
#[utoipa::path(get, path = "/people/{person}/holdings", tag = "people", params(("person" = i64, Path, description = "Their `id`.")), responses((status = 200, description = "What they hold.", body = PersonHoldings)))]
pub async fn read_holdings(State(shared): State<Shared>, Caller(who): Caller, Path(person): Path<i64>) -> Answer<PersonHoldings> {
    Ok(Out(shared.services.people.holdings(&who, person).await?.into()))
}

/// Deactivates somebody who leaves: they cannot sign in, their tokens end for good, and what they hold goes to the successors. Answers with what has
/// no owner now. For admins.
#[utoipa::path(post, path = "/people/{person}/deactivation", tag = "people", params(("person" = i64, Path, description = "Their `id`.")), request_body = Deactivation, responses((status = 200, description = "What has no owner now.", body = Items<HoldingEntry>)))]
pub async fn deactivate_person(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(person): Path<i64>,
    Json(deactivation): Json<Deactivation>,
) -> Answer<Items<HoldingEntry>> {
    let successors = Successors { all: deactivation.successor, each: deactivation.successors };
    let unowned = shared.services.people.deactivate(&who, person, &successors).await?;
    Ok(Out(unowned.into_iter().map(HoldingEntry::from).collect()))
}

/// Reactivates a person; what was reassigned stays with its new owners. Admins only.
#[utoipa::path(post, path = "/people/{person}/reactivation", tag = "people", params(("person" = i64, Path, description = "Their `id`.")), responses((status = 200, description = "What they hold.", body = PersonHoldings)))]
pub async fn reactivate_person(State(shared): State<Shared>, Caller(who): Caller, Path(person): Path<i64>) -> Answer<PersonHoldings> {
    shared.services.people.reactivate(&who, person).await?;
    Ok(Out(shared.services.people.holdings(&who, person).await?.into()))
}
