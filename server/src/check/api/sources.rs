//! Sources for programs: admins set them up, everybody sees them.

use app::check::{Source, SourceEdit};
use axum::Json as Out;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::{Answer, Caller, Created, Items, Json, Path, Problem, Query, SeenFields, created};
use crate::router::Shared;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_sources, add_source))
        .routes(routes!(read_source, change_source, remove_source))
        .routes(routes!(probe_source))
}

/// A database that checks read.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourceEntry {
    /// Its number.
    pub id: i64,
    /// The name.
    pub name: String,
    /// Where it is; a password is only ever the name of a variable.
    pub url: String,
    /// Who added it.
    pub created_by: Option<String>,
    /// How many checks read it.
    pub checks: i64,
}

impl From<Source> for SourceEntry {
    fn from(Source { id, name, url, created_by, checks }: Source) -> Self {
        Self { id, name, url, created_by, checks }
    }
}

/// A source to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Warehouse", "url": "postgres://reader:${FIREBREAK_PASSWORD_WAREHOUSE}@db.example.org/warehouse" }))]
pub struct AddSource {
    /// The name.
    pub name: String,
    /// `sqlite:/path/to/file.db`, or `postgres://user@host/database`.
    pub url: String,
}

/// What is changed of a source. What is not sent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "url": "postgres://reader@new.example.org/warehouse", "reason": "The warehouse has moved" }))]
pub struct ChangeSource {
    /// Its new name.
    pub name: Option<String>,
    /// Its new address: another database, so every check that reads it has a new version.
    pub url: Option<String>,
    /// Why.
    pub reason: String,
    /// The `name` and the `url` that you saw.
    #[serde(default)]
    pub seen: SeenFields,
}

/// Why a source is removed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RemoveSource {
    /// Why; needed.
    #[serde(default)]
    pub reason: String,
}

/// What a source answered.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourceAnswer {
    /// One sentence, also about what its role may do beyond reading.
    pub answer: String,
}

/// Lists all sources, by name.
#[utoipa::path(get, path = "/sources", tag = "checks", responses((status = 200, description = "All sources.", body = Items<SourceEntry>)))]
pub async fn list_sources(State(shared): State<Shared>, Caller(who): Caller) -> Answer<Items<SourceEntry>> {
    Ok(Out(shared.services.checks.sources(&who).await?.into_iter().map(SourceEntry::from).collect()))
}

/// Adds a source; admins only.
#[utoipa::path(
    post, path = "/sources", tag = "checks", request_body = AddSource,
    responses((status = 201, description = "Added.", body = SourceEntry, headers(("Location" = String, description = "Where the source is."))))
)]
pub async fn add_source(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Json(new): Json<AddSource>,
) -> Result<Created<SourceEntry>, Problem> {
    let id = shared.services.checks.add_source(&who, &new.name, &new.url).await?;
    created(format!("/sources/{id}"), shared.services.checks.source(&who, id).await?.source)
}

/// Reads a source; admins only.
#[utoipa::path(get, path = "/sources/{source}", tag = "checks", params(("source" = i64, Path, description = "Its `id`.")), responses((status = 200, description = "The source.", body = SourceEntry)))]
pub async fn read_source(State(shared): State<Shared>, Caller(who): Caller, Path(source): Path<i64>) -> Answer<SourceEntry> {
    Ok(Out(shared.services.checks.source(&who, source).await?.source.into()))
}

/// Changes a source; admins only. With another address every check that uses it starts a new version.
#[utoipa::path(
    put, path = "/sources/{source}", tag = "checks", request_body = ChangeSource, params(("source" = i64, Path, description = "Its `id`.")),
    responses((status = 200, description = "Changed.", body = SourceEntry))
)]
pub async fn change_source(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(source): Path<i64>,
    Json(change): Json<ChangeSource>,
) -> Answer<SourceEntry> {
    let ChangeSource { name, url, reason, seen } = change;
    shared.services.checks.change_source(&who, source, SourceEdit { name, url, reason, seen: seen.into() }).await?;
    Ok(Out(shared.services.checks.source(&who, source).await?.source.into()))
}

/// Removes a source that no check uses; admins only.
#[utoipa::path(
    delete, path = "/sources/{source}", tag = "checks", params(("source" = i64, Path, description = "Its `id`."), RemoveSource),
    responses((status = 204, description = "Removed."), (status = 409, description = "Checks read it: the problem names them."))
)]
pub async fn remove_source(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(source): Path<i64>,
    Query(why): Query<RemoveSource>,
) -> Result<StatusCode, Problem> {
    shared.services.checks.remove_source(&who, source, &why.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tests the connection to a source, and reports what its role can do beyond reading; admins only.
#[utoipa::path(
    post, path = "/sources/{source}/probe", tag = "checks", params(("source" = i64, Path, description = "Its `id`.")),
    responses((status = 200, description = "It answers.", body = SourceAnswer), (status = 409, description = "It does not: the problem says why."))
)]
pub async fn probe_source(State(shared): State<Shared>, Caller(who): Caller, Path(source): Path<i64>) -> Answer<SourceAnswer> {
    Ok(Out(SourceAnswer { answer: shared.services.checks.try_source(&who, source).await? }))
}
