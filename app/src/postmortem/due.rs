//! By when a postmortem is due: SEV1 three days, SEV2 five working days after the resolution, unless the operator says otherwise.

use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, Utc, Weekday};

use crate::incident::Severity;

/// How long a postmortem may take, from the resolution on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// 1 to 90.
    days: u16,
    /// Whether Saturdays and Sundays do not count.
    working: bool,
}

/// Until when postmortems are due, by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    sev1: Allowance,
    sev2: Allowance,
}

impl Default for Due {
    fn default() -> Self {
        Self { sev1: Allowance { days: 3, working: false }, sev2: Allowance { days: 5, working: true } }
    }
}

impl FromStr for Due {
    type Err = String;

    /// `SEV1=3d,SEV2=5wd`: days, or working days; a severity that is left out keeps its usual time.
    fn from_str(typed: &str) -> Result<Self, String> {
        let wrong = || format!("“{typed}” is not of the form SEV1=3d,SEV2=5wd: days (d) or working days (wd), from 1 to 90");
        let mut due = Self::default();
        for part in typed.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let (severity, span) = part.split_once('=').ok_or_else(wrong)?;
            let digits = span.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
            let working = match &span[digits.len()..] {
                "d" => false,
                "wd" => true,
                _ => return Err(wrong()),
            };
            let days = digits.parse().ok().filter(|days| (1..=90).contains(days)).ok_or_else(wrong)?;
            match severity.to_ascii_uppercase().as_str() {
                "SEV1" => due.sev1 = Allowance { days, working },
                "SEV2" => due.sev2 = Allowance { days, working },
                _ => return Err(wrong()),
            }
        }
        Ok(due)
    }
}

impl Due {
    fn allowed(&self, peak: Severity) -> Option<Allowance> {
        match peak.level() {
            1 => Some(self.sev1),
            2 => Some(self.sev2),
            _ => None,
        }
    }

    /// Until when the postmortem of an incident with this worst severity is due; `None` when it did not earn one.
    pub fn at(&self, peak: Severity, resolved_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let Allowance { days, working } = self.allowed(peak)?;
        if working { working_days_after(resolved_at, days) } else { resolved_at.checked_add_days(Days::new(days.into())) }
    }

    /// How long that is, in words.
    pub fn words(&self, peak: Severity) -> Option<String> {
        const NUMBERS: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
        let Allowance { days, working } = self.allowed(peak)?;
        let number = NUMBERS.get(usize::from(days) - 1).map_or_else(|| days.to_string(), |word| (*word).to_owned());
        let unit = if working { "working day" } else { "day" };
        Some(format!("{number} {unit}{} after the resolution", if days == 1 { "" } else { "s" }))
    }
}

fn working_days_after(from: DateTime<Utc>, days: u16) -> Option<DateTime<Utc>> {
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

    fn severity(level: i64) -> Severity {
        Severity::try_from(level).unwrap()
    }

    #[test]
    fn a_weekend_is_no_working_time() {
        let due = Due::default();
        let friday = Utc.with_ymd_and_hms(2025, 8, 1, 15, 0, 0).unwrap();
        assert_eq!(due.at(severity(1), friday), Some(Utc.with_ymd_and_hms(2025, 8, 4, 15, 0, 0).unwrap()));
        assert_eq!(due.at(severity(2), friday), Some(Utc.with_ymd_and_hms(2025, 8, 8, 15, 0, 0).unwrap()));
        let saturday = Utc.with_ymd_and_hms(2025, 8, 2, 15, 0, 0).unwrap();
        assert_eq!(due.at(severity(2), saturday), Some(Utc.with_ymd_and_hms(2025, 8, 8, 15, 0, 0).unwrap()));
        assert_eq!(due.at(severity(3), friday), None);
    }

    #[test]
    fn the_operator_may_say_otherwise() {
        let due: Due = "sev1=1wd, SEV2=14d".parse().unwrap();
        assert_eq!(due.words(severity(1)).as_deref(), Some("one working day after the resolution"));
        assert_eq!(due.words(severity(2)).as_deref(), Some("14 days after the resolution"));
        assert_eq!("".parse(), Ok(Due::default()));
        assert_eq!("SEV1=3d,SEV2=5wd".parse(), Ok(Due::default()));
        for wrong in ["SEV1", "SEV3=2d", "SEV1=0d", "SEV1=91d", "SEV1=2h", "SEV1=d", "SEV1=-1d", "SEV1=é"] {
            assert!(wrong.parse::<Due>().is_err(), "{wrong}");
        }
    }
}
