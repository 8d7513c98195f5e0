//! The API of tickets.

use app::ticket::{Horizon, NewTicket, State as TicketState, Ticket};
use axum::Json as Out;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::{Answer, Caller, Change, Created, Items, Json, Path, Problem, SeenFields, created};
use crate::router::Shared;

/// All of them.
pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_tickets, add_ticket))
        .routes(routes!(read_ticket, describe_ticket))
        .routes(routes!(change_ticket_state))
}

/// A ticket to be noted, or what one is corrected to.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "external_key": "PE-3217", "title": "Load predictions by ID, not by name", "url": "https://example.org/PE-3217", "horizon": "immediate" }))]
pub struct DescribeTicket {
    /// Its key in the tracker: one line, at most 60 characters.
    pub external_key: String,
    /// The title: one line, at most 200 characters.
    pub title: String,
    /// Where it is kept.
    #[serde(default)]
    pub url: String,
    /// How far ahead it looks; `immediate` when nothing is said.
    pub horizon: Option<Horizon>,
}

/// A ticket as it is corrected.
pub type TicketChange = Change<DescribeTicket>;

impl From<Ticket> for DescribeTicket {
    fn from(one: Ticket) -> Self {
        Self { external_key: one.external_key, title: one.title, url: one.url.unwrap_or_default(), horizon: Some(one.horizon) }
    }
}

impl DescribeTicket {
    fn parse(&self) -> Result<NewTicket, Problem> {
        let horizon = self.horizon.map(Horizon::as_str).unwrap_or_default();
        Ok(NewTicket::parse(&self.external_key, &self.title, &self.url, horizon)?)
    }
}

/// Another state.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "state": "done" }))]
pub struct ChangeTicketState {
    /// To which.
    pub state: TicketState,
    /// The `state` that you saw.
    #[serde(default)]
    pub seen: SeenFields,
}

/// A ticket.
#[derive(Debug, Serialize, ToSchema)]
pub struct TicketEntry {
    /// Its number here.
    pub id: i64,
    /// The incident it repairs: 42 of INC-42.
    pub incident: i64,
    /// Its key in the tracker.
    pub external_key: String,
    /// The title.
    pub title: String,
    /// Where it is kept.
    pub url: Option<String>,
    /// How far it is.
    pub state: TicketState,
    /// How far ahead it looks.
    pub horizon: Horizon,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed here.
    pub updated_at: DateTime<Utc>,
    /// When it was done.
    pub done_at: Option<DateTime<Utc>>,
}

impl From<Ticket> for TicketEntry {
    fn from(one: Ticket) -> Self {
        Self {
            id: one.id,
            incident: one.incident,
            external_key: one.external_key,
            title: one.title,
            url: one.url,
            state: one.state,
            horizon: one.horizon,
            created_at: one.created_at,
            updated_at: one.updated_at,
            done_at: one.done_at,
        }
    }
}

/// Lists the tickets of an incident, oldest first.
#[utoipa::path(get, path = "/incidents/{number}/tickets", tag = "tickets", params(("number" = i64, Path, description = "42 of INC-42.")), responses((status = 200, description = "Its tickets.", body = Items<TicketEntry>)))]
pub async fn list_tickets(State(shared): State<Shared>, Caller(who): Caller, Path(number): Path<i64>) -> Answer<Items<TicketEntry>> {
    let tickets = shared.services.tickets.of_incident(&who, number).await?;
    Ok(Out(tickets.into_iter().map(TicketEntry::from).collect()))
}

/// Creates a ticket of an incident, in the state open.
#[utoipa::path(
    post, path = "/incidents/{number}/tickets", tag = "tickets", request_body = DescribeTicket, params(("number" = i64, Path, description = "42 of INC-42.")),
    responses((status = 201, description = "Noted.", body = TicketEntry, headers(("Location" = String, description = "Where it is."))))
)]
pub async fn add_ticket(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Json(new): Json<DescribeTicket>,
) -> Result<Created<TicketEntry>, Problem> {
    let id = shared.services.tickets.add(&who, number, new.parse()?).await?;
    created(format!("/tickets/{id}"), shared.services.tickets.show(&who, id).await?)
}

/// Reads a ticket.
#[utoipa::path(get, path = "/tickets/{ticket}", tag = "tickets", params(("ticket" = i64, Path, description = "Its `id`.")), responses((status = 200, description = "The ticket.", body = TicketEntry)))]
pub async fn read_ticket(State(shared): State<Shared>, Caller(who): Caller, Path(ticket): Path<i64>) -> Answer<TicketEntry> {
    Ok(Out(shared.services.tickets.show(&who, ticket).await?.into()))
}

/// Corrects key, title, link and horizon of a ticket; what is not sent stays.
#[utoipa::path(
    put, path = "/tickets/{ticket}", tag = "tickets", request_body = TicketChange,
    params(("ticket" = i64, Path, description = "Its `id`.")), responses((status = 200, description = "Corrected.", body = TicketEntry))
)]
pub async fn describe_ticket(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(ticket): Path<i64>,
    Json(change): Json<TicketChange>,
) -> Answer<TicketEntry> {
    let (described, seen) = change.over(&shared.services.tickets.show(&who, ticket).await?.into())?;
    shared.services.tickets.describe(&who, ticket, described.parse()?, &seen).await?;
    Ok(Out(shared.services.tickets.show(&who, ticket).await?.into()))
}

/// Moves a ticket to another state.
#[utoipa::path(
    post, path = "/tickets/{ticket}/state", tag = "tickets", request_body = ChangeTicketState,
    params(("ticket" = i64, Path, description = "Its `id`.")), responses((status = 200, description = "Moved.", body = TicketEntry))
)]
pub async fn change_ticket_state(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(ticket): Path<i64>,
    Json(change): Json<ChangeTicketState>,
) -> Answer<TicketEntry> {
    shared.services.tickets.change_state(&who, ticket, change.state, &change.seen.into()).await?;
    Ok(Out(shared.services.tickets.show(&who, ticket).await?.into()))
}
