//! Insights: the figures of a year, each of which opens to its incidents.
//!
//! Invariants: drills, canceled and merged incidents are never counted, private ones only for their members; a year begins
//! and ends in the reader's zone, exactly where the list's `from` and `until` do, so that a number and the list behind it
//! agree; severity is the peak; durations are [`crate::incident::Measure`]s, of which only recorded ones count, as median
//! and 90th percentile with their number. To add a figure: a field in [`Year`], its sum in `server/src/metrics/year.rs`, a
//! link in `links.rs` that shows the same set, and its case in `server/tests/it/metrics.rs`.

#[cfg(feature = "ssr")]
pub mod commitments_page;
#[cfg(feature = "ssr")]
mod counts_part;
#[cfg(feature = "ssr")]
pub mod durations_page;
#[cfg(feature = "ssr")]
mod durations_part;
#[cfg(feature = "ssr")]
pub mod links;
#[cfg(feature = "ssr")]
mod majors_part;
#[cfg(feature = "ssr")]
mod promises_part;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
pub mod year_page;

mod commitment;
mod figures;
mod interval;
mod percentile;
mod period;
mod tally;

pub use commitment::{Commitment, CommitmentFilter, Promises, Within};
pub use figures::{Major, MonthTally, SameDays, Year, YearTally};
pub use interval::{Facts, Figure, Interval, Outcome};
pub use percentile::percentile;
pub use period::{Period, first_day, last_day};
#[cfg(feature = "ssr")]
pub use service::{CommitmentList, DurationList, DurationRow, Metrics, PAGE, YearFilter};
pub use tally::Tally;
