//! What was there before the log began, or before it had a key: sealed once, and named as such.

use std::collections::BTreeSet;

use super::seal::{Touched, append, record};
use super::{PARTS, chain, store};
use crate::db::{Db, DbError, Tx};

/// How many rows, or subjects, one transaction takes.
const BATCH: i64 = 500;

/// The subject under which the log tells of itself.
pub const LOG: &str = "log";
/// From here on records are sealed that were there before.
pub const BEGUN: &str = "begun";
/// All of them are.
pub const COMPLETE: &str = "complete";
/// The last entry of every subject is chained with the key.
pub const KEYED: &str = "keyed";

/// Begins the log, if it has not begun; goes on where it was cut off. It begins once: records that appear later without an
/// entry are never taken over.
///
/// # Errors
/// When the database cannot be reached.
pub async fn adopt(db: &Db) -> Result<(), DbError> {
    let mut tx = db.read().await?;
    let log = store::of_log(&mut tx).await?;
    let says = |what: &str| log.iter().any(|(body, _)| body == what);
    let (begun, complete, keyed) = (says(BEGUN), says(COMPLETE), says(KEYED));
    if !begun && !store::is_empty(&mut tx).await? {
        tracing::error!("the audit log has lost its beginning: run `firebreak verify`");
        return Ok(());
    }
    let plain = log.first().is_some_and(|(_, hash)| !chain::is_keyed(hash));
    drop(tx);
    if !complete {
        existing(db, begun).await?;
    } else if plain && !keyed && chain::key().is_some() {
        with_key(db).await?;
    }
    Ok(())
}

async fn existing(db: &Db, begun: bool) -> Result<(), DbError> {
    let mut tx = db.write().await?;
    if !begun {
        append(&mut tx, LOG, 0, None, BEGUN).await?;
    }
    for part in PARTS {
        let mut after = i64::MIN;
        loop {
            let rows = store::page(&mut tx, part, after, BATCH).await?;
            let Some(last) = rows.last().map(|row| row.row_key) else { break };
            let mut touched = Touched::new();
            for row in &rows {
                touched.entry(row.subject.clone()).or_default().insert((part.name.to_owned(), row.row_key));
            }
            record(&mut tx, &touched).await?;
            if i64::try_from(rows.len()).is_ok_and(|count| count < BATCH) {
                break;
            }
            after = last;
            tx = next(db, tx).await?;
        }
    }
    append(&mut tx, LOG, 0, None, COMPLETE).await?;
    tx.commit().await
}

async fn with_key(db: &Db) -> Result<(), DbError> {
    let mut tx = db.write().await?;
    let mut after = String::new();
    loop {
        let heads = store::heads(&mut tx, &after, BATCH).await?;
        let Some(last) = heads.last().map(|(subject, ..)| subject.clone()) else { break };
        let plain: BTreeSet<&String> = heads.iter().filter(|(_, _, hash)| !chain::is_keyed(hash)).map(|(subject, ..)| subject).collect();
        for subject in plain {
            append(&mut tx, subject, 0, None, KEYED).await?;
        }
        after = last;
        tx = next(db, tx).await?;
    }
    append(&mut tx, LOG, 0, None, KEYED).await?;
    tx.commit().await
}

async fn next(db: &Db, tx: Tx) -> Result<Tx, DbError> {
    tx.commit().await?;
    db.write().await
}
