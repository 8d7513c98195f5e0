//! The figures of a year, as the page and the API read them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{Figure, Promises, Tally};
use crate::incident::{Guardrail, Severity, Status};

/// A year of the overview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct YearTally {
    /// Which.
    pub year: i32,
    /// Its incidents.
    pub count: Tally,
}

/// A month of the chosen year beside the same month a year earlier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthTally {
    /// 1 is January.
    pub month: u32,
    /// In the chosen year.
    pub this: Tally,
    /// A year earlier, the whole month.
    pub last: Tally,
}

/// The chosen year, as far as it has come, beside the same days of the year before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SameDays {
    /// In the chosen year.
    pub this: Tally,
    /// The last day counted of the chosen year.
    pub this_through: NaiveDate,
    /// In the same days of the year before.
    pub last: Tally,
    /// The last day counted of the year before; on 29 February that is the 28th.
    pub last_through: NaiveDate,
    /// Whether the chosen year is over, so that whole years are compared.
    pub whole: bool,
}

/// A major incident of the year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Major {
    /// `42` of `INC-42`.
    pub number: i64,
    /// The title.
    pub title: String,
    /// The peak severity.
    pub peak_severity: Severity,
    /// The status.
    pub status: Status,
    /// When it was declared.
    pub declared_at: DateTime<Utc>,
    /// When it first was SEV1 or SEV2.
    pub major_at: Option<DateTime<Utc>>,
    /// Who commands it.
    pub commander: Option<String>,
    /// The state of its postmortem; `None` before anybody began one.
    pub postmortem: Option<String>,
}

/// One year. Drills, canceled and merged incidents are not counted; private ones only for their members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Year {
    /// Which.
    pub year: i32,
    /// In whose zone it begins and ends.
    pub zone: String,
    /// The first year in which anything was declared.
    pub first: i32,
    /// The present year.
    pub latest: i32,
    /// Years that have any incident, at most five, and the present and the chosen one; the oldest first.
    pub years: Vec<YearTally>,
    /// January to December.
    pub months: Vec<MonthTally>,
    /// Beside the same days of the year before.
    pub compared: SameDays,
    /// Median and 90th percentile of each length of time.
    pub durations: Vec<Figure>,
    /// Incidents by what consumers got: "halted, not wrong".
    pub guardrail: Vec<(Guardrail, i64)>,
    /// Incidents that were declared as a recurrence of an earlier one.
    pub recurrences: i64,
    /// The latest major incidents of the year, at most fifty.
    pub majors: Vec<Major>,
    /// Action items of the year.
    pub promises: Promises,
}

impl Year {
    /// All incidents of the year.
    pub fn count(&self) -> Tally {
        let mut all = Tally::default();
        for month in &self.months {
            all.merge(&month.this);
        }
        all
    }

    /// Whether there is a year before it to compare with: nothing recorded is not nothing happened.
    pub fn is_comparable(&self) -> bool {
        self.first < self.year
    }

    /// `2 fewer than in the same days of 2024`; `no data for 2024` when nothing was recorded before this year.
    pub fn delta(&self, this: i64, last: i64) -> String {
        if !self.is_comparable() {
            return format!("no data for {}", self.year - 1);
        }
        let than = if self.compared.whole { format!("{}", self.year - 1) } else { format!("the same days of {}", self.year - 1) };
        match this - last {
            0 => format!("no change from {than}"),
            more if more > 0 => format!("{more} more than in {than}"),
            fewer => format!("{} fewer than in {than}", -fewer),
        }
    }
}
