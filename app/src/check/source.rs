//! Sources: the databases that checks read, and how they are changed and removed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A database that checks read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its number.
    pub id: i64,
    /// The name.
    pub name: String,
    /// Where it is; a password is only ever the name of a variable.
    pub url: String,
    /// Who added it.
    pub created_by: Option<String>,
    /// How many checks read it.
    pub checks: i64,
}

/// A source with everything its page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRecord {
    /// What lists show of it.
    pub source: Source,
    /// The checks that read it: number and name.
    pub checks: Vec<(i64, String)>,
    /// How it was changed, latest first, at most fifty.
    pub changes: Vec<SourceChange>,
}

/// A change of a source, as it was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceChange {
    /// Its name before and after.
    pub name: (String, String),
    /// Its address before and after.
    pub url: (String, String),
    /// Why.
    pub reason: String,
    /// By whom.
    pub person: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}
