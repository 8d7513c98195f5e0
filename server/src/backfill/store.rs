//! All SQL about backfills.

use app::backfill::{Backfill, NewBackfill, Point, eta, rate};

use crate::clock::instant;
use crate::db::{DbError, Tx};
use crate::incident::visible;
use crate::{statements, with_tx};

/// Every column of a backfill.
macro_rules! select {
    ($rest:expr) => {
        concat!("select b.id, b.incident, b.name, b.unit, b.total, b.done, b.started_at, b.updated_at, b.finished_at, b.waived_reason from backfill b ", $rest)
    };
}

/// The newest fifty points of each backfill (what the rate looks at), the first, and about a hundred in between: a script
/// may report every minute for weeks, and all of it is kept.
macro_rules! points {
    ($which:literal) => {
        concat!(
            "select q.backfill, q.at, q.done from (select p.backfill, p.id, p.at, p.done, \
             row_number() over (partition by p.backfill order by p.at desc, p.id desc) as place, \
             count(*) over (partition by p.backfill) as many \
             from backfill_point p join backfill b on b.id = p.backfill where ",
            $which,
            " = $1) q where q.place <= 50 or q.place = q.many or q.place % (q.many / 100 + 1) = 0 order by q.backfill, q.at, q.id"
        )
    };
}

statements! {
    INSERT = "insert into backfill (incident, name, unit, total, done, started_at, updated_at) values ($1, $2, $3, $4, 0, $5, $5) returning id";
    FIND = select!(concat!("join incident i on i.number = b.incident where b.id = $1 and ", visible!("$2")));
    OF_INCIDENT = select!("where b.incident = $1 order by b.id");
    POINTS_OF_INCIDENT = points!("b.incident");
    POINTS = points!("b.id");
    ADD_POINT = "insert into backfill_point (backfill, at, done, person) values ($1, $2, $3, $4)";
    SET_DONE = "update backfill set done = $2, finished_at = $3, updated_at = $4 where id = $1";
    WAIVE = "update backfill set waived_reason = $2 where id = $1";
    DESCRIBE = "update backfill set name = $2, unit = $3, total = $4, finished_at = $5 where id = $1";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    incident: i64,
    name: String,
    unit: String,
    total: i64,
    done: i64,
    started_at: i64,
    updated_at: i64,
    finished_at: Option<i64>,
    waived_reason: String,
}

/// Backfill, time, count.
type StoredPoint = (i64, i64, i64);

fn whole(row: Row, points: &[StoredPoint]) -> Backfill {
    let points: Vec<Point> =
        points.iter().filter(|(backfill, ..)| *backfill == row.id).map(|(_, at, done)| Point { at: instant(*at), done: *done }).collect();
    Backfill {
        id: row.id,
        incident: row.incident,
        name: row.name,
        unit: row.unit,
        total: row.total,
        done: row.done,
        started_at: instant(row.started_at),
        updated_at: instant(row.updated_at),
        finished_at: row.finished_at.map(instant),
        waived_reason: row.waived_reason,
        rate: rate(&points),
        eta: eta(&points, row.total),
        points,
    }
}

pub async fn insert(tx: &mut Tx, incident: i64, new: &NewBackfill, now: i64) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(INSERT)
        .bind(incident)
        .bind(new.name())
        .bind(new.unit())
        .bind(new.total())
        .bind(now)
        .fetch_one(&mut **c)
        .await)?)
}

/// A backfill that `reader` may see.
pub async fn find(tx: &mut Tx, backfill: i64, reader: Option<i64>) -> Result<Option<Backfill>, DbError> {
    let row: Option<Row> = with_tx!(&mut *tx, |c| sqlx::query_as(FIND).bind(backfill).bind(reader).fetch_optional(&mut **c).await)?;
    let Some(row) = row else { return Ok(None) };
    let points: Vec<StoredPoint> = with_tx!(tx, |c| sqlx::query_as(POINTS).bind(backfill).fetch_all(&mut **c).await)?;
    Ok(Some(whole(row, &points)))
}

pub async fn of_incident(tx: &mut Tx, incident: i64) -> Result<Vec<Backfill>, DbError> {
    let rows: Vec<Row> = with_tx!(&mut *tx, |c| sqlx::query_as(OF_INCIDENT).bind(incident).fetch_all(&mut **c).await)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let points: Vec<StoredPoint> = with_tx!(tx, |c| sqlx::query_as(POINTS_OF_INCIDENT).bind(incident).fetch_all(&mut **c).await)?;
    Ok(rows.into_iter().map(|row| whole(row, &points)).collect())
}

pub async fn add_point(tx: &mut Tx, backfill: i64, at: i64, done: i64, person: Option<i64>) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(ADD_POINT).bind(backfill).bind(at).bind(done).bind(person).execute(&mut **c).await.map(drop))?)
}

pub async fn set_done(tx: &mut Tx, backfill: i64, done: i64, finished_at: Option<i64>, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_DONE).bind(backfill).bind(done).bind(finished_at).bind(now).execute(&mut **c).await.map(drop))?)
}

pub async fn waive(tx: &mut Tx, backfill: i64, reason: &str) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(WAIVE).bind(backfill).bind(reason).execute(&mut **c).await.map(drop))?)
}

pub async fn describe(tx: &mut Tx, backfill: i64, new: &NewBackfill, finished_at: Option<i64>) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(DESCRIBE)
        .bind(backfill)
        .bind(new.name())
        .bind(new.unit())
        .bind(new.total())
        .bind(finished_at)
        .execute(&mut **c)
        .await
        .map(drop))?)
}
