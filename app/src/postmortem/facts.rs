//! What the record says: read from it until publication, then kept as JSON with the prose under one hash.
//!
//! What is here may be read back years later: a new field gets `#[serde(default)]`, and none is ever renamed.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::factor::Factor;
use crate::incident::spans::lasted;
use crate::incident::{Duration, Guardrail, Kind, Measure, Moment, Responsibility, Severity, Status, Times};

/// All facts of a postmortem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// When they were read from the record.
    pub read_at: DateTime<Utc>,
    /// The incident itself.
    pub incident: Subject,
    /// What was hit, by name.
    pub assets: Vec<Asset>,
    /// The severity ledger, oldest first.
    pub severities: Vec<AtSeverity>,
    /// How long things took, each with its definition.
    pub durations: Vec<Took>,
    /// Moments that were corrected later.
    pub corrected: Vec<Moment>,
    /// Who did what.
    pub roles: Vec<Held>,
    /// Pinned entries of the timeline, oldest first.
    pub timeline: Vec<KeyMoment>,
    /// Early warnings, oldest first.
    pub signals: Vec<Signal>,
    /// Seconds from the first of them to the declaration.
    pub lead_seconds: Option<i64>,
    /// Contributing factors: the trigger first, then the other kinds in their order.
    #[serde(default)]
    pub factors: Vec<Factor>,
    /// Decisions, oldest first.
    pub decisions: Vec<Decision>,
    /// Remediation tickets.
    pub tickets: Vec<Ticket>,
    /// Counted repair work.
    pub backfills: Vec<Backfill>,
    /// Promises and ideas.
    pub actions: Vec<Action>,
    /// The other incidents it is about.
    #[serde(default)]
    pub covered: Vec<Covered>,
    /// How many status updates were given.
    pub updates: i64,
    /// Each Markdown text of these facts as safe HTML; made when they are shown.
    #[serde(skip)]
    pub html: BTreeMap<String, String>,
}

/// The incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// `42` of `INC-42`.
    pub number: i64,
    /// The title.
    pub title: String,
    /// What was known while it lasted.
    pub summary: String,
    /// The type.
    pub kind: Kind,
    /// The status.
    pub status: Status,
    /// How bad it is.
    pub severity: Severity,
    /// The peak severity.
    pub peak_severity: Severity,
    /// Whether it was an exercise.
    pub drill: bool,
    /// The owning team.
    pub team: Option<String>,
    /// Who declared it.
    pub declared_by: Option<String>,
    /// The commander.
    pub commander: Option<String>,
    /// Its moments.
    pub times: Times,
    /// Whether consumers got wrong data or were halted.
    pub guardrail: Guardrail,
    /// Which customers, in words.
    pub customers: String,
    /// How many records.
    pub records_affected: Option<i64>,
    /// How much money, in words.
    pub money_at_stake: String,
    /// The closed incident of which this is a recurrence.
    pub recurrence_of: Option<i64>,
}

/// Something that was hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The person or team it belongs to.
    pub owner: Option<String>,
}

/// Time at one severity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtSeverity {
    /// Which.
    pub severity: Severity,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when; `None` while it lasts.
    pub until: Option<DateTime<Utc>>,
    /// Why.
    pub reason: String,
    /// By whom.
    pub person: Option<String>,
}

/// How long something took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Took {
    /// What.
    pub measure: Measure,
    /// How long.
    pub duration: Duration,
}

/// Somebody in a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Which.
    pub role: Responsibility,
    /// Whose.
    pub name: String,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when.
    pub until: Option<DateTime<Utc>>,
}

/// A pinned entry of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyMoment {
    /// Its number.
    pub entry: i64,
    /// What happened; Markdown.
    pub body: String,
    /// Where that can be seen.
    pub evidence_url: Option<String>,
    /// When it happened.
    pub happened_at: DateTime<Utc>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The covered incident it belongs to; `None` for the postmortem's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<i64>,
}

/// Another incident that is written up in the same postmortem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Covered {
    /// Its number.
    pub number: i64,
    /// The title.
    pub title: String,
    /// The peak severity.
    pub peak_severity: Severity,
    /// When it began, if somebody knows.
    pub started_at: Option<DateTime<Utc>>,
    /// When it was declared.
    pub declared_at: DateTime<Utc>,
    /// When it was resolved.
    pub resolved_at: Option<DateTime<Utc>>,
}

/// An early warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// Its number.
    pub id: i64,
    /// What it said.
    pub title: String,
    /// From where it came.
    pub source: String,
    /// When it was seen.
    pub seen_at: DateTime<Utc>,
    /// Seconds by which it came before the declaration, when it did.
    pub lead_seconds: Option<i64>,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its number.
    pub id: i64,
    /// Which problem.
    pub problem: String,
    /// Within which constraints.
    pub constraints: String,
    /// Why this option.
    pub why: String,
    /// By whom.
    pub decided_by: Option<String>,
    /// Who objected, and why.
    pub objections: String,
    /// What would make us revisit it.
    pub revisit_when: String,
    /// When.
    pub decided_at: DateTime<Utc>,
    /// Whether a later decision took its place.
    pub superseded: bool,
    /// What could be done.
    pub options: Vec<Choice>,
}

/// One option of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What.
    pub label: String,
    /// What speaks for it.
    pub pros: String,
    /// What speaks against it.
    pub cons: String,
    /// What it risks.
    pub risk: String,
    /// Whether it was taken.
    pub chosen: bool,
}

