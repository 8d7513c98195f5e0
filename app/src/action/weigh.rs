//! The decision: whether the linked check has stayed green long enough, or has failed again.
//!
//! Only runs count that finished after the work was said to be done, only passes among them, and only those after the
//! last run that was anything else: a warning, a failure or an error in between means that it did not *stay* green. Days
//! are counted from the first to the last of those passes, and begin again after a gap longer than an outcome is fresh:
//! in the gap the check was stale, and stale is not green.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Criterion, State};
use crate::check::Outcome;

/// A run of the linked check, as this rule sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Its number.
    pub id: i64,
    /// How it ended.
    pub outcome: Outcome,
    /// When.
    pub finished_at: DateTime<Utc>,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case<'a> {
    /// The action item's state.
    pub state: State,
    /// What was agreed.
    pub criterion: Criterion,
    /// When the work was said to be done.
    pub awaiting_since: Option<DateTime<Utc>>,
    /// How long an outcome of the check counts.
    pub fresh: TimeDelta,
    /// Runs of the linked check, in the order in which they finished.
    pub runs: &'a [Run],
}

/// How far the proof is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The green runs in a row that count, oldest first.
    pub runs: Vec<i64>,
    /// For how long it has been green without a gap.
    pub green_for: TimeDelta,
    /// Whether that is what was agreed.
    pub reached: bool,
}

/// What follows from the newest run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing changes.
    Wait,
    /// It had been green, and the proof starts again; so many runs were lost.
    Broken(usize),
    /// It has proved itself by these runs.
    Verified(Vec<i64>),
    /// It was verified and has failed again.
    Recurred,
}

/// The passes at the end of `runs` that finished after `since`.
fn streak(runs: &[Run], since: DateTime<Utc>) -> &[Run] {
    let counts = |run: &Run| run.outcome == Outcome::Pass && run.finished_at > since;
    let first = runs.iter().rposition(|run| !counts(run)).map_or(0, |index| index + 1);
    runs.get(first..).unwrap_or_default()
}

/// The length of time to the last run from the first after which there was no gap.
fn green_for(streak: &[Run], fresh: TimeDelta) -> TimeDelta {
    let gap = streak.windows(2).rposition(|pair| matches!(pair, [a, b] if b.finished_at - a.finished_at > fresh));
    let whole = streak.get(gap.map_or(0, |index| index + 1)..).unwrap_or_default();
    match (whole.first(), whole.last()) {
        (Some(first), Some(last)) => last.finished_at - first.finished_at,
        _ => TimeDelta::zero(),
    }
}

/// How far the proof is. `None` before the work is said to be done.
pub fn progress(case: &Case<'_>) -> Option<Progress> {
    let streak = streak(case.runs, case.awaiting_since?);
    let green_for = green_for(streak, case.fresh);
    let many = i64::try_from(streak.len()).unwrap_or(i64::MAX);
    // Days alone need a run that shows them, too.
    let reached = many >= case.criterion.green_runs().max(1) && green_for >= TimeDelta::days(case.criterion.green_days());
    Some(Progress { runs: streak.iter().map(|run| run.id).collect(), green_for, reached })
}

/// What follows from the newest run of the linked check, which is the last of the runs.
pub fn weigh(case: &Case<'_>) -> Verdict {
    let Some((newest, before)) = case.runs.split_last() else { return Verdict::Wait };
    match case.state {
        State::Verified if newest.outcome == Outcome::Fail => Verdict::Recurred,
        State::AwaitingEvidence => {
            let earlier = progress(&Case { runs: before, ..*case }).map_or(0, |progress| progress.runs.len());
            match progress(case) {
                Some(progress) if progress.reached => Verdict::Verified(progress.runs),
                Some(progress) if progress.runs.is_empty() && earlier > 0 => Verdict::Broken(earlier),
                _ => Verdict::Wait,
            }
        }
        _ => Verdict::Wait,
    }
}

