//! The timeline: what happened, when it happened, when it was recorded, by whom, from where.
//!
//! Every change writes an automatic entry in the same transaction. Entries written by people can be corrected and
//! back-dated; both times and every earlier text are kept.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

string_enum! {
    /// What an entry is about.
    EntryKind, "a kind" {
        /// The declaration.
        Declared = "declared", "Declared";
        /// The severity changed.
        Severity = "severity", "Severity";
        /// The status changed.
        Status = "status", "Status";
        /// Somebody took or gave up a role.
        Role = "role", "Role";
        /// The impact was described.
        Impact = "impact", "Impact";
        /// A moment was corrected.
        Time = "time", "Time corrected";
        /// Merged or unmerged.
        Merge = "merge", "Merge";
        /// Written by somebody.
        Note = "note", "Note";
        /// A remediation ticket.
        Ticket = "ticket", "Ticket";
        /// Counted repair work.
        Backfill = "backfill", "Backfill";
        /// A check ran.
        Check = "check", "Check";
        /// An action item.
        Action = "action", "Action item";
        /// An early warning was linked.
        Signal = "signal", "Signal";
        /// A decision was taken.
        Decision = "decision", "Decision";
        /// A status update was given.
        Update = "update", "Status update";
        /// The postmortem moved on.
        Postmortem = "postmortem", "Postmortem";
    }
}

/// One entry of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number.
    pub id: i64,
    /// What it is about.
    pub kind: EntryKind,
    /// What happened, in words; Markdown for notes.
    pub body: String,
    /// The body as safe HTML.
    pub html: String,
    /// Where that can be seen.
    pub evidence_url: Option<String>,
    /// When it happened.
    pub happened_at: DateTime<Utc>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// By whom; `None` for Firebreak itself.
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

/// Which part of a timeline is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stretch {
    /// The beginning.
    #[default]
    First,
    /// The end.
    Latest,
    /// What came directly before this entry.
    Before(i64),
    /// What came directly after this entry.
    After(i64),
    /// This entry among its neighbours.
    Around(i64),
}

/// The page of an entry, which stays when the timeline grows.
pub fn entry_path(incident: i64, entry: i64) -> String {
    format!("/incidents/{incident}/entries/{entry}")
}

/// An earlier text of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// What it said.
    pub old_body: String,
    /// When it said it happened.
    pub old_happened_at: DateTime<Utc>,
    /// Why it was corrected.
    pub reason: String,
    /// By whom.
    pub person: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}
