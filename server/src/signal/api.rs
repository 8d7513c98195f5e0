//! The API of signals.

use app::error::AppError;
use app::signal::{Disposed, Disposition, NewSignal, Place, Signal, SignalFilter, SignalListing, SignalRecord, Verdict, Warnings};
use axum::Json as Out;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::{After, Answer, Caller, Created, Json, Listed, Named, Path, Problem, Query, created, link};
use crate::router::Shared;

/// All of them.
pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_signals, raise_signal))
        .routes(routes!(read_signal))
        .routes(routes!(judge_signal))
        .routes(routes!(list_incident_signals))
}

/// Which signals.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct SignalFilters {
    /// A part of title, body or source.
    pub q: String,
    /// Only with this disposition.
    pub disposition: Option<Disposition>,
    /// Where the page before ended: from its `next`.
    pub after: String,
}

impl SignalFilters {
    fn parse(&self) -> Result<SignalFilter, AppError> {
        let after = match self.after.as_str() {
            "" => None,
            place => Some(place.parse::<Place>().map_err(|()| AppError::field("after", "Follow the link in `next`."))?),
        };
        Ok(SignalFilter { disposition: self.disposition, text: self.q.clone(), after })
    }
}

/// A signal to be raised.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "title": "IDs do not line up between the warehouse and the lab", "source": "slack", "seen_at": "2024-09-30T09:00:00Z" }))]
pub struct RaiseSignal {
    /// The title: one line, at most 200 characters.
    pub title: String,
    /// The description, in Markdown.
    #[serde(default)]
    pub body: String,
    /// Where it came from, such as `slack`; `person` by default.
    #[serde(default)]
    pub source: String,
    /// When it was seen; now by default, never in the future.
    pub seen_at: Option<DateTime<Utc>>,
}

/// The disposition of a signal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "disposition": "explained", "reason": "Two test rows, deleted since" }))]
pub struct JudgeSignal {
    /// The disposition; `open` reopens it for triage.
    pub disposition: Disposition,
    /// Why; for `incident` nothing is needed.
    #[serde(default)]
    pub reason: String,
    /// For `incident`: 42 of INC-42.
    pub incident: Option<i64>,
}

impl JudgeSignal {
    fn verdict(self) -> Result<Verdict, AppError> {
        if self.disposition != Disposition::Incident && self.incident.is_some() {
            return Err(AppError::field("incident", "Only the disposition `incident` links it to one; leave this out."));
        }
        match self.disposition {
            Disposition::Explained => Ok(Verdict::Explained(self.reason)),
            Disposition::Noise => Ok(Verdict::Noise(self.reason)),
            Disposition::Open => Ok(Verdict::Open(self.reason)),
            Disposition::Incident if !self.reason.is_empty() => {
                Err(AppError::field("reason", "A link to an incident needs no reason; leave it out."))
            }
            Disposition::Incident => {
                let number = self.incident.ok_or_else(|| AppError::field("incident", "Enter the incident that it is part of."))?;
                Ok(Verdict::Incident(number))
            }
        }
    }
}

/// A signal.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignalEntry {
    /// Its number.
    pub id: i64,
    /// The title.
    pub title: String,
    /// The description, in Markdown.
    pub body: String,
    /// Where it came from.
    pub source: String,
    /// When it was seen.
    pub seen_at: DateTime<Utc>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who raised it; null for Firebreak itself.
    pub raised_by: Option<String>,
    /// The disposition.
    pub disposition: Disposition,
    /// Why.
    pub reason: String,
    /// Who said so.
    pub disposed_by: Option<String>,
    /// When.
    pub disposed_at: Option<DateTime<Utc>>,
    /// The incident it belongs to.
    pub incident: Option<Named>,
    /// The check that raised it.
    pub check: Option<i64>,
}

impl From<Signal> for SignalEntry {
    fn from(one: Signal) -> Self {
        Self {
            id: one.id,
            title: one.title,
            body: one.body,
            source: one.source,
            seen_at: one.seen_at,
            recorded_at: one.recorded_at,
            raised_by: one.raised_by,
            disposition: one.disposition,
            reason: one.reason,
            disposed_by: one.disposed_by,
            disposed_at: one.disposed_at,
            incident: one.incident.map(Named::from),
            check: one.check,
        }
    }
}

/// One page of signals: open ones first, the longest waiting at the top.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignalList {
    /// At most fifty.
    pub items: Vec<SignalEntry>,
    /// The next page, if there is one.
    pub next: Option<String>,
    /// How many are open, whatever the filter.
    pub open: i64,
}

impl SignalList {
    fn new(listing: SignalListing, filters: &SignalFilters) -> Self {
        let disposition = filters.disposition.map(Disposition::as_str).unwrap_or_default();
        let next = listing
            .next
            .map(|place| link("/signals", &[("q", filters.q.as_str()), ("disposition", disposition), ("after", &place.to_string())]));
        Self { items: listing.signals.into_iter().map(SignalEntry::from).collect(), next, open: listing.open }
    }
}

