//! A status update: words about an incident for an audience, written from a template and kept on the incident.
//!
//! Invariants: an update says something (a template that nobody filled in is refused); writing one moves the time the next
//! one is due by the interval of the incident's severity.

#[cfg(feature = "ssr")]
pub mod actions;
#[cfg(feature = "ssr")]
pub mod incident_page;
#[cfg(feature = "ssr")]
pub mod panel;
#[cfg(feature = "ssr")]
mod service;

use crate::part::Part;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
pub use service::Updates;

string_enum! {
    /// For whom an update is written.
    Audience, "an audience" {
        /// Those who work on it: conditions, actions, needs.
        Responders = "responders", "Responders";
        /// Those who are held up by it.
        Stakeholders = "stakeholders", "Stakeholders";
        /// Those who answer for it.
        Executives = "executives", "Executives";
    }
}

impl Audience {
    /// What the form holds at first. CAN reports come from firefighting: conditions, actions, needs.
    pub fn template(self) -> &'static str {
        match self {
            Self::Responders => "**Conditions:** \n\n**Actions:** \n\n**Needs:** \n",
            Self::Stakeholders => {
                "What is happening: \n\nWhat it means for you: \n\nWhat we are doing about it: \n\nWhen you will hear from us again: \n"
            }
            Self::Executives => {
                "In one sentence: \n\nWho is affected, and how badly: \n\nWhat was decided, and what we need from you: \n\nWhen it will be over, and how sure we are: \n"
            }
        }
    }

    /// Whether `body` says more than the template did.
    pub fn is_filled_in(self, body: &str) -> bool {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let body = words(body);
        !body.is_empty() && body != words(self.template())
    }
}

/// A status update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// Its number.
    pub id: i64,
    /// For whom.
    pub audience: Audience,
    /// The text, in Markdown.
    pub body: String,
    /// The body as safe HTML.
    pub html: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// By whom; `None` for Firebreak itself.
    pub person: Option<String>,
}

/// The updates of an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The latest first.
    pub updates: Part<Update>,
    /// When the next one is due; `None` when none is: nobody works on it, or its severity asks for none.
    pub next_update_at: Option<DateTime<Utc>>,
}

/// How urgent the next update is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// After this long.
    In(TimeDelta),
    /// Since this long.
    Overdue(TimeDelta),
}

/// When the next update is due, seen from `now`.
pub fn due(next: DateTime<Utc>, now: DateTime<Utc>) -> Due {
    if next < now { Due::Overdue(now - next) } else { Due::In(next - now) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_not_an_update() {
        for audience in Audience::ALL {
            assert!(!audience.is_filled_in(audience.template()) && !audience.is_filled_in(" \n"));
            assert!(!audience.is_filled_in(&audience.template().replace('\n', "\r\n")), "browsers send line ends like this");
            assert!(audience.is_filled_in(&format!("{} The backfill runs", audience.template())));
        }
    }

    #[test]
    fn due_becomes_overdue() {
        let now = DateTime::from_timestamp(1_000, 0).unwrap();
        assert_eq!(due(now, now), Due::In(TimeDelta::zero()));
        assert_eq!(due(now - TimeDelta::hours(2), now), Due::Overdue(TimeDelta::hours(2)));
    }
}
