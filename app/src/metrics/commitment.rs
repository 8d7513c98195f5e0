//! Figures about action items. Each belongs to the year of its own event:
//! when it was made, when it was first promised for, when it was verified, when it was opened again.

use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};

use super::Period;
use crate::due_day::DueDay;

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
    /// When it was created.
    pub promised_at: DateTime<Utc>,
    /// Until when.
    pub due: Option<DueDay>,
    /// Until when it was first promised: on time is judged by this one.
    pub first_due: Option<DueDay>,
    /// How often the due date was moved.
    pub due_moves: i64,
    /// Its state, as stored.
    pub state: String,
    /// When it was last verified; kept when it is opened again.
    pub verified_at: Option<DateTime<Utc>>,
    /// The day after which an accepted risk counts as open again.
    pub risk_until: Option<DueDay>,
    /// When it was last opened again in the year.
    pub reopened_at: Option<DateTime<Utc>>,
}

/// The year whose figures are asked for, as one reader sees it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within {
    year: i32,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
}

impl Within {
    /// The year of a period.
    pub fn new(period: &Period, now: DateTime<Utc>) -> Self {
        let months = period.months(period.year);
        Self { year: period.year, from: months[0], until: months[12], now }
    }

    fn has(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.until
    }
}

/// A set of commitments that the year counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentFilter {
    /// Created in the year.
    Made,
    /// Of those: evidence shows that they work.
    MadeVerified,
    /// Of those: somebody accepted the risk instead.
    AcceptedRisk,
    /// Of those: neither.
    Open,
    /// Of the open: their day has passed.
    Overdue,
    /// First promised for a day of the year that has passed.
    Due,
    /// Of those: verified by then.
    OnTime,
    /// Of those: verified later.
    Late,
    /// Of those: somebody accepted the risk instead.
    DueAcceptedRisk,
    /// Of those: neither verified nor accepted.
    DueOpen,
    /// Verified in the year.
    Verified,
    /// Opened again in the year.
    Reopened,
}

impl CommitmentFilter {
    /// All.
    pub const ALL: [Self; 12] = [
        Self::Made,
        Self::MadeVerified,
        Self::AcceptedRisk,
        Self::Open,
        Self::Overdue,
        Self::Due,
        Self::OnTime,
        Self::Late,
        Self::DueAcceptedRisk,
        Self::DueOpen,
        Self::Verified,
        Self::Reopened,
    ];

    /// As sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::MadeVerified => "made_verified",
            Self::AcceptedRisk => "accepted_risk",
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Due => "due",
            Self::OnTime => "on_time",
            Self::Late => "late",
            Self::DueAcceptedRisk => "due_accepted_risk",
            Self::DueOpen => "due_open",
            Self::Verified => "verified",
            Self::Reopened => "reopened",
        }
    }

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Made => "Created",
            Self::MadeVerified => "Created and verified",
            Self::AcceptedRisk => "Created, risk accepted",
            Self::Open => "Created and open",
            Self::Overdue => "Created and overdue",
            Self::Due => "Due so far",
            Self::OnTime => "Verified on time",
            Self::Late => "Verified late",
            Self::DueAcceptedRisk => "Due, risk accepted",
            Self::DueOpen => "Due, not verified",
            Self::Verified => "Verified",
            Self::Reopened => "Reopened",
        }
    }

    /// What it means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Made => {
                "Action items created in the year; no ideas, none of drills or canceled incidents; those of merged incidents count"
            }
            Self::MadeVerified => "Of the created: verified, whenever that was",
            Self::AcceptedRisk => "Of the created: somebody accepted the risk, and that has not expired",
            Self::Open => "Of the created: neither verified nor accepted as a risk",
            Self::Overdue => "Of the created and open: their due day has passed",
            Self::Due => "Their original due date is in the year and has passed",
            Self::OnTime => "Of the due: verified on or before the original due date; moving the date changes nothing",
            Self::Late => "Of the due: verified after that date",
            Self::DueAcceptedRisk => "Of the due: somebody accepted the risk, and that has not expired",
            Self::DueOpen => "Of the due: neither verified nor accepted as a risk",
            Self::Verified => "Verified in the year, and not reopened since",
            Self::Reopened => "Opened again in the year after they were verified: the check failed, or a person took the verification back",
        }
    }

    /// What it is a part of: the parts of a figure add up to it, and the overdue are some of the open.
    pub fn part_of(self) -> Option<Self> {
        match self {
            Self::MadeVerified | Self::AcceptedRisk | Self::Open => Some(Self::Made),
            Self::Overdue => Some(Self::Open),
            Self::OnTime | Self::Late | Self::DueAcceptedRisk | Self::DueOpen => Some(Self::Due),
            Self::Made | Self::Due | Self::Verified | Self::Reopened => None,
        }
    }

    /// Whether `commitment` belongs to it.
    pub fn holds(self, commitment: &Commitment, within: &Within) -> bool {
        let verified = commitment.state == "verified";
        let accepted = commitment.state == "accepted_risk" && commitment.risk_until.is_some_and(|until| until.ends_at() > within.now);
        let open = !verified && !accepted;
        let made = within.has(commitment.promised_at);
        let first_due = commitment.first_due.filter(|due| due.day().year() == within.year && due.is_over(within.now));
        let due = first_due.is_some();
        let on_time = first_due.zip(commitment.verified_at).is_some_and(|(due, at)| at <= due.ends_at());
        match self {
            Self::Made => made,
            Self::MadeVerified => made && verified,
            Self::AcceptedRisk => made && accepted,
            Self::Open => made && open,
            Self::Overdue => made && open && commitment.due.is_some_and(|due| due.is_over(within.now)),
            Self::Due => due,
            Self::OnTime => verified && on_time,
            Self::Late => due && verified && !on_time,
            Self::DueAcceptedRisk => due && accepted,
            Self::DueOpen => due && open,
            Self::Verified => verified && commitment.verified_at.is_some_and(|at| within.has(at)),
            Self::Reopened => commitment.reopened_at.is_some_and(|at| within.has(at)),
        }
    }
}

