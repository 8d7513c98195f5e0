//! Committing, and finding out what became of a commit that was not confirmed.

use std::time::Duration;

use sqlx::{PgPool, Postgres, Sqlite};

use super::held::{Held, Purpose};
use super::{DbError, Tx, idempotency, limit};

/// How long it is tried to find out, so that somebody who waits is told within five seconds.
const FINDING_OUT: Duration = Duration::from_secs(4);
/// How long between two tries.
const PAUSE: Duration = Duration::from_millis(100);

// PostgreSQL alone loses the connection between the question and the answer.
const RECORD: &str =
    "insert into commit_record (key, committed_at) values ($1, cast(extract(epoch from clock_timestamp()) * 1000 as bigint))";
/// It waits for the other transaction, if that is still under way: then it is there, or will never be.
const LOOK: &str = "insert into commit_record (key, committed_at) values ($1, 0) on conflict (key) do nothing";

impl Tx {
    /// Makes it durable. Only after this may anybody be told.
    ///
    /// # Errors
    /// When the database did not confirm it: nothing was stored, unless it is [`DbError::OutcomeUnknown`].
    pub async fn commit(mut self) -> Result<(), DbError> {
        let purpose = self.purpose();
        if purpose == Purpose::Effect {
            idempotency::mark(&mut self).await?;
        }
        crate::audit::seal(&mut self).await?;
        let key = match &mut self {
            Self::Postgres(held) if purpose == Purpose::Effect => Some(record(held).await?),
            _ => None,
        };
        let first = purpose == Purpose::Effect && limit::begin_commit()?;
        let done = match self {
            Self::Sqlite(held) => sqlite(held).await,
            Self::Postgres(held) => postgres(held, key).await,
        };
        if first && matches!(&done, Err(error) if !matches!(error, DbError::OutcomeUnknown)) {
            limit::rolled_back();
        }
        done
    }
}

async fn sqlite(held: Held<Sqlite>) -> Result<(), DbError> {
    match held.transaction.commit().await {
        // The file system failed to confirm what it was given: nobody knows what is on the disk.
        Err(sqlx::Error::Database(error)) if error.code().and_then(|code| code.parse().ok()).is_some_and(|code: u32| code & 0xff == 10) => {
            tracing::error!(%error, "a commit was not confirmed");
            Err(DbError::OutcomeUnknown)
        }
        done => Ok(done?),
    }
}

async fn record(held: &mut Held<Postgres>) -> Result<String, DbError> {
    let key = crate::secret::random();
    sqlx::query(RECORD).bind(&key).execute(&mut **held).await?;
    Ok(key)
}

async fn postgres(held: Held<Postgres>, key: Option<String>) -> Result<(), DbError> {
    let Some(key) = key else { return Ok(held.transaction.commit().await?) };
    match held.transaction.commit().await {
        Ok(()) => Ok(()),
        Err(error) if was_refused(&error) => Err(error.into()),
        Err(error) => {
            tracing::warn!(%error, "a commit was not confirmed");
            match tokio::time::timeout(FINDING_OUT, was_stored(&held.pool, &key)).await {
                Ok(true) => Ok(()),
                Ok(false) => Err(error.into()),
                Err(_) => Err(DbError::OutcomeUnknown),
            }
        }
    }
}

/// The server itself said no, and goes on: it has rolled back.
fn was_refused(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    error.code().is_some_and(|code| !["08", "53", "57", "58", "XX"].iter().any(|class| code.starts_with(class)))
}

async fn was_stored(pool: &PgPool, key: &str) -> bool {
    loop {
        match sqlx::query(LOOK).bind(key).execute(pool).await {
            Ok(done) => return done.rows_affected() == 0,
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}
