//! All SQL about versions of a check.

use app::check::{Content, Kind, Schedule, Thresholds};

use crate::db::{DbError, Stored, Tx};
use crate::{statements, with_tx};

/// What a check judges by now, in the columns of [`VersionRow`].
macro_rules! now {
    ($first:expr, $which:expr) => {
        concat!(
            "select ",
            $first,
            "k.kind, k.sql, k.left_column, k.right_column, k.source, s.name as source_name, s.url as source_url, k.warn_above, k.fail_above, \
             k.every_minutes, k.fresh_minutes, ",
            $which
        )
    };
}

statements! {
    NOW = now!("k.version, ", "'' as reason, cast(null as text) as person, k.created_at as at from data_check k join source s on s.id = k.source where k.id = $1");
    OF_CHECK = "select v.version, v.kind, v.sql, v.left_column, v.right_column, v.source, v.source_name, v.source_url, v.warn_above, v.fail_above, \
                v.every_minutes, v.fresh_minutes, v.reason, p.name as person, v.at from check_version v left join person p on p.id = v.person \
                where v.data_check = $1 order by v.version desc limit $2";
    ADD = concat!("insert into check_version (data_check, version, kind, sql, left_column, right_column, source, source_name, source_url, warn_above, \
           fail_above, every_minutes, fresh_minutes, reason, person, at) ",
           now!("k.id, $2, ", "$3, $4, $5 from data_check k join source s on s.id = k.source where k.id = $1"));
    SET = "update data_check set version = $2 where id = $1";
    ON_SOURCE = "select id from data_check where source = $1 order by id";
    AUTHORS = "select person from check_version where data_check = $1 and version > $2";
}

/// A version as stored.
#[derive(sqlx::FromRow)]
pub struct VersionRow {
    pub version: i64,
    kind: String,
    sql: String,
    left_column: String,
    right_column: String,
    source: i64,
    source_name: String,
    source_url: String,
    warn_above: Option<i64>,
    fail_above: i64,
    every_minutes: Option<i64>,
    fresh_minutes: i64,
    pub reason: String,
    pub person: Option<String>,
    pub at: i64,
}

impl VersionRow {
    /// What it judges by.
    ///
    /// # Errors
    /// When this version of Firebreak does not know a stored word.
    pub fn content(&self) -> Result<Content, DbError> {
        Ok(Content {
            kind: Kind::try_from(self.kind.clone()).stored()?,
            sql: self.sql.clone(),
            left_column: self.left_column.clone(),
            right_column: self.right_column.clone(),
            source: (self.source, self.source_name.clone()),
            source_url: self.source_url.clone(),
            thresholds: Thresholds { warn_above: self.warn_above, fail_above: self.fail_above },
            schedule: Schedule { every_minutes: self.every_minutes, fresh_minutes: self.fresh_minutes },
        })
    }
}

/// What a check judges by now.
pub async fn now(tx: &mut Tx, check: i64) -> Result<Option<VersionRow>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(NOW).bind(check).fetch_optional(&mut **c).await)?)
}

/// Its versions, latest first.
pub async fn of_check(tx: &mut Tx, check: i64, most: i64) -> Result<Vec<VersionRow>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(OF_CHECK).bind(check).bind(most).fetch_all(&mut **c).await)?)
}

/// Keeps what a check judges by now as this version, and makes it the present one.
pub async fn add(tx: &mut Tx, check: i64, version: i64, reason: &str, person: Option<i64>, at: i64) -> Result<(), DbError> {
    with_tx!(&mut *tx, |c| sqlx::query(ADD)
        .bind(check)
        .bind(version)
        .bind(reason)
        .bind(person)
        .bind(at)
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(with_tx!(tx, |c| sqlx::query(SET).bind(check).bind(version).execute(&mut **c).await.map(drop))?)
}

/// The checks that read a source.
pub async fn on_source(tx: &mut Tx, source: i64) -> Result<Vec<i64>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(ON_SOURCE).bind(source).fetch_all(&mut **c).await)?)
}

/// Who wrote the versions after `version`.
pub async fn authors_after(tx: &mut Tx, check: i64, version: i64) -> Result<Vec<Option<i64>>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(AUTHORS).bind(check).bind(version).fetch_all(&mut **c).await)?)
}
