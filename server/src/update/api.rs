//! The API of status updates.

use app::error::AppError;
use app::update::{Audience, History, Update};
use axum::Json as Out;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::{After, Answer, Caller, Created, Json, Listed, Path, Problem, Query, created};
use crate::router::Shared;

/// All of them.
pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(list_updates, write_update))
}

/// Words about an incident for an audience.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "audience": "stakeholders", "body": "Predictions are being restored; nominations go on next week." }))]
pub struct WriteUpdate {
    /// For whom.
    pub audience: Audience,
    /// The text, in Markdown.
    pub body: String,
}

/// A status update.
#[derive(Debug, Serialize, ToSchema)]
pub struct UpdateEntry {
    /// Its number.
    pub id: i64,
    /// For whom.
    pub audience: Audience,
    /// The text, in Markdown.
    pub body: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// By whom.
    pub person: Option<String>,
}

impl From<Update> for UpdateEntry {
    fn from(one: Update) -> Self {
        Self { id: one.id, audience: one.audience, body: one.body, at: one.at, person: one.person }
    }
}

/// The status updates of an incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct UpdateHistory {
    /// The latest first, at most a hundred.
    pub items: Vec<UpdateEntry>,
    /// The next page, if there is one.
    pub next: Option<String>,
    /// How many there are.
    pub total: i64,
    /// When the next one is due; null when none is.
    pub next_update_at: Option<DateTime<Utc>>,
}

impl UpdateHistory {
    fn new(history: History, number: i64) -> Self {
        let Listed { items, next, total } =
            Listed::new(history.updates, &format!("/incidents/{number}/updates"), |update: &UpdateEntry| update.id);
        Self { items, next, total, next_update_at: history.next_update_at }
    }
}

/// Lists the status updates of an incident, and when the next one is due.
#[utoipa::path(get, path = "/incidents/{number}/updates", tag = "updates", params(("number" = i64, Path, description = "42 of INC-42."), After), responses((status = 200, description = "One page of its updates.", body = UpdateHistory)))]
pub async fn list_updates(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Query(page): Query<After>,
) -> Answer<UpdateHistory> {
    let history = shared.services.updates.of_incident(&who, number, page.after, app::part::MOST).await?;
    Ok(Out(UpdateHistory::new(history, number)))
}

/// Posts a status update for an audience.
#[utoipa::path(
    post, path = "/incidents/{number}/updates", tag = "updates", request_body = WriteUpdate, params(("number" = i64, Path, description = "42 of INC-42.")),
    responses((status = 201, description = "Written.", body = UpdateEntry, headers(("Location" = String, description = "Where the updates are."))))
)]
pub async fn write_update(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Json(write): Json<WriteUpdate>,
) -> Result<Created<UpdateEntry>, Problem> {
    let id = shared.services.updates.write(&who, number, write.audience, &write.body).await?;
    let history = shared.services.updates.of_incident(&who, number, None, app::part::MOST).await?;
    let update = history.updates.items.into_iter().find(|update| update.id == id).ok_or(AppError::NotFound)?;
    created(format!("/incidents/{number}/updates"), update)
}
