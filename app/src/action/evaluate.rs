//! Evaluates the evidence: whether the linked check has stayed green long enough, or has failed again.
//!
//! A run counts when it started after the work was said to be done, judged by the version of the check that was agreed on,
//! passed, looked at something (unless agreed otherwise), and is the first of its interval. A warning, a failure or an error
//! in between means that it did not *stay* green. Days are counted from the first to the last of the passes, and begin again
//! after a gap in which the check was stale: stale is not green. The proof is kept as it grows, so one run at a time is
//! looked at, however many there are.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Criterion, State};
use crate::check::{Outcome, Schedule};
use crate::text::grouped;

/// A run of the linked check, as this rule sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Its number.
    pub id: i64,
    /// How it ended.
    pub outcome: Outcome,
    /// When it began: the one that began last is the newest.
    pub started_at: DateTime<Utc>,
    /// How many rows it looked at; `None` when that is not known.
    pub examined: Option<i64>,
    /// The version of the check that it judged by.
    pub version: i64,
}

/// Green runs in a row that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Streak {
    /// How many count.
    pub count: i64,
    /// When the first of them began.
    pub first_at: DateTime<Utc>,
    /// When the last one that counts began.
    pub counted_at: DateTime<Utc>,
    /// Since when there was no gap.
    pub green_from: DateTime<Utc>,
    /// When the last green run began, whether it counts or not.
    pub green_until: DateTime<Utc>,
}

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// The action item's state.
    pub state: State,
    /// What was agreed.
    pub criterion: Criterion,
    /// When the work was said to be done, or the check's version was confirmed later.
    pub since: Option<DateTime<Utc>>,
    /// The version of the check that was agreed on; `None` when a second person has not confirmed one yet.
    pub agreed: Option<i64>,
    /// The check's number and the version it has now.
    pub check: (i64, i64),
    /// When the check runs, and how long an outcome of it counts.
    pub schedule: Schedule,
    /// The proof so far.
    pub streak: Option<Streak>,
}

/// How far the proof is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// How many green runs in a row count.
    pub count: i64,
    /// For how long it has been green without a gap.
    pub green_for: TimeDelta,
    /// From when on the next run counts; `None` when any run does.
    pub next_at: Option<DateTime<Utc>>,
    /// Whether that is what was agreed.
    pub reached: bool,
}

/// What follows from the newest run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing changes.
    Wait,
    /// The proof has grown, by a run that counts or only in time.
    Grown(Streak),
    /// It had been green, and the proof starts again; so many runs were lost.
    Broken(i64),
    /// It has proved itself.
    Verified(Streak),
    /// It was verified and has failed again.
    Recurred,
}

impl Case {
    /// Whether runs can count now: the version that was agreed on is the one that runs.
    pub fn is_agreed(&self) -> bool {
        self.agreed == Some(self.check.1)
    }

    fn next_at(&self) -> Option<DateTime<Utc>> {
        self.streak.map(|streak| self.schedule.counts_again(self.check.0, streak.counted_at))
    }

    /// The proof with one more green run.
    fn grown(&self, at: DateTime<Utc>) -> Streak {
        let Some(streak) = self.streak else {
            return Streak { count: 1, first_at: at, counted_at: at, green_from: at, green_until: at };
        };
        let counts = self.next_at().is_none_or(|next| at >= next);
        let gap = at - streak.green_until > self.schedule.longest_gap();
        Streak {
            count: streak.count + i64::from(counts),
            counted_at: if counts { at } else { streak.counted_at },
            green_from: if gap { at } else { streak.green_from },
            green_until: at,
            ..streak
        }
    }
}

fn reached(criterion: Criterion, streak: Option<Streak>) -> bool {
    // Days alone need a run that shows them, too.
    streak.is_some_and(|streak| {
        streak.count >= criterion.green_runs().max(1) && streak.green_until - streak.green_from >= TimeDelta::days(criterion.green_days())
    })
}

/// How far the proof is. `None` before the work is said to be done.
pub fn progress(case: &Case) -> Option<Progress> {
    case.since.filter(|_| case.state == State::AwaitingEvidence)?;
    Some(Progress {
        count: case.streak.map_or(0, |streak| streak.count),
        green_for: case.streak.map_or(TimeDelta::zero(), |streak| streak.green_until - streak.green_from),
        next_at: case.next_at(),
        reached: reached(case.criterion, case.streak),
    })
}

