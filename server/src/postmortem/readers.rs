//! After publication: errata, and who read it.

use app::actor::Actor;
use app::error::AppError;
use app::incident::EntryKind;
use app::postmortem::{Erratum, Readers, State};
use app::text;
use chrono::{DateTime, Utc};

use super::{show, store};
use crate::clock::{instant, millis};
use crate::db::{DbError, Tx};
use crate::incident::{self, load, load_to_change};
use crate::markdown::to_html;
use crate::{Firebreak, statements, with_tx};

statements! {
    ADD_ERRATUM = "insert into postmortem_erratum (postmortem, body, person, at) values ($1, $2, $3, $4)";
    ERRATA = "select e.body, p.name, e.at from postmortem_erratum e left join person p on p.id = e.person where e.postmortem = $1 order by e.id";
    MARK_READ = "insert into postmortem_reading (postmortem, person, useful, at) values ($1, $2, $3, $4) \
                 on conflict (postmortem, person) do update set useful = excluded.useful, at = excluded.at";
    READINGS = "select r.person, p.name, r.useful from postmortem_reading r join person p on p.id = r.person where r.postmortem = $1 order by r.at, r.person";
}

/// The longest erratum, in characters: it has to fit on the first page with everything else.
const LONGEST: usize = 1_000;

async fn published(tx: &mut Tx, number: i64) -> Result<store::Row, AppError> {
    let row = show::find(tx, number).await?;
    if row.state()? != State::Published {
        return Err(AppError::conflict("The postmortem is not published yet, so its text can still be changed."));
    }
    Ok(row)
}

pub async fn add_erratum(firebreak: &Firebreak, actor: &Actor, number: i64, body: &str) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    load_to_change(&mut tx, actor, number).await?;
    let row = published(&mut tx, number).await?;
    let body = text::prose("the erratum", body.trim(), LONGEST).and_then(|body| match body.is_empty() {
        true => Err("Enter the erratum.".to_owned()),
        false => Ok(body),
    });
    let body = body.map_err(|message| AppError::field("body", message))?;
    with_tx!(&mut tx, |c| sqlx::query(ADD_ERRATUM)
        .bind(row.id)
        .bind(&body)
        .bind(actor.person)
        .bind(millis(now))
        .execute(&mut **c)
        .await
        .map(drop))
    .map_err(DbError::from)?;
    incident::record(&mut tx, actor, number, EntryKind::Postmortem, &format!("Postmortem corrected: {body}"), now).await?;
    Ok(tx.commit().await?)
}

pub async fn mark_read(firebreak: &Firebreak, actor: &Actor, number: i64, useful: bool) -> Result<(), AppError> {
    let now = millis(firebreak.clock.now());
    let mut tx = firebreak.db.write().await?;
    load(&mut tx, actor, number).await?;
    let row = published(&mut tx, number).await?;
    let person = actor.person.ok_or(AppError::SignIn)?;
    with_tx!(&mut tx, |c| sqlx::query(MARK_READ).bind(row.id).bind(person).bind(useful).bind(now).execute(&mut **c).await.map(drop))
        .map_err(DbError::from)?;
    Ok(tx.commit().await?)
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
