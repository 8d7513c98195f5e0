//! All SQL about checks and their thresholds.

use app::check::{Alarms, Draft, Kind, Outcome, Record, Schedule, Summary, ThresholdChange, Thresholds};

use crate::clock::{instant, millis};
use crate::db::{DbError, Stored, Tx};
use crate::{statements, with_tx};

/// What lists show of a check; `$1` is since when alarms are counted.
macro_rules! summary {
    () => {
        "select k.id, k.name, k.kind, k.asset, a.name as asset_name, k.source, s.name as source_name, k.owner, p.name as owner_name, \
         k.every_minutes, k.fresh_minutes, k.active, k.last_outcome, k.last_run_at, k.green_runs, k.green_since, k.about, k.sql, \
         k.left_column, k.right_column, k.warn_above, k.fail_above, k.next_run_at, k.leased_until, k.version, \
         (select cast(count(*) as bigint) from check_run r where r.data_check = k.id and r.outcome in ('warn', 'fail') \
          and r.finished_at >= $1) as raised, \
         (select cast(count(*) as bigint) from check_run r where r.data_check = k.id and r.outcome in ('warn', 'fail') \
          and r.finished_at >= $1 and r.false_alarm_at is not null) as false_ones \
         from data_check k join source s on s.id = k.source left join asset a on a.id = k.asset left join person p on p.id = k.owner "
    };
}

statements! {
    ALL = concat!(summary!(), "order by k.name");
    OF_ASSET = concat!(summary!(), "where k.asset = $2 order by k.name");
    FIND = concat!(summary!(), "where k.id = $2");
    INSERT = "insert into data_check (name, about, asset, source, owner, kind, sql, left_column, right_column, warn_above, fail_above, \
              every_minutes, fresh_minutes, next_run_at, created_at, created_by) \
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) returning id";
    UPDATE = "update data_check set name = $2, about = $3, asset = $4, source = $5, owner = $6, kind = $7, sql = $8, left_column = $9, \
              right_column = $10, every_minutes = $11, fresh_minutes = $12, next_run_at = $13 where id = $1";
    FORGET = "update data_check set last_outcome = null, last_run_at = null, last_started_at = null, green_runs = 0, green_since = null, leased_until = null where id = $1";
    SET_THRESHOLDS = "update data_check set warn_above = $2, fail_above = $3 where id = $1";
    ADD_CHANGE = "insert into threshold_change (data_check, old_warn_above, old_fail_above, new_warn_above, new_fail_above, reason, person, at) \
                  values ($1, $2, $3, $4, $5, $6, $7, $8)";
    CHANGES = "select t.old_warn_above, t.old_fail_above, t.new_warn_above, t.new_fail_above, t.reason, p.name as person, t.at \
               from threshold_change t left join person p on p.id = t.person where t.data_check = $1 order by t.at desc, t.id desc limit 100";
    SET_ACTIVE = "update data_check set active = $2, next_run_at = $3 where id = $1";
    ASSET_EXISTS = "select cast(count(*) as bigint) from asset where id = $1";
    PERSON_IS_HERE = "select cast(count(*) as bigint) from person where id = $1 and active";
}

/// A check as stored, with the names around it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Row {
    pub id: i64,
    pub name: String,
    pub kind: String,
    pub asset: Option<i64>,
    pub asset_name: Option<String>,
    pub source: i64,
    pub source_name: String,
    pub owner: Option<i64>,
    pub owner_name: Option<String>,
    pub every_minutes: Option<i64>,
    pub fresh_minutes: i64,
    pub active: bool,
    pub last_outcome: Option<String>,
    pub last_run_at: Option<i64>,
    pub green_runs: i64,
    pub green_since: Option<i64>,
    pub about: String,
    pub sql: String,
    pub left_column: String,
    pub right_column: String,
    pub warn_above: Option<i64>,
    pub fail_above: i64,
    pub next_run_at: Option<i64>,
    pub leased_until: Option<i64>,
    pub version: i64,
    pub raised: i64,
    pub false_ones: i64,
}

impl Row {
    /// From when on it warns and fails.
    pub fn thresholds(&self) -> Thresholds {
        Thresholds { warn_above: self.warn_above, fail_above: self.fail_above }
    }

    /// When it runs.
    pub fn schedule(&self) -> Schedule {
        Schedule { every_minutes: self.every_minutes, fresh_minutes: self.fresh_minutes }
    }

    /// The page of it, without its histories.
    ///
    /// # Errors
    /// When this version does not know a stored word.
    pub fn record(self, now: i64) -> Result<Record, DbError> {
        Ok(Record {
            about: self.about.clone(),
            sql: self.sql.clone(),
            left_column: self.left_column.clone(),
            right_column: self.right_column.clone(),
            thresholds: self.thresholds(),
            next_run_at: self.next_run_at.map(instant),
            version: self.version,
            versions: Vec::new(),
            running: self.leased_until.is_some_and(|until| until > now),
            summary: self.try_into()?,
            changes: Vec::new(),
            runs: Vec::new(),
        })
    }
}