/// Remediation work with an external key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its number here.
    pub id: i64,
    /// `PE-3217`.
    pub key: String,
    /// The title.
    pub title: String,
    /// Where it is.
    pub url: Option<String>,
    /// `open`, `in_progress`, `done`, `canceled`.
    pub state: String,
}

/// Counted repair work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backfill {
    /// Its number.
    pub id: i64,
    /// The title.
    pub name: String,
    /// What is counted.
    pub unit: String,
    /// How many.
    pub total: i64,
    /// How many are done.
    pub done: i64,
    /// From when.
    pub started_at: DateTime<Utc>,
    /// When it was complete.
    pub finished_at: Option<DateTime<Utc>>,
    /// The reason for accepting it as incomplete.
    pub waived_reason: String,
    /// When how many were done, oldest first.
    pub points: Vec<(DateTime<Utc>, i64)>,
}

/// A promise or an idea.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// Its number.
    pub number: i64,
    /// What will be done.
    pub title: String,
    /// Who sees to it.
    pub owner: Option<String>,
    /// Until when: when its day ends.
    pub due_at: Option<DateTime<Utc>>,
    /// That day. What was frozen before days were kept has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_day: Option<NaiveDate>,
    /// Until when it was first promised, where the date was moved since. What was frozen before dates had a history has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_due_at: Option<DateTime<Utc>>,
    /// That day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_due_day: Option<NaiveDate>,
    /// Whether it was verified by an earlier version of its check than the one that runs now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub earlier_version: bool,
    /// `immediate`, `short_term`, `long_term`, `cultural`.
    pub horizon: String,
    /// `high`, `medium`, `low`.
    pub priority: String,
    /// Whether it is only an idea.
    pub idea: bool,
    /// `open`, `in_progress`, `blocked`, `awaiting_evidence`, `verified`, `accepted_risk`.
    pub state: String,
    /// Keys of linked tickets.
    pub tickets: Vec<String>,
    /// The check that proves it.
    pub check: Option<Check>,
    /// What proved it, in words.
    pub evidence: String,
    /// When it was verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// By whom; `None` when the check did it.
    pub verified_by: Option<String>,
    /// Why the risk was accepted.
    pub risk_reason: String,
    /// Until when.
    pub risk_expires_at: Option<DateTime<Utc>>,
    /// That day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_expires_day: Option<NaiveDate>,
    /// How often it came back.
    pub recurrences: i64,
}

/// The check of an action item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// `pass`, `warn`, `fail`, `error`, `stale`, or `never` when it has not run.
    pub outcome: String,
    /// When it last ran.
    pub last_run_at: Option<DateTime<Utc>>,
    /// How often it was green in a row.
    pub green_runs: i64,
    /// Since when it has been green.
    pub green_since: Option<DateTime<Utc>>,
    /// How many green runs were agreed.
    pub agreed_runs: i64,
    /// How many green days were agreed.
    pub agreed_days: i64,
}

impl Facts {
    /// Seconds at each severity that it had, the worst first; what lasts is counted to when the facts were read.
    pub fn time_at_each(&self) -> Vec<(Severity, i64)> {
        let end = self.over_at().unwrap_or(self.read_at);
        Severity::ALL
            .into_iter()
            .filter_map(|severity| {
                let mine = self.severities.iter().filter(|interval| interval.severity == severity);
                mine.map(|interval| lasted(interval.from, interval.until, end).num_seconds())
                    .reduce(|sum, seconds| sum + seconds)
                    .map(|sum| (severity, sum))
            })
            .collect()
    }

    /// When it stopped being worked on: its last severity lasted until then.
    pub fn over_at(&self) -> Option<DateTime<Utc>> {
        let times = &self.incident.times;
        if self.incident.status.is_open() { None } else { times.resolved.or(times.closed) }
    }

    /// How long one thing took.
    pub fn took(&self, measure: Measure) -> Option<Duration> {
        self.durations.iter().find(|took| took.measure == measure).map(|took| took.duration)
    }

    /// Every text that somebody wrote as Markdown.
    pub fn written(&self) -> impl Iterator<Item = &str> {
        let decided =
            self.decisions.iter().flat_map(|one| [one.problem.as_str(), &one.constraints, &one.why, &one.objections, &one.revisit_when]);
        let options = self.decisions.iter().flat_map(|one| &one.options);
        let weighed = options.flat_map(|option| [option.pros.as_str(), &option.cons, &option.risk]);
        self.timeline.iter().map(|moment| moment.body.as_str()).chain(decided).chain(weighed)
    }

    /// Everybody who is named, each once.
    pub fn people(&self) -> Vec<&str> {
        let incident = [&self.incident.declared_by, &self.incident.commander];
        let held = self.roles.iter().map(|role| role.name.as_str());
        let decided = self.decisions.iter().filter_map(|one| one.decided_by.as_deref());
        let owners = self.actions.iter().flat_map(|action| [&action.owner, &action.verified_by]).flatten().map(String::as_str);
        let all = incident.into_iter().flatten().map(String::as_str).chain(held).chain(decided).chain(owners);
        all.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    }

    /// The promises, without ideas.
    pub fn promises(&self) -> impl Iterator<Item = &Action> {
        self.actions.iter().filter(|action| !action.idea)
    }
}
