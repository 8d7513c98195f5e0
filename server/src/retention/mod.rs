//! How long what grows is kept. What is over is deleted in small batches, each in a transaction of its own, so that nobody waits for it, and
//! replicas may all do it: effects are made one after the other. Nothing is deleted that is evidence: a run that an action item names,
//! one that was marked as a false alarm, the latest of each check. Of runs in a row that ended the same the first stays, so that the
//! history of a check keeps its shape.
//!
//! The README says the same to operators. Deleting is told to the audit log like any change, and `run_removal` says which runs went.

mod store;

pub use store::STATEMENTS;

use std::time::Duration;

use chrono::TimeDelta;

use crate::Firebreak;
use crate::clock::millis;
use crate::db::{DbError, idempotency};

/// How many things are deleted in one transaction.
const BATCH: i64 = 200;
/// Between two batches: what people do goes first.
const PAUSE: Duration = Duration::from_millis(20);
/// How long runs are kept when nobody says.
pub const RUN_DAYS: u16 = 180;
/// The least: alarms are counted that far back.
pub const LEAST_RUN_DAYS: i64 = crate::check::ALARM_DAYS;
const SAMPLE_DAYS: i64 = 30;
const STEP_DAYS: i64 = 30;
const MESSAGE_DAYS: i64 = 180;
const KEY_DAYS: i64 = 1;

/// Deletes all that is over by now. Gives how many things that were.
///
/// # Errors
/// When the database cannot be reached; what was deleted until then stays deleted.
pub async fn apply(firebreak: &Firebreak) -> Result<u64, DbError> {
    let now = firebreak.clock.now();
    let before = |days: i64| millis(now - TimeDelta::days(days));
    let mut deleted = runs(firebreak, before(i64::from(firebreak.run_days))).await?;
    for (kind, days) in store::KINDS {
        deleted += kind.delete(firebreak, before(days)).await?;
    }
    let mut tx = firebreak.db.write_aside().await?;
    crate::api::forget_keys(&mut tx, before(KEY_DAYS)).await?;
    idempotency::forget(&mut tx, before(KEY_DAYS)).await?;
    tx.commit().await?;
    Ok(deleted)
}

/// The runs of each check, oldest first.
async fn runs(firebreak: &Firebreak, before: i64) -> Result<u64, DbError> {
    let mut tx = firebreak.db.read().await?;
    let checks = store::checks(&mut tx, before).await?;
    drop(tx);
    let mut deleted = 0;
    for check in checks {
        loop {
            let mut tx = firebreak.db.write().await?;
            let over = store::runs(&mut tx, check, before, BATCH).await?;
            let (Some(first), Some(last)) = (over.first(), over.last()) else { break };
            let count = i64::try_from(over.len()).unwrap_or(BATCH);
            store::add_removal(&mut tx, check, count, (first.1, last.1), millis(firebreak.clock.now())).await?;
            for (run, _) in &over {
                store::remove_run(&mut tx, *run).await?;
            }
            tx.commit().await?;
            deleted += over.len() as u64;
            if count < BATCH {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(deleted)
}

impl store::Kind {
    async fn delete(self, firebreak: &Firebreak, before: i64) -> Result<u64, DbError> {
        let mut deleted = 0;
        loop {
            let mut tx = firebreak.db.write().await?;
            let done = store::delete(&mut tx, self, before, BATCH).await?;
            tx.commit().await?;
            deleted += done;
            if done < BATCH.unsigned_abs() {
                return Ok(deleted);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}
