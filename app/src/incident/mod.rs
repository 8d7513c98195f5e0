//! The incident: what went wrong, from its declaration to its closure.
//!
//! Invariants: an incident has one severity and one status at a time, and a ledger of the severities it had; its peak
//! severity never falls; at most one commander; `major` follows from the severities ([`spans`]); private incidents do
//! not exist for people who are not members. To add a fact: a column in `migrations`, a field in [`Incident`], its
//! sentence in `server/src/incident`.

#[cfg(feature = "ssr")]
pub mod actions;
#[cfg(feature = "ssr")]
pub mod assets_page;
#[cfg(feature = "ssr")]
pub mod badges;
#[cfg(feature = "ssr")]
mod command_bar;
#[cfg(feature = "ssr")]
pub mod declare_page;
#[cfg(feature = "ssr")]
pub mod entry_page;
#[cfg(feature = "ssr")]
pub mod facts_part;
#[cfg(feature = "ssr")]
pub mod ledger;
#[cfg(feature = "ssr")]
pub mod list_page;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
pub mod severities_page;
#[cfg(feature = "ssr")]
pub mod show_page;
#[cfg(feature = "ssr")]
pub mod similar;
#[cfg(feature = "ssr")]
mod similar_part;
#[cfg(feature = "ssr")]
pub mod timeline_page;
#[cfg(feature = "ssr")]
mod timeline_part;

mod lifecycle;
pub mod questionnaire;
pub mod spans;
mod timeline;
mod times;
mod words;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use lifecycle::{Severity, Status};
#[cfg(feature = "ssr")]
pub use service::{Classification, Declaration, Filter, Impact, Incidents, Listing, OpenItems, SeverityChange, StatusChange};
pub use spans::SeverityInterval;
pub use timeline::{Entry, EntryKind, Revision, Stretch, entry_path};
pub use times::{Duration, Measure, Moment, Times};
pub use words::{Guardrail, Kind, Responsibility, TimeChoice};

/// An incident as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// `42` of `INC-42`.
    pub number: i64,
    /// The title.
    pub title: String,
    /// The type.
    pub kind: Kind,
    /// The status.
    pub status: Status,
    /// How bad it is now.
    pub severity: Severity,
    /// Whether only members see it.
    pub private: bool,
    /// Whether it is a drill, which is excluded from metrics.
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

/// An incident with everything that is its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// `42` of `INC-42`.
    pub number: i64,
    /// The title.
    pub title: String,
    /// What is known, in a few lines of Markdown.
    pub summary: String,
    /// The summary as safe HTML.
    pub summary_html: String,
    /// The type.
    pub kind: Kind,
    /// The status.
    pub status: Status,
    /// How bad it is now.
    pub severity: Severity,
    /// How bad it ever was: what it earned stays.
    pub peak_severity: Severity,
    /// Whether only members see it.
    pub private: bool,
    /// Whether it is a drill, which is excluded from metrics.
    pub drill: bool,
    /// The owning team: number and name.
    pub team: Option<(i64, String)>,
    /// Who declared it.
    pub declared_by: Option<String>,
    /// The commander: number and name.
    pub commander: Option<(i64, String)>,
    /// Its moments.
    pub times: Times,
    /// Whether consumers got wrong data or were halted.
    pub guardrail: Guardrail,
    /// Which customers, in words.
    pub customers: String,
    /// How many records.
    pub records_affected: Option<i64>,
    /// How much money, in words: "$1M+ nominations on hold".
    pub money_at_stake: String,
    /// The incident this one is a duplicate of.
    pub merged_into: Option<i64>,
    /// The closed incident of which this is a recurrence.
    pub recurrence_of: Option<i64>,
    /// When the next status update is due.
    pub next_update_at: Option<DateTime<Utc>>,
    /// Counts every change: an editor with an older number is told.
    pub version: i64,
}

/// Somebody in a role, now or earlier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Its number.
    pub id: i64,
    /// Which role.
    pub role: Responsibility,
    /// Whose.
    pub person: i64,
    /// Their name.
    pub name: String,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when; `None` while they hold it.
    pub until: Option<DateTime<Utc>>,
}

/// A moment that was corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Which moment.
    pub moment: Moment,
    /// What it was.
    pub old: Option<DateTime<Utc>>,
    /// What it became.
    pub new: Option<DateTime<Utc>>,
    /// Why.
    pub reason: String,
    /// By whom.
    pub person: Option<String>,
    /// When it was corrected.
    pub at: DateTime<Utc>,
}

/// An incident with the histories its page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The incident.
    pub incident: Incident,
    /// The severity ledger, oldest first.
    pub severities: Vec<SeverityInterval>,
    /// Roles, present ones first.
    pub roles: Vec<Assignment>,
    /// Corrected moments, latest first.
    pub corrections: Vec<Correction>,
    /// Affected assets: number and name.
    pub assets: Vec<(i64, String)>,
    /// Who sees it when it is private: number and name.
    pub members: Vec<(i64, String)>,
    /// When somebody last stopped working on it (resolved, closed, canceled or merged); `None` while it is open.
    pub over_since: Option<DateTime<Utc>>,
    /// Incidents merged into this one: number and title.
    pub duplicates: Vec<(i64, String)>,
}

/// The moments whose present value was set by a correction.
pub fn corrected_by_hand(times: &Times, corrections: &[Correction]) -> Vec<Moment> {
    let latest = |moment: Moment| corrections.iter().find(|correction| correction.moment == moment);
    let by_hand =
        |moment: &Moment| latest(*moment).is_some_and(|correction| correction.new.is_some() && correction.new == times.get(*moment));
    Moment::ALL.into_iter().filter(by_hand).collect()
}
