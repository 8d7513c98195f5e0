//! All SQL about signals.

use app::signal::{Disposed, Disposition, Linkable, Signal};

use super::Raised;
use crate::clock::{instant, millis};
use crate::db::{DbError, Stored, Tx};
use crate::{statements, with_tx};

/// Signals that the reader `$1` may see: one that belongs to a private incident is hidden with it.
macro_rules! signals {
    ($which:literal) => {
        concat!(
            "select s.id, s.title, s.body, s.source, s.seen_at, s.recorded_at, r.name as raised_by_name, s.disposition, \
             s.disposition_reason, d.name as disposed_by_name, s.disposed_at, s.incident, i.title as incident_title, s.check_id \
             from signal s left join person r on r.id = s.raised_by left join person d on d.id = s.disposed_by \
             left join incident i on i.number = s.incident where (s.incident is null or ",
            crate::visible!("$1"),
            ") and ",
            $which
        )
    };
}

statements! {
    INSERT = "insert into signal (title, body, source, seen_at, recorded_at, raised_by, check_id, search_text) \
              values ($1, $2, $3, $4, $5, $6, $7, $8) returning id";
    FIND = signals!("s.id = $2");
    LOCK = "update signal set title = title where id = $1";
    OPEN = signals!("($2 = '' or s.search_text like $2 escape '!') and s.disposition = 'open' \
                     and (s.seen_at > $3 or (s.seen_at = $3 and s.id > $4)) order by s.seen_at, s.id limit $5");
    JUDGED = signals!("($2 = '' or s.search_text like $2 escape '!') and s.disposition <> 'open' \
                       and (s.seen_at < $3 or (s.seen_at = $3 and s.id < $4)) and ($6 = '' or s.disposition = $6) \
                       order by s.seen_at desc, s.id desc limit $5");
    OF_INCIDENT = signals!("s.incident = $2 and (s.seen_at > $3 or (s.seen_at = $3 and s.id > $4)) order by s.seen_at, s.id limit $5");
    FIRST = "select count(*), min(seen_at) from signal where incident = $1";
    PLACE = "select seen_at, id from signal where incident = $1 and id = $2";
    LINKABLE = "select id, title, disposition, seen_at from signal where incident is null order by seen_at desc, id desc limit 100";
    COUNT_OPEN = "select cast(count(*) as bigint) from signal where disposition = 'open'";
    DISPOSE = "update signal set disposition = $2, disposition_reason = $3, incident = $4, disposed_by = $5, disposed_at = $6 where id = $1";
    ADD_EVENT = "insert into signal_event (signal, disposition, reason, incident, person, at) values ($1, $2, $3, $4, $5, $6)";
    EVENTS = concat!("select e.disposition, e.reason, e.incident, p.name, e.at from signal_event e left join person p on p.id = e.person \
              left join incident i on i.number = e.incident where e.signal = $2 and (e.incident is null or ", crate::visible!("$1"), ") \
              order by e.at, e.id");
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    title: String,
    body: String,
    source: String,
    seen_at: i64,
    recorded_at: i64,
    raised_by_name: Option<String>,
    disposition: String,
    disposition_reason: String,
    disposed_by_name: Option<String>,
    disposed_at: Option<i64>,
    incident: Option<i64>,
    incident_title: Option<String>,
    check_id: Option<i64>,
}

impl TryFrom<Row> for Signal {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id,
            title: row.title,
            body: row.body,
            source: row.source,
            seen_at: instant(row.seen_at),
            recorded_at: instant(row.recorded_at),
            raised_by: row.raised_by_name,
            disposition: Disposition::try_from(row.disposition).stored()?,
            reason: row.disposition_reason,
            disposed_by: row.disposed_by_name,
            disposed_at: row.disposed_at.map(instant),
            incident: row.incident.zip(row.incident_title),
            check: row.check_id,
        })
    }
}

fn signals(rows: Vec<Row>) -> Result<Vec<Signal>, DbError> {
    rows.into_iter().map(Signal::try_from).collect()
}

/// What search compares of a signal.
pub fn searched(title: &str, body: &str, source: &str) -> String {
    crate::search::fold(&format!("{title}\n{body}\n{source}"))
}

pub async fn insert(tx: &mut Tx, signal: &Raised<'_>, person: Option<i64>, now: i64) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(INSERT)
        .bind(signal.title)
        .bind(signal.body)
        .bind(signal.source)
        .bind(millis(signal.seen_at))
        .bind(now)
        .bind(person)
        .bind(signal.check)
        .bind(searched(signal.title, signal.body, signal.source))
        .fetch_one(&mut **c)
        .await)?)
}

