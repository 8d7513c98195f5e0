//! All SQL about idempotency keys, except the one that [`crate::db::idempotency`] puts into the effect's own transaction.

use crate::db::idempotency::Claim;
use crate::db::{DbError, Tx};
use crate::{statements, with_tx};

statements! {
    CLAIM = "insert into idempotency (token, key, fingerprint, claim, created_at) values ($1, $2, $3, $4, $5) \
             on conflict (token, key) do update set fingerprint = excluded.fingerprint, claim = excluded.claim, \
             created_at = excluded.created_at, done_at = null, status = null, body = null, location = null \
             where idempotency.created_at <= $6 or (idempotency.fingerprint = excluded.fingerprint and idempotency.status is null \
             and idempotency.done_at is null and idempotency.created_at <= $7) returning claim";
    FIND = "select fingerprint, done_at, status, body, location from idempotency where token = $1 and key = $2";
    ANSWER = "update idempotency set status = $4, body = $5, location = $6 where token = $1 and key = $2 and claim = $3";
    RELEASE = "delete from idempotency where token = $1 and key = $2 and claim = $3 and done_at is null";
    FORGET = "delete from idempotency where created_at <= $1";
}

/// What is known about a key.
#[derive(Debug, sqlx::FromRow)]
pub struct Known {
    pub fingerprint: String,
    pub done_at: Option<i64>,
    pub status: Option<i64>,
    pub body: Option<String>,
    pub location: Option<String>,
}

/// Claims a key that nobody has, that has expired, or whose holder was lost before it did anything.
pub async fn claim(tx: &mut Tx, claim: &Claim, fingerprint: &str, expired: i64, lost: i64) -> Result<bool, DbError> {
    let claimed: Option<String> = with_tx!(tx, |c| sqlx::query_scalar(CLAIM)
        .bind(claim.token)
        .bind(&claim.key)
        .bind(fingerprint)
        .bind(&claim.claim)
        .bind(claim.at)
        .bind(expired)
        .bind(lost)
        .fetch_optional(&mut **c)
        .await)?;
    Ok(claimed.is_some())
}

pub async fn find(tx: &mut Tx, token: i64, key: &str) -> Result<Option<Known>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(FIND).bind(token).bind(key).fetch_optional(&mut **c).await)?)
}

pub async fn answer(tx: &mut Tx, held: &(i64, String, String), status: i64, body: &str, location: Option<&str>) -> Result<(), DbError> {
    let (token, key, claim) = held;
    Ok(with_tx!(tx, |c| sqlx::query(ANSWER)
        .bind(token)
        .bind(key)
        .bind(claim)
        .bind(status)
        .bind(body)
        .bind(location)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

/// Lets go of a key under which nothing was done.
pub async fn release(tx: &mut Tx, held: &(i64, String, String)) -> Result<(), DbError> {
    let (token, key, claim) = held;
    Ok(with_tx!(tx, |c| sqlx::query(RELEASE).bind(token).bind(key).bind(claim).execute(&mut **c).await.map(drop))?)
}

/// Deletes what nobody will ask for any more.
pub async fn forget(tx: &mut Tx, expired: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(FORGET).bind(expired).execute(&mut **c).await.map(drop))?)
}
