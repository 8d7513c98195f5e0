//! Severity and status: what they are, and which steps may follow which.

use serde::{Deserialize, Serialize};

/// How bad it is: 1 is worst. "Major" is SEV1 or SEV2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Severity(u8);

impl Severity {
    /// All, the worst first.
    pub const ALL: [Self; 5] = [Self(1), Self(2), Self(3), Self(4), Self(5)];
    /// What an incident begins with when nobody says: moderate.
    pub const DEFAULT: Self = Self(3);

    /// 1 to 5.
    pub fn level(self) -> i64 {
        i64::from(self.0)
    }

    /// `SEV1` and so on.
    pub fn code(self) -> String {
        format!("SEV{}", self.0)
    }

    /// One word for it.
    pub fn word(self) -> &'static str {
        match self.0 {
            1 => "critical",
            2 => "major",
            3 => "moderate",
            4 => "minor",
            _ => "notice",
        }
    }

    /// What it means, unless an admin wrote something better.
    pub fn meaning(self) -> &'static str {
        match self.0 {
            1 => "A critical program or most customers are blocked, or wrong data reached decisions",
            2 => "An important program or many customers are blocked; there is no lasting workaround",
            3 => "Work is degraded, or there is a workaround",
            4 => "Minor inconvenience: few people notice, nobody is blocked",
            _ => "For information: no harm yet",
        }
    }

    /// SEV1 or SEV2.
    pub fn is_major(self) -> bool {
        self.0 <= 2
    }

    /// Whether `self` is worse than `other`.
    pub fn is_worse_than(self, other: Self) -> bool {
        self.0 < other.0
    }

    /// One step worse, if there is one.
    pub fn one_up(self) -> Option<Self> {
        (self.0 > 1).then(|| Self(self.0 - 1))
    }

    /// Minutes until the next status update is due (PagerDuty and Dispatch use the same order of magnitude).
    pub fn update_minutes(self) -> Option<i64> {
        match self.0 {
            1 => Some(30),
            2 => Some(60),
            3 => Some(24 * 60),
            _ => None,
        }
    }
}

impl TryFrom<i64> for Severity {
    type Error = String;

    fn try_from(level: i64) -> Result<Self, String> {
        u8::try_from(level)
            .ok()
            .filter(|level| (1..=5).contains(level))
            .map(Self)
            .ok_or_else(|| "Severity must be from 1 (critical) to 5 (notice).".to_owned())
    }
}

impl From<Severity> for i64 {
    fn from(severity: Severity) -> Self {
        severity.level()
    }
}

impl std::str::FromStr for Severity {
    type Err = String;

    fn from_str(typed: &str) -> Result<Self, String> {
        let digits = typed.trim().trim_start_matches(['s', 'S', 'e', 'E', 'v', 'V']);
        Self::try_from(digits.parse::<i64>().unwrap_or(0))
    }
}

/// Where an incident is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema), schema(as = IncidentStatus))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Somebody looks whether it is one.
    Triage,
    /// Looking for what is wrong.
    Investigating,
    /// What is wrong is known.
    Identified,
    /// It no longer hurts.
    Mitigated,
    /// Repaired.
    Resolved,
    /// Written up, and everything in hand.
    Closed,
    /// It was nothing.
    Canceled,
    /// It was the same as another.
    Merged,
}

impl Status {
    /// All, in the order of life.
    pub const ALL: [Self; 8] =
        [Self::Triage, Self::Investigating, Self::Identified, Self::Mitigated, Self::Resolved, Self::Closed, Self::Canceled, Self::Merged];
    /// The steps that a finished incident went or skipped.
    pub const STEPS: [Self; 6] = [Self::Triage, Self::Investigating, Self::Identified, Self::Mitigated, Self::Resolved, Self::Closed];
    /// The ones in which somebody works on it.
    pub const OPEN: [Self; 4] = [Self::Triage, Self::Investigating, Self::Identified, Self::Mitigated];

    /// As stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Triage => "triage",
            Self::Investigating => "investigating",
            Self::Identified => "identified",
            Self::Mitigated => "mitigated",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
            Self::Canceled => "canceled",
            Self::Merged => "merged",
        }
    }

    /// Whether somebody still works on it.
    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }

    /// Where a person may move it: steps may be skipped forwards; from triage it may be canceled. Going back to work from
    /// resolved or canceled, and taking back a mistaken closure, are reopenings; merging is its own use case.
    pub fn next(self) -> Vec<Self> {
        let forwards = Self::STEPS.into_iter().filter(|step| *step > self);
        match self {
            Self::Triage | Self::Investigating | Self::Identified | Self::Mitigated => {
                forwards.filter(|step| *step != Self::Closed).chain([Self::Canceled]).collect()
            }
            Self::Resolved => vec![Self::Closed],
            Self::Closed | Self::Canceled | Self::Merged => Vec::new(),
        }
    }

    /// The moment at which it became so, for those that are moments.
    pub fn moment(self) -> Option<super::Moment> {
        match self {
            Self::Mitigated => Some(super::Moment::Mitigated),
            Self::Resolved => Some(super::Moment::Resolved),
            Self::Closed => Some(super::Moment::Closed),
            _ => None,
        }
    }

    /// Whether it can go back to `investigating`, with a reason.
    pub fn may_reopen(self) -> bool {
        matches!(self, Self::Resolved | Self::Closed | Self::Canceled)
    }
}

impl TryFrom<String> for Status {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::ALL.into_iter().find(|status| status.as_str() == text).ok_or_else(|| format!("There is no status “{text}”."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_go_forwards_only() {
        for status in Status::ALL {
            for next in status.next() {
                assert!(next > status, "{status:?} to {next:?}");
            }
            assert!(!status.next().contains(&Status::Merged));
        }
        assert!(!Status::Mitigated.next().contains(&Status::Closed), "closing needs a resolution first");
    }

    #[test]
    fn severities_are_read_as_people_write_them() {
        assert_eq!("SEV1".parse(), Ok(Severity(1)));
        assert_eq!("4".parse(), Ok(Severity(4)));
        assert!("0".parse::<Severity>().is_err() && "SEV6".parse::<Severity>().is_err() && "".parse::<Severity>().is_err());
        assert!(Severity(1).is_worse_than(Severity(2)) && Severity(2).is_major() && !Severity(3).is_major());
    }
}
