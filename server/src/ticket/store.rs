//! All SQL about tickets.

use app::ticket::{Horizon, NewTicket, State, Ticket};

use crate::clock::instant;
use crate::db::{DbError, Stored, Tx};
use crate::incident::visible;
use crate::{statements, with_tx};

/// Every column of a ticket.
macro_rules! select {
    ($rest:expr) => {
        concat!("select t.id, t.incident, t.external_key, t.title, t.url, t.state, t.horizon, t.created_at, t.updated_at, t.done_at from ticket t ", $rest)
    };
}

statements! {
    INSERT = "insert into ticket (incident, external_key, title, url, state, horizon, created_at, updated_at) \
              values ($1, $2, $3, $4, 'open', $5, $6, $6) returning id";
    FIND = select!(concat!("join incident i on i.number = t.incident where t.id = $1 and ", visible!("$2")));
    OF_INCIDENT = select!("where t.incident = $1 order by t.id");
    OF_ACTION = select!("join action_ticket x on x.ticket = t.id where x.action_item = $1 order by t.id");
    TAKEN = "select cast(count(*) as bigint) from ticket where incident = $1 and lower(external_key) = lower($2) and id <> $3";
    SET_STATE = "update ticket set state = $2, done_at = $3, updated_at = $4 where id = $1";
    DESCRIBE = "update ticket set external_key = $2, title = $3, url = $4, horizon = $5, updated_at = $6 where id = $1";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    incident: i64,
    external_key: String,
    title: String,
    url: Option<String>,
    state: String,
    horizon: String,
    created_at: i64,
    updated_at: i64,
    done_at: Option<i64>,
}

impl TryFrom<Row> for Ticket {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id,
            incident: row.incident,
            external_key: row.external_key,
            title: row.title,
            url: row.url,
            state: State::try_from(row.state).stored()?,
            horizon: Horizon::try_from(row.horizon).stored()?,
            created_at: instant(row.created_at),
            updated_at: instant(row.updated_at),
            done_at: row.done_at.map(instant),
        })
    }
}

pub async fn insert(tx: &mut Tx, incident: i64, new: &NewTicket, now: i64) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(INSERT)
        .bind(incident)
        .bind(new.external_key())
        .bind(new.title())
        .bind(new.url())
        .bind(new.horizon().as_str())
        .bind(now)
        .fetch_one(&mut **c)
        .await)?)
}

/// A ticket that `reader` may see.
pub async fn find(tx: &mut Tx, ticket: i64, reader: Option<i64>) -> Result<Option<Ticket>, DbError> {
    let row: Option<Row> = with_tx!(tx, |c| sqlx::query_as(FIND).bind(ticket).bind(reader).fetch_optional(&mut **c).await)?;
    row.map(Ticket::try_from).transpose()
}

pub async fn of_incident(tx: &mut Tx, incident: i64) -> Result<Vec<Ticket>, DbError> {
    let rows: Vec<Row> = with_tx!(tx, |c| sqlx::query_as(OF_INCIDENT).bind(incident).fetch_all(&mut **c).await)?;
    rows.into_iter().map(Ticket::try_from).collect()
}

/// The tickets linked to an action item.
pub async fn of_action(tx: &mut Tx, action: i64) -> Result<Vec<Ticket>, DbError> {
    let rows: Vec<Row> = with_tx!(tx, |c| sqlx::query_as(OF_ACTION).bind(action).fetch_all(&mut **c).await)?;
    rows.into_iter().map(Ticket::try_from).collect()
}

/// Whether another ticket of the incident has this key.
pub async fn taken(tx: &mut Tx, incident: i64, key: &str, besides: i64) -> Result<bool, DbError> {
    let count: i64 = with_tx!(tx, |c| sqlx::query_scalar(TAKEN).bind(incident).bind(key).bind(besides).fetch_one(&mut **c).await)?;
    Ok(count > 0)
}

pub async fn set_state(tx: &mut Tx, ticket: i64, state: State, done_at: Option<i64>, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_STATE)
        .bind(ticket)
        .bind(state.as_str())
        .bind(done_at)
        .bind(now)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

pub async fn describe(tx: &mut Tx, ticket: i64, new: &NewTicket, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(DESCRIBE)
        .bind(ticket)
        .bind(new.external_key())
        .bind(new.title())
        .bind(new.url())
        .bind(new.horizon().as_str())
        .bind(now)
        .execute(&mut **c)
        .await
        .map(drop))?)
}
