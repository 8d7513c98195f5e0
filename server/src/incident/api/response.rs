//! Response bodies of incidents.

use app::incident::{
    Assignment, Duration, Entry, EntryKind, Guardrail, Kind, Listing, Measure, Record, Responsibility, SeverityInterval, Status, Summary,
    Times,
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::request::Filters;
use crate::api::Named;

fn reference(number: i64) -> String {
    format!("INC-{number}")
}

/// An incident as lists show it.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentSummary {
    /// 42 of INC-42.
    pub number: i64,
    /// `INC-42`.
    pub reference: String,
    /// Where its record is.
    pub href: String,
    /// The title.
    pub title: String,
    /// The type.
    pub kind: Kind,
    /// The status.
    pub status: Status,
    /// The present severity: 1 (critical) to 5 (notice).
    pub severity: i64,
    /// Whether only members see it.
    pub private: bool,
    /// Whether it is a drill.
    pub drill: bool,
    /// The owning team's name.
    pub team: Option<String>,
    /// The commander's name.
    pub commander: Option<String>,
    /// When it was declared.
    pub declared_at: DateTime<Utc>,
    /// When it was resolved.
    pub resolved_at: Option<DateTime<Utc>>,
}

impl From<Summary> for IncidentSummary {
    fn from(one: Summary) -> Self {
        Self {
            number: one.number,
            reference: reference(one.number),
            href: format!("/api/v1/incidents/{}", one.number),
            title: one.title,
            kind: one.kind,
            status: one.status,
            severity: one.severity.level(),
            private: one.private,
            drill: one.drill,
            team: one.team,
            commander: one.commander,
            declared_at: one.declared_at,
            resolved_at: one.resolved_at,
        }
    }
}

/// One page of incidents, latest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentList {
    /// At most fifty.
    pub items: Vec<IncidentSummary>,
    /// The page of older ones, if there are any.
    pub next: Option<String>,
    /// The page of newer ones, if there are any.
    pub prev: Option<String>,
}

impl IncidentList {
    /// With links that keep the filters.
    pub fn new(listing: Listing, filters: &Filters) -> Self {
        let (newest, oldest) = (listing.incidents.first(), listing.incidents.last());
        Self {
            next: oldest.filter(|_| listing.older).map(|one| filters.link("before", one.number)),
            prev: newest.filter(|_| listing.newer).map(|one| filters.link("after", one.number)),
            items: listing.incidents.into_iter().map(IncidentSummary::from).collect(),
        }
    }
}

/// An incident with its histories and durations.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentRecord {
    /// 42 of INC-42.
    pub number: i64,
    /// `INC-42`.
    pub reference: String,
    /// The title.
    pub title: String,
    /// What is known, in Markdown.
    pub summary: String,
    /// The type.
    pub kind: Kind,
    /// The status.
    pub status: Status,
    /// The present severity: 1 (critical) to 5 (notice).
    pub severity: i64,
    /// The peak severity.
    pub peak_severity: i64,
    /// Whether only members see it.
    pub private: bool,
    /// Whether it is a drill.
    pub drill: bool,
    /// The owning team.
    pub team: Option<Named>,
    /// Who declared it.
    pub declared_by: Option<String>,
    /// The commander.
    pub commander: Option<Named>,
    /// When things happened.
    pub times: IncidentTimes,
    /// How long things took.
    pub durations: Durations,
    /// The impact.
    pub impact: IncidentImpact,
    /// The severities it had, oldest first.
    pub severities: Vec<SeveritySpan>,
    /// Present and earlier roles, present ones first.
    pub roles: Vec<RoleHeld>,
    /// The incident it is a duplicate of.
    pub merged_into: Option<i64>,
    /// The closed incident of which this is a recurrence.
    pub recurrence_of: Option<i64>,
    /// Incidents merged into this one.
    pub duplicates: Vec<Named>,
    /// When the next status update is due.
    pub next_update_at: Option<DateTime<Utc>>,
    /// Counts every change.
    pub version: i64,
}

impl IncidentRecord {
    /// As it is at `now`.
    pub fn new(record: Record, now: DateTime<Utc>) -> Self {
        let incident = record.incident;
        let (over, until) = (record.over_since.is_some(), record.over_since.unwrap_or(now));
        Self {
            number: incident.number,
            reference: reference(incident.number),
            title: incident.title,
            summary: incident.summary,
            kind: incident.kind,
            status: incident.status,
            severity: incident.severity.level(),
            peak_severity: incident.peak_severity.level(),
            private: incident.private,
            drill: incident.drill,
            team: incident.team.map(Named::from),
            declared_by: incident.declared_by,
            commander: incident.commander.map(Named::from),
            durations: Durations::new(&incident.times, over),
            times: incident.times.into(),
            impact: IncidentImpact {
                guardrail: incident.guardrail,
                customers: incident.customers,
                records_affected: incident.records_affected,
                money_at_stake: incident.money_at_stake,
                assets: record.assets.into_iter().map(Named::from).collect(),
            },
            severities: record.severities.into_iter().map(|interval| SeveritySpan::new(interval, until)).collect(),
            roles: record.roles.into_iter().map(RoleHeld::from).collect(),
            merged_into: incident.merged_into,
            recurrence_of: incident.recurrence_of,
            duplicates: record.duplicates.into_iter().map(Named::from).collect(),
            next_update_at: incident.next_update_at,
            version: incident.version,
        }
    }
}

