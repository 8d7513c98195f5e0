//! All SQL about sources.

use app::check::{Source, SourceChange};

use crate::clock::instant;
use crate::db::{DbError, Tx};
use crate::{statements, with_tx};

statements! {
    ALL = "select s.id, s.name, s.url, p.name as created_by, \
           (select cast(count(*) as bigint) from data_check k where k.source = s.id) as checks \
           from source s left join person p on p.id = s.created_by order by s.name";
    FIND = "select s.id, s.name, s.url, p.name as created_by, cast(0 as bigint) as checks \
            from source s left join person p on p.id = s.created_by where s.id = $1";
    CHECKS = "select id, name from data_check where source = $1 order by name, id";
    UPDATE = "update source set name = $2, url = $3 where id = $1";
    REMOVE = "delete from source where id = $1";
    ADD_CHANGE = "insert into source_change (source, kind, old_name, old_url, new_name, new_url, reason, person, at) \
                  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    CHANGES = "select c.old_name, c.old_url, c.new_name, c.new_url, c.reason, p.name as person, c.at from source_change c \
               left join person p on p.id = c.person join source s on s.id = c.source \
               where c.source = $1 and c.at >= s.created_at and c.kind = 'changed' order by c.id desc limit 50";
    URL = "select url from source where id = $1";
    INSERT = "insert into source (name, url, created_at, created_by) values ($1, $2, $3, $4) returning id";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    url: String,
    created_by: Option<String>,
    checks: i64,
}

impl Row {
    fn source(self) -> Source {
        Source { id: self.id, name: self.name, url: self.url, created_by: self.created_by, checks: self.checks }
    }
}

pub async fn all(tx: &mut Tx) -> Result<Vec<Source>, DbError> {
    let rows: Vec<Row> = with_tx!(tx, |c| sqlx::query_as(ALL).fetch_all(&mut **c).await)?;
    Ok(rows.into_iter().map(Row::source).collect())
}

pub async fn url(tx: &mut Tx, source: i64) -> Result<Option<String>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(URL).bind(source).fetch_optional(&mut **c).await)?)
}

pub async fn insert(tx: &mut Tx, name: &str, url: &str, now: i64, person: Option<i64>) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(INSERT).bind(name).bind(url).bind(now).bind(person).fetch_one(&mut **c).await)?)
}

/// One source, without the number of its checks.
pub async fn find(tx: &mut Tx, source: i64) -> Result<Option<Source>, DbError> {
    let row: Option<Row> = with_tx!(tx, |c| sqlx::query_as(FIND).bind(source).fetch_optional(&mut **c).await)?;
    Ok(row.map(Row::source))
}

/// The checks that read it, by name.
pub async fn checks(tx: &mut Tx, source: i64) -> Result<Vec<(i64, String)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(CHECKS).bind(source).fetch_all(&mut **c).await)?)
}

/// Its changes, latest first. One that was removed before may have had the same number: its changes are not among them.
pub async fn changes(tx: &mut Tx, source: i64) -> Result<Vec<SourceChange>, DbError> {
    type Change = (String, String, String, String, String, Option<String>, i64);
    let rows: Vec<Change> = with_tx!(tx, |c| sqlx::query_as(CHANGES).bind(source).fetch_all(&mut **c).await)?;
    let change = |(old_name, old_url, new_name, new_url, reason, person, at): Change| SourceChange {
        name: (old_name, new_name),
        url: (old_url, new_url),
        reason,
        person,
        at: instant(at),
    };
    Ok(rows.into_iter().map(change).collect())
}

/// Keeps what became of it, and why.
pub async fn add_change(
    tx: &mut Tx,
    kind: &str,
    (before, after): (&Source, &Source),
    reason: &str,
    person: Option<i64>,
    at: i64,
) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(ADD_CHANGE)
        .bind(before.id)
        .bind(kind)
        .bind(&before.name)
        .bind(&before.url)
        .bind(&after.name)
        .bind(&after.url)
        .bind(reason)
        .bind(person)
        .bind(at)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

pub async fn update(tx: &mut Tx, source: &Source) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(UPDATE).bind(source.id).bind(&source.name).bind(&source.url).execute(&mut **c).await.map(drop))?)
}

pub async fn remove(tx: &mut Tx, source: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(REMOVE).bind(source).execute(&mut **c).await.map(drop))?)
}
