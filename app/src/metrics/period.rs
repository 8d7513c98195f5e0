//! Where a year and its months begin, and what "the same days of last year" are: in the reader's zone, by the same rule
//! that the list's `from` and `until` follow.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::text::day_start;

/// A year as one reader sees it at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Which year.
    pub year: i32,
    /// In whose zone.
    pub zone: Tz,
    /// The reader's day.
    pub today: NaiveDate,
}

/// The first day of a month; months after December run into the next year.
pub fn first_day(year: i32, month: u32) -> NaiveDate {
    let (year, month) = (year + i32::try_from((month.max(1) - 1) / 12).unwrap_or_default(), (month.max(1) - 1) % 12 + 1);
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default()
}

/// The last day of a month.
pub fn last_day(year: i32, month: u32) -> NaiveDate {
    first_day(year, month + 1).pred_opt().unwrap_or_default()
}

impl Period {
    /// The year asked for, or the present one when nobody asked or it has not come.
    pub fn new(asked: Option<i32>, zone: Tz, now: DateTime<Utc>) -> Self {
        let today = now.with_timezone(&zone).date_naive();
        let year = asked.filter(|year| (1970..=today.year()).contains(year)).unwrap_or(today.year());
        Self { year, zone, today }
    }

    /// Whether the year is over.
    pub fn is_over(&self) -> bool {
        self.year < self.today.year()
    }

    /// Thirteen moments: where each month of `year` begins, and where December ends.
    pub fn months(&self, year: i32) -> [DateTime<Utc>; 13] {
        std::array::from_fn(|index| self.begins(first_day(year, u32::try_from(index).unwrap_or_default() + 1)))
    }

    /// Where a day begins.
    pub fn begins(&self, day: NaiveDate) -> DateTime<Utc> {
        day_start(day, self.zone)
    }

    /// The last day that is compared: in the chosen year and in the one before.
    pub fn compared_through(&self) -> (NaiveDate, NaiveDate) {
        if self.is_over() {
            return (last_day(self.year, 12), last_day(self.year - 1, 12));
        }
        let (month, day) = (self.today.month(), self.today.day());
        // 29 February has no counterpart: then the 28th is as far as the same days go.
        let last = NaiveDate::from_ymd_opt(self.year - 1, month, day).unwrap_or_else(|| last_day(self.year - 1, month));
        (self.today, last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeDelta, TimeZone};
    use chrono_tz::America::New_York;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn noon(year: i32, month: u32, day: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(year, month, day, 12, 0, 0).unwrap()
    }

    #[test]
    fn the_same_days_of_a_leap_year() {
        let through = |now| Period::new(None, Tz::UTC, now).compared_through();
        assert_eq!(through(noon(2024, 2, 29)), (day(2024, 2, 29), day(2023, 2, 28)));
        assert_eq!(through(noon(2025, 2, 28)), (day(2025, 2, 28), day(2024, 2, 28)));
        assert_eq!(through(noon(2025, 3, 1)), (day(2025, 3, 1), day(2024, 3, 1)));
        assert_eq!(Period::new(Some(2024), Tz::UTC, noon(2025, 6, 1)).compared_through(), (day(2024, 12, 31), day(2023, 12, 31)));
    }

    #[test]
    fn a_year_is_the_readers() {
        let early = Utc.with_ymd_and_hms(2025, 1, 1, 2, 0, 0).unwrap();
        assert_eq!(Period::new(None, New_York, early).year, 2024, "it is still New Year's Eve there");
        assert_eq!(Period::new(Some(2031), Tz::UTC, early).year, 2025, "what has not come is not shown");
        assert_eq!(Period::new(None, New_York, early).months(2025)[0], Utc.with_ymd_and_hms(2025, 1, 1, 5, 0, 0).unwrap());
    }

    proptest! {
        #[test]
        fn months_follow_each_other_without_a_gap(year in 1971i32..2100, zone in 0usize..chrono_tz::TZ_VARIANTS.len()) {
            let period = Period::new(None, chrono_tz::TZ_VARIANTS[zone], noon(2100, 6, 1));
            let months = period.months(year);
            prop_assert!(months.windows(2).all(|pair| pair[0] + TimeDelta::days(27) < pair[1]));
            prop_assert_eq!(months[12], period.months(year + 1)[0]);
        }
    }
}
