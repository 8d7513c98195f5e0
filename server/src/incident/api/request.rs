//! Request bodies and parameters of incidents.

use app::chrono_tz::Tz;
use app::edit::Seen;
use app::error::{AppError, Problems};
use app::incident::{
    Classification, Declaration, Entry, Filter, Guardrail, Impact, Kind, Moment, Record, Responsibility, Severity, Status, TimeChoice,
};
use app::text;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::{Change, SeenFields};

/// Which incidents.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Filters {
    /// Words in the title or the summary, or `INC-42`.
    pub q: String,
    /// A status such as `resolved`, or `open` for all that are worked on; may be given several times.
    pub status: Vec<String>,
    /// 1 to 5, or `major` for 1 and 2; may be given several times.
    pub severity: Vec<String>,
    /// Only this type.
    pub kind: Option<Kind>,
    /// Only of the team with this number.
    pub team: Option<i64>,
    /// Declared on or after this day (in your zone) or RFC 3339 moment.
    pub from: String,
    /// Declared on or before this day (in your zone), or before this RFC 3339 moment.
    pub until: String,
    /// Only drills, or no drills.
    pub drill: Option<bool>,
    /// Only with a lower number: the next page.
    pub before: Option<i64>,
    /// Only with a higher number: the page before.
    pub after: Option<i64>,
}

impl Filters {
    /// What the list understands.
    pub fn parse(&self, zone: Tz) -> Result<Filter, AppError> {
        let mut problems = Problems::default();
        let mut filter = Filter {
            text: self.q.clone(),
            kind: self.kind,
            team: self.team,
            drill: self.drill,
            before: self.before,
            after: self.after,
            ..Filter::default()
        };
        for word in &self.status {
            match word.as_str() {
                "open" => filter.statuses.extend(Status::OPEN),
                _ => filter.statuses.extend(problems.check("status", Status::try_from(word.clone()))),
            }
        }
        for word in &self.severity {
            match word.as_str() {
                "major" => filter.severities.extend(Severity::ALL.into_iter().filter(|severity| severity.is_major())),
                _ => filter.severities.extend(problems.check("severity", word.parse::<Severity>())),
            }
        }
        filter.from = problems.check("from", moment(&self.from, zone, 0)).flatten();
        filter.until = problems.check("until", moment(&self.until, zone, 1)).flatten();
        problems.finish()?;
        Ok(filter)
    }

    /// The same list from another place, as a link.
    pub fn link(&self, cursor: &str, number: i64) -> String {
        let mut link = form_urlencoded::Serializer::new(String::from("/api/v1/incidents?"));
        let kind = self.kind.map(Kind::as_str).unwrap_or_default();
        let team = self.team.map(|team| team.to_string()).unwrap_or_default();
        let drill = self.drill.map(|drill| drill.to_string()).unwrap_or_default();
        let single =
            [("q", self.q.as_str()), ("kind", kind), ("team", &team), ("from", &self.from), ("until", &self.until), ("drill", &drill)];
        let several =
            self.status.iter().map(|word| ("status", word.as_str())).chain(self.severity.iter().map(|word| ("severity", word.as_str())));
        link.extend_pairs(single.into_iter().chain(several).filter(|(_, value)| !value.is_empty()));
        link.append_pair(cursor, &number.to_string()).finish()
    }
}

/// The beginning of a day, `plus` days later, or an exact moment.
fn moment(typed: &str, zone: Tz, plus: u64) -> Result<Option<DateTime<Utc>>, String> {
    let Ok(day) = text::day(typed) else {
        let exact = (!typed.is_empty()).then(|| DateTime::parse_from_rfc3339(typed)).transpose();
        return exact
            .map(|at| at.map(|at| at.to_utc()))
            .map_err(|_| "Enter a day such as 2025-06-24 or a moment such as 2025-06-24T09:30:00Z.".to_owned());
    };
    Ok(Some(text::day_start(day.checked_add_days(chrono::Days::new(plus)).unwrap_or(day), zone)))
}

