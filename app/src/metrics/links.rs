//! The address behind each number: it shows exactly what was counted.

use chrono::NaiveDate;

use super::{CommitmentFilter, Interval, Outcome, YearFilter, first_day, last_day};
use crate::incident::{Kind, Severity};
use crate::ui::Asked;
use crate::ui::page::encode;

/// Which year the address asks for, and what of it.
pub fn filter(asked: &Asked) -> YearFilter {
    YearFilter { year: asked.parsed("year"), kind: asked.word("kind"), team: asked.parsed("team") }
}

/// What narrows down a year, and how addresses carry it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Links {
    kind: Option<Kind>,
    team: Option<i64>,
}

/// What a number is a number of, beyond its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// All incidents.
    All,
    /// SEV1 and SEV2 at their worst.
    Major,
    /// One severity at its worst.
    Peak(Severity),
    /// One type.
    Kind(Kind),
}

impl Links {
    /// For pages about the same type and team.
    pub fn new(filter: &YearFilter) -> Self {
        Self { kind: filter.kind, team: filter.team }
    }

    fn narrowed(self) -> String {
        let kind = self.kind.map(|kind| format!("&kind={}", kind.as_str()));
        let team = self.team.map(|team| format!("&team={team}"));
        kind.into_iter().chain(team).collect()
    }

    /// The list of incidents declared from `from` through `until` that the year counts.
    pub fn incidents(self, from: NaiveDate, until: NaiveDate, of: Of) -> String {
        let (links, peak) = match of {
            Of::All => (self, String::new()),
            Of::Major => (self, "&peak=major".to_owned()),
            Of::Peak(severity) => (self, format!("&peak={}", severity.level())),
            Of::Kind(kind) => (Self { kind: Some(kind), ..self }, String::new()),
        };
        format!("/incidents?counted=yes&from={from}&until={until}{}{peak}", links.narrowed())
    }

    /// The same, for whole months.
    pub fn month(self, year: i32, month: u32, of: Of) -> String {
        self.incidents(first_day(year, month), last_day(year, month), of)
    }

    /// The same, for a whole year.
    pub fn year(self, year: i32, of: Of) -> String {
        self.incidents(first_day(year, 1), last_day(year, 12), of)
    }

    /// Incidents of a year with one more filter of the list.
    pub fn with(self, year: i32, name: &str, value: &str) -> String {
        format!("{}&{name}={}", self.year(year, Of::All), encode(value))
    }

    /// The page of a year.
    pub fn page(self, year: i32) -> String {
        format!("/insights?year={year}{}", self.narrowed())
    }

    /// The file with a year's incidents.
    pub fn csv(self, year: i32) -> String {
        format!("/insights.csv?year={year}{}", self.narrowed())
    }

    /// The incidents behind a length of time.
    pub fn durations(self, year: i32, measure: Interval, outcome: Option<Outcome>, page: usize) -> String {
        let state = outcome.map(|outcome| format!("&state={}", outcome.as_str())).unwrap_or_default();
        format!("/insights/durations?measure={}&year={year}{}{state}{}", measure.as_str(), self.narrowed(), paged(page))
    }

    /// The commitments behind a number.
    pub fn commitments(self, year: i32, which: CommitmentFilter, page: usize) -> String {
        format!("/insights/commitments?which={}&year={year}{}{}", which.as_str(), self.narrowed(), paged(page))
    }
}

fn paged(page: usize) -> String {
    if page == 0 { String::new() } else { format!("&page={page}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_carry_what_narrows_the_year_down() {
        let links = Links::new(&YearFilter { year: Some(2025), kind: Some(Kind::Data), team: Some(3) });
        assert_eq!(links.month(2024, 2, Of::Major), "/incidents?counted=yes&from=2024-02-01&until=2024-02-29&kind=data&team=3&peak=major");
        assert_eq!(links.year(2025, Of::Kind(Kind::Data)), "/incidents?counted=yes&from=2025-01-01&until=2025-12-31&kind=data&team=3");
        assert_eq!(links.page(2024), "/insights?year=2024&kind=data&team=3");
    }
}
