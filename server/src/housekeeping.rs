//! What is deleted because its time is over. Nothing that a postmortem may need is among it.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::Firebreak;
use crate::auth::SessionStore;

/// How often.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// Deletes sessions that have expired, now and every hour, until it is told to stop. Replicas may all do it.
pub async fn keep(firebreak: Firebreak, stop: CancellationToken) {
    let sessions = SessionStore::new(firebreak.db, firebreak.clock);
    loop {
        if let Err(error) = sessions.expire().await {
            tracing::warn!(%error, "expired sessions could not be deleted");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
