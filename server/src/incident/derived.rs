//! What is stored about an incident although it follows from other things, so that lists and sums need not compute it.
//! It is written here and nowhere else; `verify` computes it again ([`DERIVED`] is what it goes by).
//!
//! Everything else that follows from a moment is computed when it is read: durations, time at each severity, due times
//! of postmortems, lead times of signals, what the year counts.

use app::incident::Moment;
use app::incident::spans::{intervals, major_at, peak};

use super::entry;
use super::store::{self, Row};
use crate::clock::{instant, millis};
use crate::db::{DbError, Tx};

/// What is stored and follows from other things: table, column, and from what.
pub const DERIVED: &[(&str, &str, &str)] = &[
    ("incident", "severity", "the last change of severity"),
    ("incident", "peak_severity", "the worst of the changes of severity"),
    ("incident", "major_at", "the first change to SEV1 or SEV2, not before the declaration"),
    ("incident", "status", "the last change of status"),
    ("incident", "commander", "who holds the role"),
    ("severity_interval", "from_at of the first", "the declaration"),
    ("severity_interval", "until_at", "the next change of severity, not before the declaration"),
    ("timeline_entry", "happened_at of what Firebreak wrote about a moment", "that moment"),
];

/// Lets everything follow that is stored of the severities. The row is changed, and stored by whoever changes it.
///
/// # Errors
/// When the database cannot be reached.
pub async fn follow(tx: &mut Tx, row: &mut Row) -> Result<(), DbError> {
    let all = intervals(instant(row.declared_at), store::severity_records(tx, row.number).await?);
    for interval in &all {
        store::set_until(tx, interval.id, interval.until.map(millis)).await?;
    }
    row.major_at = major_at(&all).map(millis);
    row.peak_severity = peak(&all).map_or(row.peak_severity, app::incident::Severity::level);
    row.severity = all.last().map_or(row.severity, |last| last.severity.level());
    Ok(())
}

/// Lets the entry follow that Firebreak wrote when `moment` was `old`, with the correction as its reason.
///
/// # Errors
/// When the database cannot be reached.
pub async fn follow_entry(
    tx: &mut Tx,
    number: i64,
    kind: &str,
    (old, new): (i64, i64),
    by: (&str, Option<i64>, i64),
) -> Result<(), DbError> {
    if let Some((id, body)) = entry::written_at(tx, number, kind, old).await? {
        entry::correct(tx, id, (&body, old), (&body, new), by.0, by.1, by.2).await?;
    }
    Ok(())
}

/// The kind of the entry that tells of a moment, if one does.
pub fn told_by(moment: Moment) -> Option<&'static str> {
    match moment {
        Moment::Declared => Some("declared"),
        Moment::Mitigated | Moment::Resolved | Moment::Closed => Some("status"),
        Moment::Started | Moment::Detected | Moment::Acknowledged => None,
    }
}
