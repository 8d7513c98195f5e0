//! Backfills: counted repair work with a total, progress, a rate and an estimated end.
//!
//! Invariants: `done` never exceeds `total`; every report is kept as a point; `finished_at` is set exactly while
//! everything is done; one that is given up short says why. An incident is not resolved silently while one is short
//! (`server/src/incident/lifecycle.rs`).

#[cfg(feature = "ssr")]
pub mod actions;
#[cfg(feature = "ssr")]
pub mod panel;
#[cfg(feature = "ssr")]
mod service;

mod rate;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use rate::{MOST, Point, RECENT, Rate, eta, rate};
#[cfg(feature = "ssr")]
pub use service::{Backfills, NewBackfill};

/// A backfill with its points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backfill {
    /// Its number.
    pub id: i64,
    /// The incident it repairs.
    pub incident: i64,
    /// The title.
    pub name: String,
    /// What is counted: `predictions`.
    pub unit: String,
    /// The total.
    pub total: i64,
    /// How many are done.
    pub done: i64,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it was last reported.
    pub updated_at: DateTime<Utc>,
    /// When everything was done.
    pub finished_at: Option<DateTime<Utc>>,
    /// Why it is accepted as incomplete; empty when it is not.
    pub waived_reason: String,
    /// What was reported, oldest first: the newest fifty, and a selection of the earlier ones.
    pub points: Vec<Point>,
    /// How fast it goes.
    pub rate: Option<Rate>,
    /// The estimated end.
    pub eta: Option<DateTime<Utc>>,
}

impl Backfill {
    /// Whether something is left to do that nobody has waived.
    pub fn is_short(&self) -> bool {
        self.done < self.total && self.waived_reason.is_empty()
    }

    /// The share that is done, in whole percent, rounded down: a hundred only when all is done.
    pub fn percent(&self) -> i64 {
        percent(self.done, self.total)
    }
}

/// The share that is done, in whole percent, rounded down.
pub fn percent(done: i64, total: i64) -> i64 {
    i64::try_from(i128::from(done) * 100 / i128::from(total.max(1))).unwrap_or_default()
}

/// Judges a report: what is done is counted from zero and never more than there is.
///
/// # Errors
/// One sentence for a count that cannot be.
pub fn report(done: i64, total: i64, unit: &str) -> Result<i64, String> {
    match done {
        done if done < 0 => Err("The amount done must be a whole number, 0 or more.".to_owned()),
        done if done > total => Err(format!(
            "The amount done ({done}) cannot exceed the total ({total} {unit}). If there is more to do, correct the total first."
        )),
        done => Ok(done),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_everything_is_refused_in_a_sentence() {
        assert_eq!(report(258, 258, "rows"), Ok(258));
        assert!(report(259, 258, "rows").is_err_and(|words| words.contains("258 rows")));
        assert!(report(-1, 258, "rows").is_err());
    }

    #[test]
    fn a_hundred_percent_means_all() {
        assert_eq!((percent(257_999_999, 258_000_000), percent(258_000_000, 258_000_000), percent(i64::MAX, i64::MAX)), (99, 100, 100));
    }
}
