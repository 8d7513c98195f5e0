//! Entries of what a transaction wrote, made right before it commits.

use std::collections::{BTreeMap, BTreeSet};

use super::chain::{self, Link};
use super::store::{self, parts};
use crate::db::{DbError, Tx};

/// Rows by subject: part and key.
pub type Touched = BTreeMap<String, BTreeSet<(String, i64)>>;

/// Makes entries of everything that this transaction has written.
///
/// # Errors
/// When the database cannot be reached.
pub async fn seal(tx: &mut Tx) -> Result<(), DbError> {
    let mut touched = Touched::new();
    for (part, row, subject) in store::take(tx).await? {
        touched.entry(subject).or_default().insert((part, row));
    }
    record(tx, &touched).await
}

/// One entry for each subject, always in the same order, so that two transactions cannot wait for each other.
pub(super) async fn record(tx: &mut Tx, touched: &Touched) -> Result<(), DbError> {
    let mut said = Vec::new();
    let (mut latest, mut anybody) = (0, None);
    for (subject, rows) in touched {
        let (mut lines, mut by) = (Vec::new(), None);
        for (name, row) in rows {
            let Some(part) = parts::named(name) else { continue };
            let found = store::one(tx, part, *row).await?;
            let digest = found.as_ref().map_or_else(|| "removed".to_owned(), |found| chain::digest(name, &found.content));
            lines.push(format!("{name} {row} {digest}"));
            latest = found.as_ref().map_or(latest, |found| latest.max(found.at));
            by = by.or(found.and_then(|found| found.person));
        }
        anybody = anybody.or(by);
        said.push((subject, lines.join("\n"), by));
    }
    for (subject, body, by) in said {
        append(tx, subject, latest, by.or(anybody), &body).await?;
    }
    Ok(())
}

/// Chains one more entry to a subject.
pub(super) async fn append(tx: &mut Tx, subject: &str, at: i64, person: Option<i64>, body: &str) -> Result<(), DbError> {
    let (last, previous) = store::lock_head(tx, subject).await?;
    let link = Link { subject, link: last + 1, at, person, body, previous: &previous };
    store::add(tx, &link, &link.hash(chain::key())).await
}
