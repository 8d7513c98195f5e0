//! The rules of a check: thresholds, schedule and status, computed from values.

use crate::text::grouped;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Kind, Outcome, Standing};

/// The longest pause between two runs of a schedule, and the longest time an outcome may stay fresh: a year.
const LONGEST_MINUTES: i64 = 366 * 24 * 60;
/// How far apart green runs on demand are at least, so that each is evidence.
pub const ON_DEMAND: TimeDelta = TimeDelta::hours(1);

/// From how many wrong rows on a check warns and fails.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    /// More than this warns; `None` when it never warns.
    pub warn_above: Option<i64>,
    /// More than this fails.
    pub fail_above: i64,
}

impl Thresholds {
    /// Both, where warning comes before failing.
    ///
    /// # Errors
    /// One sentence when a warning could never be seen.
    pub fn new(warn_above: Option<i64>, fail_above: i64) -> Result<Self, String> {
        if warn_above.is_some_and(|warn| warn >= fail_above) {
            return Err("The warning threshold must be lower than the failing one. Leave it empty to never warn.".to_owned());
        }
        Ok(Self { warn_above, fail_above })
    }

    /// `warns above 10, fails above 100`.
    pub fn words(self) -> String {
        match self.warn_above {
            Some(warn) => format!("warns above {warn}, fails above {}", self.fail_above),
            None => format!("fails above {}", self.fail_above),
        }
    }
}

/// How many wrong rows are what outcome.
pub fn evaluate(measured: i64, thresholds: Thresholds) -> Outcome {
    if measured > thresholds.fail_above {
        Outcome::Fail
    } else if thresholds.warn_above.is_some_and(|warn| measured > warn) {
        Outcome::Warn
    } else {
        Outcome::Pass
    }
}

/// What a run says in one sentence.
pub fn sentence(kind: Kind, measured: i64, thresholds: Thresholds) -> String {
    let (row, rows) = match kind {
        Kind::Rows => ("row is wrong", "rows are wrong"),
        Kind::Match => ("row disagrees", "rows disagree"),
    };
    let found = match measured {
        0 => format!("No {row}"),
        1 => format!("1 {row}"),
        n => format!("{} {rows}", grouped(n)),
    };
    if measured == 0 { format!("{found}.") } else { format!("{found}; the check {}.", thresholds.words()) }
}

/// What is known at `now`. An outcome that is too old is stale, whatever it was: an old pass is not a pass.
pub fn standing(last: Option<Outcome>, last_run_at: Option<DateTime<Utc>>, fresh_minutes: i64, now: DateTime<Utc>) -> Standing {
    let (Some(outcome), Some(at)) = (last, last_run_at) else { return Standing::Never };
    if now - at > TimeDelta::minutes(fresh_minutes) {
        return Standing::Stale;
    }
    match outcome {
        Outcome::Pass => Standing::Pass,
        Outcome::Warn => Standing::Warn,
        Outcome::Fail => Standing::Fail,
        Outcome::Error => Standing::Error,
    }
}

/// When a check runs by itself, and how long its outcome counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// Every so many minutes; `None` for only on demand.
    pub every_minutes: Option<i64>,
    /// After so many minutes its outcome says nothing any more.
    pub fresh_minutes: i64,
}

impl Schedule {
    /// Both in minutes, where an outcome lives longer than the pause after it.
    ///
    /// # Errors
    /// The field and one sentence about it.
    pub fn new(every_minutes: Option<i64>, fresh_minutes: i64) -> Result<Self, (&'static str, String)> {
        if every_minutes.is_some_and(|every| !(1..=LONGEST_MINUTES).contains(&every)) {
            return Err((
                "every_minutes",
                "The interval must be between one minute and a year. Leave it empty to run only on demand.".to_owned(),
            ));
        }
        if !(1..=LONGEST_MINUTES).contains(&fresh_minutes) {
            return Err(("fresh_minutes", "Enter between one minute and a year.".to_owned()));
        }
        if let Some(every) = every_minutes.filter(|every| *every > fresh_minutes) {
            return Err((
                "fresh_minutes",
                format!("The check runs every {every} minutes, so a result must be valid for at least that long."),
            ));
        }
        Ok(Self { every_minutes, fresh_minutes })
    }

