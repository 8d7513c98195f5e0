//! The severities an incident had, computed from the recorded changes: the first begins with the declaration, each lasts
//! until the next, none lies before the declaration. So whatever is corrected, intervals never overlap and leave no gap.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::Severity;

/// A change of severity as recorded. The first of an incident is its declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeverityRecord {
    /// Its number.
    pub id: i64,
    /// To which.
    pub severity: Severity,
    /// When, as it was recorded or corrected.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
    /// By whom.
    pub person: Option<String>,
    /// Whether the time was corrected, or the change added afterwards.
    pub corrected: bool,
}

/// Time spent at one severity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeverityInterval {
    /// The number of the change it began with.
    pub id: i64,
    /// Which.
    pub severity: Severity,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when; `None` while it lasts.
    pub until: Option<DateTime<Utc>>,
    /// Why it was set.
    pub reason: String,
    /// By whom.
    pub person: Option<String>,
    /// Whether its beginning was corrected, or the change added afterwards.
    pub corrected: bool,
}

impl SeverityInterval {
    /// How long it lasted, when the incident was over (or is looked at) at `end`: never negative.
    pub fn lasted(&self, end: DateTime<Utc>) -> TimeDelta {
        lasted(self.from, self.until, end)
    }
}

/// How long something lasted from `from` to `until`, when everything was over at `end`: never negative.
pub fn lasted(from: DateTime<Utc>, until: Option<DateTime<Utc>>, end: DateTime<Utc>) -> TimeDelta {
    (until.map_or(end, |until| until.min(end)) - from).max(TimeDelta::zero())
}

/// The changes in the order in which they count: the declaration first, then by time, then as recorded.
pub fn in_order(mut records: Vec<SeverityRecord>) -> Vec<SeverityRecord> {
    records.sort_by_key(|record| record.id);
    if let Some((_, changes)) = records.split_first_mut() {
        changes.sort_by_key(|record| (record.at, record.id));
    }
    records
}

/// The intervals of an incident that was declared at `declared`, oldest first.
pub fn intervals(declared: DateTime<Utc>, records: Vec<SeverityRecord>) -> Vec<SeverityInterval> {
    let records = in_order(records);
    let from: Vec<DateTime<Utc>> =
        records.iter().enumerate().map(|(index, record)| if index == 0 { declared } else { record.at.max(declared) }).collect();
    let until = from.iter().skip(1).copied().map(Some).chain([None]);
    let spans = from.iter().copied().zip(until);
    records
        .into_iter()
        .zip(spans)
        .map(|(record, (from, until))| SeverityInterval {
            id: record.id,
            severity: record.severity,
            from,
            until,
            reason: record.reason,
            person: record.person,
            corrected: record.corrected,
        })
        .collect()
}

/// When it first was SEV1 or SEV2.
pub fn major_at(intervals: &[SeverityInterval]) -> Option<DateTime<Utc>> {
    intervals.iter().find(|interval| interval.severity.is_major()).map(|interval| interval.from)
}

/// The worst of them.
pub fn peak(intervals: &[SeverityInterval]) -> Option<Severity> {
    intervals.iter().map(|interval| interval.severity).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(minute * 60, 0).unwrap()
    }

    proptest! {
        #[test]
        fn intervals_cover_everything_from_the_declaration_without_gap_or_overlap(
            declared in 0_i64..1_000, end in 0_i64..2_000, changes in prop::collection::vec((1_i64..=5, 0_i64..1_000), 1..12),
        ) {
            let records: Vec<SeverityRecord> = changes.iter().zip(1..).map(|((level, minute), id)| SeverityRecord {
                id, severity: Severity::try_from(*level).unwrap(), at: at(*minute), reason: String::new(), person: None, corrected: false,
            }).collect();
            let all = intervals(at(declared), records.clone());
            prop_assert_eq!(all.len(), records.len());
            prop_assert_eq!((all[0].id, all[0].from), (1, at(declared)));
            for pair in all.windows(2) {
                prop_assert!(pair[0].until == Some(pair[1].from) && pair[0].from <= pair[1].from);
            }
            prop_assert_eq!(all.last().unwrap().until, None);
            let whole = all.iter().map(|one| one.lasted(at(end))).fold(TimeDelta::zero(), |sum, one| sum + one);
            prop_assert_eq!(whole, (at(end) - at(declared)).max(TimeDelta::zero()));
            let major = major_at(&all);
            prop_assert_eq!(major.is_some(), peak(&all).unwrap().is_major());
            prop_assert!(major.is_none_or(|major| major >= at(declared)));
            // Corrected there and back, nothing is lost.
            prop_assert_eq!(intervals(at(declared), in_order(records)), all);
        }
    }
}
