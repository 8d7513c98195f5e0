//! The API of decisions.

use app::decision::{Alternative, Decision, NewDecision, NewOption};
use app::error::AppError;
use axum::Json as Out;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::{Answer, Caller, Created, Items, Json, Path, Problem, created};
use crate::router::Shared;

/// All of them.
pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(list_decisions, record_decision))
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

/// An option of a new decision. Texts are Markdown.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordOption {
    /// The title: one line, at most 120 characters.
    pub label: String,
    /// What speaks for it.
    #[serde(default)]
    pub pros: String,
    /// What speaks against it.
    #[serde(default)]
    pub cons: String,
    /// What may go wrong with it.
    #[serde(default)]
    pub risk: String,
    /// Whether it is the one that was chosen.
    #[serde(default)]
    pub chosen: bool,
}

/// A decision to be recorded. Texts are Markdown, at most 10,000 characters each.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "problem": "How do we repair it?", "why": "It unblocks the program in weeks",
    "options": [{ "label": "Targeted fix", "chosen": true }, { "label": "Rebuild the loader" }] }))]
pub struct RecordDecision {
    /// The problem.
    pub problem: String,
    /// The constraints.
    #[serde(default)]
    pub constraints: String,
    /// Two to six options, exactly one of them chosen.
    pub options: Vec<RecordOption>,
    /// The reason for the choice.
    pub why: String,
    /// The number of the person who decided; by default the commander, or else the token's person.
    pub decided_by: Option<i64>,
    /// The objections.
    #[serde(default)]
    pub objections: String,
    /// When to revisit it.
    #[serde(default)]
    pub revisit_when: String,
    /// When it was decided; now by default, never in the future.
    pub decided_at: Option<DateTime<Utc>>,
    /// The `id` of the decision of the same incident that it supersedes.
    pub supersedes: Option<i64>,
}

impl TryFrom<RecordDecision> for NewDecision {
    type Error = AppError;

    fn try_from(record: RecordDecision) -> Result<Self, AppError> {
        let chosen: Vec<usize> = record.options.iter().enumerate().filter(|(_, option)| option.chosen).map(|(place, _)| place).collect();
        let [chosen] = chosen[..] else {
            return Err(AppError::field("options", "Exactly one of the options must be `chosen`."));
        };
        let option = |one: RecordOption| NewOption { label: one.label, pros: one.pros, cons: one.cons, risk: one.risk };
        Ok(Self {
            problem: record.problem,
            constraints: record.constraints,
            options: record.options.into_iter().map(option).collect(),
            chosen: Some(chosen),
            why: record.why,
            decided_by: record.decided_by,
            objections: record.objections,
            revisit_when: record.revisit_when,
            decided_at: record.decided_at,
            supersedes: record.supersedes,
        })
    }
}

/// Lists the decisions of an incident in the order they were taken, those that no longer hold among them.
#[utoipa::path(get, path = "/incidents/{number}/decisions", tag = "decisions", params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Its decisions.", body = Items<DecisionEntry>)))]
pub async fn list_decisions(State(shared): State<Shared>, Caller(who): Caller, Path(number): Path<i64>) -> Answer<Items<DecisionEntry>> {
    let decisions = shared.services.decisions.of_incident(&who, number).await?;
    Ok(Out(decisions.into_iter().map(DecisionEntry::from).collect()))
}

/// Records a decision with its options; another one of the incident can be superseded by it.
#[utoipa::path(
    post, path = "/incidents/{number}/decisions", tag = "decisions", request_body = RecordDecision,
    params(("number" = i64, Path, description = "42 of INC-42.")),
    responses((status = 201, description = "Recorded.", body = DecisionEntry, headers(("Location" = String, description = "Where the decisions are."))))
)]
pub async fn record_decision(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Json(record): Json<RecordDecision>,
) -> Result<Created<DecisionEntry>, Problem> {
    let id = shared.services.decisions.record(&who, number, record.try_into()?).await?;
    let decisions = shared.services.decisions.of_incident(&who, number).await?;
    let decision = decisions.into_iter().find(|decision| decision.id == id).ok_or(AppError::NotFound)?;
    created(format!("/incidents/{number}/decisions"), DecisionEntry::from(decision))
}