impl TryFrom<String> for CommitmentFilter {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::ALL.into_iter().find(|one| one.as_str() == text).ok_or_else(|| format!("“{text}” is not a group of action items."))
    }
}

/// How many of each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Promises([usize; CommitmentFilter::ALL.len()]);

impl Promises {
    /// Of these commitments.
    pub fn of(commitments: &[Commitment], within: &Within) -> Self {
        Self(CommitmentFilter::ALL.map(|promise| commitments.iter().filter(|one| promise.holds(one, within)).count()))
    }

    /// How many.
    pub fn count(&self, promise: CommitmentFilter) -> usize {
        CommitmentFilter::ALL.iter().zip(self.0).find(|(one, _)| **one == promise).map_or(0, |(_, count)| count)
    }

    /// In hundredths, how many of those that were due were verified by then; `None` when none was due.
    pub fn on_time_share(&self) -> Option<usize> {
        let (due, on_time) = (self.count(CommitmentFilter::Due), self.count(CommitmentFilter::OnTime));
        (due > 0).then(|| (on_time * 100 + due / 2) / due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn day(day: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2025, 6, day, 12, 0, 0).unwrap()
    }

    fn due_on(of: u32) -> DueDay {
        DueDay::stored(day(of), None).unwrap()
    }

    fn within(year: i32, now: DateTime<Utc>) -> Within {
        Within::new(&Period::new(Some(year), chrono_tz::UTC, now), now)
    }

    fn commitment(state: &str, due: Option<u32>, verified: Option<u32>) -> Commitment {
        Commitment {
            number: 1,
            title: "Add a match check".into(),
            incident: 1,
            incident_title: "Predictions are missing".into(),
            owner: None,
            promised_at: day(1),
            due: due.map(due_on),
            first_due: due.map(due_on),
            due_moves: 0,
            state: state.into(),
            verified_at: verified.map(day),
            risk_until: (state == "accepted_risk").then(|| due_on(29)),
            reopened_at: None,
        }
    }

    fn counts(promises: &Promises, of: &[CommitmentFilter]) -> Vec<usize> {
        of.iter().map(|one| promises.count(*one)).collect()
    }

    #[test]
    fn a_moved_date_does_not_make_it_on_time() {
        let moved = Commitment { due: Some(due_on(28)), due_moves: 1, ..commitment("verified", Some(10), Some(11)) };
        let gone = Commitment { due: None, due_moves: 1, ..commitment("open", Some(10), None) };
        let promises = Promises::of(&[moved, gone], &within(2025, day(20)));
        assert_eq!(
            counts(
                &promises,
                &[
                    CommitmentFilter::Due,
                    CommitmentFilter::OnTime,
                    CommitmentFilter::Late,
                    CommitmentFilter::DueOpen,
                    CommitmentFilter::Overdue
                ]
            ),
            [2, 0, 1, 1, 0]
        );
    }

    #[test]
    fn late_proof_is_proof_but_not_on_time_and_the_parts_add_up() {
        let all = [
            commitment("verified", Some(10), Some(9)),
            commitment("verified", Some(10), Some(11)),
            commitment("verified", None, Some(9)),
            commitment("verified", Some(25), Some(9)),
            commitment("open", Some(10), None),
            commitment("blocked", Some(25), None),
            commitment("accepted_risk", Some(10), None),
            Commitment { risk_until: Some(due_on(15)), ..commitment("accepted_risk", Some(10), None) },
        ];
        let promises = Promises::of(&all, &within(2025, day(20)));
        assert_eq!(counts(&promises, &CommitmentFilter::ALL), [8, 4, 1, 3, 2, 5, 1, 1, 1, 2, 4, 0], "what is not due yet says nothing");
        assert_eq!(promises.on_time_share(), Some(20));
        assert_eq!(Promises::default().on_time_share(), None);
        for whole in [CommitmentFilter::Made, CommitmentFilter::Due] {
            let parts = CommitmentFilter::ALL.into_iter().filter(|one| one.part_of() == Some(whole));
            assert_eq!(parts.map(|one| promises.count(one)).sum::<usize>(), promises.count(whole), "{whole:?}");
        }
    }

    #[test]
    fn each_figure_is_of_the_year_of_its_own_event() {
        let at = |year: i32| Utc.with_ymd_and_hms(year, 6, 1, 12, 0, 0).unwrap();
        let due = DueDay::stored(at(2024), None).unwrap();
        let one = Commitment {
            promised_at: at(2023),
            due: Some(due),
            first_due: Some(due),
            verified_at: Some(at(2025)),
            reopened_at: Some(at(2026)),
            ..commitment("verified", None, None)
        };
        let of = |year: i32| -> Vec<CommitmentFilter> {
            let within = within(year, at(2027));
            CommitmentFilter::ALL.into_iter().filter(|promise| promise.holds(&one, &within)).collect()
        };
        assert_eq!(of(2023), [CommitmentFilter::Made, CommitmentFilter::MadeVerified]);
        assert_eq!(of(2024), [CommitmentFilter::Due, CommitmentFilter::Late]);
        assert_eq!((of(2025), of(2026)), (vec![CommitmentFilter::Verified], vec![CommitmentFilter::Reopened]));
    }
}
