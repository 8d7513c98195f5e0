//! Who was asked to read a postmortem before it is published.

use app::actor::Actor;
use app::error::AppError;
use app::postmortem::{Reviewer, State};

use super::show;
use crate::clock::{instant, millis};
use crate::db::{DbError, Tx};
use crate::incident::load_to_change;
use crate::{Firebreak, statements, with_tx};

statements! {
    ASK = "insert into postmortem_reviewer (postmortem, person, asked_by, asked_at) values ($1, $2, $3, $4) on conflict (postmortem, person) do nothing";
    REVIEWERS = "select r.person, p.name, r.asked_at from postmortem_reviewer r join person p on p.id = r.person where r.postmortem = $1 order by r.asked_at, r.person";
    // Somebody who can sign in and may see the incident.
    MAY_READ = "select count(*) from person p join incident i on i.number = $2 where p.id = $1 and p.active \
                and (not i.private or exists (select 1 from incident_member m where m.incident = i.number and m.person = p.id))";
}

pub async fn of(tx: &mut Tx, postmortem: i64) -> Result<Vec<Reviewer>, DbError> {
    let rows: Vec<(i64, String, i64)> = with_tx!(tx, |c| sqlx::query_as(REVIEWERS).bind(postmortem).fetch_all(&mut **c).await)?;
    Ok(rows.into_iter().map(|(person, name, at)| Reviewer { person, name, asked_at: instant(at) }).collect())
}

pub async fn ask(firebreak: &Firebreak, actor: &Actor, number: i64, person: i64) -> Result<(), AppError> {
    let now = millis(firebreak.clock.now());
    let mut tx = firebreak.db.write().await?;
    load_to_change(&mut tx, actor, number).await?;
    let row = show::find(&mut tx, number).await?;
    if row.state()? == State::Published {
        return Err(AppError::conflict("The postmortem is already published."));
    }
    let may_read: i64 =
        with_tx!(&mut tx, |c| sqlx::query_scalar(MAY_READ).bind(person).bind(number).fetch_one(&mut **c).await).map_err(DbError::from)?;
    if may_read == 0 {
        return Err(AppError::field("person", "Choose a person who can sign in and can see this incident."));
    }
    if super::store::is_author(&mut tx, row.id, Some(person)).await? {
        return Err(AppError::field("person", "This person wrote some of the text. Choose somebody else."));
    }
    with_tx!(&mut tx, |c| sqlx::query(ASK).bind(row.id).bind(person).bind(actor.person).bind(now).execute(&mut **c).await.map(drop))
        .map_err(DbError::from)?;
    Ok(tx.commit().await?)
}
