//! The rate and the estimated end of a backfill: pure functions of the reported points.
//!
//! The rate is the work between the first and the last of the *recent* points. Recent are the points of the last 24 hours
//! before the newest one, but at least the last two and at most the last fifty. A count that goes down is a correction: what was reported before it
//! is not looked at any more, and the rate starts again from there.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How far back before the newest point counts as recent.
pub const RECENT: TimeDelta = TimeDelta::hours(24);

/// How many points count as recent at most; that many are always at hand.
pub const MOST: usize = 50;

/// What had been done at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// When.
    pub at: DateTime<Utc>,
    /// How much, in all.
    pub done: i64,
}

/// Work done in a length of time: both greater than zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    counted: i64,
    over_millis: i64,
}

impl Rate {
    fn in_millis(self, millis: i64) -> i64 {
        let counted = i128::from(self.counted) * i128::from(millis) / i128::from(self.over_millis);
        i64::try_from(counted).unwrap_or(i64::MAX)
    }

    /// How much in an hour, rounded down.
    pub fn per_hour(self) -> i64 {
        self.in_millis(3_600_000)
    }

    /// How much in a day, rounded down.
    pub fn per_day(self) -> i64 {
        self.in_millis(86_400_000)
    }

    /// When `left` more will be done, counted from `from`. `None` when that is further away than a calendar goes.
    pub fn eta(self, from: DateTime<Utc>, left: i64) -> Option<DateTime<Utc>> {
        let counted = i128::from(self.counted);
        let millis = (i128::from(left.max(0)) * i128::from(self.over_millis) + counted - 1) / counted;
        from.checked_add_signed(TimeDelta::try_milliseconds(i64::try_from(millis).ok()?)?)
    }
}

/// The recent points of `points`, which are in the order in which they were reported.
fn recent(points: &[Point]) -> &[Point] {
    let points = points.get(points.len().saturating_sub(MOST)..).unwrap_or_default();
    let restart = points.windows(2).rposition(|pair| matches!(pair, [a, b] if b.done < a.done)).map_or(0, |index| index + 1);
    let points = points.get(restart..).unwrap_or_default();
    let Some(newest) = points.last() else { return points };
    let first = points.iter().position(|point| newest.at - point.at <= RECENT).unwrap_or_default();
    points.get(first.min(points.len().saturating_sub(2))..).unwrap_or_default()
}

/// How fast it goes. `None` while there is no progress to speak of: fewer than two recent points, or none further than
/// the first.
pub fn rate(points: &[Point]) -> Option<Rate> {
    let recent = recent(points);
    let (first, last) = (recent.first()?, recent.last()?);
    let (counted, over_millis) = (last.done.checked_sub(first.done)?, (last.at - first.at).num_milliseconds());
    (counted > 0 && over_millis > 0).then_some(Rate { counted, over_millis })
}

/// When all of `total` will be done if it goes on like this, counted from the newest point. `None` without progress, and
/// when nothing is left.
pub fn eta(points: &[Point], total: i64) -> Option<DateTime<Utc>> {
    let newest = points.last()?;
    let left = total.checked_sub(newest.done).filter(|left| *left > 0)?;
    rate(points)?.eta(newest.at, left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use proptest::prelude::*;

    fn point(hour: i64, done: i64) -> Point {
        Point { at: Utc.with_ymd_and_hms(2025, 7, 1, 0, 0, 0).unwrap() + TimeDelta::hours(hour), done }
    }

    #[test]
    fn the_case_moves_at_a_rate_and_has_an_end() {
        let points = [point(0, 0), point(10, 20_000_000), point(20, 60_000_000)];
        let rate = rate(&points).unwrap();
        assert_eq!((rate.per_hour(), rate.per_day()), (3_000_000, 72_000_000));
        assert_eq!(eta(&points, 258_000_000), Some(point(20 + 66, 0).at));
    }

    #[test]
    fn only_recent_points_count_but_at_least_two() {
        let slow_then_fast = [point(0, 0), point(100, 100), point(110, 1_100)];
        assert_eq!(rate(&slow_then_fast).unwrap().per_hour(), 100);
        let far_apart = [point(0, 0), point(100, 1_000)];
        assert_eq!(rate(&far_apart).unwrap().per_hour(), 10);
    }

    #[test]
    fn a_correction_restarts_the_rate() {
        let corrected = [point(0, 0), point(1, 500), point(2, 100)];
        assert_eq!((rate(&corrected), eta(&corrected, 1_000)), (None, None));
        let going_on = [point(0, 0), point(1, 500), point(2, 100), point(4, 300)];
        assert_eq!(rate(&going_on).unwrap().per_hour(), 100);
        assert_eq!(eta(&going_on, 1_000), Some(point(11, 0).at));
    }

    #[test]
    fn without_progress_there_is_no_promise() {
        assert_eq!(rate(&[]), None);
        assert_eq!(rate(&[point(0, 5)]), None);
        assert_eq!(eta(&[point(0, 5), point(3, 5)], 10), None);
        assert_eq!(eta(&[point(0, 0), point(0, 5)], 10), None, "two reports of one moment say nothing about speed");
        assert_eq!(eta(&[point(0, 0), point(1, 10)], 10), None, "it is done");
    }

    proptest! {
        #[test]
        fn a_rate_is_never_negative_and_an_end_never_before_the_newest_point(
            steps in proptest::collection::vec((0i64..2_000_000, 0i64..=300_000_000), 0..40),
            total in 1i64..=i64::MAX,
        ) {
            let mut at = point(0, 0).at;
            let points: Vec<Point> = steps.into_iter().map(|(seconds, done)| { at += TimeDelta::seconds(seconds); Point { at, done } }).collect();
            if let Some(rate) = rate(&points) {
                prop_assert!(rate.counted > 0 && rate.over_millis > 0 && rate.per_hour() >= 0 && rate.per_day() >= rate.per_hour());
            }
            if let Some(eta) = eta(&points, total) {
                prop_assert!(rate(&points).is_some());
                prop_assert!(points.last().is_some_and(|newest| eta > newest.at && newest.done < total));
            }
        }

        #[test]
        fn what_was_before_a_correction_changes_nothing(before in proptest::collection::vec(2i64..1_000, 1..20), after in proptest::collection::vec(0i64..1_000, 1..20)) {
            let mut counts = after.clone();
            counts.sort_unstable();
            counts.insert(0, 0);
            let place = |index: usize| i64::try_from(index).unwrap();
            let old: Vec<Point> = before.iter().enumerate().map(|(index, done)| point(place(index), *done)).collect();
            let new: Vec<Point> = counts.iter().enumerate().map(|(index, done)| point(place(before.len() + index), *done)).collect();
            let both: Vec<Point> = old.into_iter().chain(new.iter().copied()).collect();
            prop_assert_eq!(rate(&both), rate(&new));
        }
    }
}