    /// The next run after `now`. Slots lie at a distance of `every_minutes`, shifted by the check's number, so that checks
    /// with the same pause do not all run in the same minute, and a check that was missed for a week runs once, not a
    /// thousand times.
    pub fn next_after(self, check: i64, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let every = self.every_minutes?.saturating_mul(60_000);
        let shift = check.wrapping_mul(2_654_435_761).rem_euclid(every);
        let past = (now.timestamp_millis() - shift).rem_euclid(every);
        Some(now + TimeDelta::milliseconds(every - past))
    }

    /// From when on a green run is evidence again, after one that began at `last`: in the next interval of the schedule, and
    /// not before half of one has passed; on demand after [`ON_DEMAND`].
    pub fn counts_again(self, check: i64, last: DateTime<Utc>) -> DateTime<Utc> {
        match self.every_minutes.zip(self.next_after(check, last)) {
            Some((every, next)) => next.max(last + TimeDelta::seconds(every.saturating_mul(30))),
            None => last + ON_DEMAND,
        }
    }

    /// For how long it may not have run without being stale in between: as long as an outcome counts, and never less than
    /// two intervals, because a run is always a little late.
    pub fn longest_gap(self) -> TimeDelta {
        TimeDelta::minutes(self.fresh_minutes.max(self.every_minutes.unwrap_or_default().saturating_mul(2)))
    }

    /// `runs every 60 minutes, an outcome counts for 1440 minutes`.
    pub fn words(self) -> String {
        let every = match self.every_minutes {
            Some(1) => "runs every minute".to_owned(),
            Some(every) => format!("runs every {every} minutes"),
            None => "runs on demand".to_owned(),
        };
        format!("{every}, a result is valid for {} minutes", self.fresh_minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(millis: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(millis).unwrap()
    }

    #[test]
    fn a_number_at_the_threshold_is_still_within_it() {
        let both = Thresholds::new(Some(10), 100).unwrap();
        assert_eq!([0, 10, 11, 100, 101].map(|n| evaluate(n, both).as_str()), ["pass", "pass", "warn", "warn", "fail"]);
        assert_eq!(evaluate(1, Thresholds::default()), Outcome::Fail);
        assert!(Thresholds::new(Some(5), 5).is_err());
    }

    #[test]
    fn an_old_pass_is_not_a_pass() {
        let run = at(0);
        let seen = |minutes| standing(Some(Outcome::Pass), Some(run), 60, run + TimeDelta::minutes(minutes));
        assert_eq!((seen(60), seen(61)), (Standing::Pass, Standing::Stale));
        assert_eq!(standing(None, None, 60, run), Standing::Never);
    }

    #[test]
    fn an_outcome_counts_at_least_until_the_next_run() {
        assert_eq!(Schedule::new(Some(60), 30).unwrap_err().0, "fresh_minutes");
        assert_eq!(Schedule::new(Some(0), 30).unwrap_err().0, "every_minutes");
        assert!(Schedule::new(None, 30).is_ok());
    }

    proptest! {
        #[test]
        fn the_next_slot_is_soon_and_slots_keep_their_distance(check in 1i64..100_000, every in 1i64..20_000, now in 0i64..4_000_000_000_000) {
            let schedule = Schedule { every_minutes: Some(every), fresh_minutes: every };
            let next = schedule.next_after(check, at(now)).unwrap();
            prop_assert!(next > at(now) && next <= at(now) + TimeDelta::minutes(every));
            prop_assert_eq!(schedule.next_after(check, next).unwrap() - next, TimeDelta::minutes(every));
        }
    }
}
