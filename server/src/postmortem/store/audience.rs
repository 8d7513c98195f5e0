//! The teams that a published postmortem was sent to.

use app::postmortem::Audience;

use crate::clock::instant;
use crate::db::{DbError, Tx};
use crate::{statements, with_tx};

statements! {
    SEND = "insert into postmortem_audience (postmortem, team, person, at) values ($1, $2, $3, $4) on conflict (postmortem, team) do nothing";
    SENT_TO = "select t.id, t.name, a.at, (select count(*) from team_member m where m.team = t.id) as members, \
               (select count(*) from team_member m join postmortem_reading r on r.person = m.person and r.postmortem = a.postmortem where m.team = t.id) as readers \
               from postmortem_audience a join team t on t.id = a.team where a.postmortem = $1 order by t.name";
}

/// The teams it was sent to.
pub async fn of(tx: &mut Tx, postmortem: i64) -> Result<Vec<Audience>, DbError> {
    let rows: Vec<(i64, String, i64, i64, i64)> = with_tx!(tx, |c| sqlx::query_as(SENT_TO).bind(postmortem).fetch_all(&mut **c).await)?;
    Ok(rows.into_iter().map(|(team, name, at, members, readers)| Audience { team, name, at: instant(at), members, readers }).collect())
}

pub async fn add(tx: &mut Tx, postmortem: i64, team: i64, person: Option<i64>, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SEND).bind(postmortem).bind(team).bind(person).bind(now).execute(&mut **c).await.map(drop))?)
}
