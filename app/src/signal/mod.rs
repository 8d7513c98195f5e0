//! Early warnings: an alert, a message, "this ID looks odd". Each gets a disposition: explained, noise, or an incident.
//!
//! Invariants: a signal belongs to an incident exactly when its disposition says so; every disposition it ever had is
//! kept with its reason; a signal that belongs to a private incident is as invisible as that incident. Linked to an
//! incident it gives the *warning lead time*: how long the first signal came before the declaration.

#[cfg(feature = "ssr")]
pub mod actions;
mod age;
#[cfg(feature = "ssr")]
pub mod dispose_part;
#[cfg(feature = "ssr")]
pub mod incident_page;
#[cfg(feature = "ssr")]
pub mod list_page;
#[cfg(feature = "ssr")]
pub mod panel;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
pub mod show_page;

use crate::part::Part;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

pub use age::{Waiting, rough_words, waiting};
#[cfg(feature = "ssr")]
pub use service::{NewSignal, Place, SignalFilter, SignalListing, Signals, Verdict};

string_enum! {
    /// What became of a signal.
    Disposition, "a disposition" {
        /// Nobody has judged it yet.
        Open = "open", "Open";
        /// There is a harmless reason for it.
        Explained = "explained", "Explained";
        /// It means nothing.
        Noise = "noise", "Noise";
        /// It belongs to an incident.
        Incident = "incident", "Incident";
    }
}

/// Something that somebody or something noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// Its number.
    pub id: i64,
    /// What was noticed, on one line.
    pub title: String,
    /// The description, in Markdown.
    pub body: String,
    /// Where it came from: `slack`, `person`, `check`, …
    pub source: String,
    /// When it was seen, which may be long before it was written down here.
    pub seen_at: DateTime<Utc>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Who raised it; `None` for Firebreak itself.
    pub raised_by: Option<String>,
    /// The disposition.
    pub disposition: Disposition,
    /// Why.
    pub reason: String,
    /// Who said so.
    pub disposed_by: Option<String>,
    /// When.
    pub disposed_at: Option<DateTime<Utc>>,
    /// The incident it belongs to: number and title.
    pub incident: Option<(i64, String)>,
    /// The check that raised it.
    pub check: Option<i64>,
}

/// The field in which a form carries [`Signal::judged`].
pub const JUDGED: &str = "judged";

impl Signal {
    /// When it was last judged, as forms carry it; empty while nobody has.
    pub fn judged(&self) -> String {
        self.disposed_at.map(|at| at.to_rfc3339()).unwrap_or_default()
    }
}

/// One disposition in the history of a signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disposed {
    /// The disposition.
    pub disposition: Disposition,
    /// Why.
    pub reason: String,
    /// The incident it was linked to, if the reader may know of it.
    pub incident: Option<i64>,
    /// Who said so.
    pub person: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A signal with everything that was said about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalRecord {
    /// The signal.
    pub signal: Signal,
    /// Its body as safe HTML.
    pub html: String,
    /// Every disposition it ever had, oldest first.
    pub history: Vec<Disposed>,
}

/// A signal that belongs to no incident, as a list to choose from shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linkable {
    /// Its number.
    pub id: i64,
    /// The title.
    pub title: String,
    /// What became of it so far.
    pub disposition: Disposition,
    /// When it was seen.
    pub seen_at: DateTime<Utc>,
}

/// The signals of an incident, and how early the first of them was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warnings {
    /// The earliest first.
    pub signals: Part<Signal>,
    /// When the earliest of all was seen.
    pub first_seen: Option<DateTime<Utc>>,
    /// When the incident was declared.
    pub declared_at: DateTime<Utc>,
}

impl Warnings {
    /// How long the first signal came before the declaration, if it did.
    pub fn lead_time(&self) -> Option<TimeDelta> {
        lead_time(self.first_seen, self.declared_at)
    }
}

/// Warning lead time: from the first signal that was seen to the declaration; `None` when none came before it.
pub fn lead_time(seen: impl IntoIterator<Item = DateTime<Utc>>, declared: DateTime<Utc>) -> Option<TimeDelta> {
    seen.into_iter().min().filter(|first| *first <= declared).map(|first| declared - first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use proptest::prelude::*;

    #[test]
    fn the_first_signal_counts_and_later_ones_do_not() {
        let declared = Utc.with_ymd_and_hms(2025, 6, 24, 9, 0, 0).unwrap();
        let slack = Utc.with_ymd_and_hms(2024, 9, 30, 9, 0, 0).unwrap();
        assert_eq!(lead_time([declared + TimeDelta::hours(1), slack, declared], declared), Some(TimeDelta::days(267)));
        assert_eq!(lead_time([declared], declared), Some(TimeDelta::zero()));
        assert_eq!(lead_time([declared + TimeDelta::seconds(1)], declared), None, "a signal after the declaration warned nobody");
        assert_eq!(lead_time([], declared), None);
    }

    proptest! {
        #[test]
        fn another_signal_never_shortens_the_lead(seen in prop::collection::vec(0_i64..10_000, 0..8), more in 0_i64..10_000, declared in 0_i64..10_000) {
            let at = |seconds: i64| DateTime::from_timestamp(seconds, 0).unwrap();
            let before = lead_time(seen.iter().copied().map(at), at(declared));
            let after = lead_time(seen.iter().copied().chain([more]).map(at), at(declared));
            prop_assert!(after >= before);
            prop_assert!(after.is_none_or(|lead| lead >= TimeDelta::zero()));
        }
    }
}
