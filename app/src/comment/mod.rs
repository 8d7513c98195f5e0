//! A comment on a section of a postmortem, with the words it quotes.
//!
//! Invariants: a comment is open until somebody resolves it or carries it into an action item; publication waits until none
//! is open; nothing that was said is erased.

#[cfg(feature = "ssr")]
pub mod actions;
#[cfg(feature = "ssr")]
pub mod part;
#[cfg(feature = "ssr")]
mod service;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
pub use service::{Comments, NewComment};

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Its number.
    pub id: i64,
    /// The section it is about, as the template calls it.
    pub section: String,
    /// The words it is about, as they stood then; empty when it is about the whole section.
    pub quote: String,
    /// The text, in Markdown.
    pub body: String,
    /// The same as safe HTML.
    pub html: String,
    /// Who said it.
    pub person: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// When it was resolved, and by whom.
    pub resolved: Option<(DateTime<Utc>, Option<String>)>,
    /// The action item it was carried into: `7` of `ACT-7`.
    pub action: Option<i64>,
}

impl Comment {
    /// Whether nobody answered it yet.
    pub fn is_open(&self) -> bool {
        self.resolved.is_none()
    }
}
