//! Checks: automated tests of data and lineage that really run, and the sources they run against.
//!
//! Invariants: a run ends in pass, warn, fail or error, and error judged nothing; a check whose last run is older than it
//! may be is *stale*, which is seen when it is read and never stored; neither error nor stale is ever a pass, and both
//! end a row of green runs. What a check asks is one reading statement. A source holds no secret: a password is the
//! name of a variable of the environment. To add a kind of check: a word in `words.rs`, what it measures in
//! `server/src/check/query.rs`.

#[cfg(feature = "ssr")]
pub mod actions;
#[cfg(feature = "ssr")]
pub mod badges;
#[cfg(feature = "ssr")]
pub mod edit_page;
#[cfg(feature = "ssr")]
pub mod history;
#[cfg(feature = "ssr")]
pub mod list_page;
#[cfg(feature = "ssr")]
pub mod run_page;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
pub mod show_page;
#[cfg(feature = "ssr")]
pub mod source_page;
#[cfg(feature = "ssr")]
pub mod sources_page;

mod address;
mod rules;
mod source;
mod version;
mod words;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use address::{PASSWORD_PREFIX, SourceAddress};
pub use rules::{ON_DEMAND, Schedule, Thresholds, evaluate, sentence, standing};
#[cfg(feature = "ssr")]
pub use service::{Checks, Draft, SourceEdit, Typed};
pub use source::{Source, SourceChange, SourceRecord};
pub use version::{Content, Line, Version};
pub use words::{AskedBy, Kind, Outcome, Standing};

/// How often the alarms of a check were false.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarms {
    /// Runs that ended in warn or fail.
    pub raised: i64,
    /// Those of them that were marked as false alarms.
    pub false_ones: i64,
}

impl Alarms {
    /// `2 of 8 alarms were false (25 %)`, or nothing while there were no alarms.
    pub fn words(self) -> Option<String> {
        (self.raised > 0).then(|| {
            let alarms = if self.raised == 1 { "failure was a" } else { "failures were" };
            match self.false_ones {
                0 if self.raised == 1 => "1 failure, not a false alarm".to_owned(),
                0 => format!("{} failures, no false alarms", self.raised),
                n => format!("{n} of {} {alarms} false alarms ({} %)", self.raised, n * 100 / self.raised),
            }
        })
    }
}

/// A check as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Its number.
    pub id: i64,
    /// The name.
    pub name: String,
    /// What it measures.
    pub kind: Kind,
    /// The asset it watches: number and name.
    pub asset: Option<(i64, String)>,
    /// Where it runs: number and name.
    pub source: (i64, String),
    /// Who answers for it: number and name.
    pub owner: Option<(i64, String)>,
    /// How often it runs by itself; `None` for only on demand.
    pub every_minutes: Option<i64>,
    /// For how many minutes its result is valid.
    pub fresh_minutes: i64,
    /// Whether its schedule is on.
    pub active: bool,
    /// How the last run ended.
    pub last_outcome: Option<Outcome>,
    /// When the last run ended.
    pub last_run_at: Option<DateTime<Utc>>,
    /// How many runs in a row passed, up to now.
    pub green_runs: i64,
    /// Since when all runs passed.
    pub green_since: Option<DateTime<Utc>>,
    /// How often it raised an alarm, and how often for nothing.
    pub alarms: Alarms,
}

impl Summary {
    /// What is known at `now`: an old outcome is stale, whatever it was.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        standing(self.last_outcome, self.last_run_at, self.fresh_minutes, now)
    }
}

/// Thresholds that were changed, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThresholdChange {
    /// What they were.
    pub old: Thresholds,
    /// What they became.
    pub new: Thresholds,
    /// Why.
    pub reason: String,
    /// By whom.
    pub person: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Rows that disagree, as many as are kept with a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// At most twenty, cells cut short; `None` is null.
    pub rows: Vec<Vec<Option<String>>>,
}

/// A false alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FalseAlarm {
    /// When it was marked.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: Option<String>,
    /// The reason.
    pub reason: String,
}

/// One run of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Its number.
    pub id: i64,
    /// Of which check.
    pub check: i64,
    /// How it ended.
    pub outcome: Outcome,
    /// How many rows were wrong; `None` when nothing was judged.
    pub measured: Option<i64>,
    /// How many rows it looked at; `None` when that is not known.
    pub examined: Option<i64>,
    /// By which version of the check it judged; `None` before versions were kept.
    pub version: Option<i64>,
    /// One sentence.
    pub message: String,
    /// Rows that disagree; only when the run is shown by itself.
    pub sample: Option<Sample>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
    /// What started it.
    pub asked_by: AskedBy,
    /// By whom, when somebody did.
    pub person: Option<String>,
    /// Whether it was a false alarm.
    pub false_alarm: Option<FalseAlarm>,
}

/// A check with everything its page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What lists show of it.
    pub summary: Summary,
    /// The description.
    pub about: String,
    /// The query.
    pub sql: String,
    /// The column that must say the same as [`Record::right_column`].
    pub left_column: String,
    /// The other column.
    pub right_column: String,
    /// From when on it warns and fails.
    pub thresholds: Thresholds,
    /// When it runs next by itself.
    pub next_run_at: Option<DateTime<Utc>>,
    /// Whether a run is in progress.
    pub running: bool,
    /// Which version it is.
    pub version: i64,
    /// Its versions, latest first, at most fifty.
    pub versions: Vec<Version>,
    /// Tuned thresholds, latest first.
    pub changes: Vec<ThresholdChange>,
    /// Runs, latest first, at most a hundred.
    pub runs: Vec<Run>,
}
