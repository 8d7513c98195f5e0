//! How many incidents, by peak severity and type.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::incident::{Kind, Severity};

/// A number of incidents that can be taken apart by peak severity and by type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(into = "Told")]
pub struct Tally([[i64; 6]; 5]);

impl Tally {
    /// Counts `count` more of this peak severity and type.
    pub fn add(&mut self, peak: Severity, kind: Kind, count: i64) {
        let row = usize::try_from(peak.level() - 1).ok().and_then(|row| self.0.get_mut(row));
        if let Some(cell) = row.zip(place(kind)).and_then(|(row, column)| row.get_mut(column)) {
            *cell += count;
        }
    }

    /// Counts all of `other` too.
    pub fn merge(&mut self, other: &Self) {
        for (row, others) in self.0.iter_mut().zip(&other.0) {
            for (cell, count) in row.iter_mut().zip(others) {
                *cell += count;
            }
        }
    }

    /// All of them.
    pub fn total(&self) -> i64 {
        self.0.iter().flatten().sum()
    }

    /// Those whose worst was this.
    pub fn severity(&self, peak: Severity) -> i64 {
        usize::try_from(peak.level() - 1).ok().and_then(|row| self.0.get(row)).map_or(0, |row| row.iter().sum())
    }

    /// Those of this type.
    pub fn kind(&self, kind: Kind) -> i64 {
        place(kind).map_or(0, |column| self.0.iter().filter_map(|row| row.get(column)).sum())
    }

    /// Those that were SEV1 or SEV2.
    pub fn major(&self) -> i64 {
        Severity::ALL.into_iter().filter(|severity| severity.is_major()).map(|severity| self.severity(severity)).sum()
    }
}

fn place(kind: Kind) -> Option<usize> {
    Kind::ALL.iter().position(|one| *one == kind)
}

/// A tally as programs read it.
#[derive(Serialize)]
struct Told {
    total: i64,
    major: i64,
    severities: BTreeMap<String, i64>,
    kinds: BTreeMap<&'static str, i64>,
}

impl From<Tally> for Told {
    fn from(tally: Tally) -> Self {
        Self {
            total: tally.total(),
            major: tally.major(),
            severities: Severity::ALL.into_iter().map(|severity| (severity.code(), tally.severity(severity))).collect(),
            kinds: Kind::ALL.iter().map(|kind| (kind.as_str(), tally.kind(*kind))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_adds_up_either_way() {
        let mut tally = Tally::default();
        let [critical, _, moderate, ..] = Severity::ALL;
        tally.add(critical, Kind::Data, 2);
        tally.add(moderate, Kind::Data, 1);
        tally.add(moderate, Kind::Other, 4);
        let mut twice = tally;
        twice.merge(&tally);
        assert_eq!((tally.total(), tally.kind(Kind::Data), tally.severity(moderate), tally.major()), (7, 3, 5, 2));
        assert_eq!(twice.total(), 14);
        assert_eq!(serde_json::to_value(tally).unwrap()["severities"]["SEV3"], 5);
    }
}
