//! The set-up link of the first run, and invitations. Links are random, hashed, and work once.

use app::error::{AppError, Problems};
use app::person::{self, Role, SignedIn};
use app::text;
use chrono::TimeDelta;

use super::store;
use crate::db::{DbError, Tx};
use crate::{Firebreak, clock, secret};

const SETUP_LASTS: TimeDelta = TimeDelta::minutes(15);
const INVITATION_LASTS: TimeDelta = TimeDelta::days(3);

impl Firebreak {
    /// Whether nobody has an account yet.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn is_empty(&self) -> Result<bool, DbError> {
        let mut tx = self.db.read().await?;
        Ok(store::count_people(&mut tx).await? == 0)
    }

    /// When nobody has an account yet: a new set-up secret. Those of other replicas work as well, until one of them is used.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn open_setup(&self) -> Result<Option<String>, DbError> {
        let mut tx = self.db.write().await?;
        if store::count_people(&mut tx).await? > 0 {
            return Ok(None);
        }
        let secret = secret::random();
        let now = self.clock.now();
        store::put_setup(&mut tx, &secret::hash(&secret), clock::millis(now), clock::millis(now + SETUP_LASTS)).await?;
        tx.commit().await?;
        Ok(Some(secret))
    }

    /// Adds a person without a password and gives the secret of their invitation link. Authorised by whoever calls it.
    ///
    /// # Errors
    /// [`AppError::Invalid`] on `name` or `email`.
    pub async fn invite(&self, name: &str, email: &str, role: Role) -> Result<String, AppError> {
        let (name, email) = name_and_email(name, email)?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let person = match store::insert(&mut tx, &name, &email, None, role, clock::millis(now)).await {
            Err(error) if error.is_taken() => return Err(AppError::field("email", "This e-mail address already has an account.")),
            inserted => inserted?,
        };
        let secret = put(&mut tx, self, person).await?;
        tx.commit().await?;
        Ok(secret)
    }
}

async fn put(tx: &mut Tx, firebreak: &Firebreak, person: i64) -> Result<String, DbError> {
    let secret = secret::random();
    store::put_invitation(tx, &secret::hash(&secret), person, clock::millis(firebreak.clock.now() + INVITATION_LASTS)).await?;
    Ok(secret)
}

fn name_and_email(name: &str, email: &str) -> Result<(String, String), AppError> {
    let mut problems = Problems::default();
    let name = problems.check("name", text::line("a name", name, 100));
    let email = problems.check("email", person::email(email));
    problems.finish()?;
    Ok((name.unwrap_or_default(), email.unwrap_or_default()))
}

pub async fn setup_is_open(firebreak: &Firebreak, secret: &str) -> Result<bool, DbError> {
    let now = clock::millis(firebreak.clock.now());
    let mut tx = firebreak.db.read().await?;
    store::setup_exists(&mut tx, &secret::hash(secret), now).await
}

pub async fn set_up(firebreak: &Firebreak, secret: &str, name: &str, email: &str, password: &str) -> Result<SignedIn, AppError> {
    let (name, email) = name_and_email(name, email)?;
    person::new_password(password, &email).map_err(|message| AppError::field("password", message))?;
    if !setup_is_open(firebreak, secret).await? {
        return Err(AppError::NotFound);
    }
    let hash = secret::hash_password(password.to_owned()).await?;
    let now = clock::millis(firebreak.clock.now());
    let mut tx = firebreak.db.write().await?;
    // Asked again inside the transaction: two browsers may have opened the link.
    if !store::setup_exists(&mut tx, &secret::hash(secret), now).await? || store::count_people(&mut tx).await? > 0 {
        return Err(AppError::NotFound);
    }
    let person = store::insert(&mut tx, &name, &email, Some(&hash), Role::Admin, now).await?;
    store::clear_setup(&mut tx).await?;
    tx.commit().await?;
    Ok(SignedIn { person, epoch: 1 })
}

pub async fn again(firebreak: &Firebreak, person: i64) -> Result<String, AppError> {
    let mut tx = firebreak.db.write().await?;
    let row = store::find(&mut tx, person).await?.ok_or(AppError::NotFound)?;
    if !row.active {
        return Err(AppError::conflict("This account is deactivated. Reactivate it first."));
    }
    let secret = put(&mut tx, firebreak, person).await?;
    tx.commit().await?;
    Ok(secret)
}

async fn invited(tx: &mut Tx, firebreak: &Firebreak, secret: &str) -> Result<store::Row, AppError> {
    let now = clock::millis(firebreak.clock.now());
    let person = store::find_invitation(tx, &secret::hash(secret), now).await?.ok_or(AppError::NotFound)?;
    store::find(tx, person).await?.filter(|row| row.active).ok_or(AppError::NotFound)
}

pub async fn invitation(firebreak: &Firebreak, secret: &str) -> Result<(String, String), AppError> {
    let mut tx = firebreak.db.read().await?;
    let row = invited(&mut tx, firebreak, secret).await?;
    Ok((row.name, row.email))
}

pub async fn accept(firebreak: &Firebreak, secret: &str, password: &str) -> Result<SignedIn, AppError> {
    let (_, email) = invitation(firebreak, secret).await?;
    person::new_password(password, &email).map_err(|message| AppError::field("password", message))?;
    let hash = secret::hash_password(password.to_owned()).await?;
    let mut tx = firebreak.db.write().await?;
    let row = invited(&mut tx, firebreak, secret).await?;
    let epoch = store::set_password(&mut tx, row.id, &hash).await?;
    store::clear_invitations(&mut tx, row.id).await?;
    tx.commit().await?;
    Ok(SignedIn { person: row.id, epoch })
}
