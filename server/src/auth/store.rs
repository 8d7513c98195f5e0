//! Sessions for tower-sessions, kept in the database so that every replica knows them. Whoever reads the database, or a backup of
//! it, finds neither an id to come in with nor what a session holds (a token that is shown once): a row is found by the SHA-256 of
//! the id, and its data is encrypted under a key that only the id gives.

use std::time::Duration;

use async_trait::async_trait;
use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

use crate::db::{Db, DbError};
use crate::secret;
use crate::secret_box::SecretBox;
use crate::{statements, with_tx};

statements! {
    SAVE = "insert into session (id, data, expires_at) values ($1, $2, $3) \
            on conflict (id) do update set data = excluded.data, expires_at = excluded.expires_at";
    CREATE = "insert into session (id, data, expires_at) values ($1, $2, $3) on conflict (id) do nothing";
    LOAD = "select data, expires_at from session where id = $1 and expires_at > $2";
    DELETE = "delete from session where id = $1";
    EXPIRE = "delete from session where expires_at <= $1";
}

/// How long a page that is read waits for its session to be stored.
const READING: Duration = Duration::from_millis(500);

/// [`tower_sessions::SessionStore`] on [`Db`].
#[derive(Debug, Clone)]
pub struct SessionStore {
    db: Db,
    clock: crate::Clock,
}

/// Under which the session is found.
fn place(id: &Id) -> String {
    secret::hash(&format!("firebreak session id {id}"))
}

/// What opens its data: the id has 128 random bits, and is nowhere but in its browser.
fn seal(id: &Id) -> SecretBox {
    SecretBox::under(&secret::digest(&format!("firebreak session data {id}")))
}

fn backend(error: impl std::fmt::Display) -> Error {
    super::session::unstored();
    Error::Backend(error.to_string())
}

impl SessionStore {
    /// On `db`.
    pub fn new(db: Db, clock: crate::Clock) -> Self {
        Self { db, clock }
    }

    /// Deletes sessions that have expired.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn expire(&self) -> std::result::Result<(), DbError> {
        let now = crate::clock::millis(self.clock.now());
        let mut tx = self.db.write_aside().await?;
        with_tx!(&mut tx, |c| sqlx::query(EXPIRE).bind(now).execute(&mut **c).await.map(drop))?;
        tx.commit().await
    }

    async fn put(&self, sql: &'static str, record: &Record) -> Result<u64> {
        let data = serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        let (id, expires_at) = (place(&record.id), record.expiry_date.unix_timestamp() * 1_000);
        let data = seal(&record.id).seal(&id, &data).ok_or_else(|| Error::Encode("a session cannot be encrypted".to_owned()))?;
        let mut tx = self.db.write_aside().await.map_err(backend)?;
        let done = with_tx!(&mut tx, |c| sqlx::query(sql)
            .bind(id)
            .bind(data)
            .bind(expires_at)
            .execute(&mut **c)
            .await
            .map(|done| done.rows_affected()));
        let done = done.map_err(backend)?;
        tx.commit().await.map_err(backend)?;
        Ok(done)
    }
}

#[async_trait]
impl tower_sessions::SessionStore for SessionStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while self.put(CREATE, record).await? == 0 {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        if !super::session::is_reading() {
            return self.put(SAVE, record).await.map(drop);
        }
        // Nobody who reads waits long for this, or is refused because of it.
        match tokio::time::timeout(READING, self.put(SAVE, record)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => {
                tracing::warn!(%error, "a session could not be stored while a page was read");
                Ok(())
            }
            Err(_) => {
                tracing::warn!("a session could not be stored while a page was read: the database is locked");
                Ok(())
            }
        }
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now = crate::clock::millis(self.clock.now());
        let mut tx = self.db.read().await.map_err(backend)?;
        let place = place(id);
        let row: Option<(String, i64)> =
            with_tx!(&mut tx, |c| sqlx::query_as(LOAD).bind(&place).bind(now).fetch_optional(&mut **c).await).map_err(backend)?;
        let opened = row.and_then(|(data, expires_at)| Some((seal(id).unseal(&place, &data)?, expires_at)));
        let Some((data, expires_at)) = opened else { return Ok(None) };
        let data = serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(expires_at / 1_000).map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut tx = self.db.write_aside().await.map_err(backend)?;
        with_tx!(&mut tx, |c| sqlx::query(DELETE).bind(place(id)).execute(&mut **c).await.map(drop)).map_err(backend)?;
        tx.commit().await.map_err(backend)
    }
}
