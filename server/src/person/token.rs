//! API tokens: `fb_` and 43 random characters, of which only the SHA-256 is stored.

use std::time::Duration;

use app::actor::{Actor, Via};
use app::error::{AppError, Problems};
use app::person::ApiToken;
use app::text;
use chrono::{DateTime, Utc};

use super::store;
use crate::db::DbError;
use crate::{Firebreak, clock, secret};

const PREFIX: &str = "fb_";
/// How stale the "last used" time may be, in milliseconds: reading must not turn into writing.
const TOUCH_EVERY: i64 = 60_000;
/// How long that may take.
const TOUCH_WITHIN: Duration = Duration::from_millis(500);

pub async fn actor(firebreak: &Firebreak, secret: &str) -> Result<Option<Actor>, DbError> {
    if !secret.starts_with(PREFIX) {
        return Ok(None);
    }
    let now = clock::millis(firebreak.clock.now());
    let mut tx = firebreak.db.read().await?;
    let found = store::find_token(&mut tx, &secret::hash(secret), now).await?;
    drop(tx);
    let Some((token, scope, used, person, name, role, zone)) = found else { return Ok(None) };
    if used.is_none_or(|used| now - used > TOUCH_EVERY) {
        // Nobody who reads waits long for this, or is refused because of it.
        match tokio::time::timeout(TOUCH_WITHIN, touch(firebreak, token, now)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the last use of a token could not be stored"),
            Err(_) => tracing::warn!("the last use of a token could not be stored: the database is locked"),
        }
    }
    super::sign_in::actor(person, name, role, &zone, Via::Api { token, write: scope == "write" }).map(Some)
}

async fn touch(firebreak: &Firebreak, token: i64, now: i64) -> Result<(), DbError> {
    let mut tx = firebreak.db.write_aside().await?;
    store::touch_token(&mut tx, token, now).await?;
    tx.commit().await
}

pub async fn list(firebreak: &Firebreak, person: i64) -> Result<Vec<ApiToken>, DbError> {
    let mut tx = firebreak.db.read().await?;
    store::tokens(&mut tx, person).await
}

pub async fn create(
    firebreak: &Firebreak,
    person: i64,
    name: &str,
    scope: &str,
    expires_at: Option<DateTime<Utc>>,
) -> Result<String, AppError> {
    let mut problems = Problems::default();
    let name = problems.check("name", text::line("a name", name, 100)).unwrap_or_default();
    if !matches!(scope, "read" | "write") {
        problems.add("scope", "Choose read or write.");
    }
    problems.finish()?;
    let secret = format!("{PREFIX}{}", secret::random());
    let mut tx = firebreak.db.write().await?;
    let now = clock::millis(firebreak.clock.now());
    store::insert_token(&mut tx, person, &name, &secret::hash(&secret), scope, now, expires_at.map(clock::millis)).await?;
    tx.commit().await?;
    Ok(secret)
}

pub async fn revoke(firebreak: &Firebreak, person: i64, token: i64) -> Result<(), AppError> {
    let mut tx = firebreak.db.write().await?;
    if !store::revoke_token(&mut tx, token, person, clock::millis(firebreak.clock.now())).await? {
        return Err(AppError::NotFound);
    }
    Ok(tx.commit().await?)
}

impl Firebreak {
    /// A token for the person with this address. Authorised by whoever has the machine.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when nobody has this address, or the name or scope cannot be used.
    pub async fn token_for(&self, email: &str, name: &str, scope: &str) -> Result<String, AppError> {
        let mut tx = self.db.read().await?;
        let row = store::find_by_email(&mut tx, &email.trim().to_lowercase()).await?;
        drop(tx);
        let row = row.ok_or_else(|| AppError::field("email", "No account has this e-mail address."))?;
        create(self, row.id, name, scope, None).await
    }
}
