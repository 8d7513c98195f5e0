//! `firebreak verify`: what the schema alone cannot hold. Invariants are statements that find what breaks them ([`store`]);
//! what is stored although it follows from other things is computed again ([`derived`]); the audit log shows what was
//! changed behind Firebreak's back ([`crate::audit::examine`]). Nothing is ever written.

mod derived;
mod store;

pub use crate::incident::DERIVED;
pub use store::STATEMENTS;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::audit::examine::{Examined, examine};
use crate::clock::millis;
use crate::db::{Db, DbError};

/// How many broken things are named.
const NAMED: usize = 20;

/// One invariant and what breaks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What should hold, as a sentence.
    pub invariant: &'static str,
    /// How many things break it.
    pub count: usize,
    /// Which, at most twenty.
    pub broken: Vec<String>,
}

impl Finding {
    fn new(invariant: &'static str, mut broken: Vec<String>) -> Self {
        let count = broken.len();
        broken.truncate(NAMED);
        Self { invariant, count, broken }
    }
}

/// What `firebreak verify` found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Every invariant.
    pub findings: Vec<Finding>,
    /// How many entries the audit log has.
    pub entries: i64,
    /// What to keep elsewhere, for `--expect`.
    pub head: String,
}

impl Report {
    /// The invariants that are broken.
    pub fn broken(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.count > 0)
    }
}

/// Checks every invariant on one consistent state.
///
/// # Errors
/// When the database cannot be reached.
pub async fn verify(db: &Db) -> Result<Vec<Finding>, DbError> {
    Ok(report(db, None, None).await?.findings)
}

/// Checks every invariant, and whether the audit log goes on from a head that was kept elsewhere. Entries after `before` are
/// left out of the head that is told: on PostgreSQL one with a lower number may still be on its way.
///
/// # Errors
/// When the database cannot be reached.
pub async fn report(db: &Db, expected: Option<&str>, before: Option<DateTime<Utc>>) -> Result<Report, DbError> {
    let mut tx = db.read().await?;
    let mut findings = Vec::new();
    for (invariant, sql) in store::INVARIANTS {
        findings.push(Finding::new(invariant, store::broken(&mut tx, sql).await?));
    }
    findings.push(Finding::new("What is stored of the severities follows from their changes", derived::severities(&mut tx).await?));
    findings.push(Finding::new("A published postmortem is the text that was published", crate::postmortem::rewritten(&mut tx).await?));
    let audit = examine(&mut tx, expected, before.map_or(i64::MAX, millis)).await?;
    let Examined { entries, head, chains, heads, unkeyed, unknown, changed, added, deleted, behind, triggers, expected } = audit;
    for (invariant, broken) in [
        ("The audit log is unbroken", chains),
        ("The audit log ends with the entries it is said to end with", heads),
        ("The audit log is chained with the key throughout", unkeyed),
        ("The key of the audit log is here (--key-file)", unknown),
        ("Every record is what its last entry in the audit log says", changed),
        ("Every record has an entry in the audit log", added),
        ("No record is gone without an entry in the audit log", deleted),
        ("Nothing but Firebreak writes to its records", behind),
        ("The triggers of the audit log are there", triggers),
        ("The audit log goes on from the head that was expected", expected),
    ] {
        findings.push(Finding::new(invariant, broken));
    }
    Ok(Report { findings, entries, head })
}
