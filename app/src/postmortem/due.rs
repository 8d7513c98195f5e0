//! By when a postmortem is due: SEV1 three days, SEV2 five working days after the resolution.

use chrono::{DateTime, Datelike, Days, Utc, Weekday};

use crate::incident::Severity;

/// Until when the postmortem of an incident with this worst severity is due; `None` when it did not earn one.
pub fn due_at(peak: Severity, resolved_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match peak.level() {
        1 => resolved_at.checked_add_days(Days::new(3)),
        2 => working_days_after(resolved_at, 5),
        _ => None,
    }
}

/// How long that is, in words.
pub fn allowance(peak: Severity) -> Option<&'static str> {
    match peak.level() {
        1 => Some("three days after the resolution"),
        2 => Some("five working days after the resolution"),
        _ => None,
    }
}

fn working_days_after(from: DateTime<Utc>, days: u32) -> Option<DateTime<Utc>> {
    let mut at = from;
    let mut left = days;
    while left > 0 {
        at = at.checked_add_days(Days::new(1))?;
        if !matches!(at.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn a_weekend_is_no_working_time() {
        let friday = Utc.with_ymd_and_hms(2025, 8, 1, 15, 0, 0).unwrap();
        let severity = |level: i64| Severity::try_from(level).unwrap();
        assert_eq!(due_at(severity(1), friday), Some(Utc.with_ymd_and_hms(2025, 8, 4, 15, 0, 0).unwrap()));
        assert_eq!(due_at(severity(2), friday), Some(Utc.with_ymd_and_hms(2025, 8, 8, 15, 0, 0).unwrap()));
        let saturday = Utc.with_ymd_and_hms(2025, 8, 2, 15, 0, 0).unwrap();
        assert_eq!(due_at(severity(2), saturday), Some(Utc.with_ymd_and_hms(2025, 8, 8, 15, 0, 0).unwrap()));
        assert_eq!(due_at(severity(3), friday), None);
    }
}
