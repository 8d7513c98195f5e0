//! The API of incidents.

mod request;
mod response;

use axum::Json as Out;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use app::actor::Actor;
use app::error::AppError;
use app::incident::{Severity, SeverityChange, StatusChange, Stretch};
use request::{
    AddSeverity, AssignRole, ChangeSeverity, ChangeStatus, ClassChange, Classify, CorrectEntry, CorrectSeverity, CorrectTime, Declare,
    DescribeIncident, Filters, ImpactChange, IncidentChange, MakePublic, MarkDrill, MergeIncident, NewEntry, PinEntry, Reopen, StrikeEntry,
};
pub use response::{IncidentList, IncidentRecord, IncidentSummary, TimelineEntry};

use crate::api::{After, Answer, Caller, Created, Json, Listed, Path, Problem, Query, created};
use crate::router::Shared;

/// All of them.
pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_incidents, declare_incident))
        .routes(routes!(read_incident, describe_incident))
        .routes(routes!(change_severity))
        .routes(routes!(add_severity))
        .routes(routes!(correct_severity))
        .routes(routes!(correct_time))
        .routes(routes!(classify_incident))
        .routes(routes!(mark_drill))
        .routes(routes!(make_private))
        .routes(routes!(make_public))
        .routes(routes!(change_status))
        .routes(routes!(reopen_incident))
        .routes(routes!(merge_incident))
        .routes(routes!(unmerge_incident))
        .routes(routes!(assign_role))
        .routes(routes!(release_role))
        .routes(routes!(set_impact))
        .routes(routes!(read_timeline, add_timeline_entry))
        .routes(routes!(correct_timeline_entry))
        .routes(routes!(pin_timeline_entry))
        .routes(routes!(strike_timeline_entry))
}

async fn record(shared: &Shared, who: &Actor, number: i64) -> Result<IncidentRecord, Problem> {
    let record = shared.services.incidents.show(who, number).await?;
    Ok(IncidentRecord::new(record, shared.clock.now()))
}

/// Lists incidents, latest first, fifty at a time.
#[utoipa::path(get, path = "/incidents", tag = "incidents", params(Filters), responses((status = 200, description = "One page of incidents.", body = IncidentList)))]
pub async fn list_incidents(State(shared): State<Shared>, Caller(who): Caller, Query(filters): Query<Filters>) -> Answer<IncidentList> {
    let listing = shared.services.incidents.list(&who, &filters.parse(who.zone)?).await?;
    Ok(Out(IncidentList::new(listing, &filters)))
}

/// Declares an incident: only the title is required.
#[utoipa::path(
    post, path = "/incidents", tag = "incidents", request_body = Declare,
    responses((status = 201, description = "Declared.", body = IncidentRecord, headers(("Location" = String, description = "Where it is."))))
)]
pub async fn declare_incident(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Json(declare): Json<Declare>,
) -> Result<Created<IncidentRecord>, Problem> {
    let number = shared.services.incidents.declare(&who, declare.parse()?).await?;
    created(format!("/incidents/{number}"), record(&shared, &who, number).await?)
}

/// Reads an incident with its histories and durations.
#[utoipa::path(get, path = "/incidents/{number}", tag = "incidents", params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "The incident.", body = IncidentRecord)))]
pub async fn read_incident(State(shared): State<Shared>, Caller(who): Caller, Path(number): Path<i64>) -> Answer<IncidentRecord> {
    Ok(Out(record(&shared, &who, number).await?))
}

/// Changes title and summary; what is not sent stays.
#[utoipa::path(
    put, path = "/incidents/{number}", tag = "incidents", request_body = IncidentChange,
    params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Changed.", body = IncidentRecord))
)]
pub async fn describe_incident(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Json(change): Json<IncidentChange>,
) -> Answer<IncidentRecord> {
    let incident = shared.services.incidents.show(&who, number).await?.incident;
    let (described, seen) = change.over(&DescribeIncident { title: incident.title, summary: incident.summary })?;
    shared.services.incidents.describe(&who, number, &described.title, &described.summary, &seen).await?;
    Ok(Out(record(&shared, &who, number).await?))
}