/// The evidence in words: `match-check passed 3 times in a row since 2025-08-01: runs 12, 13, 14`.
pub fn evidence(check: &str, since: DateTime<Utc>, runs: &[i64], criterion: Criterion) -> String {
    let named = match runs {
        [] => String::new(),
        [one] => format!(": run {one}"),
        few if few.len() <= 10 => format!(": runs {}", few.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")),
        [first, .., last] => format!(": runs {first} to {last}"),
    };
    let times = if runs.len() == 1 { "once".to_owned() } else { format!("{} times in a row", runs.len()) };
    let days = if criterion.green_days() > 0 {
        format!("; {}", Criterion::new(0, criterion.green_days()).map_or(String::new(), Criterion::words))
    } else {
        String::new()
    };
    format!("{check} passed {times} since {}{named}{days}", since.format("%Y-%m-%d"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use proptest::prelude::*;

    fn day(hours: i64) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2025, 8, 1, 0, 0, 0).unwrap() + TimeDelta::hours(hours)
    }

    fn runs(outcomes: &[(i64, Outcome)]) -> Vec<Run> {
        outcomes.iter().zip(11..).map(|((hours, outcome), id)| Run { id, outcome: *outcome, finished_at: day(*hours) }).collect()
    }

    fn awaiting(runs: &[Run], criterion: (i64, i64)) -> Case<'_> {
        Case {
            state: State::AwaitingEvidence,
            criterion: Criterion::new(criterion.0, criterion.1).unwrap(),
            awaiting_since: Some(day(0)),
            fresh: TimeDelta::hours(24),
            runs,
        }
    }

    #[test]
    fn three_green_runs_after_the_work_are_proof() {
        use Outcome::Pass;
        let runs = runs(&[(-1, Pass), (1, Pass), (2, Pass), (3, Pass)]);
        assert_eq!(weigh(&awaiting(&runs[..3], (3, 0))), Verdict::Wait, "the run before the work does not count");
        assert_eq!(weigh(&awaiting(&runs, (3, 0))), Verdict::Verified(vec![12, 13, 14]));
    }

    #[test]
    fn anything_but_a_pass_starts_it_again() {
        use Outcome::{Error, Fail, Pass, Warn};
        for other in [Error, Fail, Warn] {
            let runs = runs(&[(1, Pass), (2, Pass), (3, other), (4, Pass), (5, Pass), (6, Pass)]);
            assert_eq!(weigh(&awaiting(&runs[..3], (3, 0))), Verdict::Broken(2), "{other:?}");
            assert_eq!(weigh(&awaiting(&runs[..5], (3, 0))), Verdict::Wait, "{other:?}");
            assert_eq!(weigh(&awaiting(&runs, (3, 0))), Verdict::Verified(vec![14, 15, 16]), "{other:?}");
        }
    }

    #[test]
    fn days_count_only_while_the_check_is_fresh() {
        use Outcome::Pass;
        let daily = runs(&[(24, Pass), (48, Pass), (72, Pass)]);
        assert_eq!(weigh(&awaiting(&daily, (0, 2))), Verdict::Verified(vec![11, 12, 13]));
        let gap = runs(&[(24, Pass), (72, Pass), (80, Pass)]);
        assert_eq!(weigh(&awaiting(&gap, (0, 2))), Verdict::Wait, "between the first and the second it was stale");
        assert_eq!(weigh(&awaiting(&gap, (3, 0))), Verdict::Verified(vec![11, 12, 13]), "runs need no clock");
        assert_eq!(weigh(&awaiting(&daily[..1], (0, 1))), Verdict::Wait, "one run shows no day");
    }

    #[test]
    fn only_a_failure_reopens_what_was_verified() {
        use Outcome::{Error, Fail, Pass, Warn};
        for (outcome, verdict) in [(Fail, Verdict::Recurred), (Error, Verdict::Wait), (Warn, Verdict::Wait), (Pass, Verdict::Wait)] {
            let runs = runs(&[(1, outcome)]);
            assert_eq!(weigh(&Case { state: State::Verified, ..awaiting(&runs, (1, 0)) }), verdict, "{outcome:?}");
            for state in [State::Open, State::InProgress, State::Blocked, State::AcceptedRisk] {
                assert_eq!(weigh(&Case { state, ..awaiting(&runs, (1, 0)) }), Verdict::Wait);
            }
        }
    }

    #[test]
    fn evidence_names_its_runs() {
        let three = Criterion::default();
        assert_eq!(
            evidence("match-check", day(5), &[12, 13, 14], three),
            "match-check passed 3 times in a row since 2025-08-01: runs 12, 13, 14"
        );
        let many: Vec<i64> = (12..40).collect();
        assert_eq!(
            evidence("m", day(0), &many, Criterion::new(1, 7).unwrap()),
            "m passed 28 times in a row since 2025-08-01: runs 12 to 39; green for 7 days"
        );
        assert_eq!(evidence("m", day(0), &[9], Criterion::new(1, 0).unwrap()), "m passed once since 2025-08-01: run 9");
    }

    fn history() -> impl Strategy<Value = Vec<Run>> {
        let outcome = prop_oneof![4 => Just(Outcome::Pass), 1 => Just(Outcome::Warn), 1 => Just(Outcome::Fail), 1 => Just(Outcome::Error)];
        proptest::collection::vec((-3i64..30, outcome), 0..30).prop_map(|steps| {
            let mut hours = -20;
            steps
                .into_iter()
                .zip(1..)
                .map(|((wait, outcome), id)| {
                    hours += wait.max(0);
                    Run { id, outcome, finished_at: day(hours) }
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn whatever_happens_proof_is_only_passes_in_a_row_after_the_work(runs in history(), asked in 0i64..6, days in 0i64..4) {
            prop_assume!(asked + days > 0);
            let case = awaiting(&runs, (asked, days));
            if let Verdict::Verified(proof) = weigh(&case) {
                prop_assert!(i64::try_from(proof.len()).unwrap() >= asked.max(1));
                let tail: Vec<&Run> = runs.iter().rev().take(proof.len()).collect();
                prop_assert!(tail.iter().all(|run| run.outcome == Outcome::Pass && run.finished_at > day(0) && proof.contains(&run.id)));
                let (first, last) = (tail.last().unwrap(), tail.first().unwrap());
                prop_assert!(last.finished_at - first.finished_at >= TimeDelta::days(days));
            }
        }

        #[test]
        fn a_stricter_criterion_is_never_met_earlier(runs in history(), asked in 1i64..5, days in 0i64..3, more in 0i64..3, longer in 0i64..3) {
            let strict = progress(&awaiting(&runs, (asked + more, days + longer))).unwrap();
            let plain = progress(&awaiting(&runs, (asked, days))).unwrap();
            prop_assert!(!strict.reached || plain.reached);
        }
    }
}
