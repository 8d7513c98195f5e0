//! A decision: the problem, the constraints, the options with their pros, cons and risks, the choice and its reason.
//!
//! Invariants: two to six options, exactly one of them chosen; a decision is never erased: it may be superseded by another
//! one of the same incident, or struck through with a reason, once.

#[cfg(feature = "ssr")]
pub mod actions;
#[cfg(feature = "ssr")]
pub mod new_page;
#[cfg(feature = "ssr")]
pub mod panel;
#[cfg(feature = "ssr")]
mod service;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
pub use service::{Decisions, NewDecision, NewOption};

/// The letters of the options, as many as there may be.
pub const LETTERS: [char; 6] = ['a', 'b', 'c', 'd', 'e', 'f'];

/// A Markdown text with its safe HTML.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prose {
    /// As it was written.
    pub text: String,
    /// As it is shown.
    pub html: String,
}

/// Something that could be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// The title.
    pub label: String,
    /// What speaks for it.
    pub pros: Prose,
    /// What speaks against it.
    pub cons: Prose,
    /// What may go wrong with it.
    pub risk: Prose,
    /// Whether it is what was decided.
    pub chosen: bool,
}

/// A decision as it was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its number.
    pub id: i64,
    /// The problem.
    pub problem: Prose,
    /// The constraints.
    pub constraints: Prose,
    /// What could be done: two to six.
    pub options: Vec<Alternative>,
    /// The reason for the choice.
    pub why: Prose,
    /// Who decided.
    pub decided_by: Option<String>,
    /// The objections.
    pub objections: Prose,
    /// When to revisit it.
    pub revisit_when: Prose,
    /// When it was decided.
    pub decided_at: DateTime<Utc>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who recorded it.
    pub recorded_by: Option<String>,
    /// The decision that replaced it.
    pub superseded_by: Option<i64>,
    /// When it was struck through, and why.
    pub struck: Option<(DateTime<Utc>, String)>,
}

impl Decision {
    /// Whether it still holds.
    pub fn stands(&self) -> bool {
        self.superseded_by.is_none() && self.struck.is_none()
    }

    /// What was chosen.
    pub fn chosen(&self) -> Option<&Alternative> {
        self.options.iter().find(|option| option.chosen)
    }

    /// The problem in a few words, for lists.
    pub fn title(&self) -> String {
        crate::text::excerpt(&self.problem.text, 100)
    }
}
