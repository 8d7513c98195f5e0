//! The audit log: who changed what when, append-only and chained (docs/decisions/0018-tamper-evidence.md).
//!
//! Invariants: an entry is stored with the change it tells of, and never changed; what belongs to a private incident is
//! shown to its members only.

#[cfg(feature = "ssr")]
pub mod list_page;
#[cfg(feature = "ssr")]
mod service;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
pub use service::Audits;

/// What one transaction wrote about one subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its number.
    pub id: i64,
    /// What it is about, such as `incident/42`.
    pub subject: String,
    /// Its place in the chain of the subject.
    pub link: i64,
    /// When it happened, if the records say so.
    pub at: Option<DateTime<Utc>>,
    /// By whom; `None` for Firebreak itself.
    pub person: Option<String>,
    /// The records that were written, each with its digest.
    pub body: String,
    /// The hash that chains it.
    pub hash: String,
}

impl AuditEntry {
    /// The records in words: `timeline_entry 5, status_change 2 (removed)`.
    pub fn records(&self) -> String {
        let record = |line: &str| {
            let mut words = line.split(' ');
            match (words.next(), words.next(), words.next()) {
                (Some(table), Some(row), Some("removed")) => format!("{table} {row} (removed)"),
                (Some(table), Some(row), _) => format!("{table} {row}"),
                _ => line.to_owned(),
            }
        };
        self.body.lines().map(record).collect::<Vec<_>>().join(", ")
    }

    /// The page of the subject, if it has one.
    pub fn href(&self) -> Option<String> {
        let (noun, number) = self.subject.split_once('/')?;
        match noun {
            "incident" => Some(format!("/incidents/{number}")),
            "check" => Some(format!("/checks/{number}")),
            "action" => Some(format!("/actions/{number}")),
            _ => None,
        }
    }
}
