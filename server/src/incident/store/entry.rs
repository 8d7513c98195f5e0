//! SQL of the timeline, and the one function through which every noun writes to it.

use app::actor::Actor;
use app::incident::{Entry, EntryKind, Revision};
use chrono::{DateTime, Utc};

use crate::clock::{instant, millis};
use crate::db::{DbError, Stored, Tx};
use crate::{statements, with_tx};

/// Entries of the incident `$1`.
macro_rules! entries {
    ($which:literal) => {
        concat!(
            "select e.id, e.kind, e.body, e.evidence_url, e.happened_at, e.recorded_at, p.name, e.source, e.pinned, e.struck_at, e.revisions \
             from timeline_entry e left join person p on p.id = e.person where e.incident = $1 and ",
            $which
        )
    };
}

statements! {
    INSERT = "insert into timeline_entry (incident, kind, body, evidence_url, happened_at, recorded_at, person, source, pinned) \
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id";
    ONE = entries!("e.id = $2");
    AFTER = entries!("(e.happened_at > $2 or (e.happened_at = $2 and e.id > $3)) order by e.happened_at, e.id limit $4");
    BEFORE = entries!("(e.happened_at < $2 or (e.happened_at = $2 and e.id < $3)) order by e.happened_at desc, e.id desc limit $4");
    PINNED = entries!("e.pinned and (e.happened_at < $2 or (e.happened_at = $2 and e.id < $3)) order by e.happened_at, e.id limit $4");
    COUNT = "select count(*) from timeline_entry where incident = $1";
    COUNT_PINNED = "select count(*) from timeline_entry \
                    where incident = $1 and pinned and (happened_at < $2 or (happened_at = $2 and id < $3))";
    PLACE = "select happened_at, id from timeline_entry where incident = $1 and id = $2";
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
    Ok(with_tx!(tx, |c| sqlx::query_scalar(INSERT)
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

impl TryFrom<Row> for Entry {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        Ok(Self {
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
    }
}

/// Where an entry stands: when it happened, and its number.
pub type Place = (i64, i64);
/// Before all entries.
pub const START: Place = (i64::MIN, i64::MIN);
/// After all entries.
pub const END: Place = (i64::MAX, i64::MAX);

pub async fn one(tx: &mut Tx, incident: i64, entry: i64) -> Result<Option<Entry>, DbError> {
    let row: Option<Row> = with_tx!(tx, |c| sqlx::query_as(ONE).bind(incident).bind(entry).fetch_optional(&mut **c).await)?;
    row.map(Entry::try_from).transpose()
}

async fn several(tx: &mut Tx, sql: &'static str, incident: i64, place: Place, most: usize) -> Result<Vec<Entry>, DbError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows: Vec<Row> =
        with_tx!(tx, |c| sqlx::query_as(sql).bind(incident).bind(place.0).bind(place.1).bind(most).fetch_all(&mut **c).await)?;
    rows.into_iter().map(Entry::try_from).collect()
}

/// The next entries after a place, oldest first.
pub async fn after(tx: &mut Tx, incident: i64, place: Place, most: usize) -> Result<Vec<Entry>, DbError> {
    several(tx, AFTER, incident, place, most).await
}

/// The last entries before a place, latest first.
pub async fn before(tx: &mut Tx, incident: i64, place: Place, most: usize) -> Result<Vec<Entry>, DbError> {
    several(tx, BEFORE, incident, place, most).await
}

/// The first key moments before a place, oldest first.
pub async fn pinned(tx: &mut Tx, incident: i64, place: Place, most: usize) -> Result<Vec<Entry>, DbError> {
    several(tx, PINNED, incident, place, most).await
}

pub async fn count(tx: &mut Tx, incident: i64) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(COUNT).bind(incident).fetch_one(&mut **c).await)?)
}

pub async fn count_pinned(tx: &mut Tx, incident: i64, before: Place) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(COUNT_PINNED).bind(incident).bind(before.0).bind(before.1).fetch_one(&mut **c).await)?)
}

pub async fn place(tx: &mut Tx, incident: i64, entry: i64) -> Result<Option<Place>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(PLACE).bind(incident).bind(entry).fetch_optional(&mut **c).await)?)
}

/// Kind, text, time and author of one entry.
pub async fn find(tx: &mut Tx, incident: i64, entry: i64) -> Result<Option<(String, String, i64, Option<i64>)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(FIND).bind(incident).bind(entry).fetch_optional(&mut **c).await)?)
}

/// The latest entry of a kind that happened at a time: number and text.
pub async fn written_at(tx: &mut Tx, incident: i64, kind: &str, at: i64) -> Result<Option<(i64, String)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(WRITTEN_AT).bind(incident).bind(kind).bind(at).fetch_optional(&mut **c).await)?)
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
    with_tx!(&mut *tx, |c| sqlx::query(REVISE)
        .bind(entry)
        .bind(old.0)
        .bind(old.1)
        .bind(reason)
        .bind(person)
        .bind(now)
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(with_tx!(tx, |c| sqlx::query(CORRECT).bind(entry).bind(new.0).bind(new.1).execute(&mut **c).await.map(drop))?)
}

pub async fn revisions(tx: &mut Tx, incident: i64, entry: i64) -> Result<Vec<Revision>, DbError> {
    let rows: Vec<(String, i64, String, Option<String>, i64)> =
        with_tx!(tx, |c| sqlx::query_as(REVISIONS).bind(incident).bind(entry).fetch_all(&mut **c).await)?;
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
    let done = with_tx!(tx, |c| sqlx::query(PIN)
        .bind(incident)
        .bind(entry)
        .bind(pinned)
        .execute(&mut **c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

pub async fn strike(tx: &mut Tx, incident: i64, entry: i64, at: Option<i64>) -> Result<bool, DbError> {
    let done =
        with_tx!(tx, |c| sqlx::query(STRIKE).bind(incident).bind(entry).bind(at).execute(&mut **c).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