/// One disposition of a signal.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignalJudgement {
    /// The disposition.
    pub disposition: Disposition,
    /// Why.
    pub reason: String,
    /// The incident it was linked to.
    pub incident: Option<i64>,
    /// Who said so.
    pub person: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

impl From<Disposed> for SignalJudgement {
    fn from(Disposed { disposition, reason, incident, person, at }: Disposed) -> Self {
        Self { disposition, reason, incident, person, at }
    }
}

/// A signal with everything that was said about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignalDetail {
    /// The signal.
    pub signal: SignalEntry,
    /// Every disposition, oldest first.
    pub history: Vec<SignalJudgement>,
}

impl From<SignalRecord> for SignalDetail {
    fn from(record: SignalRecord) -> Self {
        Self { signal: record.signal.into(), history: record.history.into_iter().map(SignalJudgement::from).collect() }
    }
}

/// The signals of an incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentSignals {
    /// The earliest first, at most a hundred.
    pub items: Vec<SignalEntry>,
    /// The next page, if there is one.
    pub next: Option<String>,
    /// How many there are.
    pub total: i64,
    /// How long the first of them preceded the declaration; null when none did.
    pub lead_seconds: Option<i64>,
}

impl IncidentSignals {
    fn new(warnings: Warnings, number: i64) -> Self {
        let lead_seconds = warnings.lead_time().map(|lead| lead.num_seconds());
        let Listed { items, next, total } =
            Listed::new(warnings.signals, &format!("/incidents/{number}/signals"), |signal: &SignalEntry| signal.id);
        Self { items, next, total, lead_seconds }
    }
}

/// Lists signals, fifty at a time.
#[utoipa::path(get, path = "/signals", tag = "signals", params(SignalFilters), responses((status = 200, description = "One page of signals.", body = SignalList)))]
pub async fn list_signals(State(shared): State<Shared>, Caller(who): Caller, Query(filters): Query<SignalFilters>) -> Answer<SignalList> {
    let listing = shared.services.signals.list(&who, &filters.parse()?).await?;
    Ok(Out(SignalList::new(listing, &filters)))
}

/// Raises a signal; any token with the write scope may.
#[utoipa::path(
    post, path = "/signals", tag = "signals", request_body = RaiseSignal,
    responses((status = 201, description = "Raised.", body = SignalDetail, headers(("Location" = String, description = "Where it is."))))
)]
pub async fn raise_signal(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Json(raise): Json<RaiseSignal>,
) -> Result<Created<SignalDetail>, Problem> {
    let RaiseSignal { title, body, source, seen_at } = raise;
    let id = shared.services.signals.raise(&who, NewSignal { title, body, source, seen_at }).await?;
    created(format!("/signals/{id}"), shared.services.signals.show(&who, id).await?)
}

/// Reads a signal with its triage history.
#[utoipa::path(get, path = "/signals/{signal}", tag = "signals", params(("signal" = i64, Path, description = "Its number.")), responses((status = 200, description = "The signal.", body = SignalDetail)))]
pub async fn read_signal(State(shared): State<Shared>, Caller(who): Caller, Path(signal): Path<i64>) -> Answer<SignalDetail> {
    Ok(Out(shared.services.signals.show(&who, signal).await?.into()))
}

/// Sets the disposition of a signal, or the incident that it is part of.
#[utoipa::path(
    post, path = "/signals/{signal}/disposition", tag = "signals", request_body = JudgeSignal,
    params(("signal" = i64, Path, description = "Its number.")), responses((status = 200, description = "Judged.", body = SignalDetail))
)]
pub async fn judge_signal(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(signal): Path<i64>,
    Json(judge): Json<JudgeSignal>,
) -> Answer<SignalDetail> {
    shared.services.signals.dispose(&who, signal, judge.verdict()?, &app::edit::Seen::nothing()).await?;
    Ok(Out(shared.services.signals.show(&who, signal).await?.into()))
}

/// Lists the signals of an incident, with the warning lead time.
#[utoipa::path(get, path = "/incidents/{number}/signals", tag = "signals", params(("number" = i64, Path, description = "42 of INC-42."), After), responses((status = 200, description = "One page of its signals.", body = IncidentSignals)))]
pub async fn list_incident_signals(
    State(shared): State<Shared>,
    Caller(who): Caller,
    Path(number): Path<i64>,
    Query(page): Query<After>,
) -> Answer<IncidentSignals> {
    let warnings = shared.services.signals.of_incident(&who, number, page.after, app::part::MOST).await?;
    Ok(Out(IncidentSignals::new(warnings, number)))
}
