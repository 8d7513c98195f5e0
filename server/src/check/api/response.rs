//! Response bodies of checks.

use app::check::{AskedBy, FalseAlarm, Kind, Outcome, Record, Run, Sample, Standing, Summary, Version};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::Named;

/// A check as lists show it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckEntry {
    /// Its number.
    pub id: i64,
    /// The name.
    pub name: String,
    /// What it measures.
    pub kind: Kind,
    /// The status now: a result that is no longer valid is `stale`, whatever it was.
    pub standing: Standing,
    /// How the last run ended.
    pub last_outcome: Option<Outcome>,
    /// When.
    pub last_run_at: Option<DateTime<Utc>>,
    /// How many runs in a row passed, up to now.
    pub green_runs: i64,
    /// Since when all runs passed.
    pub green_since: Option<DateTime<Utc>>,
    /// The asset it watches.
    pub asset: Option<Named>,
    /// Where it runs.
    pub source: Named,
    /// Who accepted it.
    pub owner: Option<Named>,
    /// How often it runs by itself; null for only on demand.
    pub every_minutes: Option<i64>,
    /// For how many minutes its result is valid.
    pub fresh_minutes: i64,
    /// Whether its schedule is on.
    pub active: bool,
    /// Runs that ended in `warn` or `fail`.
    pub alarms: i64,
    /// Those of them that were marked as false.
    pub false_alarms: i64,
}

impl CheckEntry {
    /// As it stands at `now`.
    pub fn new(one: Summary, now: DateTime<Utc>) -> Self {
        Self {
            standing: one.standing(now),
            id: one.id,
            name: one.name,
            kind: one.kind,
            last_outcome: one.last_outcome,
            last_run_at: one.last_run_at,
            green_runs: one.green_runs,
            green_since: one.green_since,
            asset: one.asset.map(Named::from),
            source: one.source.into(),
            owner: one.owner.map(Named::from),
            every_minutes: one.every_minutes,
            fresh_minutes: one.fresh_minutes,
            active: one.active,
            alarms: one.alarms.raised,
            false_alarms: one.alarms.false_ones,
        }
    }
}

/// A check with its latest runs.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckRecord {
    /// What lists show of it.
    pub check: CheckEntry,
    /// The description.
    pub about: String,
    /// The query.
    pub sql: String,
    /// For `match`: the first column, which must equal the second.
    pub left_column: String,
    /// For `match`: the second column.
    pub right_column: String,
    /// More wrong rows than this warn; null when it never warns.
    pub warn_above: Option<i64>,
    /// More wrong rows than this fail.
    pub fail_above: i64,
    /// When it runs next by itself.
    pub next_run_at: Option<DateTime<Utc>>,
    /// Whether a run is in progress.
    pub running: bool,
    /// Which version it is.
    pub version: i64,
    /// Its versions, latest first, at most fifty.
    pub versions: Vec<CheckVersion>,
    /// Runs without their samples, latest first, at most a hundred.
    pub runs: Vec<CheckRunEntry>,
}

impl CheckRecord {
    /// As it stands at `now`.
    pub fn new(record: Record, now: DateTime<Utc>) -> Self {
        Self {
            check: CheckEntry::new(record.summary, now),
            about: record.about,
            sql: record.sql,
            left_column: record.left_column,
            right_column: record.right_column,
            warn_above: record.thresholds.warn_above,
            fail_above: record.thresholds.fail_above,
            next_run_at: record.next_run_at,
            running: record.running,
            version: record.version,
            versions: record.versions.into_iter().map(CheckVersion::from).collect(),
            runs: record.runs.into_iter().map(CheckRunEntry::from).collect(),
        }
    }
}

/// One run of a check.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckRunEntry {
    /// Its number.
    pub id: i64,
    /// Of which check.
    pub check: i64,
    /// The outcome; `error` means that the check could not be evaluated, and is never a pass.
    pub outcome: Outcome,
    /// How many rows were wrong; null when the check could not be evaluated.
    pub measured: Option<i64>,
    /// How many rows it examined; null when that is not known. A run that examined no rows is not evidence.
    pub examined: Option<i64>,
    /// By which version of the check it judged; null before versions were kept.
    pub version: Option<i64>,
    /// One sentence.
    pub message: String,
    /// Rows that are wrong; only when the run is read by itself.
    pub sample: Option<CheckSample>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
    /// What started it.
    pub asked_by: AskedBy,
    /// By whom, when somebody did.
    pub person: Option<String>,
    /// Who said why it was a false alarm, if somebody did.
    pub false_alarm: Option<CheckFalseAlarm>,
}

impl From<Run> for CheckRunEntry {
    fn from(run: Run) -> Self {
        Self {
            id: run.id,
            check: run.check,
            outcome: run.outcome,
            measured: run.measured,
            examined: run.examined,
            version: run.version,
            message: run.message,
            sample: run.sample.map(|Sample { columns, rows }| CheckSample { columns, rows }),
            started_at: run.started_at,
            finished_at: run.finished_at,
            asked_by: run.asked_by,
            person: run.person,
            false_alarm: run.false_alarm.map(|FalseAlarm { at, by, reason }| CheckFalseAlarm { at, by, reason }),
        }
    }
}

/// A version of a check's definition.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckVersion {
    /// 1 for the first.
    pub version: i64,
    /// What it measures.
    pub kind: Kind,
    /// The query.
    pub sql: String,
    /// For `match`: the first column, which must equal the second.
    pub left_column: String,
    /// For `match`: the second column.
    pub right_column: String,
    /// Where it runs.
    pub source: Named,
    /// More wrong rows than this warn; null when it never warns.
    pub warn_above: Option<i64>,
    /// More wrong rows than this fail.
    pub fail_above: i64,
    /// How often it runs by itself; null for only on demand.
    pub every_minutes: Option<i64>,
    /// For how many minutes its result is valid.
    pub fresh_minutes: i64,
    /// Why it was changed.
    pub reason: String,
    /// By whom.
    pub person: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

impl From<Version> for CheckVersion {
    fn from(Version { version, content, reason, person, at, .. }: Version) -> Self {
        Self {
            version,
            kind: content.kind,
            sql: content.sql,
            left_column: content.left_column,
            right_column: content.right_column,
            source: content.source.into(),
            warn_above: content.thresholds.warn_above,
            fail_above: content.thresholds.fail_above,
            every_minutes: content.schedule.every_minutes,
            fresh_minutes: content.schedule.fresh_minutes,
            reason,
            person,
            at,
        }
    }
}

/// Rows that are wrong, as many as are kept with a run.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckSample {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// At most twenty, cells cut short; null where the database said null.
    pub rows: Vec<Vec<Option<String>>>,
}

/// A false alarm.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckFalseAlarm {
    /// When it was marked.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: Option<String>,
    /// The reason.
    pub reason: String,
}
