//! `firebreak verify`: the invariants that the schema alone cannot hold, each as a statement that finds what breaks it.

mod store;

pub use crate::incident::DERIVED;
pub use store::STATEMENTS;

use crate::db::{Db, DbError};

/// One invariant and how many rows break it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What should hold, as a sentence.
    pub invariant: &'static str,
    /// The numbers of the rows that break it, at most twenty.
    pub broken: Vec<i64>,
}

/// Checks every invariant on one consistent state.
///
/// # Errors
/// When the database cannot be reached.
pub async fn verify(db: &Db) -> Result<Vec<Finding>, DbError> {
    let mut tx = db.read().await?;
    let mut findings = Vec::new();
    for (invariant, sql) in store::INVARIANTS {
        findings.push(Finding { invariant, broken: store::broken(&mut tx, sql).await? });
    }
    Ok(findings)
}
