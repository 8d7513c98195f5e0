//! Whether a request could be served now: the database reads, and stores.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::{Db, DbError};
use crate::{statements, with_tx};

statements! {
    PROBE = "insert into commit_record (key, committed_at) values ('readiness', $1) \
             on conflict (key) do update set committed_at = excluded.committed_at";
}

/// How long an answer holds: a probe costs one small commit a second at most, however often it is asked for.
const HOLDS: Duration = Duration::from_secs(1);
/// A database that takes longer is not ready.
const LONGEST: Duration = Duration::from_secs(3);

/// The last answer, and when it was found.
#[derive(Debug, Clone, Default)]
pub struct Readiness(Arc<Mutex<Option<(Instant, bool)>>>);

impl Readiness {
    /// Whether the database reads and stores. Those who ask at the same time wait for one answer.
    pub async fn of(&self, db: &Db, now: i64) -> bool {
        let mut last = self.0.lock().await;
        if let Some((at, ready)) = *last
            && at.elapsed() < HOLDS
        {
            return ready;
        }
        let ready = match tokio::time::timeout(LONGEST, probe(db, now)).await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::warn!(%error, "not ready: the database does not store");
                false
            }
            Err(_) => {
                tracing::warn!("not ready: the database did not store within {} seconds", LONGEST.as_secs());
                false
            }
        };
        *last = Some((Instant::now(), ready));
        ready
    }
}

async fn probe(db: &Db, now: i64) -> Result<(), DbError> {
    drop(db.read().await?);
    let mut tx = db.write_aside().await?;
    with_tx!(&mut tx, |c| sqlx::query(PROBE).bind(now).execute(&mut **c).await.map(drop))?;
    tx.commit().await
}
