//! All SQL about runs: claiming a check, keeping how it ended, false alarms.

use app::check::{AskedBy, FalseAlarm, Outcome, Run, Sample};

use crate::clock::instant;
use crate::db::{DbError, Stored, Tx};
use crate::{statements, with_tx};

statements! {
    DUE = "select id from data_check where next_run_at <= $1 and active and (leased_until is null or leased_until <= $1) \
           order by next_run_at, id limit $2";
    CLAIM = "update data_check set leased_until = $3 where id = $1 and (leased_until is null or leased_until <= $2)";
    CLAIM_DUE = "update data_check set leased_until = $3 where id = $1 and (leased_until is null or leased_until <= $2) \
                 and active and next_run_at <= $2";
    /// The newest run is the one that began last; the version is the one that judged.
    FINISH = "update data_check set last_outcome = $3, last_run_at = $4, leased_until = null, next_run_at = $5, last_started_at = $6, \
              green_runs = case when $3 = 'pass' then green_runs + 1 else 0 end, \
              green_since = case when $3 = 'pass' then coalesce(green_since, $4) else null end \
              where id = $1 and leased_until = $2 and version = $7";
    INSERT = "insert into check_run (data_check, started_at, finished_at, outcome, measured, message, sample, asked_by, person, \
              examined, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id";
    OF_CHECK = "select r.id, r.data_check, r.started_at, r.finished_at, r.outcome, r.measured, r.examined, r.version, r.message, '' as sample, r.asked_by, \
                p.name as person, r.false_alarm_at, f.name as false_alarm_by, r.false_alarm_reason \
                from check_run r left join person p on p.id = r.person left join person f on f.id = r.false_alarm_by \
                where r.data_check = $1 order by r.started_at desc, r.id desc limit $2";
    FIND = "select r.id, r.data_check, r.started_at, r.finished_at, r.outcome, r.measured, r.examined, r.version, r.message, r.sample, r.asked_by, \
            p.name as person, r.false_alarm_at, f.name as false_alarm_by, r.false_alarm_reason \
            from check_run r left join person p on p.id = r.person left join person f on f.id = r.false_alarm_by where r.id = $1";
    MARK_FALSE = "update check_run set false_alarm_at = $2, false_alarm_by = $3, false_alarm_reason = $4 where id = $1 and false_alarm_at is null";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    data_check: i64,
    started_at: i64,
    finished_at: i64,
    outcome: String,
    measured: Option<i64>,
    examined: Option<i64>,
    version: Option<i64>,
    message: String,
    sample: String,
    asked_by: String,
    person: Option<String>,
    false_alarm_at: Option<i64>,
    false_alarm_by: Option<String>,
    false_alarm_reason: String,
}

impl TryFrom<Row> for Run {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let sample: Option<Sample> = (!row.sample.is_empty())
            .then(|| serde_json::from_str(&row.sample).map_err(|error| DbError::Understood(error.to_string())))
            .transpose()?;
        let (by, reason) = (row.false_alarm_by, row.false_alarm_reason);
        Ok(Self {
            id: row.id,
            check: row.data_check,
            outcome: Outcome::try_from(row.outcome).stored()?,
            measured: row.measured,
            examined: row.examined,
            version: row.version,
            message: row.message,
            sample,
            started_at: instant(row.started_at),
            finished_at: instant(row.finished_at),
            asked_by: AskedBy::try_from(row.asked_by).stored()?,
            person: row.person,
            false_alarm: row.false_alarm_at.map(|at| FalseAlarm { at: instant(at), by, reason }),
        })
    }
}

/// Checks that should run now and that nobody is running.
pub async fn due(tx: &mut Tx, now: i64, most: i64) -> Result<Vec<i64>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(DUE).bind(now).bind(most).fetch_all(&mut **c).await)?)
}

/// Takes a check for oneself until `until`; false when another has it, or when it is no longer due.
pub async fn claim(tx: &mut Tx, check: i64, only_when_due: bool, now: i64, until: i64) -> Result<bool, DbError> {
    let sql = if only_when_due { CLAIM_DUE } else { CLAIM };
    let done =
        with_tx!(tx, |c| sqlx::query(sql).bind(check).bind(now).bind(until).execute(&mut **c).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Writes how a run ended to its check; false when the claim was lost, or the check became another version meanwhile, so that
/// the run does not count.
pub async fn finish(tx: &mut Tx, lease: i64, run: &NewRun<'_>, next_run_at: Option<i64>) -> Result<bool, DbError> {
    let done = with_tx!(tx, |c| sqlx::query(FINISH)
        .bind(run.check)
        .bind(lease)
        .bind(run.outcome.as_str())
        .bind(run.finished_at)
        .bind(next_run_at)
        .bind(run.started_at)
        .bind(run.version)
        .execute(&mut **c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// A run that ended.
pub struct NewRun<'a> {
    pub check: i64,
    pub started_at: i64,
    pub finished_at: i64,
    pub outcome: Outcome,
    pub measured: Option<i64>,
    pub message: &'a str,
    pub sample: &'a str,
    pub asked_by: AskedBy,
    pub person: Option<i64>,
    pub examined: Option<i64>,
    pub version: i64,
}

pub async fn insert(tx: &mut Tx, run: &NewRun<'_>) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(INSERT)
        .bind(run.check)
        .bind(run.started_at)
        .bind(run.finished_at)
        .bind(run.outcome.as_str())
        .bind(run.measured)
        .bind(run.message)
        .bind(run.sample)
        .bind(run.asked_by.as_str())
        .bind(run.person)
        .bind(run.examined)
        .bind(run.version)
        .fetch_one(&mut **c)
        .await)?)
}

pub async fn of_check(tx: &mut Tx, check: i64, most: i64) -> Result<Vec<Run>, DbError> {
    let rows: Vec<Row> = with_tx!(tx, |c| sqlx::query_as(OF_CHECK).bind(check).bind(most).fetch_all(&mut **c).await)?;
    rows.into_iter().map(Run::try_from).collect()
}

pub async fn find(tx: &mut Tx, run: i64) -> Result<Option<Run>, DbError> {
    let row: Option<Row> = with_tx!(tx, |c| sqlx::query_as(FIND).bind(run).fetch_optional(&mut **c).await)?;
    row.map(Run::try_from).transpose()
}

pub async fn mark_false(tx: &mut Tx, run: i64, at: i64, by: Option<i64>, reason: &str) -> Result<bool, DbError> {
    let done = with_tx!(tx, |c| sqlx::query(MARK_FALSE)
        .bind(run)
        .bind(at)
        .bind(by)
        .bind(reason)
        .execute(&mut **c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
