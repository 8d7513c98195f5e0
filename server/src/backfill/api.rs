//! The API of backfills: a script creates one and reports progress.

use app::backfill::{Backfill, NewBackfill, Point};
use axum::Json as Out;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::{Answer, Caller, Change, Created, Items, Json, Path, Problem, created};
use crate::router::Shared;

/// All of them.
pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_backfills, begin_backfill))
        .routes(routes!(read_backfill, describe_backfill))
        .routes(routes!(report_progress))
        .routes(routes!(waive_rest))
}

/// A backfill to begin, or what one is corrected to.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "name": "Predictions of STAT6", "unit": "predictions", "total": 258_000_000 }))]
pub struct DescribeBackfill {
    /// The title: one line, at most 120 characters.
    pub name: String,
    /// What is counted; `rows` by default.
    #[serde(default)]
    pub unit: String,
    /// The total.
    #[schema(minimum = 1)]
    pub total: i64,
}

/// A backfill as it is corrected.
pub type BackfillChange = Change<DescribeBackfill>;

impl From<Backfill> for DescribeBackfill {
    fn from(Backfill { name, unit, total, .. }: Backfill) -> Self {
        Self { name, unit, total }
    }
}

impl DescribeBackfill {
    fn parse(&self) -> Result<NewBackfill, Problem> {
        Ok(NewBackfill::parse(&self.name, &self.unit, &self.total.to_string())?)
    }
}

/// How far it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "done": 120_000_000 }))]
pub struct ReportProgress {
    /// The total done so far; fewer than before is a correction.
    #[schema(minimum = 0)]
    pub done: i64,
}

/// The reason for accepting it as incomplete.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "The rest belongs to a program that was closed" }))]
pub struct WaiveRest {
    /// Why.
    pub reason: String,
}

/// What had been done at a moment.
#[derive(Debug, Serialize, ToSchema)]
pub struct BackfillPoint {
    /// When.
    pub at: DateTime<Utc>,
    /// How many in all.
    pub done: i64,
}

impl From<Point> for BackfillPoint {
    fn from(Point { at, done }: Point) -> Self {
        Self { at, done }
    }
}

/// A backfill with its rate and its end.
#[derive(Debug, Serialize, ToSchema)]
pub struct BackfillEntry {
    /// Its number.
    pub id: i64,
    /// The incident it repairs: 42 of INC-42.
    pub incident: i64,
    /// The title.
    pub name: String,
    /// What is counted.
    pub unit: String,
    /// The total.
    pub total: i64,
    /// How many are done.
    pub done: i64,
    /// The share that is done, rounded down: a hundred only when all is done.
    pub percent: i64,
    /// The rate per hour, from the recent reports; null when it cannot be computed.
    pub per_hour: Option<i64>,
    /// The estimated end.
    pub eta: Option<DateTime<Utc>>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it was last reported.
    pub updated_at: DateTime<Utc>,
    /// When everything was done.
    pub finished_at: Option<DateTime<Utc>>,
    /// Why it is accepted as incomplete; empty when it is not.
    pub waived_reason: String,
    /// What was reported, oldest first: the newest fifty, and a selection of the earlier ones.
    pub points: Vec<BackfillPoint>,
}

impl From<Backfill> for BackfillEntry {
    fn from(one: Backfill) -> Self {
        Self {
            id: one.id,
            incident: one.incident,
            percent: one.percent(),
            name: one.name,
            unit: one.unit,
            total: one.total,
            done: one.done,
            per_hour: one.rate.map(app::backfill::Rate::per_hour),
            eta: one.eta,
            started_at: one.started_at,
            updated_at: one.updated_at,
            finished_at: one.finished_at,
            waived_reason: one.waived_reason,
            points: one.points.into_iter().map(BackfillPoint::from).collect(),
        }
    }
}

/// Lists the backfills of an incident, oldest first.
#[utoipa::path(get, path = "/incidents/{number}/backfills", tag = "backfills", params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Its backfills.", body = Items<BackfillEntry>)))]
pub async fn list_backfills(State(shared): State<Shared>, Caller(who): Caller, Path(number): Path<i64>) -> Answer<Items<BackfillEntry>> {
    let backfills = shared.services.backfills.of_incident(&who, number).await?;
    Ok(Out(backfills.into_iter().map(BackfillEntry::from).collect()))
}

/// Creates a backfill of an incident, with nothing done yet.
#[utoipa::path(
    post, path = "/incidents/{number}/backfills", tag = "backfills", request_body = DescribeBackfill, params(("number" = i64, Path, description = "42 of INC-42.")),
    responses((status = 201, description = "Begun.", body = BackfillEntry, headers(("Location" = String, description = "Where it is."))))
)]
pub async fn begin_backfill(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Json(new): Json<DescribeBackfill>,
) -> Result<Created<BackfillEntry>, Problem> {
    let id = shared.services.backfills.add(&who, number, new.parse()?).await?;
    created(format!("/backfills/{id}"), shared.services.backfills.show(&who, id).await?)
}

/// Reads a backfill with its rate and its estimated end.
#[utoipa::path(get, path = "/backfills/{backfill}", tag = "backfills", params(("backfill" = i64, Path, description = "Its `id`.")), responses((status = 200, description = "The backfill.", body = BackfillEntry)))]
pub async fn read_backfill(State(shared): State<Shared>, Caller(who): Caller, Path(backfill): Path<i64>) -> Answer<BackfillEntry> {
    Ok(Out(shared.services.backfills.show(&who, backfill).await?.into()))
}

/// Corrects name, unit and total of a backfill; what is not sent stays.
#[utoipa::path(
    put, path = "/backfills/{backfill}", tag = "backfills", request_body = BackfillChange,
    params(("backfill" = i64, Path, description = "Its `id`.")), responses((status = 200, description = "Corrected.", body = BackfillEntry))
)]
pub async fn describe_backfill(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(backfill): Path<i64>,
    Json(change): Json<BackfillChange>,
) -> Answer<BackfillEntry> {
    let (described, seen) = change.over(&shared.services.backfills.show(&who, backfill).await?.into())?;
    shared.services.backfills.describe(&who, backfill, described.parse()?, &seen).await?;
    Ok(Out(shared.services.backfills.show(&who, backfill).await?.into()))
}

/// Reports the total done so far; a script can do that every minute.
#[utoipa::path(
    post, path = "/backfills/{backfill}/progress", tag = "backfills", request_body = ReportProgress,
    params(("backfill" = i64, Path, description = "Its `id`.")), responses((status = 200, description = "Kept.", body = BackfillEntry))
)]
pub async fn report_progress(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(backfill): Path<i64>,
    Json(report): Json<ReportProgress>,
) -> Answer<BackfillEntry> {
    shared.services.backfills.report(&who, backfill, report.done).await?;
    Ok(Out(shared.services.backfills.show(&who, backfill).await?.into()))
}

/// Accepts a backfill as incomplete, with a reason.
#[utoipa::path(
    post, path = "/backfills/{backfill}/waiver", tag = "backfills", request_body = WaiveRest,
    params(("backfill" = i64, Path, description = "Its `id`.")), responses((status = 200, description = "Waived.", body = BackfillEntry))
)]
pub async fn waive_rest(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(backfill): Path<i64>,
    Json(waive): Json<WaiveRest>,
) -> Answer<BackfillEntry> {
    shared.services.backfills.waive(&who, backfill, &waive.reason).await?;
    Ok(Out(shared.services.backfills.show(&who, backfill).await?.into()))
}
