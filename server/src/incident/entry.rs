//! SQL of the timeline, and the one function through which every noun writes to it.

use app::actor::Actor;
use app::incident::{Entry, EntryKind, Revision};
use chrono::{DateTime, Utc};

use crate::clock::{instant, millis};
use crate::db::{DbError, Stored, Tx};
use crate::{on, statements};

statements! {
    INSERT = "insert into timeline_entry (incident, kind, body, evidence_url, happened_at, recorded_at, person, source, pinned) \
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id";
    ALL = "select e.id, e.kind, e.body, e.evidence_url, e.happened_at, e.recorded_at, p.name, e.source, e.pinned, e.struck_at, e.revisions \
           from timeline_entry e left join person p on p.id = e.person where e.incident = $1 order by e.happened_at, e.id";
    FIND = "select kind, body, happened_at, person from timeline_entry where incident = $1 and id = $2";
    WRITTEN_AT = "select id, body from timeline_entry where incident = $1 and kind = $2 and happened_at = $3 order by id desc limit 1";
    CORRECT = "update timeline_entry set body = $2, happened_at = $3, revisions = revisions + 1 where id = $1";
    REVISE = "insert into timeline_revision (entry, old_body, old_happened_at, reason, person, at) values ($1, $2, $3, $4, $5, $6)";
    REVISIONS = "select r.old_body, r.old_happened_at, r.reason, p.name, r.at from timeline_revision r \
                 join timeline_entry e on e.id = r.entry left join person p on p.id = r.person \
                 where e.incident = $1 and r.entry = $2 order by r.at desc, r.id desc";
    PIN = "update timeline_entry set pinned = $3 where incident = $1 and id = $2";
    STRIKE = "update timeline_entry set struck_at = $3 where incident = $1 and id = $2";
}

/// What is to be written to a timeline.
pub struct NewEntry<'a> {
    pub kind: EntryKind,
    pub body: &'a str,
    pub evidence_url: Option<&'a str>,
    pub happened_at: DateTime<Utc>,
    pub pinned: bool,
}

/// Writes what happened to the incident's timeline, now, in the transaction in which it happened. Every noun that
/// changes something about an incident calls this. Gives the entry's number.
pub async fn record(tx: &mut Tx, actor: &Actor, incident: i64, kind: EntryKind, body: &str, now: DateTime<Utc>) -> Result<i64, DbError> {
    insert(tx, actor, incident, &NewEntry { kind, body, evidence_url: None, happened_at: now, pinned: false }, now).await
}

pub async fn insert(tx: &mut Tx, actor: &Actor, incident: i64, entry: &NewEntry<'_>, now: DateTime<Utc>) -> Result<i64, DbError> {
    Ok(on!(tx, |c| sqlx::query_scalar(INSERT)
        .bind(incident)
        .bind(entry.kind.as_str())
        .bind(entry.body)
        .bind(entry.evidence_url)
        .bind(millis(entry.happened_at))
        .bind(millis(now))
        .bind(actor.person)
        .bind(actor.source())
        .bind(entry.pinned)
        .fetch_one(&mut **c)
        .await)?)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    kind: String,
    body: String,
    evidence_url: Option<String>,
    happened_at: i64,
    recorded_at: i64,
    name: Option<String>,
    source: String,
    pinned: bool,
    struck_at: Option<i64>,
    revisions: i64,
}

pub async fn all(tx: &mut Tx, incident: i64) -> Result<Vec<Entry>, DbError> {
    let rows: Vec<Row> = on!(tx, |c| sqlx::query_as(ALL).bind(incident).fetch_all(&mut **c).await)?;
    let entry = |row: Row| {
        Ok(Entry {
            id: row.id,
            kind: EntryKind::try_from(row.kind).stored()?,
            html: crate::markdown::to_html(&row.body),
            body: row.body,
            evidence_url: row.evidence_url,
            happened_at: instant(row.happened_at),
            recorded_at: instant(row.recorded_at),
            person: row.name,
            source: row.source,
            pinned: row.pinned,
            struck: row.struck_at.is_some(),
            revisions: row.revisions,
        })
    };
    rows.into_iter().map(entry).collect()
}

/// Kind, text, time and author of one entry.
pub async fn find(tx: &mut Tx, incident: i64, entry: i64) -> Result<Option<(String, String, i64, Option<i64>)>, DbError> {
    Ok(on!(tx, |c| sqlx::query_as(FIND).bind(incident).bind(entry).fetch_optional(&mut **c).await)?)
}

/// The latest entry of a kind that happened at a time: number and text.
pub async fn written_at(tx: &mut Tx, incident: i64, kind: &str, at: i64) -> Result<Option<(i64, String)>, DbError> {
    Ok(on!(tx, |c| sqlx::query_as(WRITTEN_AT).bind(incident).bind(kind).bind(at).fetch_optional(&mut **c).await)?)
}

/// Replaces text and time and keeps the earlier ones.
pub async fn correct(
    tx: &mut Tx,
    entry: i64,
    old: (&str, i64),
    new: (&str, i64),
    reason: &str,
    person: Option<i64>,
    now: i64,
) -> Result<(), DbError> {
    on!(&mut *tx, |c| sqlx::query(REVISE)
        .bind(entry)
        .bind(old.0)
        .bind(old.1)
        .bind(reason)
        .bind(person)
        .bind(now)
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(on!(tx, |c| sqlx::query(CORRECT).bind(entry).bind(new.0).bind(new.1).execute(&mut **c).await.map(drop))?)
}

pub async fn revisions(tx: &mut Tx, incident: i64, entry: i64) -> Result<Vec<Revision>, DbError> {
    let rows: Vec<(String, i64, String, Option<String>, i64)> =
        on!(tx, |c| sqlx::query_as(REVISIONS).bind(incident).bind(entry).fetch_all(&mut **c).await)?;
    let revision = |(old_body, old_at, reason, person, at): (String, i64, String, Option<String>, i64)| Revision {
        old_body,
        old_happened_at: instant(old_at),
        reason,
        person,
        at: instant(at),
    };
    Ok(rows.into_iter().map(revision).collect())
}

pub async fn pin(tx: &mut Tx, incident: i64, entry: i64, pinned: bool) -> Result<bool, DbError> {
    let done =
        on!(tx, |c| sqlx::query(PIN).bind(incident).bind(entry).bind(pinned).execute(&mut **c).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

pub async fn strike(tx: &mut Tx, incident: i64, entry: i64, at: Option<i64>) -> Result<bool, DbError> {
    let done =
        on!(tx, |c| sqlx::query(STRIKE).bind(incident).bind(entry).bind(at).execute(&mut **c).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
