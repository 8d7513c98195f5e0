//! Sessions for tower-sessions, kept in the database so that every replica knows them.

use async_trait::async_trait;
use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

use crate::db::{Db, DbError};
use crate::{on, statements};

statements! {
    SAVE = "insert into session (id, data, expires_at) values ($1, $2, $3) \
            on conflict (id) do update set data = excluded.data, expires_at = excluded.expires_at";
    CREATE = "insert into session (id, data, expires_at) values ($1, $2, $3) on conflict (id) do nothing";
    LOAD = "select data, expires_at from session where id = $1 and expires_at > $2";
    DELETE = "delete from session where id = $1";
    EXPIRE = "delete from session where expires_at <= $1";
}

/// [`tower_sessions::SessionStore`] on [`Db`].
#[derive(Debug, Clone)]
pub struct SessionStore {
    db: Db,
    clock: crate::Clock,
}

fn backend(error: impl std::fmt::Display) -> Error {
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
        let mut tx = self.db.write().await?;
        on!(&mut tx, |c| sqlx::query(EXPIRE).bind(now).execute(&mut **c).await.map(drop))?;
        tx.commit().await
    }

    async fn put(&self, sql: &'static str, record: &Record) -> Result<u64> {
        let data = serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        let (id, expires_at) = (record.id.to_string(), record.expiry_date.unix_timestamp() * 1_000);
        let mut tx = self.db.write().await.map_err(backend)?;
        let done = on!(&mut tx, |c| sqlx::query(sql)
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
        self.put(SAVE, record).await.map(drop)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now = crate::clock::millis(self.clock.now());
        let mut tx = self.db.read().await.map_err(backend)?;
        let row: Option<(String, i64)> =
            on!(&mut tx, |c| sqlx::query_as(LOAD).bind(id.to_string()).bind(now).fetch_optional(&mut **c).await).map_err(backend)?;
        let Some((data, expires_at)) = row else { return Ok(None) };
        let data = serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(expires_at / 1_000).map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let mut tx = self.db.write().await.map_err(backend)?;
        on!(&mut tx, |c| sqlx::query(DELETE).bind(id.to_string()).execute(&mut **c).await.map(drop)).map_err(backend)?;
        tx.commit().await.map_err(backend)
    }
}