/// When things happened, as far as it is recorded.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentTimes {
    /// The impact began.
    pub started: Option<DateTime<Utc>>,
    /// Somebody or something noticed.
    pub detected: Option<DateTime<Utc>>,
    /// It was declared here.
    pub declared: DateTime<Utc>,
    /// Somebody acknowledged it.
    pub acknowledged: Option<DateTime<Utc>>,
    /// It was mitigated.
    pub mitigated: Option<DateTime<Utc>>,
    /// It was repaired.
    pub resolved: Option<DateTime<Utc>>,
    /// It was written up.
    pub closed: Option<DateTime<Utc>>,
    /// It first was SEV1 or SEV2.
    pub major: Option<DateTime<Utc>>,
}

impl From<Times> for IncidentTimes {
    fn from(times: Times) -> Self {
        let Times { started, detected, declared, acknowledged, mitigated, resolved, closed, major } = times;
        Self { started, detected, declared, acknowledged, mitigated, resolved, closed, major }
    }
}

/// How long things took. Only recorded ones count in metrics.
#[derive(Debug, Serialize, ToSchema)]
pub struct Durations {
    /// started → detected.
    pub detect: Took,
    /// detected → declared.
    pub declare: Took,
    /// declared → acknowledged.
    pub acknowledge: Took,
    /// started → mitigated.
    pub mitigate: Took,
    /// started → resolved.
    pub resolve: Took,
    /// declared → first SEV1 or SEV2.
    pub major: Took,
}

impl Durations {
    fn new(times: &Times, over: bool) -> Self {
        let took = |measure: Measure| Took::from(measure.of(times, over));
        Self {
            detect: took(Measure::Detect),
            declare: took(Measure::Declare),
            acknowledge: took(Measure::Acknowledge),
            mitigate: took(Measure::Mitigate),
            resolve: took(Measure::Resolve),
            major: took(Measure::Major),
        }
    }
}

/// A duration, or why it cannot be computed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Took {
    /// `recorded`; `pending` when a moment has not come yet; `not_applicable` when it will not come; `invalid` when the moments lie the wrong way round.
    #[schema(value_type = String, example = "recorded")]
    pub state: &'static str,
    /// When it is recorded.
    pub seconds: Option<i64>,
}

impl From<Duration> for Took {
    fn from(duration: Duration) -> Self {
        let state = match duration {
            Duration::Recorded(_) => "recorded",
            Duration::Pending => "pending",
            Duration::NotApplicable => "not_applicable",
            Duration::Invalid => "invalid",
        };
        Self { state, seconds: duration.span().map(|span| span.num_seconds()) }
    }
}

/// The impact, as far as it is known.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentImpact {
    /// Whether consumers got wrong data or were halted.
    pub guardrail: Guardrail,
    /// Which customers, in words.
    pub customers: String,
    /// How many records.
    pub records_affected: Option<i64>,
    /// How much money, in words.
    pub money_at_stake: String,
    /// The affected assets.
    pub assets: Vec<Named>,
}

/// Time spent at one severity.
#[derive(Debug, Serialize, ToSchema)]
pub struct SeveritySpan {
    /// Its number: by it its time is corrected.
    pub id: i64,
    /// 1 (critical) to 5 (notice).
    pub severity: i64,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when; null while it lasts.
    pub until: Option<DateTime<Utc>>,
    /// How long, until now or until the incident was over.
    pub seconds: i64,
    /// Whether its beginning was corrected, or the change added afterwards.
    pub corrected: bool,
    /// Why it was set.
    pub reason: String,
    /// By whom.
    pub person: Option<String>,
}

impl SeveritySpan {
    fn new(one: SeverityInterval, until: DateTime<Utc>) -> Self {
        let seconds = one.lasted(until).num_seconds();
        Self {
            id: one.id,
            severity: one.severity.level(),
            from: one.from,
            until: one.until,
            seconds,
            corrected: one.corrected,
            reason: one.reason,
            person: one.person,
        }
    }
}

/// Somebody in a role, now or earlier.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleHeld {
    /// Its number: by it the role is ended.
    pub id: i64,
    /// Which role.
    pub role: Responsibility,
    /// Whose.
    pub person: Named,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when; null while they hold it.
    pub until: Option<DateTime<Utc>>,
}

impl From<Assignment> for RoleHeld {
    fn from(held: Assignment) -> Self {
        Self { id: held.id, role: held.role, person: Named { id: held.person, name: held.name }, from: held.from, until: held.until }
    }
}

/// One entry of the timeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// Its number.
    pub id: i64,
    /// What it is about.
    pub kind: EntryKind,
    /// What happened, in Markdown.
    pub body: String,
    /// Where that can be seen.
    pub evidence_url: Option<String>,
    /// When it happened.
    pub happened_at: DateTime<Utc>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom; null for Firebreak itself.
    pub person: Option<String>,
    /// `web`, `api` or `system`.
    pub source: String,
    /// Whether it is a key moment.
    pub pinned: bool,
    /// Struck through, never erased.
    pub struck: bool,
    /// How often it was corrected.
    pub revisions: i64,
}

impl From<Entry> for TimelineEntry {
    fn from(entry: Entry) -> Self {
        Self {
            id: entry.id,
            kind: entry.kind,
            body: entry.body,
            evidence_url: entry.evidence_url,
            happened_at: entry.happened_at,
            recorded_at: entry.recorded_at,
            person: entry.person,
            source: entry.source,
            pinned: entry.pinned,
            struck: entry.struck,
            revisions: entry.revisions,
        }
    }
}