/// Raises the severity (responders) or lowers it (commander only), with a reason.
#[utoipa::path(
    post, path = "/incidents/{number}/severity", tag = "incidents", request_body = ChangeSeverity,
    params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Changed.", body = IncidentRecord))
)]
pub async fn change_severity(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Json(change): Json<ChangeSeverity>,
) -> Answer<IncidentRecord> {
    let change = SeverityChange::parse(&change.severity.to_string(), &change.reason)?;
    shared.services.incidents.change_severity(&who, number, change).await?;
    Ok(Out(record(&shared, &who, number).await?))
}

/// Changes the status; a reason is required when something is still open.
#[utoipa::path(
    post, path = "/incidents/{number}/status", tag = "incidents", request_body = ChangeStatus,
    params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Changed.", body = IncidentRecord))
)]
pub async fn change_status(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Json(change): Json<ChangeStatus>,
) -> Answer<IncidentRecord> {
    let change = StatusChange { to: change.status, reason: change.reason, time: change.time };
    shared.services.incidents.set_status(&who, number, change).await?;
    Ok(Out(record(&shared, &who, number).await?))
}

/// Adds a missed severity change, with a reason (commander only).
#[utoipa::path(
    post, path = "/incidents/{number}/severities", tag = "incidents", request_body = AddSeverity,
    params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Added.", body = IncidentRecord))
)]
pub async fn add_severity(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Json(add): Json<AddSeverity>,
) -> Answer<IncidentRecord> {
    let severity = Severity::try_from(add.severity).map_err(|message| AppError::field("severity", message))?;
    shared.services.incidents.add_severity(&who, number, severity, add.at, &add.reason).await?;
    Ok(Out(record(&shared, &who, number).await?))
}

/// Corrects the time of a severity change, with a reason (commander only).
#[utoipa::path(
    put, path = "/incidents/{number}/severities/{severity}", tag = "incidents", request_body = CorrectSeverity,
    params(("number" = i64, Path, description = "42 of INC-42."), ("severity" = i64, Path, description = "The `id` among the incident's `severities`.")),
    responses((status = 200, description = "Corrected.", body = IncidentRecord))
)]
pub async fn correct_severity(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path((number, change)): Path<(i64, i64)>,
    Json(correct): Json<CorrectSeverity>,
) -> Answer<IncidentRecord> {
    shared.services.incidents.correct_severity(&who, number, change, correct.at, &correct.reason, &correct.seen.into()).await?;
    Ok(Out(record(&shared, &who, number).await?))
}

/// Corrects one of the times, with a reason; everything computed from it follows.
#[utoipa::path(
    put, path = "/incidents/{number}/times", tag = "incidents", request_body = CorrectTime,
    params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Corrected.", body = IncidentRecord))
)]
pub async fn correct_time(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Json(correct): Json<CorrectTime>,
) -> Answer<IncidentRecord> {
    let CorrectTime { moment, at, reason, insist, seen } = correct;
    let at = at.ok_or_else(|| AppError::field("at", "Enter the time at which it happened, or null when it is not known."))?;
    shared.services.incidents.correct_time(&who, number, moment, at, &reason, insist, &seen.into()).await?;
    Ok(Out(record(&shared, &who, number).await?))
}

/// Changes the type or the owning team; what is not sent stays.
#[utoipa::path(
    put, path = "/incidents/{number}/classification", tag = "incidents", request_body = ClassChange,
    params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Changed.", body = IncidentRecord))
)]
pub async fn classify_incident(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Json(change): Json<ClassChange>,
) -> Answer<IncidentRecord> {
    let incident = shared.services.incidents.show(&who, number).await?.incident;
    let (class, seen) = change.over(&Classify { kind: incident.kind, team: incident.team.map(|(id, _)| id) })?;
    shared.services.incidents.classify(&who, number, class.into(), &seen).await?;
    Ok(Out(record(&shared, &who, number).await?))
}

/// Marks an incident as a drill, which is excluded from metrics, or as real (commander only).
#[utoipa::path(
    post, path = "/incidents/{number}/drill", tag = "incidents", request_body = MarkDrill,
    params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Marked.", body = IncidentRecord))
)]
pub async fn mark_drill(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Json(mark): Json<MarkDrill>,
) -> Answer<IncidentRecord> {
    shared.services.incidents.mark_drill(&who, number, mark.drill).await?;
    Ok(Out(record(&shared, &who, number).await?))
}

