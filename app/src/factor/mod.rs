//! A contributing factor: a link of the causal chain of an incident. It names a system, an interface or a default, never a person.
//!
//! Invariants: a factor leads to another one of the same incident or to the impact, without going in circles; it is answered
//! by an action item of the incident or by a reason why nothing is done, before the postmortem is published; what is removed
//! is kept in the database. To add a kind: a word in [`FactorKind`] and in the check of its column.

#[cfg(feature = "ssr")]
pub mod actions;
#[cfg(feature = "ssr")]
mod chain;
#[cfg(feature = "ssr")]
pub mod library_page;
#[cfg(feature = "ssr")]
pub mod part;
#[cfg(feature = "ssr")]
pub mod picture;
#[cfg(feature = "ssr")]
mod service;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
pub use chain::{LONGEST_CHAIN, blocker, columns};
#[cfg(feature = "ssr")]
pub use service::{Choices, Factors, NewFactor, Recurring, Seen};

string_enum! {
    /// What part a factor played.
    FactorKind, "a kind" {
        /// It set the incident off.
        Trigger = "trigger", "Trigger";
        /// It had to be so for the trigger to do harm.
        Condition = "condition", "Condition";
        /// It could have been seen earlier, and was not.
        NotCaught = "not_caught", "Why it was not caught";
        /// It made finding, deciding or repairing slow.
        Lasted = "lasted", "Why it lasted";
    }
}

/// A link of the causal chain. It is frozen with a postmortem: a new field gets `#[serde(default)]`, and none is ever renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// Its number.
    pub id: i64,
    /// What part it played.
    pub kind: FactorKind,
    /// What it is, in one sentence.
    pub title: String,
    /// What it has in common with factors of other incidents, in a word or two; may be empty.
    pub theme: String,
    /// The factor it led to; the impact when `None`.
    pub leads_to: Option<i64>,
    /// Where the timeline shows it.
    pub evidence: Option<Evidence>,
    /// The action item that answers it.
    pub action: Option<Answer>,
    /// Why nothing is done about it; empty when something is, or when nobody answered.
    pub no_action: String,
}

impl Factor {
    /// Whether somebody said what is done about it.
    pub fn is_answered(&self) -> bool {
        self.action.is_some() || !self.no_action.is_empty()
    }
}

/// An entry of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Its number.
    pub entry: i64,
    /// When it happened.
    pub at: DateTime<Utc>,
}

/// The action item that answers a factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// `7` of `ACT-7`.
    pub number: i64,
    /// What was promised.
    pub title: String,
    /// Where it stands, as the database says it.
    pub state: String,
}
