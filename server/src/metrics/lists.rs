//! The incidents and action items behind the figures.

use app::actor::Actor;
use app::incident::{Duration, Severity};
use app::metrics::{
    CommitmentFilter, CommitmentList, DurationList, DurationRow, Facts, Figure, Interval, Outcome, PAGE, Within, YearFilter,
};

use super::store::{self, Row, whole};
use crate::Firebreak;
use crate::db::{DbError, Stored};

pub async fn durations(
    firebreak: &Firebreak,
    actor: &Actor,
    filter: &YearFilter,
    measure: Interval,
    outcome: Option<Outcome>,
    page: usize,
) -> Result<DurationList, DbError> {
    let period = super::period(firebreak, actor, filter);
    let mut tx = firebreak.db.read().await?;
    let rows = store::rows(&mut tx, whole(actor.person, filter, &period, period.year)).await?;
    let facts = rows.iter().map(Row::facts).collect::<Result<Vec<Facts>, _>>()?;
    let figure = Figure::over(measure, &facts);
    let mut behind: Vec<(Row, Facts, Duration)> =
        rows.into_iter().zip(facts).map(|(row, facts)| (row, facts, measure.of(&facts))).collect();
    behind.retain(|(_, _, duration)| outcome.is_none_or(|outcome| Outcome::of(*duration) == outcome));
    behind.sort_by_key(|(row, _, duration)| {
        let length = duration.span().map_or(0, |span| span.num_seconds());
        (Outcome::of(*duration) as usize, std::cmp::Reverse(length), std::cmp::Reverse(row.number))
    });
    let more = behind.len() > page.saturating_add(1).saturating_mul(PAGE);
    let shown = behind.into_iter().skip(page.saturating_mul(PAGE)).take(PAGE);
    let rows = shown.map(|(row, facts, duration)| {
        let (from, until) = measure.ends(&facts);
        let peak_severity = Severity::try_from(row.peak_severity).stored()?;
        Ok(DurationRow { number: row.number, title: row.title, peak_severity, from, until, duration })
    });
    Ok(DurationList { year: period.year, figure, rows: rows.collect::<Result<_, DbError>>()?, more })
}

pub async fn commitments(
    firebreak: &Firebreak,
    actor: &Actor,
    filter: &YearFilter,
    which: CommitmentFilter,
    page: usize,
) -> Result<CommitmentList, DbError> {
    let period = super::period(firebreak, actor, filter);
    let mut tx = firebreak.db.read().await?;
    let mut rows = store::commitments(&mut tx, whole(actor.person, filter, &period, period.year)).await?;
    let within = Within::new(&period, firebreak.clock.now());
    rows.retain(|one| which.holds(one, &within));
    rows.sort_by_key(|one| (one.due.is_none(), one.due, one.number));
    let count = rows.len();
    let more = count > page.saturating_add(1).saturating_mul(PAGE);
    let rows = rows.into_iter().skip(page.saturating_mul(PAGE)).take(PAGE).collect();
    Ok(CommitmentList { year: period.year, count, rows, more })
}
