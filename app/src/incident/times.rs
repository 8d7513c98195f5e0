//! The moments of an incident and the durations between them, defined once (product.md, "Lifecycle").

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A moment in the life of an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// The impact began.
    Started,
    /// Somebody or something noticed.
    Detected,
    /// It was declared here.
    Declared,
    /// Somebody acknowledged it.
    Acknowledged,
    /// It was mitigated.
    Mitigated,
    /// It was repaired.
    Resolved,
    /// It was written up and everything was in hand.
    Closed,
}

impl Moment {
    /// All, in the order of life.
    pub const ALL: [Self; 7] =
        [Self::Started, Self::Detected, Self::Declared, Self::Acknowledged, Self::Mitigated, Self::Resolved, Self::Closed];

    /// As stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Detected => "detected",
            Self::Declared => "declared",
            Self::Acknowledged => "acknowledged",
            Self::Mitigated => "mitigated",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }
}

impl TryFrom<String> for Moment {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::ALL.into_iter().find(|moment| moment.as_str() == text).ok_or_else(|| format!("There is no moment “{text}”."))
    }
}

/// When things happened, as far as it is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// The impact began.
    pub started: Option<DateTime<Utc>>,
    /// Somebody or something noticed.
    pub detected: Option<DateTime<Utc>>,
    /// It was declared here.
    pub declared: DateTime<Utc>,
    /// Somebody acknowledged it.
    pub acknowledged: Option<DateTime<Utc>>,
    /// It stopped hurting; never filled in from another moment.
    pub mitigated: Option<DateTime<Utc>>,
    /// It was repaired.
    pub resolved: Option<DateTime<Utc>>,
    /// It was written up.
    pub closed: Option<DateTime<Utc>>,
    /// It first was SEV1 or SEV2.
    pub major: Option<DateTime<Utc>>,
}

/// One of the durations Firebreak reports, each with its definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// started → detected.
    Detect,
    /// detected → declared.
    Declare,
    /// declared → acknowledged.
    Acknowledge,
    /// started → mitigated.
    Mitigate,
    /// started → resolved.
    Resolve,
    /// declared → first SEV1 or SEV2.
    Major,
}

/// A duration, or why it cannot be computed. Only recorded ones count in metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "seconds")]
pub enum Duration {
    /// Both moments are recorded, in order; in seconds.
    Recorded(i64),
    /// The second moment has not come yet, or the first was not recorded.
    Pending,
    /// It does not happen to this incident.
    NotApplicable,
    /// The second moment lies before the first.
    Invalid,
}

impl Duration {
    /// As a length of time, when it is recorded.
    pub fn span(self) -> Option<TimeDelta> {
        match self {
            Self::Recorded(seconds) => TimeDelta::try_seconds(seconds),
            _ => None,
        }
    }
}

impl Measure {
    /// All.
    pub const ALL: [Self; 6] = [Self::Detect, Self::Declare, Self::Acknowledge, Self::Mitigate, Self::Resolve, Self::Major];

    /// The name.
    pub fn title(self) -> &'static str {
        match self {
            Self::Detect => "Time to detect",
            Self::Declare => "Time to declare",
            Self::Acknowledge => "Time to acknowledge",
            Self::Mitigate => "Time to mitigate",
            Self::Resolve => "Time to resolve",
            Self::Major => "Time to major",
        }
    }

    /// Between which moments.
    pub fn definition(self) -> &'static str {
        match self {
            Self::Detect => "started → detected",
            Self::Declare => "detected → declared",
            Self::Acknowledge => "declared → acknowledged",
            Self::Mitigate => "started → mitigated",
            Self::Resolve => "started → resolved",
            Self::Major => "declared → first SEV1 or SEV2",
        }
    }

    /// The two moments, as recorded.
    pub fn ends(self, times: &Times) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        match self {
            Self::Detect => (times.started, times.detected),
            Self::Declare => (times.detected, Some(times.declared)),
            Self::Acknowledge => (Some(times.declared), times.acknowledged),
            Self::Mitigate => (times.started, times.mitigated),
            Self::Resolve => (times.started, times.resolved),
            Self::Major => (Some(times.declared), times.major),
        }
    }

    /// How long it took. `over` says that the incident is no longer worked on, so what has not come will not come.
    pub fn of(self, times: &Times, over: bool) -> Duration {
        match self.ends(times) {
            (Some(from), Some(until)) if until < from => Duration::Invalid,
            (Some(from), Some(until)) => Duration::Recorded((until - from).num_seconds()),
            _ if over => Duration::NotApplicable,
            _ => Duration::Pending,
        }
    }
}

impl Times {
    /// One of them.
    pub fn get(&self, moment: Moment) -> Option<DateTime<Utc>> {
        match moment {
            Moment::Started => self.started,
            Moment::Detected => self.detected,
            Moment::Declared => Some(self.declared),
            Moment::Acknowledged => self.acknowledged,
            Moment::Mitigated => self.mitigated,
            Moment::Resolved => self.resolved,
            Moment::Closed => self.closed,
        }
    }

    /// The first pair of moments that lie the wrong way round, if any: `(earlier by definition, later by definition)`.
    pub fn out_of_order(&self) -> Option<(Moment, Moment)> {
        // A declaration may come at any time, even after everything is over: it is left out.
        let lived = Moment::ALL.into_iter().filter(|moment| *moment != Moment::Declared);
        let known: Vec<(Moment, DateTime<Utc>)> = lived.filter_map(|m| self.get(m).map(|at| (m, at))).collect();
        known.windows(2).find_map(|pair| match pair {
            [(a, at_a), (b, at_b)] if at_b < at_a => Some((*a, *b)),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn at(day: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2025, 6, day, 9, 0, 0).unwrap()
    }

    fn times() -> Times {
        Times {
            started: Some(at(1)),
            detected: Some(at(3)),
            declared: at(4),
            acknowledged: None,
            mitigated: None,
            resolved: Some(at(2)),
            closed: None,
            major: None,
        }
    }

    #[test]
    fn a_duration_is_recorded_pending_not_applicable_or_invalid() {
        assert_eq!(Measure::Detect.of(&times(), false), Duration::Recorded(2 * 86_400));
        assert_eq!(Measure::Mitigate.of(&times(), false), Duration::Pending);
        assert_eq!(Measure::Mitigate.of(&times(), true), Duration::NotApplicable);
        let backwards = Times { resolved: Some(at(1)), started: Some(at(2)), ..times() };
        assert_eq!(Measure::Resolve.of(&backwards, true), Duration::Invalid);
    }

    #[test]
    fn a_resolution_never_stands_in_for_a_mitigation() {
        assert_eq!(Measure::Mitigate.of(&Times { resolved: Some(at(9)), ..times() }, true), Duration::NotApplicable);
    }

    #[test]
    fn disorder_names_the_pair() {
        assert_eq!(times().out_of_order(), Some((Moment::Detected, Moment::Resolved)));
        let sound = Times { resolved: Some(at(9)), ..times() };
        assert_eq!(sound.out_of_order(), None);
        let odd = Times { detected: Some(at(1)), started: Some(at(2)), resolved: None, ..times() };
        assert_eq!(odd.out_of_order(), Some((Moment::Started, Moment::Detected)));
    }
}