/// An incident to be declared.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "title": "STAT6 predictions are missing from the warehouse", "severity": 3, "started_at": "2025-06-20T06:00:00Z" }))]
pub struct Declare {
    /// The title: one line, at most 200 characters.
    pub title: String,
    /// What is known, in Markdown.
    #[serde(default)]
    pub summary: String,
    /// What kind of trouble; `data` when nothing is said.
    pub kind: Option<Kind>,
    /// 1 (critical) to 5 (notice); 3 by default.
    #[schema(minimum = 1, maximum = 5)]
    pub severity: Option<i64>,
    /// The number of the owning team.
    pub team: Option<i64>,
    /// When the impact began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it was noticed; now by default.
    pub detected_at: Option<DateTime<Utc>>,
    /// Whether only members see it.
    #[serde(default)]
    pub private: bool,
    /// Whether it is a drill, which is excluded from metrics.
    #[serde(default)]
    pub drill: bool,
    /// The number of the closed incident that recurred.
    pub recurrence_of: Option<i64>,
}

impl Declare {
    /// A declaration, if it is sound.
    pub fn parse(self) -> Result<Declaration, AppError> {
        let declaration = Declaration::titled(&self.title)?.summarised(&self.summary)?;
        let severity = self.severity.map_or(Ok(declaration.severity), Severity::try_from);
        Ok(Declaration {
            kind: self.kind.unwrap_or(declaration.kind),
            severity: severity.map_err(|message| AppError::field("severity", message))?,
            team: self.team,
            started_at: self.started_at,
            detected_at: self.detected_at,
            private: self.private,
            drill: self.drill,
            recurrence_of: self.recurrence_of,
            ..declaration
        })
    }
}

/// Another severity.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "severity": 1, "reason": "Nominations of a critical program are on hold" }))]
pub struct ChangeSeverity {
    /// 1 (critical) to 5 (notice).
    #[schema(minimum = 1, maximum = 5)]
    pub severity: i64,
    /// Why.
    pub reason: String,
}

/// Another status.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "status": "identified" }))]
pub struct ChangeStatus {
    /// To which.
    pub status: Status,
    /// The reason; required when something is still open, or when it is canceled.
    #[serde(default)]
    pub reason: String,
    /// Which time counts, when the moment was corrected by hand before.
    pub time: Option<TimeChoice>,
}

/// When a moment was.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "moment": "started", "at": "2025-06-20T06:00:00Z", "reason": "The log of the loader" }))]
pub struct CorrectTime {
    /// Which: `started`, `detected`, `declared`, `acknowledged`, `mitigated`, `resolved` or `closed`.
    #[schema(value_type = String)]
    pub moment: Moment,
    /// When it was; null when it is not known.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub at: Option<Option<DateTime<Utc>>>,
    /// How that is known.
    pub reason: String,
    /// Whether to save times that are out of order; they are marked, and excluded from durations.
    #[serde(default)]
    pub insist: bool,
    /// What you saw of it, as `at`.
    #[serde(default)]
    pub seen: SeenFields,
}

/// Null was sent, too.
fn sent<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<DateTime<Utc>>>, D::Error> {
    Option::<DateTime<Utc>>::deserialize(deserializer).map(Some)
}

/// When a severity changed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "at": "2025-06-20T06:00:00Z", "reason": "It was said on the phone an hour before" }))]
pub struct CorrectSeverity {
    /// When it was: between the change before it and the change after it.
    pub at: DateTime<Utc>,
    /// How that is known.
    pub reason: String,
    /// What you saw of it, as `at`.
    #[serde(default)]
    pub seen: SeenFields,
}

