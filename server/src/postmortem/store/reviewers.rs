//! Who was asked to review a postmortem.

use app::postmortem::Reviewer;

use crate::clock::instant;
use crate::db::{DbError, Tx};
use crate::{statements, with_tx};

statements! {
    ASK = "insert into postmortem_reviewer (postmortem, person, asked_by, asked_at) values ($1, $2, $3, $4) on conflict (postmortem, person) do nothing";
    REVIEWERS = "select r.person, p.name, r.asked_at from postmortem_reviewer r join person p on p.id = r.person where r.postmortem = $1 order by r.asked_at, r.person";
    // Somebody who can sign in and may see the incident.
    MAY_READ = "select count(*) from person p join incident i on i.number = $2 where p.id = $1 and p.active \
                and (not i.private or exists (select 1 from incident_member m where m.incident = i.number and m.person = p.id))";
}

/// The reviewers of a postmortem, in the order they were asked.
pub async fn of(tx: &mut Tx, postmortem: i64) -> Result<Vec<Reviewer>, DbError> {
    let rows: Vec<(i64, String, i64)> = with_tx!(tx, |c| sqlx::query_as(REVIEWERS).bind(postmortem).fetch_all(&mut **c).await)?;
    Ok(rows.into_iter().map(|(person, name, at)| Reviewer { person, name, asked_at: instant(at) }).collect())
}

/// Whether this person can sign in and may see the incident.
pub async fn may_read(tx: &mut Tx, person: i64, incident: i64) -> Result<bool, DbError> {
    let count: i64 = with_tx!(tx, |c| sqlx::query_scalar(MAY_READ).bind(person).bind(incident).fetch_one(&mut **c).await)?;
    Ok(count > 0)
}

pub async fn add(tx: &mut Tx, postmortem: i64, person: i64, by: Option<i64>, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(ASK).bind(postmortem).bind(person).bind(by).bind(now).execute(&mut **c).await.map(drop))?)
}
