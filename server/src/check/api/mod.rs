//! The API of checks: their status, and running one at the end of a pipeline.

mod response;
mod sources;

use app::check::Run;
use axum::Json as Out;
use axum::extract::State;
use response::{CheckEntry, CheckRecord, CheckRunEntry};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::{Answer, Caller, Created, Items, Json, Path, Problem, created};
use crate::router::Shared;

/// All of them.
pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .merge(sources::routes())
        .routes(routes!(list_checks))
        .routes(routes!(read_check))
        .routes(routes!(run_check))
        .routes(routes!(read_run))
        .routes(routes!(mark_false_alarm))
}

/// The reason for marking it as a false alarm.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "The source was being loaded" }))]
pub struct MarkFalseAlarm {
    /// Why.
    pub reason: String,
}

/// Lists all checks, those that are not passing first.
#[utoipa::path(get, path = "/checks", tag = "checks", responses((status = 200, description = "All checks.", body = Items<CheckEntry>)))]
pub async fn list_checks(State(shared): State<Shared>, Caller(who): Caller) -> Answer<Items<CheckEntry>> {
    let (checks, now) = (shared.services.checks.all(&who).await?, shared.clock.now());
    Ok(Out(checks.into_iter().map(|check| CheckEntry::new(check, now)).collect()))
}

/// Reads a check with its latest hundred runs.
#[utoipa::path(get, path = "/checks/{check}", tag = "checks", params(("check" = i64, Path, description = "Its `id`.")), responses((status = 200, description = "The check.", body = CheckRecord)))]
pub async fn read_check(State(shared): State<Shared>, Caller(who): Caller, Path(check): Path<i64>) -> Answer<CheckRecord> {
    let record = shared.services.checks.show(&who, check).await?;
    Ok(Out(CheckRecord::new(record, shared.clock.now())))
}

/// Runs a check now, whatever its schedule, and returns the run when it has ended.
#[utoipa::path(
    post, path = "/checks/{check}/runs", tag = "checks", params(("check" = i64, Path, description = "Its `id`.")),
    responses((status = 201, description = "Run: see its `outcome`.", body = CheckRunEntry, headers(("Location" = String, description = "Where the run is."))))
)]
pub async fn run_check(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(check): Path<i64>,
) -> Result<Created<CheckRunEntry>, Problem> {
    let id = shared.services.checks.run_now(&who, check).await?;
    let run: Run = shared.services.checks.run(&who, id).await?;
    created(format!("/runs/{id}"), run)
}

/// Reads a run with its outcome and a sample of what was wrong.
#[utoipa::path(get, path = "/runs/{run}", tag = "checks", params(("run" = i64, Path, description = "Its `id`.")), responses((status = 200, description = "The run.", body = CheckRunEntry)))]
pub async fn read_run(State(shared): State<Shared>, Caller(who): Caller, Path(run): Path<i64>) -> Answer<CheckRunEntry> {
    Ok(Out(shared.services.checks.run(&who, run).await?.into()))
}

/// Marks a warning or failure as a false alarm; green runs that it interrupted still start again.
#[utoipa::path(
    post, path = "/runs/{run}/false-alarm", tag = "checks", request_body = MarkFalseAlarm,
    params(("run" = i64, Path, description = "Its `id`.")), responses((status = 200, description = "Marked.", body = CheckRunEntry))
)]
pub async fn mark_false_alarm(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(run): Path<i64>,
    Json(mark): Json<MarkFalseAlarm>,
) -> Answer<CheckRunEntry> {
    shared.services.checks.mark_false_alarm(&who, run, &mark.reason).await?;
    Ok(Out(shared.services.checks.run(&who, run).await?.into()))
}
