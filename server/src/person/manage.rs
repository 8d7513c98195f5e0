//! What admins do with people and teams.

use app::edit::{Edit, Seen};
use app::error::{AppError, Problems};
use app::part::{MOST, Part};
use app::person::{Person, Role, Team};
use app::text;

use super::store;
use crate::db::{DbError, Tx};
use crate::{Firebreak, clock, search};

pub async fn people(firebreak: &Firebreak) -> Result<Vec<Person>, DbError> {
    let mut tx = firebreak.db.read().await?;
    store::all(&mut tx).await?.into_iter().map(Person::try_from).collect()
}

/// Whether one of `texts` holds the words, whatever their case and accents.
fn holds<'a>(folded: &str, texts: impl IntoIterator<Item = &'a str>) -> bool {
    folded.is_empty() || texts.into_iter().any(|text| search::fold(text).contains(folded))
}

pub async fn find_people(firebreak: &Firebreak, words: &str, page: usize) -> Result<Part<Person>, DbError> {
    let folded = search::fold(words.trim());
    let mut people = self::people(firebreak).await?;
    people.retain(|person| holds(&folded, [person.name.as_str(), &person.email]));
    Ok(Part::numbered(people, page, MOST))
}

pub async fn find_teams(firebreak: &Firebreak, words: &str, page: usize) -> Result<Part<Team>, DbError> {
    let folded = search::fold(words.trim());
    let mut teams = self::teams(firebreak).await?;
    teams.retain(|team| {
        let members = team.members.iter().map(|(_, name)| name.as_str());
        holds(&folded, [team.name.as_str(), &team.about].into_iter().chain(members))
    });
    Ok(Part::numbered(teams, page, MOST))
}

pub async fn keep_an_admin(tx: &mut Tx, person: i64) -> Result<(), AppError> {
    if store::count_other_admins(tx, person).await? == 0 {
        return Err(AppError::conflict("This is the last admin. Make somebody else an admin first."));
    }
    Ok(())
}

pub async fn change_role(firebreak: &Firebreak, person: i64, role: Role, seen: &Seen) -> Result<(), AppError> {
    let mut tx = firebreak.db.write().await?;
    let old = Person::try_from(store::find(&mut tx, person).await?.ok_or(AppError::NotFound)?)?;
    let mut edit = Edit::new(seen);
    let role = edit.field("role", old.role, role, |role| role.as_str().to_owned());
    edit.finish()?;
    if role != Role::Admin {
        keep_an_admin(&mut tx, person).await?;
    }
    store::set_role(&mut tx, person, role).await?;
    Ok(tx.commit().await?)
}

pub async fn reactivate(firebreak: &Firebreak, person: i64) -> Result<(), AppError> {
    let mut tx = firebreak.db.write().await?;
    store::find(&mut tx, person).await?.ok_or(AppError::NotFound)?;
    store::set_active(&mut tx, person, true).await?;
    Ok(tx.commit().await?)
}

pub async fn teams(firebreak: &Firebreak) -> Result<Vec<Team>, DbError> {
    let mut tx = firebreak.db.read().await?;
    let members = store::members(&mut tx).await?;
    let teams = store::teams(&mut tx).await?.into_iter().map(|(id, name, about)| {
        let members = members.iter().filter(|(team, _, _)| *team == id).map(|(_, person, name)| (*person, name.clone())).collect();
        Team { id, name, about, members }
    });
    Ok(teams.collect())
}

pub async fn add_team(firebreak: &Firebreak, name: &str, about: &str) -> Result<i64, AppError> {
    let mut problems = Problems::default();
    let name = problems.check("name", text::line("a name", name, 100)).unwrap_or_default();
    let about = problems.check("about", text::prose("the description", about, 500)).unwrap_or_default();
    problems.finish()?;
    let mut tx = firebreak.db.write().await?;
    let id = match store::insert_team(&mut tx, &name, &about, clock::millis(firebreak.clock.now())).await {
        Err(error) if error.is_taken() => return Err(AppError::field("name", "A team with this name already exists.")),
        inserted => inserted?,
    };
    tx.commit().await?;
    Ok(id)
}

pub async fn set_member(firebreak: &Firebreak, team: i64, person: i64, member: bool) -> Result<(), AppError> {
    let mut tx = firebreak.db.write().await?;
    let known = store::teams(&mut tx).await?.iter().any(|(id, _, _)| *id == team);
    if !known || store::find(&mut tx, person).await?.is_none() {
        return Err(AppError::NotFound);
    }
    store::set_member(&mut tx, team, person, member).await?;
    Ok(tx.commit().await?)
}
