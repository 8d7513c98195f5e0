//! All SQL about channels and their outbox.

use app::channel::{Channel, ChannelKind, Message};

use crate::clock::instant;
use crate::db::{DbError, Stored, Tx};
use crate::incident::visible;
use crate::{statements, with_tx};

statements! {
    LIST = "select id, name, kind, place, active from channel order by name";
    ADD = "insert into channel (name, kind, place, url, secret, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7) on conflict (name) do nothing";
    SET_ACTIVE = "update channel set active = $2 where id = $1";
    PUT = "insert into outbox (channel, incident, body, created_at, created_by, next_at) values ($1, $2, $3, $4, $5, $4)";
    DUE = "select distinct o.channel from outbox o join channel c on c.id = o.channel where o.next_at <= $1 and c.active order by o.channel";
    // A replica that dies with a message in its hands leaves it to the others after a while.
    // What a channel is told of an incident arrives in order: the next waits until the one before arrived, or was given up.
    TAKE = "update outbox set next_at = $2, attempts = attempts + 1 where id = (select o.id from outbox o join channel c on c.id = o.channel \
            where o.channel = $3 and o.next_at <= $1 and c.active and not exists (select 1 from outbox b where b.incident = o.incident and b.id < o.id \
            and b.channel = o.channel and b.next_at is not null) order by o.next_at, o.id limit 1) and next_at <= $1 \
            returning id, channel, incident, body, created_at, attempts";
    SEALED = "select name, kind, url, secret from channel where id = $1";
    IS_PRIVATE = "select private from incident where number = $1";
    DELIVERED = "update outbox set next_at = null, delivered_at = $2, problem = '' where id = $1";
    FAILED = "update outbox set next_at = $2, problem = $3 where id = $1";
    RETRY = "update outbox set next_at = $2, attempts = 0 where id = $1 and delivered_at is null and next_at is null";
    LATEST = concat!("select o.id, c.name as channel, o.incident, o.created_at, p.name as person, o.next_at, o.attempts, o.delivered_at, o.problem from outbox o \
              join channel c on c.id = o.channel join incident i on i.number = o.incident left join person p on p.id = o.created_by \
              where ", visible!("$1"), " order by o.id desc limit 50");
    OF_INCIDENT = "select o.id, c.name as channel, o.incident, o.created_at, p.name as person, o.next_at, o.attempts, o.delivered_at, o.problem from outbox o \
                   join channel c on c.id = o.channel left join person p on p.id = o.created_by where o.incident = $1 order by o.id desc limit 50";
}

/// The place of a secret of a channel; its name never changes.
pub fn place_of(channel: &str, column: &str) -> String {
    format!("channel/{channel}/{column}")
}

pub async fn list(tx: &mut Tx) -> Result<Vec<Channel>, DbError> {
    let rows: Vec<(i64, String, String, String, bool)> = with_tx!(tx, |c| sqlx::query_as(LIST).fetch_all(&mut **c).await)?;
    let channel = |(id, name, kind, place, active): (i64, String, String, String, bool)| {
        Ok(Channel { id, name, kind: ChannelKind::try_from(kind).stored()?, place, active })
    };
    rows.into_iter().map(channel).collect()
}

/// `false` when there is one of this name.
pub async fn add(
    tx: &mut Tx,
    (name, kind, place): (&str, ChannelKind, &str),
    (url, secret): (&str, &str),
    person: Option<i64>,
    at: i64,
) -> Result<bool, DbError> {
    let added = with_tx!(tx, |c| sqlx::query(ADD)
        .bind(name)
        .bind(kind.as_str())
        .bind(place)
        .bind(url)
        .bind(secret)
        .bind(at)
        .bind(person)
        .execute(&mut **c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(added == 1)
}

pub async fn set_active(tx: &mut Tx, channel: i64, active: bool) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_ACTIVE).bind(channel).bind(active).execute(&mut **c).await.map(drop))?)
}

/// A message for a channel, to be delivered at once.
pub async fn put(tx: &mut Tx, channel: i64, incident: i64, body: &str, person: Option<i64>, at: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(PUT).bind(channel).bind(incident).bind(body).bind(at).bind(person).execute(&mut **c).await.map(drop))?)
}

/// A message in somebody's hands.
#[derive(Debug, sqlx::FromRow)]
pub struct Taken {
    pub id: i64,
    pub channel: i64,
    pub incident: i64,
    pub body: String,
    pub created_at: i64,
    /// This one counted.
    pub attempts: i64,
}

/// The channels that a message is due for; it may have to wait for an earlier one.
pub async fn due(tx: &mut Tx, now: i64) -> Result<Vec<i64>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(DUE).bind(now).fetch_all(&mut **c).await)?)
}

/// Takes the next message for a channel that is due; nobody else gets it before `until`.
pub async fn take(tx: &mut Tx, channel: i64, now: i64, until: i64) -> Result<Option<Taken>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(TAKE).bind(now).bind(until).bind(channel).fetch_optional(&mut **c).await)?)
}

/// A channel as it is kept: address and secret sealed.
#[derive(sqlx::FromRow)]
pub struct Sealed {
    pub name: String,
    pub kind: String,
    pub url: String,
    pub secret: String,
}

pub async fn sealed(tx: &mut Tx, channel: i64) -> Result<Option<Sealed>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(SEALED).bind(channel).fetch_optional(&mut **c).await)?)
}

/// Whether the incident is private by now.
pub async fn is_private(tx: &mut Tx, incident: i64) -> Result<bool, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(IS_PRIVATE).bind(incident).fetch_one(&mut **c).await)?)
}

pub async fn delivered(tx: &mut Tx, message: i64, at: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(DELIVERED).bind(message).bind(at).execute(&mut **c).await.map(drop))?)
}

/// Why it did not arrive, and when it is tried again, if it is.
pub async fn failed(tx: &mut Tx, message: i64, next_at: Option<i64>, problem: &str) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(FAILED).bind(message).bind(next_at).bind(problem).execute(&mut **c).await.map(drop))?)
}

/// `false` when it arrived or is on its way.
pub async fn retry(tx: &mut Tx, message: i64, at: i64) -> Result<bool, DbError> {
    let changed = with_tx!(tx, |c| sqlx::query(RETRY).bind(message).bind(at).execute(&mut **c).await.map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    channel: String,
    incident: i64,
    created_at: i64,
    person: Option<String>,
    next_at: Option<i64>,
    attempts: i64,
    delivered_at: Option<i64>,
    problem: String,
}

impl From<Row> for Message {
    fn from(row: Row) -> Self {
        let Row { id, channel, incident, created_at, person, next_at, attempts, delivered_at, problem } = row;
        let (next_at, delivered_at) = (next_at.map(instant), delivered_at.map(instant));
        Self { id, channel, incident, created_at: instant(created_at), person, next_at, attempts, delivered_at, problem }
    }
}

pub async fn latest(tx: &mut Tx, person: Option<i64>) -> Result<Vec<Message>, DbError> {
    let rows: Vec<Row> = with_tx!(tx, |c| sqlx::query_as(LATEST).bind(person).fetch_all(&mut **c).await)?;
    Ok(rows.into_iter().map(Message::from).collect())
}

pub async fn of_incident(tx: &mut Tx, incident: i64) -> Result<Vec<Message>, DbError> {
    let rows: Vec<Row> = with_tx!(tx, |c| sqlx::query_as(OF_INCIDENT).bind(incident).fetch_all(&mut **c).await)?;
    Ok(rows.into_iter().map(Message::from).collect())
}