/// A missed severity change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "severity": 2, "at": "2025-06-20T06:00:00Z", "reason": "It was said on the phone" }))]
pub struct AddSeverity {
    /// 1 (critical) to 5 (notice).
    #[schema(minimum = 1, maximum = 5)]
    pub severity: i64,
    /// When it was: after the declaration, not in the future.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

/// Title and summary.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "title": "STAT6 predictions are missing from the warehouse" }))]
pub struct DescribeIncident {
    /// The title: one line, at most 200 characters.
    pub title: String,
    /// What is known, in Markdown: at most 10,000 characters.
    #[serde(default)]
    pub summary: String,
}

/// Title and summary as they are changed.
pub type IncidentChange = Change<DescribeIncident>;

/// Type and owning team.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "kind": "service" }))]
pub struct Classify {
    /// The type.
    pub kind: Kind,
    /// The number of the owning team; null for none.
    pub team: Option<i64>,
}

/// Type and owning team as they are changed.
pub type ClassChange = Change<Classify>;

impl From<Classify> for Classification {
    fn from(Classify { kind, team }: Classify) -> Self {
        Self { kind, team }
    }
}

/// Whether it is a drill.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "drill": true }))]
pub struct MarkDrill {
    /// Whether it is.
    pub drill: bool,
}

/// A confirmation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "confirm": true }))]
pub struct MakePublic {
    /// That everybody who can sign in may read this incident with its whole timeline.
    #[serde(default)]
    pub confirm: bool,
}

/// The incident that this one is a duplicate of.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "into": 2 }))]
pub struct MergeIncident {
    /// 42 of INC-42: an incident that is not merged itself.
    pub into: i64,
}

/// Back to work.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "Rows are missing again" }))]
pub struct Reopen {
    /// Why.
    pub reason: String,
}

/// A role for a person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "role": "commander", "person": 1 }))]
pub struct AssignRole {
    /// Which role.
    pub role: Responsibility,
    /// The number of the person.
    pub person: i64,
}

/// The impact, as far as it is known.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "guardrail": "halted", "records_affected": 258_000_000, "money_at_stake": "$1M+ of nominations" }))]
pub struct SetImpact {
    /// Whether consumers got wrong data or were halted.
    pub guardrail: Guardrail,
    /// Which customers, in words.
    #[serde(default)]
    pub customers: String,
    /// How many records.
    #[schema(minimum = 0)]
    pub records_affected: Option<i64>,
    /// How much money, in words.
    #[serde(default)]
    pub money_at_stake: String,
    /// The numbers of the affected assets.
    #[serde(default)]
    pub assets: Vec<i64>,
}

/// The impact as it is changed.
pub type ImpactChange = Change<SetImpact>;

impl From<Record> for SetImpact {
    fn from(Record { incident, assets, .. }: Record) -> Self {
        let app::incident::Incident { guardrail, customers, records_affected, money_at_stake, .. } = incident;
        Self { guardrail, customers, records_affected, money_at_stake, assets: assets.into_iter().map(|(id, _)| id).collect() }
    }
}

impl SetImpact {
    /// The impact, if it is sound.
    pub fn parse(self) -> Result<Impact, AppError> {
        if self.records_affected.is_some_and(|records| records < 0) {
            return Err(AppError::field("records_affected", "Enter the records as a whole number, such as 258000000."));
        }
        let Self { guardrail, customers, records_affected, money_at_stake, assets } = self;
        Ok(Impact { guardrail, customers, records_affected, money_at_stake, assets })
    }
}

/// What happened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "body": "Dashboard DR-3098 failed", "happened_at": "2025-06-23T07:15:00Z", "evidence_url": "https://example.org/DR-3098" }))]
pub struct NewEntry {
    /// In words; Markdown.
    pub body: String,
    /// When it happened; now by default, never in the future.
    pub happened_at: Option<DateTime<Utc>>,
    /// Where that can be seen.
    #[serde(default)]
    pub evidence_url: String,
}

impl NewEntry {
    /// The link, if it is a safe one.
    pub fn link(&self) -> Result<Option<String>, AppError> {
        text::link(&self.evidence_url).map_err(|message| AppError::field("evidence_url", message))
    }
}

/// A correction of a timeline entry. What is not sent stays; the earlier versions are kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "happened_at": "2025-06-24T09:10:00Z", "reason": "The log says ten past" }))]
pub struct CorrectEntry {
    /// What happened, in Markdown; only of entries that a person wrote.
    pub body: Option<String>,
    /// When it happened, never in the future.
    pub happened_at: Option<DateTime<Utc>>,
    /// How that is known.
    pub reason: String,
    /// The `body` and the `happened_at` that you saw.
    #[serde(default)]
    pub seen: SeenFields,
}

impl CorrectEntry {
    /// Text and time as they will be, and what its author saw of them: what was not sent is as it is `stored`.
    pub fn over(self, stored: &Entry) -> (String, DateTime<Utc>, Seen) {
        let mut seen = Seen::from(self.seen);
        if self.body.is_none() {
            seen.insert("body", stored.body.clone());
        }
        if self.happened_at.is_none() {
            seen.insert("happened_at", stored.happened_at.to_rfc3339());
        }
        (self.body.unwrap_or_else(|| stored.body.clone()), self.happened_at.unwrap_or(stored.happened_at), seen)
    }
}

/// Whether a timeline entry is a key moment.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "pinned": true }))]
pub struct PinEntry {
    /// Whether it is.
    pub pinned: bool,
}

/// Whether a timeline entry is struck through.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "struck": true }))]
pub struct StrikeEntry {
    /// Whether it is; false restores it.
    pub struck: bool,
}
