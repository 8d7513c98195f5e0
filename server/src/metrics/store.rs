//! All SQL about the year. Every statement takes reader, type, team, from and until as `$1` to `$5`, and counts only what
//! [`counted!`] says.

pub mod change_token;

use app::incident::{Guardrail, Kind, Severity, Status, Times};
use app::metrics::{Commitment, Facts, Major, Period, Tally, YearFilter};
use chrono::{DateTime, Utc};

use crate::clock::{instant, millis};
use crate::db::{DbError, Stored, Tx, due_day};
use crate::{statements, with_tx};

/// Incidents that anything is counted of: no drills, nothing canceled, private ones only for members.
macro_rules! incidents {
    () => {
        concat!(
            "not i.drill and i.status <> 'canceled' and ",
            crate::visible!("$1"),
            " and (cast($2 as text) is null or i.kind = $2) and (cast($3 as bigint) is null or i.team = $3)"
        )
    };
}

/// The one rule for which incidents a year counts: those declared in it, and of duplicates only the one they were merged into.
macro_rules! counted {
    () => {
        concat!(incidents!(), " and i.status <> 'merged' and i.declared_at >= $4 and i.declared_at < $5")
    };
}

/// When an action item was last opened again in the year.
macro_rules! reopened {
    ($what:literal, $of:literal) => {
        concat!(
            "(select ",
            $what,
            " from action_event e where e.from_state = 'verified' and e.to_state <> 'verified' and e.at >= $4 and e.at < $5",
            $of,
            ")"
        )
    };
}

statements! {
    EARLIEST = concat!("select i.declared_at from incident i where not i.drill and i.status not in ('canceled', 'merged') and ",
              crate::visible!("$1"), " order by i.declared_at limit 1");
    LATEST = concat!("select i.declared_at from incident i where not i.drill and i.status not in ('canceled', 'merged') and ",
              crate::visible!("$1"), " and i.declared_at < $2 order by i.declared_at desc limit 1");
    COUNTS = concat!("select cast(case when i.declared_at < $6 then 0 when i.declared_at < $7 then 1 when i.declared_at < $8 then 2 \
              when i.declared_at < $9 then 3 when i.declared_at < $10 then 4 when i.declared_at < $11 then 5 when i.declared_at < $12 then 6 \
              when i.declared_at < $13 then 7 when i.declared_at < $14 then 8 when i.declared_at < $15 then 9 when i.declared_at < $16 then 10 \
              else 11 end as bigint) as month, cast(case when i.declared_at < $17 then 1 else 0 end as bigint) as same, i.kind, \
              i.peak_severity, cast(count(*) as bigint) from incident i where ", counted!(), " group by 1, 2, 3, 4");
    TALLY = concat!("select i.kind, i.peak_severity, cast(count(*) as bigint) from incident i where ", counted!(), " group by 1, 2");
    GUARDRAILS = concat!("select i.guardrail, cast(count(*) as bigint), cast(count(i.recurrence_of) as bigint) from incident i where ",
                  counted!(), " group by 1");
    FACTS = concat!("select i.started_at, i.detected_at, i.declared_at, i.acknowledged_at, i.mitigated_at, i.resolved_at, i.major_at, i.status, \
             (select min(s.seen_at) from signal s where s.incident = i.number) as warned_at from incident i where ", counted!());
    MAJORS = concat!("select i.number, i.title, i.peak_severity, i.status, i.declared_at, i.major_at, c.name as commander, p.state as postmortem \
              from incident i left join person c on c.id = i.commander left join postmortem p on p.incident = i.number \
              where i.peak_severity <= 2 and ", counted!(), " order by i.declared_at desc, i.number desc limit 50");
    /// Whatever has any event in the year. A due day is a day of the calendar, which may end up to two days beside the year.
    COMMITMENTS = concat!("select a.number, a.title, i.number as incident, i.title as incident_title, o.name as owner, a.promised_at, a.due_at, a.due_day, \
                   a.first_due_at, a.first_due_day, a.due_moves, a.state, a.verified_at, a.risk_expires_at, a.risk_expires_day, ",
                   reopened!("max(e.at)", " and e.action_item = a.number"), " as reopened_at \
                   from action_item a join incident i on i.number = a.incident left join person o on o.id = a.owner where not a.idea and (\
                   (a.promised_at >= $4 and a.promised_at < $5) or (a.verified_at >= $4 and a.verified_at < $5) \
                   or (a.first_due_at >= cast($4 as bigint) - 172800000 and a.first_due_at < cast($5 as bigint) + 172800000) or a.number in ",
                   reopened!("e.action_item", ""), ") and ", incidents!());
    ROWS = concat!("select i.number, i.title, i.kind, i.status, i.peak_severity, i.guardrail, t.name as team, c.name as commander, i.started_at, \
            i.detected_at, i.declared_at, i.acknowledged_at, i.mitigated_at, i.resolved_at, i.closed_at, i.major_at, ",
            crate::pointed!("i.recurrence_of", "$1"), " as recurrence_of, \
            (select min(s.seen_at) from signal s where s.incident = i.number) as warned_at from incident i \
            left join team t on t.id = i.team left join person c on c.id = i.commander where ", counted!(), " order by i.declared_at, i.number");
}

