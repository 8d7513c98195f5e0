//! All SQL about status updates.

use app::update::{Audience, Update};

use crate::clock::instant;
use crate::db::{DbError, Stored, Tx};
use crate::{statements, with_tx};

statements! {
    INSERT = "insert into status_update (incident, audience, body, at, person) values ($1, $2, $3, $4, $5) returning id";
    ALL = "select u.id, u.audience, u.body, u.at, p.name from status_update u left join person p on p.id = u.person \
           where u.incident = $1 and (u.at < $2 or (u.at = $2 and u.id < $3)) order by u.at desc, u.id desc limit $4";
    COUNT = "select count(*) from status_update where incident = $1";
    PLACE = "select at, id from status_update where incident = $1 and id = $2";
}

pub async fn insert(tx: &mut Tx, number: i64, audience: Audience, body: &str, now: i64, person: Option<i64>) -> Result<i64, DbError> {
    let query = with_tx!(tx, |c| sqlx::query_scalar(INSERT)
        .bind(number)
        .bind(audience.as_str())
        .bind(body)
        .bind(now)
        .bind(person)
        .fetch_one(&mut **c)
        .await);
    Ok(query?)
}

/// Those of an incident that were written before a place, the latest first.
pub async fn of_incident(tx: &mut Tx, number: i64, before: (i64, i64), most: usize) -> Result<Vec<Update>, DbError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    type Row = (i64, String, String, i64, Option<String>);
    let rows: Vec<Row> =
        with_tx!(tx, |c| sqlx::query_as(ALL).bind(number).bind(before.0).bind(before.1).bind(most).fetch_all(&mut **c).await)?;
    let update = |(id, audience, body, at, person): Row| {
        let html = crate::markdown::to_html(&body);
        Ok(Update { id, audience: Audience::try_from(audience).stored()?, body, html, at: instant(at), person })
    };
    rows.into_iter().map(update).collect()
}

pub async fn count(tx: &mut Tx, number: i64) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(COUNT).bind(number).fetch_one(&mut **c).await)?)
}

/// Where an update stands among those of its incident.
pub async fn place(tx: &mut Tx, number: i64, update: i64) -> Result<Option<(i64, i64)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(PLACE).bind(number).bind(update).fetch_optional(&mut **c).await)?)
}