/// Makes an incident private: only its members see it (commander only).
#[utoipa::path(
    post, path = "/incidents/{number}/private", tag = "incidents",
    params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Private.", body = IncidentRecord))
)]
pub async fn make_private(State(shared): State<Shared>, Caller(who): Caller, Path(number): Path<i64>) -> Answer<IncidentRecord> {
    shared.services.incidents.make_private(&who, number).await?;
    Ok(Out(record(&shared, &who, number).await?))
}

/// Makes a private incident public, with a confirmation (commander only).
#[utoipa::path(
    post, path = "/incidents/{number}/public", tag = "incidents", request_body = MakePublic,
    params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Public.", body = IncidentRecord))
)]
pub async fn make_public(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Json(public): Json<MakePublic>,
) -> Answer<IncidentRecord> {
    shared.services.incidents.make_public(&who, number, public.confirm).await?;
    Ok(Out(record(&shared, &who, number).await?))
}

/// Reopens a resolved, closed or canceled incident, with a reason.
#[utoipa::path(
    post, path = "/incidents/{number}/reopen", tag = "incidents", request_body = Reopen,
    params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Reopened.", body = IncidentRecord))
)]
pub async fn reopen_incident(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Json(reopen): Json<Reopen>,
) -> Answer<IncidentRecord> {
    shared.services.incidents.reopen(&who, number, &reopen.reason).await?;
    Ok(Out(record(&shared, &who, number).await?))
}

/// Merges an open incident into another one as its duplicate (commander only). Its links keep working.
#[utoipa::path(
    post, path = "/incidents/{number}/merge", tag = "incidents", request_body = MergeIncident,
    params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Merged.", body = IncidentRecord))
)]
pub async fn merge_incident(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Json(merge): Json<MergeIncident>,
) -> Answer<IncidentRecord> {
    shared.services.incidents.merge(&who, number, merge.into).await?;
    Ok(Out(record(&shared, &who, number).await?))
}

/// Unmerges an incident: it has the status again that it had before it was merged (commander only).
#[utoipa::path(
    post, path = "/incidents/{number}/unmerge", tag = "incidents",
    params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Unmerged.", body = IncidentRecord))
)]
pub async fn unmerge_incident(State(shared): State<Shared>, Caller(who): Caller, Path(number): Path<i64>) -> Answer<IncidentRecord> {
    shared.services.incidents.unmerge(&who, number).await?;
    Ok(Out(record(&shared, &who, number).await?))
}

/// Assigns a role to a person; assigning another commander hands over command.
#[utoipa::path(
    post, path = "/incidents/{number}/roles", tag = "incidents", request_body = AssignRole,
    params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Given.", body = IncidentRecord))
)]
pub async fn assign_role(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Json(assign): Json<AssignRole>,
) -> Answer<IncidentRecord> {
    shared.services.incidents.assign(&who, number, assign.role, assign.person).await?;
    Ok(Out(record(&shared, &who, number).await?))
}

/// Unassigns a role.
#[utoipa::path(
    delete, path = "/incidents/{number}/roles/{role}", tag = "incidents",
    params(("number" = i64, Path, description = "42 of INC-42."), ("role" = i64, Path, description = "The `id` among the incident's `roles`.")),
    responses((status = 200, description = "Ended.", body = IncidentRecord))
)]
pub async fn release_role(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path((number, role)): Path<(i64, i64)>,
) -> Answer<IncidentRecord> {
    shared.services.incidents.release(&who, number, role).await?;
    Ok(Out(record(&shared, &who, number).await?))
}

/// Describes the impact; what is not sent stays.
#[utoipa::path(
    put, path = "/incidents/{number}/impact", tag = "incidents", request_body = ImpactChange,
    params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Described.", body = IncidentRecord))
)]
pub async fn set_impact(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Json(change): Json<ImpactChange>,
) -> Answer<IncidentRecord> {
    let (impact, seen) = change.over(&shared.services.incidents.show(&who, number).await?.into())?;
    shared.services.incidents.set_impact(&who, number, impact.parse()?, &seen).await?;
    Ok(Out(record(&shared, &who, number).await?))
}