/// What every statement is narrowed down by.
#[derive(Clone, Copy)]
pub struct Range<'a> {
    pub reader: Option<i64>,
    pub filter: &'a YearFilter,
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// Binds `$1` to `$5`.
macro_rules! ranged {
    ($query:expr, $range:expr) => {
        $query
            .bind($range.reader)
            .bind($range.filter.kind.map(Kind::as_str))
            .bind($range.filter.team)
            .bind(millis($range.from))
            .bind(millis($range.until))
    };
}

/// When the first incident of all was declared, of any type and team.
pub async fn earliest(tx: &mut Tx, reader: Option<i64>) -> Result<Option<DateTime<Utc>>, DbError> {
    let found: Option<i64> = with_tx!(tx, |c| sqlx::query_scalar(EARLIEST).bind(reader).fetch_optional(&mut **c).await)?;
    Ok(found.map(instant))
}

/// When the latest incident before `before` was declared, of any type and team.
pub async fn latest(tx: &mut Tx, reader: Option<i64>, before: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, DbError> {
    let found: Option<i64> = with_tx!(tx, |c| sqlx::query_scalar(LATEST).bind(reader).bind(millis(before)).fetch_optional(&mut **c).await)?;
    Ok(found.map(instant))
}

/// The twelve months of a year, and its days before `same`.
pub async fn counts(
    tx: &mut Tx,
    range: Range<'_>,
    months: &[DateTime<Utc>; 13],
    same: DateTime<Utc>,
) -> Result<([Tally; 12], Tally), DbError> {
    let rows: Vec<(i64, i64, String, i64, i64)> = with_tx!(tx, |c| {
        let mut query = ranged!(sqlx::query_as(COUNTS), range);
        for ends in months.iter().skip(1).take(11) {
            query = query.bind(millis(*ends));
        }
        query.bind(millis(same)).fetch_all(&mut **c).await
    })?;
    let (mut each, mut within) = ([Tally::default(); 12], Tally::default());
    for (month, same, kind, peak, count) in rows {
        let (kind, peak) = (Kind::try_from(kind).stored()?, Severity::try_from(peak).stored()?);
        if let Some(tally) = usize::try_from(month).ok().and_then(|month| each.get_mut(month)) {
            tally.add(peak, kind, count);
        }
        if same == 1 {
            within.add(peak, kind, count);
        }
    }
    Ok((each, within))
}

pub async fn tally(tx: &mut Tx, range: Range<'_>) -> Result<Tally, DbError> {
    let rows: Vec<(String, i64, i64)> = with_tx!(tx, |c| ranged!(sqlx::query_as(TALLY), range).fetch_all(&mut **c).await)?;
    let mut tally = Tally::default();
    for (kind, peak, count) in rows {
        tally.add(Severity::try_from(peak).stored()?, Kind::try_from(kind).stored()?, count);
    }
    Ok(tally)
}

/// Incidents by guardrail, and how many were returns.
pub async fn guardrails(tx: &mut Tx, range: Range<'_>) -> Result<(Vec<(Guardrail, i64)>, i64), DbError> {
    let rows: Vec<(String, i64, i64)> = with_tx!(tx, |c| ranged!(sqlx::query_as(GUARDRAILS), range).fetch_all(&mut **c).await)?;
    let returns = rows.iter().map(|(_, _, returns)| returns).sum();
    let count = |one: &Guardrail| rows.iter().find(|(word, ..)| word == one.as_str()).map_or(0, |(_, count, _)| *count);
    Ok((Guardrail::ALL.iter().map(|one| (*one, count(one))).collect(), returns))
}

#[derive(sqlx::FromRow)]
struct FactsRow {
    started_at: Option<i64>,
    detected_at: Option<i64>,
    declared_at: i64,
    acknowledged_at: Option<i64>,
    mitigated_at: Option<i64>,
    resolved_at: Option<i64>,
    major_at: Option<i64>,
    status: String,
    warned_at: Option<i64>,
}

impl TryFrom<FactsRow> for Facts {
    type Error = DbError;

    fn try_from(row: FactsRow) -> Result<Self, DbError> {
        let times = Times {
            started: row.started_at.map(instant),
            detected: row.detected_at.map(instant),
            declared: instant(row.declared_at),
            acknowledged: row.acknowledged_at.map(instant),
            mitigated: row.mitigated_at.map(instant),
            resolved: row.resolved_at.map(instant),
            closed: None,
            major: row.major_at.map(instant),
        };
        Ok(Self { times, over: !Status::try_from(row.status).stored()?.is_open(), warned: row.warned_at.map(instant) })
    }
}

/// What lengths of time are made of, of every incident counted.
pub async fn facts(tx: &mut Tx, range: Range<'_>) -> Result<Vec<Facts>, DbError> {
    let rows: Vec<FactsRow> = with_tx!(tx, |c| ranged!(sqlx::query_as(FACTS), range).fetch_all(&mut **c).await)?;
    rows.into_iter().map(Facts::try_from).collect()
}

#[derive(sqlx::FromRow)]
struct MajorRow {
    number: i64,
    title: String,
    peak_severity: i64,
    status: String,
    declared_at: i64,
    major_at: Option<i64>,
    commander: Option<String>,
    postmortem: Option<String>,
}

impl TryFrom<MajorRow> for Major {
    type Error = DbError;

    fn try_from(row: MajorRow) -> Result<Self, DbError> {
        Ok(Self {
            number: row.number,
            title: row.title,
            peak_severity: Severity::try_from(row.peak_severity).stored()?,
            status: Status::try_from(row.status).stored()?,
            declared_at: instant(row.declared_at),
            major_at: row.major_at.map(instant),
            commander: row.commander,
            postmortem: row.postmortem,
        })
    }
}

pub async fn majors(tx: &mut Tx, range: Range<'_>) -> Result<Vec<Major>, DbError> {
    let rows: Vec<MajorRow> = with_tx!(tx, |c| ranged!(sqlx::query_as(MAJORS), range).fetch_all(&mut **c).await)?;
    rows.into_iter().map(Major::try_from).collect()
}

#[derive(sqlx::FromRow)]
struct CommitmentRow {
    number: i64,
    title: String,
    incident: i64,
    incident_title: String,
    owner: Option<String>,
    due_at: Option<i64>,
    due_day: Option<String>,
    first_due_at: Option<i64>,
    first_due_day: Option<String>,
    due_moves: i64,
    promised_at: Option<i64>,
    state: String,
    verified_at: Option<i64>,
    risk_expires_at: Option<i64>,
    risk_expires_day: Option<String>,
    reopened_at: Option<i64>,
}

pub async fn commitments(tx: &mut Tx, range: Range<'_>) -> Result<Vec<Commitment>, DbError> {
    let rows: Vec<CommitmentRow> = with_tx!(tx, |c| ranged!(sqlx::query_as(COMMITMENTS), range).fetch_all(&mut **c).await)?;
    let commitment = |row: CommitmentRow| {
        Ok(Commitment {
            number: row.number,
            title: row.title,
            incident: row.incident,
            incident_title: row.incident_title,
            owner: row.owner,
            due: due_day(row.due_at, row.due_day.as_deref())?,
            first_due: due_day(row.first_due_at, row.first_due_day.as_deref())?,
            due_moves: row.due_moves,
            promised_at: instant(row.promised_at.unwrap_or_default()),
            state: row.state,
            verified_at: row.verified_at.map(instant),
            risk_until: due_day(row.risk_expires_at, row.risk_expires_day.as_deref())?,
            reopened_at: row.reopened_at.map(instant),
        })
    };
    rows.into_iter().map(commitment).collect()
}

/// An incident as the lists behind the numbers and the file show it.
#[derive(sqlx::FromRow)]
pub struct Row {
    pub number: i64,
    pub title: String,
    pub kind: String,
    pub status: String,
    pub peak_severity: i64,
    pub guardrail: String,
    pub team: Option<String>,
    pub commander: Option<String>,
    pub started_at: Option<i64>,
    pub detected_at: Option<i64>,
    pub declared_at: i64,
    pub acknowledged_at: Option<i64>,
    pub mitigated_at: Option<i64>,
    pub resolved_at: Option<i64>,
    pub closed_at: Option<i64>,
    pub major_at: Option<i64>,
    pub recurrence_of: Option<i64>,
    pub warned_at: Option<i64>,
}

impl Row {
    /// What lengths of time are made of.
    ///
    /// # Errors
    /// When this version does not know the status.
    pub fn facts(&self) -> Result<Facts, DbError> {
        Facts::try_from(FactsRow {
            started_at: self.started_at,
            detected_at: self.detected_at,
            declared_at: self.declared_at,
            acknowledged_at: self.acknowledged_at,
            mitigated_at: self.mitigated_at,
            resolved_at: self.resolved_at,
            major_at: self.major_at,
            status: self.status.clone(),
            warned_at: self.warned_at,
        })
    }
}

/// Every incident counted, the oldest first.
pub async fn rows(tx: &mut Tx, range: Range<'_>) -> Result<Vec<Row>, DbError> {
    Ok(with_tx!(tx, |c| ranged!(sqlx::query_as(ROWS), range).fetch_all(&mut **c).await)?)
}

/// All of a year.
pub fn whole<'a>(reader: Option<i64>, filter: &'a YearFilter, period: &Period, year: i32) -> Range<'a> {
    let months = period.months(year);
    Range { reader, filter, from: months[0], until: months[12] }
}
