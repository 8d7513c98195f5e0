//! Follow-through: which of the commitments made after incidents were kept.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An action item that somebody committed to; ideas are none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Commitment {
    /// `7` of `ACT-7`.
    pub number: i64,
    /// What was promised.
    pub title: String,
    /// After which incident.
    pub incident: i64,
    /// What that is called.
    pub incident_title: String,
    /// Who promised it.
    pub owner: Option<String>,
    /// Until when.
    pub due_at: Option<DateTime<Utc>>,
    /// Until when it was first promised: on time is judged by this one.
    pub first_due_at: Option<DateTime<Utc>>,
    /// How often the due date was moved.
    pub due_moves: i64,
    /// Its state, as stored.
    pub state: String,
    /// When it was verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// How often it was opened again because its check failed.
    pub recurrences: i64,
}

/// A set of commitments that the year counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Promise {
    /// All of them.
    Made,
    /// Evidence shows that they work.
    Verified,
    /// Neither verified nor accepted as a risk.
    Open,
    /// Open, and their day has passed.
    Overdue,
    /// Somebody accepted the risk instead.
    AcceptedRisk,
    /// Their day has come, and nobody accepted the risk.
    Due,
    /// Their day has come, and they were verified by then.
    OnTime,
    /// Opened again because their check failed.
    Reopened,
}

impl Promise {
    /// All.
    pub const ALL: [Self; 8] =
        [Self::Made, Self::Verified, Self::Open, Self::Overdue, Self::AcceptedRisk, Self::Due, Self::OnTime, Self::Reopened];

    /// As sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Verified => "verified",
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::AcceptedRisk => "accepted_risk",
            Self::Due => "due",
            Self::OnTime => "on_time",
            Self::Reopened => "reopened",
        }
    }

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Made => "Commitments",
            Self::Verified => "Verified",
            Self::Open => "Open",
            Self::Overdue => "Overdue",
            Self::AcceptedRisk => "Accepted risk",
            Self::Due => "Due so far",
            Self::OnTime => "Verified on time",
            Self::Reopened => "Reopened by a failing check",
        }
    }

    /// What it means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Made => "Action items, without ideas, of the incidents counted here",
            Self::Verified => "The evidence says that they work",
            Self::Open => "Neither verified nor accepted as a risk",
            Self::Overdue => "Open, and their due day has passed",
            Self::AcceptedRisk => "Somebody accepted the risk, with a reason and an expiry",
            Self::Due => "The day they were first promised for has passed, and the risk was not accepted instead",
            Self::OnTime => "Of those: verified on or before the day they were first promised for; moving the date changes nothing",
            Self::Reopened => "They were verified, and their check failed later",
        }
    }

    /// Whether `commitment` belongs to it at `now`.
    pub fn holds(self, commitment: &Commitment, now: DateTime<Utc>) -> bool {
        let verified = commitment.state == "verified";
        let accepted = commitment.state == "accepted_risk";
        let due = commitment.due_at.filter(|due| *due < now);
        let first_due = commitment.first_due_at.filter(|due| *due < now);
        match self {
            Self::Made => true,
            Self::Verified => verified,
            Self::Open => !verified && !accepted,
            Self::Overdue => !verified && !accepted && due.is_some(),
            Self::AcceptedRisk => accepted,
            Self::Due => first_due.is_some() && !accepted,
            Self::OnTime => verified && first_due.zip(commitment.verified_at).is_some_and(|(due, at)| at <= due),
            Self::Reopened => commitment.recurrences > 0,
        }
    }
}

impl TryFrom<String> for Promise {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::ALL.into_iter().find(|one| one.as_str() == text).ok_or_else(|| format!("There are no commitments “{text}”."))
    }
}

/// How many of each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Promises {
    /// All of them.
    pub made: usize,
    /// Evidence shows that they work.
    pub verified: usize,
    /// Neither verified nor accepted as a risk.
    pub open: usize,
    /// Open, and their day has passed.
    pub overdue: usize,
    /// Somebody accepted the risk instead.
    pub accepted_risk: usize,
    /// Their day has come: what the share on time is a share of.
    pub due: usize,
    /// Verified by their day.
    pub on_time: usize,
    /// Opened again because their check failed.
    pub reopened: usize,
}

impl Promises {
    /// Of these commitments, at `now`.
    pub fn of(commitments: &[Commitment], now: DateTime<Utc>) -> Self {
        let count = |promise: Promise| commitments.iter().filter(|one| promise.holds(one, now)).count();
        Self {
            made: count(Promise::Made),
            verified: count(Promise::Verified),
            open: count(Promise::Open),
            overdue: count(Promise::Overdue),
            accepted_risk: count(Promise::AcceptedRisk),
            due: count(Promise::Due),
            on_time: count(Promise::OnTime),
            reopened: count(Promise::Reopened),
        }
    }

    /// How many.
    pub fn count(&self, promise: Promise) -> usize {
        match promise {
            Promise::Made => self.made,
            Promise::Verified => self.verified,
            Promise::Open => self.open,
            Promise::Overdue => self.overdue,
            Promise::AcceptedRisk => self.accepted_risk,
            Promise::Due => self.due,
            Promise::OnTime => self.on_time,
            Promise::Reopened => self.reopened,
        }
    }

    /// In hundredths, how many of those that were due were verified by then; `None` when none was due.
    pub fn on_time_share(&self) -> Option<usize> {
        (self.due > 0).then(|| (self.on_time * 100 + self.due / 2) / self.due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn day(day: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2025, 6, day, 12, 0, 0).unwrap()
    }

    fn commitment(state: &str, due: Option<u32>, verified: Option<u32>) -> Commitment {
        Commitment {
            number: 1,
            title: "Add a match check".into(),
            incident: 1,
            incident_title: "Predictions are missing".into(),
            owner: None,
            due_at: due.map(day),
            first_due_at: due.map(day),
            due_moves: 0,
            state: state.into(),
            verified_at: verified.map(day),
            recurrences: 0,
        }
    }

    #[test]
    fn a_moved_date_does_not_make_it_on_time() {
        let moved = Commitment { due_at: Some(day(28)), due_moves: 1, ..commitment("verified", Some(10), Some(11)) };
        let gone = Commitment { due_at: None, due_moves: 1, ..commitment("open", Some(10), None) };
        let promises = Promises::of(&[moved, gone], day(20));
        assert_eq!((promises.due, promises.on_time, promises.overdue), (2, 0, 0));
    }

    #[test]
    fn late_proof_is_proof_but_not_on_time() {
        let all = [
            commitment("verified", Some(10), Some(9)),
            commitment("verified", Some(10), Some(11)),
            commitment("verified", None, Some(9)),
            commitment("verified", Some(25), Some(9)),
            commitment("open", Some(10), None),
            commitment("blocked", Some(25), None),
            commitment("accepted_risk", Some(10), None),
        ];
        let promises = Promises::of(&all, day(20));
        assert_eq!((promises.made, promises.verified, promises.open, promises.overdue, promises.accepted_risk), (7, 4, 2, 1, 1));
        assert_eq!((promises.due, promises.on_time, promises.on_time_share()), (3, 1, Some(33)), "what is not due yet says nothing");
        assert_eq!(Promises::default().on_time_share(), None);
    }
}
