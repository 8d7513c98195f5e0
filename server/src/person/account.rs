//! One's own account.

use app::edit::{Edit, Seen};
use app::error::{AppError, Problems};
use app::person::{self, Person, SignedIn};
use app::text;

use super::attempts::Attempts;
use super::store;
use crate::{Firebreak, secret};

pub async fn me(firebreak: &Firebreak, person: i64) -> Result<Person, AppError> {
    let mut tx = firebreak.db.read().await?;
    let row = store::find(&mut tx, person).await?.ok_or(AppError::NotFound)?;
    Ok(row.try_into()?)
}

pub async fn change(firebreak: &Firebreak, person: i64, name: &str, zone: &str, seen: &Seen) -> Result<(), AppError> {
    let mut problems = Problems::default();
    let name = problems.check("name", text::line("a name", name, 100)).unwrap_or_default();
    if zone.parse::<app::chrono_tz::Tz>().is_err() {
        problems.add("zone", "Choose a time zone from the list.");
    }
    problems.finish()?;
    let mut tx = firebreak.db.write().await?;
    let old = Person::try_from(store::find(&mut tx, person).await?.ok_or(AppError::NotFound)?)?;
    let mut edit = Edit::new(seen);
    let name = edit.text("name", &old.name, &name);
    let zone = edit.text("zone", &old.zone, zone);
    edit.finish()?;
    store::set_account(&mut tx, person, &name, &zone).await?;
    Ok(tx.commit().await?)
}

pub async fn change_password(firebreak: &Firebreak, person: i64, old: &str, new: &str) -> Result<SignedIn, AppError> {
    let mut tx = firebreak.db.read().await?;
    let row = store::find(&mut tx, person).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let attempts = Attempts::begin(firebreak, &[format!("change {person}")]).await?;
    if !secret::password_is(old.to_owned(), row.password_hash).await? {
        return Err(AppError::field("old", "The current password is wrong."));
    }
    attempts.forgive(firebreak).await?;
    person::new_password(new, &row.email).map_err(|message| AppError::field("new", message))?;
    let hash = secret::hash_password(new.to_owned()).await?;
    let mut tx = firebreak.db.write().await?;
    let epoch = store::set_password(&mut tx, person, &hash).await?;
    store::forget_devices(&mut tx, person).await?;
    tx.commit().await?;
    Ok(SignedIn { person, epoch })
}