/// What follows from the newest run of the linked check: the one that began last.
pub fn evaluate_evidence(case: &Case, run: &Run) -> Verdict {
    if case.state == State::Verified {
        return if run.outcome == Outcome::Fail { Verdict::Recurred } else { Verdict::Wait };
    }
    let late =
        case.since.is_none_or(|since| run.started_at <= since) || case.streak.is_some_and(|streak| run.started_at < streak.green_until);
    if case.state != State::AwaitingEvidence || late || !case.is_agreed() || case.agreed != Some(run.version) {
        return Verdict::Wait;
    }
    if run.outcome != Outcome::Pass {
        return case.streak.map_or(Verdict::Wait, |streak| Verdict::Broken(streak.count));
    }
    if !case.criterion.counts_empty() && run.examined.is_none_or(|rows| rows < 1) {
        return Verdict::Wait;
    }
    let grown = case.grown(run.started_at);
    if reached(case.criterion, Some(grown)) { Verdict::Verified(grown) } else { Verdict::Grown(grown) }
}

/// A run that counts, as the proof names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofRun {
    /// Its number.
    pub run: i64,
    /// Of which check.
    pub check: i64,
    /// Which of the runs that count it is.
    pub place: i64,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// By which version of the check it judged.
    pub version: Option<i64>,
    /// How many rows it looked at; `None` when that is not known.
    pub examined: Option<i64>,
}

/// `each examined 4 rows`.
fn examined(runs: &[ProofRun]) -> String {
    let rows = |rows: Option<i64>| match rows {
        None => "an unknown number of rows".to_owned(),
        Some(1) => "1 row".to_owned(),
        Some(many) => format!("{} rows", grouped(many)),
    };
    match runs {
        [] => String::new(),
        [one] => format!("; it examined {}", rows(one.examined)),
        [first, rest @ ..] if rest.iter().all(|run| run.examined == first.examined) => format!("; each examined {}", rows(first.examined)),
        several => {
            let each: Vec<String> = several.iter().map(|run| run.examined.map_or("unknown".to_owned(), grouped)).collect();
            format!("; they examined {} rows", each.join(", "))
        }
    }
}

