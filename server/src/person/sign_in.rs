//! Signing in: at most ten guesses a minute for an account and for an address, counted in the database for all replicas.

use app::actor::{Actor, Via};
use app::error::AppError;
use app::person::{Role, SignedIn};

use super::store;
use crate::db::{DbError, Stored};
use crate::{Firebreak, clock, secret};

const GUESSES_A_MINUTE: i64 = 10;

pub async fn sign_in(firebreak: &Firebreak, email: &str, password: &str, address: &str) -> Result<SignedIn, AppError> {
    let email = email.trim().to_lowercase();
    count_attempt(firebreak, &email, address).await?;
    let mut tx = firebreak.db.read().await?;
    let row = store::find_by_email(&mut tx, &email).await?.filter(|row| row.active);
    drop(tx);
    let hash = row.as_ref().and_then(|row| row.password_hash.clone());
    let right = password.len() <= 1_000 && secret::password_is(password.to_owned(), hash).await;
    match row {
        Some(row) if right => Ok(SignedIn { person: row.id, epoch: row.epoch }),
        _ => Err(AppError::field("password", "The e-mail address or the password is not right.")),
    }
}

async fn count_attempt(firebreak: &Firebreak, email: &str, address: &str) -> Result<(), AppError> {
    let now = clock::millis(firebreak.clock.now());
    let minute = now / 60_000;
    let mut tx = firebreak.db.write().await?;
    let for_account = store::attempt(&mut tx, &format!("account {}", secret::hash(email)), minute).await?;
    let for_address = store::attempt(&mut tx, &format!("address {address}"), minute).await?;
    if for_account == 1 {
        store::forget_attempts(&mut tx, minute - 60).await?;
    }
    tx.commit().await?;
    if for_account.max(for_address) > GUESSES_A_MINUTE {
        let left = 60 - now / 1_000 % 60;
        return Err(AppError::TooMany { seconds: u32::try_from(left).unwrap_or(60) });
    }
    Ok(())
}

pub async fn actor_of_session(firebreak: &Firebreak, signed_in: &SignedIn) -> Result<Option<Actor>, DbError> {
    let mut tx = firebreak.db.read().await?;
    let row = store::find(&mut tx, signed_in.person).await?.filter(|row| row.active && row.epoch == signed_in.epoch);
    row.map(|row| actor(row.id, row.name, row.role, &row.zone, Via::Web)).transpose()
}

pub fn actor(person: i64, name: String, role: String, zone: &str, via: Via) -> Result<Actor, DbError> {
    let zone = zone.parse().unwrap_or(app::chrono_tz::Tz::UTC);
    Ok(Actor { person: Some(person), name, role: Role::try_from(role).stored()?, zone, via })
}
