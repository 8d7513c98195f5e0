//! What is deleted because its time is over. Nothing that a postmortem may need is among it.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::Firebreak;
use crate::auth::SessionStore;
use crate::clock::millis;
use crate::db::{DbError, once};

/// How often.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// Deletes sessions that have expired, now and every hour, until it is told to stop. Replicas may all do it.
pub async fn keep(firebreak: Firebreak, stop: CancellationToken) {
    let sessions = SessionStore::new(firebreak.db.clone(), firebreak.clock.clone());
    loop {
        if let Err(error) = sessions.expire().await {
            tracing::warn!(%error, "expired sessions could not be deleted");
        }
        if let Err(error) = forget_commits(&firebreak).await {
            tracing::warn!(%error, "records of commits could not be deleted");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Nobody asks after a day what became of a commit.
async fn forget_commits(firebreak: &Firebreak) -> Result<(), DbError> {
    let until = millis(firebreak.clock.now() - chrono::TimeDelta::days(1));
    let mut tx = firebreak.db.write_aside().await?;
    once::forget(&mut tx, until).await?;
    tx.commit().await
}
