//! Decisions for programs: read only.

use app::decision::{Alternative, Decision};
use axum::Json as Out;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::{Answer, Caller, Items, Path};
use crate::router::Shared;

/// All of them.
pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(list_decisions))
}

/// Something that could be done. Texts are Markdown.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionOption {
    /// The title.
    pub label: String,
    /// What speaks for it.
    pub pros: String,
    /// What speaks against it.
    pub cons: String,
    /// What may go wrong with it.
    pub risk: String,
    /// Whether it is what was decided.
    pub chosen: bool,
}

impl From<Alternative> for DecisionOption {
    fn from(one: Alternative) -> Self {
        Self { label: one.label, pros: one.pros.text, cons: one.cons.text, risk: one.risk.text, chosen: one.chosen }
    }
}

/// A decision as it was taken. Texts are Markdown.
#[derive(Debug, Serialize, ToSchema)]
pub struct DecisionEntry {
    /// Its number.
    pub id: i64,
    /// The problem.
    pub problem: String,
    /// The constraints.
    pub constraints: String,
    /// What could be done: two to six, one of them chosen.
    pub options: Vec<DecisionOption>,
    /// The reason for the choice.
    pub why: String,
    /// Who decided.
    pub decided_by: Option<String>,
    /// The objections.
    pub objections: String,
    /// When to revisit it.
    pub revisit_when: String,
    /// When it was decided.
    pub decided_at: DateTime<Utc>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub recorded_by: Option<String>,
    /// Whether it is neither superseded nor retracted.
    pub stands: bool,
    /// The decision that replaced it.
    pub superseded_by: Option<i64>,
    /// When it was retracted.
    pub struck_at: Option<DateTime<Utc>>,
    /// Why.
    pub struck_reason: Option<String>,
}

impl From<Decision> for DecisionEntry {
    fn from(one: Decision) -> Self {
        let stands = one.stands();
        let (struck_at, struck_reason) = one.struck.unzip();
        Self {
            id: one.id,
            problem: one.problem.text,
            constraints: one.constraints.text,
            options: one.options.into_iter().map(DecisionOption::from).collect(),
            why: one.why.text,
            decided_by: one.decided_by,
            objections: one.objections.text,
            revisit_when: one.revisit_when.text,
            decided_at: one.decided_at,
            recorded_at: one.recorded_at,
            recorded_by: one.recorded_by,
            stands,
            superseded_by: one.superseded_by,
            struck_at,
            struck_reason,
        }
    }
}

/// Lists the decisions of an incident in the order they were taken, those that no longer hold among them.
#[utoipa::path(get, path = "/incidents/{number}/decisions", tag = "decisions", params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Its decisions.", body = Items<DecisionEntry>)))]
pub async fn list_decisions(State(shared): State<Shared>, Caller(who): Caller, Path(number): Path<i64>) -> Answer<Items<DecisionEntry>> {
    let decisions = shared.services.decisions.of_incident(&who, number).await?;
    Ok(Out(decisions.into_iter().map(DecisionEntry::from).collect()))
}
