//! How an action item is verified, agreed before the work starts.

use serde::{Deserialize, Serialize};

/// Runs in a row, days, or both. Without a linked check it says nothing: then a second person verifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    green_runs: i64,
    green_days: i64,
    counts_empty: bool,
}

impl Default for Criterion {
    fn default() -> Self {
        Self { green_runs: 3, green_days: 0, counts_empty: false }
    }
}

/// More runs than this are never asked for.
const MOST_RUNS: i64 = 1_000;
/// More days than this are never asked for.
const MOST_DAYS: i64 = 365;

impl Criterion {
    /// So many green runs in a row, and green for so many days; one of the two is not zero.
    ///
    /// # Errors
    /// The field and one sentence about it.
    pub fn new(green_runs: i64, green_days: i64) -> Result<Self, (&'static str, String)> {
        match (green_runs, green_days) {
            (0, 0) => {
                Err(("green_runs", "Enter at least one green run or one green day: without either, nothing would be verified.".to_owned()))
            }
            (runs, _) if !(0..=MOST_RUNS).contains(&runs) => Err(("green_runs", format!("Green runs must be {MOST_RUNS} or fewer."))),
            (_, days) if !(0..=MOST_DAYS).contains(&days) => Err(("green_days", format!("Green days must be {MOST_DAYS} or fewer."))),
            (green_runs, green_days) => Ok(Self { green_runs, green_days, counts_empty: false }),
        }
    }

    /// How many green runs in a row; zero when only days count.
    pub fn green_runs(self) -> i64 {
        self.green_runs
    }

    /// For how many days; zero when only runs count.
    pub fn green_days(self) -> i64 {
        self.green_days
    }

    /// The same, where runs count also when they looked at nothing, or when nobody knows at how much.
    #[must_use]
    pub fn counting_empty(self, counts_empty: bool) -> Self {
        Self { counts_empty, ..self }
    }

    /// Whether runs that examined no rows count, too.
    pub fn counts_empty(self) -> bool {
        self.counts_empty
    }

    /// As people read it: `3 green runs in a row and green for 7 days`.
    pub fn words(self) -> String {
        let runs = match self.green_runs {
            0 => None,
            1 => Some("1 green run".to_owned()),
            several => Some(format!("{several} green runs in a row")),
        };
        let days = match self.green_days {
            0 => None,
            1 => Some("green for a day".to_owned()),
            several => Some(format!("green for {several} days")),
        };
        let words = runs.into_iter().chain(days).collect::<Vec<_>>().join(" and ");
        if self.counts_empty { format!("{words} (including runs that examined no rows)") } else { words }
    }
}

/// What an action item is judged by: the linked check, and how long it has to stay green.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The linked check; `None` when a second person verifies.
    pub check: Option<i64>,
    /// How long it has to stay green.
    pub criterion: Criterion,
}

/// Who changes what counts as proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changer {
    /// Whether they are a commander.
    pub commander: bool,
    /// Whether they own the action item, or did.
    pub owned: bool,
}

/// Judges a change of what counts as proof. Before the work began everybody who works on it may agree on something else;
/// afterwards only a commander may who does not own it, and says why: otherwise whatever was reached would be called enough.
///
/// # Errors
/// One sentence that says who may, or that a reason is missing.
pub fn may_change(begun: bool, old: Terms, new: Terms, by: Changer, reason: &str) -> Result<(), String> {
    // Without a check on either side the criterion says nothing, so nothing changes.
    let same = old == new || (old.check.is_none() && new.check.is_none());
    if !begun || same {
        return Ok(());
    }
    if !by.commander {
        return Err("Work has started, so only a commander can change how this action item is verified.".to_owned());
    }
    if by.owned {
        return Err(
            "Work has started and you own this action item, or did, so another commander has to change how it is verified.".to_owned()
        );
    }
    if reason.trim().is_empty() {
        return Err("Work has started: enter a reason for changing how this action item is verified.".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_criterion_asks_for_something_in_words() {
        assert!(Criterion::new(0, 0).is_err() && Criterion::new(-1, 0).is_err() && Criterion::new(3, 366).is_err());
        let words = |runs, days| Criterion::new(runs, days).unwrap().words();
        assert_eq!(words(3, 0), "3 green runs in a row");
        assert_eq!(words(0, 7), "green for 7 days");
        assert_eq!(words(1, 1), "1 green run and green for a day");
    }

    proptest! {
        #[test]
        fn after_the_work_began_proof_changes_only_by_another_commander_with_a_reason(
            old in (proptest::option::of(1i64..4), 1i64..5, 0i64..5),
            new in (proptest::option::of(1i64..4), 1i64..5, 0i64..5),
            begun: bool, commander: bool, owner: bool, reason in "( |weil)?",
        ) {
            let terms = |(check, runs, days)| Terms { check, criterion: Criterion::new(runs, days).unwrap() };
            let (old, new) = (terms(old), terms(new));
            let allowed = may_change(begun, old, new, Changer { commander, owned: owner }, &reason).is_ok();
            let differs = old != new && (old.check.is_some() || new.check.is_some());
            prop_assert_eq!(allowed, !begun || !differs || (commander && !owner && !reason.trim().is_empty()));
        }
    }
}
