//! Errata of a published postmortem, and who read it.

use app::actor::Actor;
use app::postmortem::{Erratum, Readers};
use chrono::{DateTime, Utc};

use crate::clock::instant;
use crate::db::{DbError, Tx};
use crate::markdown::to_html;
use crate::{statements, with_tx};

statements! {
    ADD_ERRATUM = "insert into postmortem_erratum (postmortem, body, person, at) values ($1, $2, $3, $4)";
    ERRATA = "select e.body, p.name, e.at from postmortem_erratum e left join person p on p.id = e.person where e.postmortem = $1 order by e.id";
    MARK_READ = "insert into postmortem_reading (postmortem, person, useful, at) values ($1, $2, $3, $4) \
                 on conflict (postmortem, person) do update set useful = excluded.useful, at = excluded.at";
    READINGS = "select r.person, p.name, r.useful from postmortem_reading r join person p on p.id = r.person where r.postmortem = $1 order by r.at, r.person";
}

pub async fn add_erratum(tx: &mut Tx, postmortem: i64, body: &str, person: Option<i64>, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(ADD_ERRATUM).bind(postmortem).bind(body).bind(person).bind(now).execute(&mut **c).await.map(drop))?)
}

pub async fn mark_read(tx: &mut Tx, postmortem: i64, person: i64, useful: bool, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(MARK_READ).bind(postmortem).bind(person).bind(useful).bind(now).execute(&mut **c).await.map(drop))?)
}

/// What was corrected, the earliest first.
pub async fn errata(tx: &mut Tx, id: i64) -> Result<Vec<Erratum>, DbError> {
    let rows: Vec<(String, Option<String>, i64)> = with_tx!(tx, |c| sqlx::query_as(ERRATA).bind(id).fetch_all(&mut **c).await)?;
    let erratum = |(body, person, at): (String, Option<String>, i64)| {
        let at: DateTime<Utc> = instant(at);
        Erratum { html: to_html(&body), body, person, at }
    };
    Ok(rows.into_iter().map(erratum).collect())
}

/// Who read it, as this actor sees it.
pub async fn readers(tx: &mut Tx, id: i64, actor: &Actor) -> Result<Readers, DbError> {
    let rows: Vec<(i64, String, bool)> = with_tx!(tx, |c| sqlx::query_as(READINGS).bind(id).fetch_all(&mut **c).await)?;
    let mine = rows.iter().find(|(person, ..)| Some(*person) == actor.person).map(|(.., useful)| *useful);
    Ok(Readers { mine, people: rows.into_iter().map(|(_, name, useful)| (name, useful)).collect() })
}