/// The evidence in words: `match-check passed 3 times in a row since 2025-08-01: runs 12, 13, 14; each examined 4 rows;
/// version 1 of the check`. `runs` are the first and the latest of those that count.
pub fn evidence(check: &str, version: i64, streak: &Streak, runs: &[ProofRun], criterion: Criterion) -> String {
    let all = i64::try_from(runs.len()).unwrap_or(i64::MAX) == streak.count && streak.count <= 10;
    let named = match runs {
        [] => String::new(),
        [one] => format!(": run {}", one.run),
        few if all => format!(": runs {}", few.iter().map(|run| run.run.to_string()).collect::<Vec<_>>().join(", ")),
        [first, .., last] => format!(": runs {} to {}", first.run, last.run),
    };
    let looked = match runs {
        few if all => examined(few),
        [.., last] => examined(&[*last]).replace("it examined", "the last examined"),
        [] => String::new(),
    };
    let times = if streak.count == 1 { "once".to_owned() } else { format!("{} times in a row", grouped(streak.count)) };
    let days = if criterion.green_days() > 0 {
        format!("; {}", Criterion::new(0, criterion.green_days()).map_or(String::new(), Criterion::words))
    } else {
        String::new()
    };
    format!("{check} passed {times} since {}{named}{days}{looked}; version {version} of the check", streak.first_at.format("%Y-%m-%d"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use proptest::prelude::*;

    fn day(hours: i64) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2025, 8, 1, 0, 0, 0).unwrap() + TimeDelta::hours(hours)
    }

    fn run(id: i64, hours: i64, outcome: Outcome) -> Run {
        Run { id, outcome, started_at: day(hours), examined: Some(4), version: 1 }
    }

    fn runs(outcomes: &[(i64, Outcome)]) -> Vec<Run> {
        outcomes.iter().zip(11..).map(|((hours, outcome), id)| run(id, *hours, *outcome)).collect()
    }

    fn awaiting(criterion: (i64, i64)) -> Case {
        Case {
            state: State::AwaitingEvidence,
            criterion: Criterion::new(criterion.0, criterion.1).unwrap(),
            since: Some(day(0)),
            agreed: Some(1),
            check: (1, 1),
            schedule: Schedule { every_minutes: None, fresh_minutes: 24 * 60 },
            streak: None,
        }
    }

    /// One run after the other, as they are stored; the last verdict.
    fn after(mut case: Case, runs: &[Run]) -> (Verdict, Case) {
        let mut last = Verdict::Wait;
        for run in runs {
            last = evaluate_evidence(&case, run);
            match last {
                Verdict::Grown(streak) => case.streak = Some(streak),
                Verdict::Broken(_) => case.streak = None,
                Verdict::Verified(streak) => (case.streak, case.state) = (Some(streak), State::Verified),
                Verdict::Wait | Verdict::Recurred => {}
            }
        }
        (last, case)
    }

    fn count(case: Case, runs: &[Run]) -> i64 {
        after(case, runs).1.streak.map_or(0, |streak| streak.count)
    }

    #[test]
    fn three_green_runs_after_the_work_are_proof() {
        use Outcome::Pass;
        let runs = runs(&[(-1, Pass), (0, Pass), (1, Pass), (2, Pass), (3, Pass)]);
        assert_eq!(count(awaiting((3, 0)), &runs[..4]), 2, "what began before the work was done does not count");
        assert!(matches!(after(awaiting((3, 0)), &runs).0, Verdict::Verified(streak) if streak.count == 3));
    }

    #[test]
    fn anything_but_a_pass_starts_it_again() {
        use Outcome::{Error, Fail, Pass, Warn};
        for other in [Error, Fail, Warn] {
            let runs = runs(&[(1, Pass), (2, Pass), (3, other), (4, Pass), (5, Pass), (6, Pass)]);
            assert_eq!(after(awaiting((3, 0)), &runs[..3]).0, Verdict::Broken(2), "{other:?}");
            assert_eq!(count(awaiting((3, 0)), &runs[..5]), 2, "{other:?}");
            assert!(matches!(after(awaiting((3, 0)), &runs).0, Verdict::Verified(_)), "{other:?}");
        }
    }

    #[test]
    fn what_looked_at_nothing_is_no_evidence_unless_agreed() {
        for examined in [Some(0), None] {
            let empty = Run { examined, ..run(1, 1, Outcome::Pass) };
            assert_eq!(evaluate_evidence(&awaiting((1, 0)), &empty), Verdict::Wait, "{examined:?}");
            let agreed = Case { criterion: Criterion::new(1, 0).unwrap().counting_empty(true), ..awaiting((1, 0)) };
            assert!(matches!(evaluate_evidence(&agreed, &empty), Verdict::Verified(_)), "{examined:?}");
        }
    }

    #[test]
    fn another_version_proves_nothing_until_it_is_agreed_on() {
        let second = Run { version: 2, ..run(1, 1, Outcome::Pass) };
        let changed = Case { check: (1, 2), ..awaiting((1, 0)) };
        assert_eq!(evaluate_evidence(&changed, &second), Verdict::Wait);
        assert_eq!(evaluate_evidence(&changed, &run(1, 1, Outcome::Pass)), Verdict::Wait, "nor does a late run of the first");
        assert!(matches!(evaluate_evidence(&Case { agreed: Some(2), ..changed }, &second), Verdict::Verified(_)));
        assert_eq!(evaluate_evidence(&Case { agreed: None, ..changed }, &second), Verdict::Wait);
    }

    #[test]
    fn one_run_counts_for_each_interval() {
        use Outcome::Pass;
        let burst: Vec<Run> =
            (1..=200).map(|id| Run { started_at: day(1) + TimeDelta::milliseconds(id * 30), ..run(id, 0, Pass) }).collect();
        assert_eq!(count(awaiting((3, 0)), &burst), 1, "on demand: one in an hour");
        for every in [1, 60, 1_440] {
            let case = Case { schedule: Schedule { every_minutes: Some(every), fresh_minutes: every }, ..awaiting((300, 0)) };
            assert_eq!(count(case, &burst), 1, "every {every} minutes");
            let late = |id: i64| TimeDelta::milliseconds(if id % 2 == 0 { 4_900 } else { 20 });
            let first = case.schedule.next_after(1, day(1)).unwrap();
            let steady: Vec<Run> =
                (0..100).map(|id| Run { started_at: first + TimeDelta::minutes(every * id) + late(id), ..run(id, 0, Pass) }).collect();
            assert_eq!(count(case, &steady), 100, "every {every} minutes, a little late");
            let streak = after(case, &steady).1.streak.unwrap();
            assert_eq!(streak.green_from, streak.first_at, "being a little late is no gap");
        }
    }

    #[test]
    fn days_count_only_while_the_check_is_fresh() {
        use Outcome::Pass;
        let daily = runs(&[(24, Pass), (48, Pass), (72, Pass)]);
        assert!(matches!(after(awaiting((0, 2)), &daily).0, Verdict::Verified(_)));
        let gap = runs(&[(24, Pass), (72, Pass), (80, Pass)]);
        assert!(matches!(after(awaiting((0, 2)), &gap).0, Verdict::Grown(_)), "between the first and the second it was stale");
        assert!(matches!(after(awaiting((3, 0)), &gap).0, Verdict::Verified(_)), "runs need no clock");
        assert!(matches!(after(awaiting((0, 1)), &daily[..1]).0, Verdict::Grown(_)), "one run shows no day");
    }

    #[test]
    fn only_a_failure_reopens_what_was_verified() {
        use Outcome::{Error, Fail, Pass, Warn};
        for (outcome, verdict) in [(Fail, Verdict::Recurred), (Error, Verdict::Wait), (Warn, Verdict::Wait), (Pass, Verdict::Wait)] {
            let run = Run { version: 7, ..run(1, 1, outcome) };
            assert_eq!(
                evaluate_evidence(&Case { state: State::Verified, ..awaiting((1, 0)) }, &run),
                verdict,
                "{outcome:?}, also of a later version"
            );
            for state in [State::Open, State::InProgress, State::Blocked, State::AcceptedRisk] {
                assert_eq!(evaluate_evidence(&Case { state, ..awaiting((1, 0)) }, &run), Verdict::Wait);
            }
        }
    }

    #[test]
    fn evidence_names_its_runs_and_what_they_looked_at() {
        let streak = |count| Streak { count, first_at: day(5), counted_at: day(9), green_from: day(5), green_until: day(9) };
        let named = |id: i64, examined| ProofRun { run: id, check: 1, place: id, started_at: day(id), version: Some(2), examined };
        let three = [12, 13, 14].map(|id| named(id, Some(60_000)));
        assert_eq!(
            evidence("match-check", 2, &streak(3), &three, Criterion::default()),
            "match-check passed 3 times in a row since 2025-08-01: runs 12, 13, 14; each examined 60,000 rows; version 2 of the check"
        );
        let different = [named(1, Some(4)), named(2, Some(5)), named(3, None)];
        assert!(evidence("m", 1, &streak(3), &different, Criterion::default()).contains("they examined 4, 5, unknown rows"));
        let many: Vec<ProofRun> = [12, 20, 39].map(|id| named(id, Some(1))).to_vec();
        assert_eq!(
            evidence("m", 1, &streak(28), &many, Criterion::new(1, 7).unwrap()),
            "m passed 28 times in a row since 2025-08-01: runs 12 to 39; green for 7 days; the last examined 1 row; version 1 of the check"
        );
    }

    fn history() -> impl Strategy<Value = Vec<Run>> {
        let outcome = prop_oneof![4 => Just(Outcome::Pass), 1 => Just(Outcome::Warn), 1 => Just(Outcome::Fail), 1 => Just(Outcome::Error)];
        proptest::collection::vec((-3i64..300, outcome, 0i64..9), 0..60).prop_map(|steps| {
            let mut minutes = -600;
            let mut runs = Vec::new();
            for ((wait, outcome, examined), id) in steps.into_iter().zip(1..) {
                minutes += wait.max(0);
                runs.push(Run { id, outcome, started_at: day(0) + TimeDelta::minutes(minutes), examined: Some(examined), version: 1 });
            }
            runs
        })
    }

    proptest! {
        #[test]
        fn whatever_happens_proof_is_only_passes_in_a_row_that_are_apart_and_looked(runs in history(), asked in 0i64..6, days in 0i64..2) {
            prop_assume!(asked + days > 0);
            let mut case = awaiting((asked, days));
            for (index, run) in runs.iter().enumerate() {
                match evaluate_evidence(&case, run) {
                    Verdict::Grown(streak) => case.streak = Some(streak),
                    Verdict::Broken(_) => case.streak = None,
                    Verdict::Verified(streak) => {
                        let tail: Vec<&Run> = runs[..=index].iter().rev().take_while(|run| run.outcome == Outcome::Pass && run.started_at > day(0)).collect();
                        prop_assert!(tail.iter().filter(|run| run.examined != Some(0)).count() as i64 >= asked.max(1));
                        prop_assert!(run.started_at - streak.first_at >= TimeDelta::hours(asked.max(1) - 1), "an hour apart");
                        prop_assert!(run.started_at - streak.first_at >= TimeDelta::days(days));
                        prop_assert!(tail.iter().any(|run| run.started_at == streak.first_at));
                        return Ok(());
                    }
                    _ => {}
                }
            }
        }

        #[test]
        fn a_stricter_criterion_is_never_met_earlier(runs in history(), asked in 1i64..5, days in 0i64..3, more in 0i64..3, longer in 0i64..3) {
            let met = |criterion| matches!(after(awaiting(criterion), &runs).1.state, State::Verified);
            prop_assert!(!met((asked + more, days + longer)) || met((asked, days)));
        }
    }
}
