//! The age of a signal, in one rounded unit.

use chrono::TimeDelta;

/// How a signal that nobody has judged feels after some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Waiting {
    /// It has just come in.
    Fresh,
    /// Somebody should look.
    Stale,
    /// It is being ignored.
    Ignored,
}

/// What waiting for `age` means: two days are fine, two weeks are too long.
pub fn waiting(age: TimeDelta) -> Waiting {
    if age < TimeDelta::days(2) {
        Waiting::Fresh
    } else if age < TimeDelta::days(14) {
        Waiting::Stale
    } else {
        Waiting::Ignored
    }
}

/// A length of time as people say it: `9 months`, `3 weeks`, `2 days`, `5 hours`.
pub fn rough_words(span: TimeDelta) -> String {
    let minutes = span.num_minutes().abs();
    // A month is a twelfth of 365.25 days.
    let units = [(525_960, "year", 2), (43_830, "month", 2), (10_080, "week", 2), (1_440, "day", 2), (60, "hour", 1), (1, "minute", 1)];
    let fitting = units.into_iter().find(|(length, _, least)| minutes >= length * least);
    match fitting {
        Some((length, unit, _)) if minutes / length == 1 => format!("1 {unit}"),
        Some((length, unit, _)) => format!("{} {unit}s", minutes / length),
        None => "less than a minute".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spans_are_said_in_one_unit() {
        assert_eq!(rough_words(TimeDelta::days(280)), "9 months");
        assert_eq!(rough_words(TimeDelta::days(15)), "2 weeks");
        assert_eq!(rough_words(TimeDelta::days(13)), "13 days");
        assert_eq!(rough_words(TimeDelta::hours(47)), "47 hours");
        assert_eq!(rough_words(TimeDelta::hours(1)), "1 hour");
        assert_eq!(rough_words(TimeDelta::seconds(5)), "less than a minute");
        assert_eq!(rough_words(TimeDelta::days(800)), "2 years");
    }

    proptest! {
        #[test]
        fn waiting_only_gets_worse(a in 0_i64..10_000, b in 0_i64..10_000) {
            let (a, b) = (a.min(b), a.max(b));
            prop_assert!(waiting(TimeDelta::hours(a)) <= waiting(TimeDelta::hours(b)));
        }
    }
}
