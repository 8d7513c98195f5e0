//! What is deleted because its time is over: sessions here, the rest by [`crate::retention`].

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::auth::SessionStore;
use crate::{Firebreak, retention};

/// How often.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// Deletes what is over, now and every hour, until it is told to stop. Replicas may all do it.
pub async fn keep(firebreak: Firebreak, stop: CancellationToken) {
    let sessions = SessionStore::new(firebreak.db.clone(), firebreak.clock.clone());
    loop {
        if let Err(error) = sessions.expire().await {
            tracing::warn!(%error, "expired sessions could not be deleted");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            done = retention::apply(&firebreak) => match done {
                Ok(0) => {}
                Ok(deleted) => tracing::info!(deleted, "what was kept long enough is deleted"),
                Err(error) => tracing::warn!(%error, "what was kept long enough could not be deleted"),
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
