//! The scheduler of checks: runs those that are due, on every replica, each check once.

use std::time::Duration;

use app::actor::Actor;
use app::error::AppError;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{run, run_store};
use crate::Firebreak;
use crate::clock::millis;

/// How often it is looked what is due.
const EVERY: Duration = Duration::from_secs(5);
/// How many due checks are taken up at once; the others wait for the next look, the longest due first.
const BATCH: i64 = 16;

/// Runs what is due now. What was missed while nothing ran is run once, a few at a time.
pub async fn run_due(firebreak: &Firebreak) -> Result<usize, AppError> {
    let mut tx = firebreak.db.read().await?;
    let due = run_store::due(&mut tx, millis(firebreak.clock.now()), BATCH).await?;
    drop(tx);
    let mut runs = JoinSet::new();
    for check in due {
        let firebreak = firebreak.clone();
        runs.spawn(async move { run::run(&firebreak, &Actor::system(), check, true).await });
    }
    let mut done = 0;
    while let Some(ended) = runs.join_next().await {
        match ended {
            Ok(Ok(Some(_))) => done += 1,
            Ok(Ok(None)) => {}
            Ok(Err(error)) => tracing::warn!(%error, "a due check could not be run"),
            Err(error) => tracing::error!(%error, "a due check could not be run"),
        }
    }
    Ok(done)
}

/// Runs due checks until it is told to stop; runs that are under way then are finished.
pub async fn keep_running(firebreak: Firebreak, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(error) = run_due(&firebreak).await {
            tracing::warn!(%error, "due checks could not be looked up");
        }
    }
}
