//! Signing in.

use app::actor::{Actor, Via};
use app::error::AppError;
use app::person::{Client, Role, SignedIn};

use super::attempts::Attempts;
use super::{device, store};
use crate::db::{DbError, Stored};
use crate::{Firebreak, secret};

pub async fn sign_in(firebreak: &Firebreak, email: &str, password: &str, client: &Client) -> Result<SignedIn, AppError> {
    let email = email.trim().to_lowercase();
    let mut tx = firebreak.db.read().await?;
    // PostgreSQL takes no NUL in a text; nobody's address has one.
    let row = if email.contains('\0') { None } else { store::find_by_email(&mut tx, &email).await?.filter(|row| row.active) };
    let known = device::is_known(&mut tx, client.device.as_deref(), row.as_ref().map(|row| row.id)).await?;
    drop(tx);
    let attempts = match known {
        Some(device) => Attempts::begin(firebreak, &[format!("device {device}")]).await?,
        None => {
            let account = format!("account {}", secret::hash(&email));
            let address = client.address.as_ref().map(|address| format!("address {address}"));
            Attempts::begin(firebreak, &[Some(account), address].into_iter().flatten().collect::<Vec<_>>()).await?
        }
    };
    let hash = row.as_ref().and_then(|row| row.password_hash.clone());
    let right = match secret::password_is(password.to_owned(), hash).await {
        Ok(right) => right,
        // Nothing was guessed.
        Err(error) => {
            attempts.forgive(firebreak).await?;
            return Err(error);
        }
    };
    match row {
        Some(row) if right => {
            attempts.forgive(firebreak).await?;
            Ok(SignedIn { person: row.id, epoch: row.epoch })
        }
        _ => Err(AppError::field("password", "The e-mail address or the password is wrong.")),
    }
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
