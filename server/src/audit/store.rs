//! All SQL of the audit log, except what reads the watched tables.

pub mod parts;

use crate::db::{DbError, Tx};
use crate::{statements, with_tx};
use parts::Part;

statements! {
    LOCK_HEAD = "insert into audit_head (subject, link, hash) values ($1, 0, '') \
                 on conflict (subject) do update set link = audit_head.link returning link, hash";
    ADD = "insert into audit_entry (subject, link, at, person, body, previous, hash) values ($1, $2, $3, $4, $5, $6, $7)";
    SET_HEAD = "update audit_head set link = $2, hash = $3 where subject = $1";
    ENTRIES = "select id, subject, link, at, person, body, previous, hash from audit_entry where id > $1 order by id limit $2";
    HEADS = "select subject, link, hash from audit_head where subject > $1 order by subject limit $2";
    LEFT = "select part, row_key from audit_touch order by id limit 1000";
    OF_LOG = "select body, hash from audit_entry where subject = 'log' order by link";
    ANY = "select cast(count(*) as bigint) from (select 1 as one from audit_entry limit 1) e";
    LIST = "select e.id, e.subject, e.link, e.at, p.name, e.body, e.hash from audit_entry e left join person p on p.id = e.person \
            where e.id < $1 and ($2 = '' or e.subject = $2) and e.subject not in ( \
            select 'incident/' || h.number from incident h where h.private and not exists ( \
            select 1 from incident_member v where v.incident = h.number and v.person = $3) \
            union all select 'action/' || a.number from action_item a join incident h on h.number = a.incident where h.private and not exists ( \
            select 1 from incident_member v where v.incident = h.number and v.person = $3) \
            union all select 'postmortem/' || o.id from postmortem o join incident h on h.number = o.incident where h.private and not exists ( \
            select 1 from incident_member v where v.incident = h.number and v.person = $3)) order by e.id desc limit $4";
}

/// The rows that this transaction wrote. PostgreSQL knows them by its number; on SQLite there is one writer at a time.
const TAKE: (&str, &str) = (
    "delete from audit_touch where tx = 0 returning part, row_key, subject",
    "delete from audit_touch where tx = (pg_current_xact_id()::text)::bigint returning part, row_key, subject",
);

/// The triggers that are there.
const TRIGGERS: (&str, &str) = (
    "select name from sqlite_master where type = 'trigger' and name like 'audit_%'",
    "select cast(tgname as text) from pg_trigger where tgname like 'audit_%' and tgenabled <> 'D'",
);

/// A row of a watched table.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Content {
    pub row_key: i64,
    pub subject: String,
    pub at: i64,
    pub person: Option<i64>,
    pub content: String,
}

/// An entry as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Entry {
    pub id: i64,
    pub subject: String,
    pub link: i64,
    pub at: i64,
    pub person: Option<i64>,
    pub body: String,
    pub previous: String,
    pub hash: String,
}

/// An entry as it is shown: number, subject, link, time, name of the person, rows, hash.
pub type Shown = (i64, String, i64, i64, Option<String>, String, String);

/// What this transaction has written so far: part, row, subject. It is taken out, so it is told once.
pub async fn take(tx: &mut Tx) -> Result<Vec<(String, i64, String)>, DbError> {
    Ok(match tx {
        Tx::Sqlite(c) => sqlx::query_as(TAKE.0).fetch_all(&mut **c).await?,
        Tx::Postgres(c) => sqlx::query_as(TAKE.1).fetch_all(&mut **c).await?,
    })
}

pub async fn triggers(tx: &mut Tx) -> Result<Vec<String>, DbError> {
    Ok(match tx {
        Tx::Sqlite(c) => sqlx::query_scalar(TRIGGERS.0).fetch_all(&mut **c).await?,
        Tx::Postgres(c) => sqlx::query_scalar(TRIGGERS.1).fetch_all(&mut **c).await?,
    })
}

pub async fn one(tx: &mut Tx, part: &Part, row: i64) -> Result<Option<Content>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(part.one).bind(row).fetch_optional(&mut **c).await)?)
}

pub async fn page(tx: &mut Tx, part: &Part, after: i64, most: i64) -> Result<Vec<Content>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(part.page).bind(after).bind(most).fetch_all(&mut **c).await)?)
}

/// The last entry of a subject, locked until the transaction ends.
pub async fn lock_head(tx: &mut Tx, subject: &str) -> Result<(i64, String), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(LOCK_HEAD).bind(subject).fetch_one(&mut **c).await)?)
}

/// Adds an entry and makes it the last one of its subject.
pub async fn add(tx: &mut Tx, link: &super::chain::Link<'_>, hash: &str) -> Result<(), DbError> {
    with_tx!(&mut *tx, |c| sqlx::query(ADD)
        .bind(link.subject)
        .bind(link.link)
        .bind(link.at)
        .bind(link.person)
        .bind(link.body)
        .bind(link.previous)
        .bind(hash)
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(with_tx!(tx, |c| sqlx::query(SET_HEAD).bind(link.subject).bind(link.link).bind(hash).execute(&mut **c).await.map(drop))?)
}

pub async fn entries(tx: &mut Tx, after: i64, most: i64) -> Result<Vec<Entry>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(ENTRIES).bind(after).bind(most).fetch_all(&mut **c).await)?)
}

/// Subject, link and hash of the last entries, by subject.
pub async fn heads(tx: &mut Tx, after: &str, most: i64) -> Result<Vec<(String, i64, String)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(HEADS).bind(after).bind(most).fetch_all(&mut **c).await)?)
}

/// Rows that somebody else wrote.
pub async fn left(tx: &mut Tx) -> Result<Vec<(String, i64)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(LEFT).fetch_all(&mut **c).await)?)
}

/// What the log says of itself, oldest first: text and hash.
pub async fn of_log(tx: &mut Tx) -> Result<Vec<(String, String)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(OF_LOG).fetch_all(&mut **c).await)?)
}

pub async fn is_empty(tx: &mut Tx) -> Result<bool, DbError> {
    let count: i64 = with_tx!(tx, |c| sqlx::query_scalar(ANY).fetch_one(&mut **c).await)?;
    Ok(count == 0)
}

/// Entries before a number, the latest first, of one subject or of all, as far as `reader` sees what they are about.
pub async fn list(tx: &mut Tx, before: i64, subject: &str, reader: Option<i64>, most: i64) -> Result<Vec<Shown>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(LIST).bind(before).bind(subject).bind(reader).bind(most).fetch_all(&mut **c).await)?)
}
