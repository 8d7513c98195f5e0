//! The API of action items. With a check, only its runs verify.

mod request;
mod response;

use app::due_day::DueDay;
use axum::Json as Out;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use request::{ActionFilters, ActionStep, CreateActionItem, TakeStep};
use response::{ActionEntry, ActionList, ActionRecord};

use crate::api::{Answer, Caller, Created, Items, Json, Path, Problem, Query, created};
use crate::router::Shared;

/// All of them.
pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_actions))
        .routes(routes!(list_incident_actions, promise_action))
        .routes(routes!(read_action))
        .routes(routes!(take_step))
}

/// Lists action items, fifty at a time; by default those that are open, the most urgent first.
#[utoipa::path(get, path = "/actions", tag = "actions", params(ActionFilters), responses((status = 200, description = "One page of action items.", body = ActionList)))]
pub async fn list_actions(State(shared): State<Shared>, Caller(who): Caller, Query(filters): Query<ActionFilters>) -> Answer<ActionList> {
    let listing = shared.services.actions.list(&who, &filters.parse()?).await?;
    let next = listing.after.map(|after| filters.link(after));
    let now = shared.clock.now();
    Ok(Out(ActionList { items: listing.items.into_iter().map(|item| ActionEntry::new(item, None, now)).collect(), next }))
}

/// Lists the action items of an incident with the progress of their verification.
#[utoipa::path(get, path = "/incidents/{number}/actions", tag = "actions", params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Its action items.", body = Items<ActionEntry>)))]
pub async fn list_incident_actions(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
) -> Answer<Items<ActionEntry>> {
    let (items, now) = (shared.services.actions.of_incident(&who, number).await?, shared.clock.now());
    Ok(Out(items.into_iter().map(|(item, proof)| ActionEntry::new(item, Some(proof), now)).collect()))
}

/// Creates an action item of an incident, with how it will be verified.
#[utoipa::path(
    post, path = "/incidents/{number}/actions", tag = "actions", request_body = CreateActionItem, params(("number" = i64, Path, description = "42 of INC-42.")),
    responses((status = 201, description = "Promised.", body = ActionRecord, headers(("Location" = String, description = "Where it is."))))
)]
pub async fn promise_action(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Json(promise): Json<CreateActionItem>,
) -> Result<Created<ActionRecord>, Problem> {
    let action = shared.services.actions.add(&who, number, promise.parse(who.zone)?).await?;
    let record = shared.services.actions.show(&who, action).await?;
    created(format!("/actions/{action}"), ActionRecord::new(record, shared.clock.now()))
}

/// Reads an action item with its verification and its history.
#[utoipa::path(get, path = "/actions/{action}", tag = "actions", params(("action" = i64, Path, description = "7 of ACT-7.")), responses((status = 200, description = "The action item.", body = ActionRecord)))]
pub async fn read_action(State(shared): State<Shared>, Caller(who): Caller, Path(action): Path<i64>) -> Answer<ActionRecord> {
    let record = shared.services.actions.show(&who, action).await?;
    Ok(Out(ActionRecord::new(record, shared.clock.now())))
}

/// Changes the state of an action item, for example with `finish`: the work is done, and evidence is collected from then on.
#[utoipa::path(
    post, path = "/actions/{action}/steps", tag = "actions", request_body = TakeStep,
    params(("action" = i64, Path, description = "7 of ACT-7.")), responses((status = 200, description = "Taken.", body = ActionRecord))
)]
pub async fn take_step(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(action): Path<i64>,
    Json(taken): Json<TakeStep>,
) -> Answer<ActionRecord> {
    let actions = &shared.services.actions;
    taken.fits()?;
    let TakeStep { step, note, expires, version, recurred } = taken;
    match step {
        ActionStep::Promote => actions.promote(&who, action).await?,
        ActionStep::Start => actions.start(&who, action, &note).await?,
        ActionStep::Block => actions.block(&who, action, &note).await?,
        ActionStep::Finish => actions.finish(&who, action, &note).await?,
        ActionStep::Verify => actions.verify(&who, action, &note).await?,
        ActionStep::ProposeRisk => {
            let expires = DueDay::parse(&expires, who.zone).map_err(|message| Problem::field("expires", message))?;
            actions.propose_risk(&who, action, &note, expires).await?;
        }
        ActionStep::AcceptRisk => {
            let expires = DueDay::parse(&expires, who.zone).map_err(|message| Problem::field("expires", message))?;
            actions.accept_risk(&who, action, &note, expires).await?;
        }
        ActionStep::ConfirmCheck => actions.confirm_check(&who, action, version.unwrap_or_default(), &note).await?,
        ActionStep::Reopen => actions.reopen(&who, action, &note, recurred).await?,
    }
    Ok(Out(ActionRecord::new(actions.show(&who, action).await?, shared.clock.now())))
}
