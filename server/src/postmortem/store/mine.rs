//! Postmortems that wait for one person: reviews, what was sent to their teams, and old ones of theirs.

use super::library::Row;
use crate::db::{DbError, Tx};
use crate::incident::visible;
use crate::{statements, with_tx};

statements! {
    REVIEWS = concat!("select i.number, i.title, i.peak_severity, i.private, i.drill, p.state, i.resolved_at, p.updated_at, p.published_at, '' as excerpt \
               from postmortem_reviewer r join postmortem p on p.id = r.postmortem join incident i on i.number = p.incident \
               where r.person = $1 and p.state = 'in_review' and ", visible!("$1"), " order by r.asked_at limit 50");
    // Sent to one of their teams, and not read: what is older has been overlooked on purpose.
    READING = concat!("select i.number, i.title, i.peak_severity, i.private, i.drill, p.state, i.resolved_at, p.updated_at, p.published_at, '' as excerpt \
               from postmortem p join incident i on i.number = p.incident where p.state = 'published' \
               and exists (select 1 from postmortem_audience a join team_member m on m.team = a.team where a.postmortem = p.id and m.person = $1 and a.at > $2) \
               and not exists (select 1 from postmortem_reading r where r.postmortem = p.id and r.person = $1) and ", visible!("$1"), " order by p.published_at desc limit 20");
    OLD = concat!("select i.number, i.title, i.peak_severity, i.private, i.drill, p.state, i.resolved_at, p.updated_at, p.published_at, '' as excerpt, \
           (select count(*) from action_item u where u.incident = i.number and not u.idea and u.state not in ('verified', 'accepted_risk')) as unproved \
           from postmortem p join incident i on i.number = p.incident where p.state = 'published' and p.published_at < $2 and not i.drill \
           and (exists (select 1 from postmortem_version v where v.postmortem = p.id and v.person = $1) \
           or exists (select 1 from action_item a where a.incident = i.number and a.owner = $1)) and ", visible!("$1"), " order by p.published_at desc limit 300");
}

/// A postmortem, and how many of its action items are neither verified nor accepted as a risk.
#[derive(sqlx::FromRow)]
pub struct OldRow {
    #[sqlx(flatten)]
    pub row: Row,
    pub unproved: i64,
}

pub async fn reviews(tx: &mut Tx, person: Option<i64>) -> Result<Vec<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(REVIEWS).bind(person).fetch_all(&mut **c).await)?)
}

/// Sent to a team of theirs after a time, and not read.
pub async fn reading(tx: &mut Tx, person: Option<i64>, sent_after: i64) -> Result<Vec<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(READING).bind(person).bind(sent_after).fetch_all(&mut **c).await)?)
}

/// Published before a time, and written by them or with action items of theirs.
pub async fn published_before(tx: &mut Tx, person: Option<i64>, before: i64) -> Result<Vec<OldRow>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(OLD).bind(person).bind(before).fetch_all(&mut **c).await)?)
}