pub async fn find(tx: &mut Tx, reader: Option<i64>, id: i64) -> Result<Option<Signal>, DbError> {
    let row: Option<Row> = with_tx!(tx, |c| sqlx::query_as(FIND).bind(reader).bind(id).fetch_optional(&mut **c).await)?;
    row.map(Signal::try_from).transpose()
}

/// Like [`find`], and nobody else changes it until the transaction ends.
pub async fn find_to_change(tx: &mut Tx, reader: Option<i64>, id: i64) -> Result<Option<Signal>, DbError> {
    with_tx!(&mut *tx, |c| sqlx::query(LOCK).bind(id).execute(&mut **c).await.map(drop))?;
    find(tx, reader, id).await
}

/// Those that nobody has judged and that come after a place, the longest waiting first.
pub async fn open(tx: &mut Tx, reader: Option<i64>, like: &str, after: (i64, i64), most: usize) -> Result<Vec<Signal>, DbError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows =
        with_tx!(tx, |c| sqlx::query_as(OPEN).bind(reader).bind(like).bind(after.0).bind(after.1).bind(most).fetch_all(&mut **c).await)?;
    signals(rows)
}

/// Those that somebody has judged and that come after a place, the latest first; `only` is a disposition or nothing.
pub async fn judged(
    tx: &mut Tx,
    reader: Option<i64>,
    like: &str,
    before: (i64, i64),
    most: usize,
    only: &str,
) -> Result<Vec<Signal>, DbError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = with_tx!(tx, |c| sqlx::query_as(JUDGED)
        .bind(reader)
        .bind(like)
        .bind(before.0)
        .bind(before.1)
        .bind(most)
        .bind(only)
        .fetch_all(&mut **c)
        .await)?;
    signals(rows)
}

/// Those of an incident that come after a place, the earliest first.
pub async fn of_incident(tx: &mut Tx, reader: Option<i64>, number: i64, after: (i64, i64), most: usize) -> Result<Vec<Signal>, DbError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = with_tx!(tx, |c| sqlx::query_as(OF_INCIDENT)
        .bind(reader)
        .bind(number)
        .bind(after.0)
        .bind(after.1)
        .bind(most)
        .fetch_all(&mut **c)
        .await)?;
    signals(rows)
}

/// How many belong to an incident, and when the first of them was seen.
pub async fn first(tx: &mut Tx, number: i64) -> Result<(i64, Option<i64>), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(FIRST).bind(number).fetch_one(&mut **c).await)?)
}

/// Where a signal stands among those of an incident.
pub async fn place(tx: &mut Tx, number: i64, signal: i64) -> Result<Option<(i64, i64)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(PLACE).bind(number).bind(signal).fetch_optional(&mut **c).await)?)
}

pub async fn linkable(tx: &mut Tx) -> Result<Vec<Linkable>, DbError> {
    let rows: Vec<(i64, String, String, i64)> = with_tx!(tx, |c| sqlx::query_as(LINKABLE).fetch_all(&mut **c).await)?;
    let linkable = |(id, title, disposition, seen_at): (i64, String, String, i64)| {
        Ok(Linkable { id, title, disposition: Disposition::try_from(disposition).stored()?, seen_at: instant(seen_at) })
    };
    rows.into_iter().map(linkable).collect()
}

pub async fn count_open(tx: &mut Tx) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(COUNT_OPEN).fetch_one(&mut **c).await)?)
}

/// Sets what it was and keeps that it was said.
pub async fn dispose(
    tx: &mut Tx,
    id: i64,
    disposition: Disposition,
    reason: &str,
    incident: Option<i64>,
    person: Option<i64>,
    now: i64,
) -> Result<(), DbError> {
    for sql in [DISPOSE, ADD_EVENT] {
        with_tx!(&mut *tx, |c| sqlx::query(sql)
            .bind(id)
            .bind(disposition.as_str())
            .bind(reason)
            .bind(incident)
            .bind(person)
            .bind(now)
            .execute(&mut **c)
            .await
            .map(drop))?;
    }
    Ok(())
}

pub async fn events(tx: &mut Tx, reader: Option<i64>, id: i64) -> Result<Vec<Disposed>, DbError> {
    type Event = (String, String, Option<i64>, Option<String>, i64);
    let rows: Vec<Event> = with_tx!(tx, |c| sqlx::query_as(EVENTS).bind(reader).bind(id).fetch_all(&mut **c).await)?;
    let event = |(disposition, reason, incident, person, at): Event| {
        Ok(Disposed { disposition: Disposition::try_from(disposition).stored()?, reason, incident, person, at: instant(at) })
    };
    rows.into_iter().map(event).collect()
}
