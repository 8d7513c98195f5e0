//! Remediation work with an external key, such as PE-3217: kept here by hand, beside the incident it repairs.
//!
//! Invariants: a ticket belongs to one incident and its key is unique there; `done_at` is set exactly while it is done.

#[cfg(feature = "ssr")]
pub mod actions;
#[cfg(feature = "ssr")]
pub mod badges;
#[cfg(feature = "ssr")]
pub mod panel;
#[cfg(feature = "ssr")]
mod service;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
pub use service::{NewTicket, Tickets};

string_enum! {
    /// How far the work is, as its tracker says.
    State, "a state" {
        /// Nobody has begun.
        Open = "open", "Open";
        /// Somebody works on it.
        InProgress = "in_progress", "In progress";
        /// It is done.
        Done = "done", "Done";
        /// It will not be done.
        Canceled = "canceled", "Canceled";
    }
}

impl State {
    /// Where a person may move it: anywhere else, because the tracker is right and this follows.
    pub fn next(self) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |state| *state != self)
    }
}

string_enum! {
    /// How far ahead remediation looks.
    Horizon, "a horizon" {
        /// Stops the harm.
        Immediate = "immediate", "Immediate";
        /// Keeps it from coming back the same way.
        ShortTerm = "short_term", "Short term";
        /// Changes how things are built and owned.
        LongTerm = "long_term", "Long term";
        /// Changes how people work.
        Cultural = "cultural", "Cultural";
    }
}

/// A ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its number here.
    pub id: i64,
    /// The incident it repairs.
    pub incident: i64,
    /// Its key in the tracker: `PE-3217`.
    pub external_key: String,
    /// The title.
    pub title: String,
    /// Where it is kept.
    pub url: Option<String>,
    /// How far it is.
    pub state: State,
    /// How far ahead it looks.
    pub horizon: Horizon,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it last changed here.
    pub updated_at: DateTime<Utc>,
    /// When it was done.
    pub done_at: Option<DateTime<Utc>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_can_go_anywhere_but_where_it_is() {
        for state in State::ALL.iter().copied() {
            assert!(state.next().all(|next| next != state) && state.next().count() == 3);
        }
    }
}