/// Reads the timeline, oldest first, a hundred entries at a time.
#[utoipa::path(get, path = "/incidents/{number}/timeline", tag = "incidents", params(("number" = i64, Path, description = "42 of INC-42."), After), responses((status = 200, description = "One page of the timeline.", body = Listed<TimelineEntry>)))]
pub async fn read_timeline(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Query(page): Query<After>,
) -> Answer<Listed<TimelineEntry>> {
    let stretch = page.after.map_or(Stretch::First, Stretch::After);
    let part = shared.services.incidents.timeline(&who, number, stretch, app::part::MOST).await?;
    Ok(Out(Listed::new(part, &format!("/incidents/{number}/timeline"), |entry: &TimelineEntry| entry.id)))
}

/// Adds an entry to the timeline, now or at an earlier time.
#[utoipa::path(
    post, path = "/incidents/{number}/timeline", tag = "incidents", request_body = NewEntry, params(("number" = i64, Path, description = "42 of INC-42.")),
    responses((status = 201, description = "Written.", body = TimelineEntry, headers(("Location" = String, description = "Where the timeline is."))))
)]
pub async fn add_timeline_entry(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Json(new): Json<NewEntry>,
) -> Result<Created<TimelineEntry>, Problem> {
    let link = new.link()?;
    let id = shared.services.incidents.note(&who, number, &new.body, new.happened_at, link).await?;
    let entry = shared.services.incidents.entry(&who, number, id).await?;
    created(format!("/incidents/{number}/timeline"), entry)
}

/// Corrects a timeline entry, with a reason; what is not sent stays, and the earlier versions are kept.
#[utoipa::path(
    put, path = "/incidents/{number}/timeline/{entry}", tag = "incidents", request_body = CorrectEntry,
    params(("number" = i64, Path, description = "42 of INC-42."), ("entry" = i64, Path, description = "Its `id`.")),
    responses((status = 200, description = "Corrected.", body = TimelineEntry))
)]
pub async fn correct_timeline_entry(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path((number, entry)): Path<(i64, i64)>,
    Json(correct): Json<CorrectEntry>,
) -> Answer<TimelineEntry> {
    let incidents = &shared.services.incidents;
    let stored = incidents.entry(&who, number, entry).await?;
    let reason = correct.reason.clone();
    let (body, happened_at, seen) = correct.over(&stored);
    incidents.correct_entry(&who, number, entry, &body, happened_at, &reason, &seen).await?;
    Ok(Out(incidents.entry(&who, number, entry).await?.into()))
}

/// Pins a timeline entry as a key moment, or unpins it.
#[utoipa::path(
    post, path = "/incidents/{number}/timeline/{entry}/pin", tag = "incidents", request_body = PinEntry,
    params(("number" = i64, Path, description = "42 of INC-42."), ("entry" = i64, Path, description = "Its `id`.")),
    responses((status = 200, description = "Pinned, or unpinned.", body = TimelineEntry))
)]
pub async fn pin_timeline_entry(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path((number, entry)): Path<(i64, i64)>,
    Json(pin): Json<PinEntry>,
) -> Answer<TimelineEntry> {
    shared.services.incidents.pin(&who, number, entry, pin.pinned).await?;
    Ok(Out(shared.services.incidents.entry(&who, number, entry).await?.into()))
}

/// Strikes a timeline entry through, or restores it. Only entries that a person wrote can be struck through.
#[utoipa::path(
    post, path = "/incidents/{number}/timeline/{entry}/strike", tag = "incidents", request_body = StrikeEntry,
    params(("number" = i64, Path, description = "42 of INC-42."), ("entry" = i64, Path, description = "Its `id`.")),
    responses((status = 200, description = "Struck through, or restored.", body = TimelineEntry))
)]
pub async fn strike_timeline_entry(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path((number, entry)): Path<(i64, i64)>,
    Json(strike): Json<StrikeEntry>,
) -> Answer<TimelineEntry> {
    shared.services.incidents.strike(&who, number, entry, strike.struck).await?;
    Ok(Out(shared.services.incidents.entry(&who, number, entry).await?.into()))
}