impl TryFrom<Row> for Summary {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id,
            name: row.name,
            kind: Kind::try_from(row.kind).stored()?,
            asset: row.asset.zip(row.asset_name),
            source: (row.source, row.source_name),
            owner: row.owner.zip(row.owner_name),
            every_minutes: row.every_minutes,
            fresh_minutes: row.fresh_minutes,
            active: row.active,
            last_outcome: row.last_outcome.map(Outcome::try_from).transpose().stored()?,
            last_run_at: row.last_run_at.map(instant),
            green_runs: row.green_runs,
            green_since: row.green_since.map(instant),
            alarms: Alarms { raised: row.raised, false_ones: row.false_ones },
        })
    }
}

pub async fn all(tx: &mut Tx, since: i64) -> Result<Vec<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(ALL).bind(since).fetch_all(&mut **c).await)?)
}

pub async fn of_asset(tx: &mut Tx, since: i64, asset: i64) -> Result<Vec<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(OF_ASSET).bind(since).bind(asset).fetch_all(&mut **c).await)?)
}

pub async fn find(tx: &mut Tx, since: i64, check: i64) -> Result<Option<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(FIND).bind(since).bind(check).fetch_optional(&mut **c).await)?)
}

pub async fn insert(tx: &mut Tx, draft: &Draft, next_run_at: Option<i64>, now: i64, person: Option<i64>) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(INSERT)
        .bind(&draft.name)
        .bind(&draft.about)
        .bind(draft.asset)
        .bind(draft.source)
        .bind(draft.owner)
        .bind(draft.kind.as_str())
        .bind(&draft.sql)
        .bind(&draft.left_column)
        .bind(&draft.right_column)
        .bind(draft.thresholds.warn_above)
        .bind(draft.thresholds.fail_above)
        .bind(draft.schedule.every_minutes)
        .bind(draft.schedule.fresh_minutes)
        .bind(next_run_at)
        .bind(now)
        .bind(person)
        .fetch_one(&mut **c)
        .await)?)
}

pub async fn update(tx: &mut Tx, check: i64, draft: &Draft, next_run_at: Option<i64>) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(UPDATE)
        .bind(check)
        .bind(&draft.name)
        .bind(&draft.about)
        .bind(draft.asset)
        .bind(draft.source)
        .bind(draft.owner)
        .bind(draft.kind.as_str())
        .bind(&draft.sql)
        .bind(&draft.left_column)
        .bind(&draft.right_column)
        .bind(draft.schedule.every_minutes)
        .bind(draft.schedule.fresh_minutes)
        .bind(next_run_at)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

/// What is known about a check says nothing about another question.
pub async fn forget(tx: &mut Tx, check: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(FORGET).bind(check).execute(&mut **c).await.map(drop))?)
}

pub async fn set_thresholds(tx: &mut Tx, check: i64, change: &ThresholdChange, person: Option<i64>) -> Result<(), DbError> {
    let (old, new, at) = (change.old, change.new, millis(change.at));
    with_tx!(&mut *tx, |c| sqlx::query(SET_THRESHOLDS)
        .bind(check)
        .bind(new.warn_above)
        .bind(new.fail_above)
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(with_tx!(tx, |c| sqlx::query(ADD_CHANGE)
        .bind(check)
        .bind(old.warn_above)
        .bind(old.fail_above)
        .bind(new.warn_above)
        .bind(new.fail_above)
        .bind(&change.reason)
        .bind(person)
        .bind(at)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

#[derive(sqlx::FromRow)]
struct ChangeRow {
    old_warn_above: Option<i64>,
    old_fail_above: i64,
    new_warn_above: Option<i64>,
    new_fail_above: i64,
    reason: String,
    person: Option<String>,
    at: i64,
}

pub async fn changes(tx: &mut Tx, check: i64) -> Result<Vec<ThresholdChange>, DbError> {
    let rows: Vec<ChangeRow> = with_tx!(tx, |c| sqlx::query_as(CHANGES).bind(check).fetch_all(&mut **c).await)?;
    let change = |row: ChangeRow| ThresholdChange {
        old: Thresholds { warn_above: row.old_warn_above, fail_above: row.old_fail_above },
        new: Thresholds { warn_above: row.new_warn_above, fail_above: row.new_fail_above },
        reason: row.reason,
        person: row.person,
        at: instant(row.at),
    };
    Ok(rows.into_iter().map(change).collect())
}

pub async fn set_active(tx: &mut Tx, check: i64, active: bool, next_run_at: Option<i64>) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_ACTIVE).bind(check).bind(active).bind(next_run_at).execute(&mut **c).await.map(drop))?)
}

async fn any(tx: &mut Tx, sql: &'static str, id: i64) -> Result<bool, DbError> {
    let count: i64 = with_tx!(tx, |c| sqlx::query_scalar(sql).bind(id).fetch_one(&mut **c).await)?;
    Ok(count > 0)
}

pub async fn asset_exists(tx: &mut Tx, asset: i64) -> Result<bool, DbError> {
    any(tx, ASSET_EXISTS, asset).await
}

pub async fn person_is_here(tx: &mut Tx, person: i64) -> Result<bool, DbError> {
    any(tx, PERSON_IS_HERE, person).await
}
