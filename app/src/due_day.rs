//! The day until which something is promised: a day of the calendar, the same for every reader. It ends where whoever set it
//! lives, and from then on it is over for everybody.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::text::{day, day_start};

/// A day of the calendar, and the instant at which it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DueDay {
    ends_at: DateTime<Utc>,
    day: NaiveDate,
}

impl DueDay {
    /// A day as a `date` field sends it, set by somebody in `zone`, or nothing.
    ///
    /// # Errors
    /// One sentence when it is no date.
    pub fn parse(typed: &str, zone: Tz) -> Result<Option<Self>, String> {
        if typed.trim().is_empty() {
            return Ok(None);
        }
        day(typed).map(|day| Some(Self::new(day, zone)))
    }

    /// A day that ends in `zone`: one second before the next one begins.
    pub fn new(day: NaiveDate, zone: Tz) -> Self {
        let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
        Self { ends_at: day_start(next, zone) - TimeDelta::seconds(1), day }
    }

    /// As it was stored. What was stored without its day ended in UTC.
    ///
    /// # Errors
    /// One sentence when the day is none.
    pub fn stored(ends_at: DateTime<Utc>, stored: Option<&str>) -> Result<Self, String> {
        Ok(Self { ends_at, day: stored.map_or(Ok(ends_at.date_naive()), day)? })
    }

    /// Which day.
    pub fn day(self) -> NaiveDate {
        self.day
    }

    /// When it ends.
    pub fn ends_at(self) -> DateTime<Utc> {
        self.ends_at
    }

    /// Whether it has ended.
    pub fn is_over(self, now: DateTime<Utc>) -> bool {
        self.ends_at < now
    }

    /// `31 Oct 2025`.
    pub fn words(self) -> String {
        words(self.day)
    }

    /// `2025-10-31`, as fields, programs and the database write it.
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.day.year(), self.day.month(), self.day.day())
    }
}

/// `31 Oct 2025`.
pub fn words(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_due_day_ends_where_it_was_set() {
        for (zone, ends) in [
            ("Europe/Berlin", "2025-07-31T21:59:59Z"),
            ("America/New_York", "2025-08-01T03:59:59Z"),
            ("Asia/Kathmandu", "2025-07-31T18:14:59Z"),
            ("Pacific/Kiritimati", "2025-07-31T09:59:59Z"),
            ("Pacific/Pago_Pago", "2025-08-01T10:59:59Z"),
        ] {
            let due = DueDay::parse("2025-07-31", zone.parse().unwrap()).unwrap().unwrap();
            assert_eq!(due.ends_at(), ends.parse::<DateTime<Utc>>().unwrap(), "{zone}");
            assert_eq!((due.words().as_str(), due.iso().as_str()), ("31 Jul 2025", "2025-07-31"));
            assert!(!due.is_over(due.ends_at()) && due.is_over(due.ends_at() + TimeDelta::seconds(1)));
        }
        // The day after begins late, since the clocks were moved forward over its midnight; the one before is not shorter for it.
        let cairo = DueDay::parse("2025-04-24", chrono_tz::Africa::Cairo).unwrap().unwrap();
        assert_eq!(cairo.ends_at(), "2025-04-24T21:59:59Z".parse::<DateTime<Utc>>().unwrap());
        let gone = DueDay::parse("2011-12-30", chrono_tz::Pacific::Apia).unwrap().unwrap();
        assert_eq!(gone.ends_at(), "2011-12-30T09:59:59Z".parse::<DateTime<Utc>>().unwrap(), "Samoa had no such day");
        assert_eq!(DueDay::parse(" ", Tz::UTC), Ok(None));
        for typed in ["soon", "2025-02-30", "0000-01-01", "10000-01-01", "31.07.2025"] {
            assert!(DueDay::parse(typed, Tz::UTC).is_err(), "{typed}");
        }
        assert!(DueDay::parse("9999-12-31", Tz::UTC).is_ok());
    }

    proptest! {
        #[test]
        fn a_day_comes_back_as_it_was_stored(days in -700_000i32..2_900_000, zone in 0..chrono_tz::TZ_VARIANTS.len()) {
            let day = NaiveDate::from_num_days_from_ce_opt(days.max(366)).unwrap();
            let due = DueDay::new(day, chrono_tz::TZ_VARIANTS[zone]);
            prop_assert_eq!(DueDay::stored(due.ends_at(), Some(&due.iso())), Ok(due));
        }
    }
}
