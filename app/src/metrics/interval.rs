//! The durations that insights report: those of an incident's life, and the warning lead time.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::percentile;
use crate::incident::{Duration, Measure, Times};

/// What is known about one incident that lengths of time are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Its moments.
    pub times: Times,
    /// Whether nobody works on it any more, so that what has not come will not come.
    pub over: bool,
    /// When the first signal that is linked to it was seen.
    pub warned: Option<DateTime<Utc>>,
}

/// A length of time that the year reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Interval {
    /// A part of the incident's life.
    Life(Measure),
    /// How long the first linked signal preceded the declaration.
    Warning,
}

/// Why a length of time counts or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Both moments are known, in order.
    Recorded,
    /// The second moment has not come yet.
    Pending,
    /// It does not happen to this incident.
    NotApplicable,
    /// The second moment lies before the first.
    Invalid,
}

impl Outcome {
    /// All, the one that counts first.
    pub const ALL: [Self; 4] = [Self::Recorded, Self::Pending, Self::NotApplicable, Self::Invalid];

    /// As sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Pending => "pending",
            Self::NotApplicable => "not_applicable",
            Self::Invalid => "invalid",
        }
    }

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Self::NotApplicable => "not applicable",
            other => other.as_str(),
        }
    }

    /// What it says about one duration.
    pub fn of(duration: Duration) -> Self {
        match duration {
            Duration::Recorded(_) => Self::Recorded,
            Duration::Pending => Self::Pending,
            Duration::NotApplicable => Self::NotApplicable,
            Duration::Invalid => Self::Invalid,
        }
    }
}

impl Interval {
    /// All, in the order of life.
    pub const ALL: [Self; 7] = [
        Self::Warning,
        Self::Life(Measure::Detect),
        Self::Life(Measure::Declare),
        Self::Life(Measure::Acknowledge),
        Self::Life(Measure::Major),
        Self::Life(Measure::Mitigate),
        Self::Life(Measure::Resolve),
    ];

    /// As sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Life(Measure::Detect) => "detect",
            Self::Life(Measure::Declare) => "declare",
            Self::Life(Measure::Acknowledge) => "acknowledge",
            Self::Life(Measure::Mitigate) => "mitigate",
            Self::Life(Measure::Resolve) => "resolve",
            Self::Life(Measure::Major) => "major",
        }
    }

    /// The name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Warning => "Warning lead time",
            Self::Life(measure) => measure.title(),
        }
    }

    /// Between which moments.
    pub fn definition(self) -> &'static str {
        match self {
            Self::Warning => "first linked signal seen → declared",
            Self::Life(measure) => measure.definition(),
        }
    }

    /// The two moments it is made of, by name.
    pub fn names(self) -> (&'static str, &'static str) {
        self.definition().split_once(" → ").unwrap_or((self.definition(), ""))
    }

    /// The two moments it is made of, as recorded.
    pub fn ends(self, facts: &Facts) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        match self {
            Self::Warning => (facts.warned, Some(facts.times.declared)),
            Self::Life(measure) => measure.ends(&facts.times),
        }
    }

    /// How long it was. A signal seen only after the declaration warned nobody.
    pub fn of(self, facts: &Facts) -> Duration {
        match self {
            Self::Warning => match facts.warned.map(|seen| (facts.times.declared - seen).num_seconds()) {
                Some(seconds) if seconds >= 0 => Duration::Recorded(seconds),
                _ => Duration::NotApplicable,
            },
            Self::Life(measure) => measure.of(&facts.times, facts.over),
        }
    }
}

impl From<Interval> for String {
    fn from(interval: Interval) -> Self {
        interval.as_str().to_owned()
    }
}

impl TryFrom<String> for Interval {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::ALL.into_iter().find(|one| one.as_str() == text).ok_or_else(|| format!("There is no duration “{text}”."))
    }
}

/// One length of time over many incidents: never a mean, always with how many it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// Which.
    pub measure: Interval,
    /// The name.
    pub title: &'static str,
    /// Between which moments.
    pub definition: &'static str,
    /// Half took no longer, in seconds.
    pub median: Option<i64>,
    /// Nine in ten took no longer, in seconds.
    pub ninetieth: Option<i64>,
    /// Of how many incidents: those where both moments are recorded, in order.
    pub recorded: usize,
    /// Of how many the second moment has not come.
    pub pending: usize,
    /// To how many it does not apply.
    pub not_applicable: usize,
    /// How many are invalid: the times are out of order.
    pub invalid: usize,
}

impl Figure {
    /// Over `incidents`.
    pub fn over(measure: Interval, incidents: &[Facts]) -> Self {
        let mut counts = [0; 4];
        let mut seconds = Vec::with_capacity(incidents.len());
        for facts in incidents {
            let duration = measure.of(facts);
            counts[Outcome::of(duration) as usize] += 1;
            if let Duration::Recorded(length) = duration {
                seconds.push(length);
            }
        }
        seconds.sort_unstable();
        let [recorded, pending, not_applicable, invalid] = counts;
        Self {
            measure,
            title: measure.title(),
            definition: measure.definition(),
            median: percentile(&seconds, 50),
            ninetieth: percentile(&seconds, 90),
            recorded,
            pending,
            not_applicable,
            invalid,
        }
    }

    /// How many of each outcome.
    pub fn count(&self, outcome: Outcome) -> usize {
        match outcome {
            Outcome::Recorded => self.recorded,
            Outcome::Pending => self.pending,
            Outcome::NotApplicable => self.not_applicable,
            Outcome::Invalid => self.invalid,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeDelta, TimeZone};

    fn facts(started: Option<i64>, resolved: Option<i64>, warned: Option<i64>) -> Facts {
        let noon = Utc.with_ymd_and_hms(2025, 6, 24, 12, 0, 0).unwrap();
        let at = |hours: Option<i64>| hours.map(|hours| noon + TimeDelta::hours(hours));
        let times = Times {
            started: at(started),
            detected: None,
            declared: noon,
            acknowledged: None,
            mitigated: None,
            resolved: at(resolved),
            closed: None,
            major: None,
        };
        Facts { times, over: resolved.is_some(), warned: at(warned) }
    }

    #[test]
    fn only_recorded_ones_count_and_the_others_are_told() {
        let year =
            [facts(Some(-1), Some(1), None), facts(Some(-1), Some(3), None), facts(Some(2), Some(1), None), facts(Some(0), None, None)];
        let figure = Figure::over(Interval::Life(Measure::Resolve), &year);
        assert_eq!((figure.median, figure.ninetieth), (Some(3 * 3_600), Some(3 * 3_600 + 2_880)));
        assert_eq!((figure.recorded, figure.pending, figure.not_applicable, figure.invalid), (2, 1, 0, 1));
    }

    #[test]
    fn a_signal_warns_only_when_it_came_first() {
        assert_eq!(Interval::Warning.of(&facts(None, None, Some(-2))), Duration::Recorded(7_200));
        assert_eq!(Interval::Warning.of(&facts(None, None, Some(2))), Duration::NotApplicable);
        assert_eq!(Interval::Warning.of(&facts(None, None, None)), Duration::NotApplicable);
    }
}
