//! Computes the figures of one year.

use app::actor::Actor;
use app::metrics::{Figure, Interval, MonthTally, Period, Promises, SameDays, Within, Year, YearFilter, YearTally};
use chrono::{DateTime, Datelike, Utc};

use super::store::{self, whole};
use crate::db::{DbError, Tx};

/// How many years that have any incident the overview goes back.
const YEARS: usize = 5;

pub async fn load(tx: &mut Tx, actor: &Actor, filter: &YearFilter, period: Period, now: DateTime<Utc>) -> Result<Year, DbError> {
    let (reader, year) = (actor.person, period.year);
    let this = whole(reader, filter, &period, year);
    let (this_through, last_through) = period.compared_through();
    let ends = |day: chrono::NaiveDate| period.begins(day.succ_opt().unwrap_or(day));
    let (this_months, this_same) = store::counts(tx, this, &period.months(year), ends(this_through)).await?;
    let last = whole(reader, filter, &period, year - 1);
    let (last_months, last_same) = store::counts(tx, last, &period.months(year - 1), ends(last_through)).await?;
    let mut years = Vec::new();
    for number in years_with_any(tx, reader, &period).await? {
        let known = [(year, &this_months), (year - 1, &last_months)].into_iter().find(|(known, _)| *known == number);
        let count = match known {
            Some((_, months)) => months.iter().fold(Default::default(), |mut all: app::metrics::Tally, month| {
                all.merge(month);
                all
            }),
            None => store::tally(tx, whole(reader, filter, &period, number)).await?,
        };
        years.push(YearTally { year: number, count });
    }
    let first = store::earliest(tx, reader).await?.map_or(year, |first| first.with_timezone(&period.zone).year().min(year));
    let facts = store::facts(tx, this).await?;
    let (guardrail, recurrences) = store::guardrails(tx, this).await?;
    let months = (1..).zip(this_months.into_iter().zip(last_months));
    Ok(Year {
        year,
        zone: period.zone.name().to_owned(),
        first,
        latest: period.today.year(),
        years,
        months: months.map(|(month, (this, last))| MonthTally { month, this, last }).collect(),
        compared: SameDays { this: this_same, this_through, last: last_same, last_through, whole: period.is_over() },
        durations: Interval::ALL.map(|measure| Figure::over(measure, &facts)).into_iter().collect(),
        guardrail,
        recurrences,
        majors: store::majors(tx, this).await?,
        promises: Promises::of(&store::commitments(tx, this).await?, &Within::new(&period, now)),
    })
}

/// The latest years in which anything was declared, of any type and team, with the present and the chosen one.
async fn years_with_any(tx: &mut Tx, reader: Option<i64>, period: &Period) -> Result<Vec<i32>, DbError> {
    let mut years = vec![period.today.year(), period.year];
    let mut before = period.months(period.today.year())[12];
    for _ in 0..YEARS {
        let Some(latest) = store::latest(tx, reader, before).await? else { break };
        let year = latest.with_timezone(&period.zone).year();
        years.push(year);
        before = period.months(year)[0];
    }
    years.sort_unstable();
    years.dedup();
    Ok(years)
}
