//! `firebreak verify`.

use chrono::TimeDelta;
use clap::Args;

use crate::config::Store;
use crate::secret_box::SecretBox;
use crate::verify::{Report, report};
use crate::{Clock, Db};

/// Entries younger than this are not part of the head: one with a lower number may still be on its way.
const SETTLED: TimeDelta = TimeDelta::minutes(1);

/// Settings of `firebreak verify`.
#[derive(Debug, Args)]
pub struct Verifying {
    /// Print the findings as JSON.
    #[arg(long)]
    json: bool,
    /// The head that an earlier run printed and that was kept elsewhere: finds what was cut off or put back since.
    #[arg(long, value_name = "HEAD")]
    expect: Option<String>,
}

/// Prints every invariant with what breaks it; fails when any is broken. It only reads, also on a database in use.
pub async fn run(store: &Store, verifying: &Verifying) -> Result<(), String> {
    let failed = |error: crate::DbError| format!("{} cannot be verified: {error}.", store.database_url.described());
    let db = Db::open_to_read(&store.database_url).await.map_err(failed)?;
    if let Some(key) = SecretBox::open_existing(store.key_file.as_deref(), &store.database_url)?.audit_key() {
        crate::audit::use_key(key);
    }
    db.has_this_schema().await.map_err(failed)?;
    let settled = match db.engine() {
        "sqlite" => None,
        _ => Some(Clock::machine().now() - SETTLED),
    };
    let found = report(&db, verifying.expect.as_deref(), settled).await.map_err(failed)?;
    db.close().await;
    if verifying.json {
        println!("{}", serde_json::to_string_pretty(&found).map_err(|error| error.to_string())?);
    } else {
        print(&found);
    }
    match found.broken().count() {
        0 => Ok(()),
        broken => Err(format!("{broken} of {} invariants do not hold.", found.findings.len())),
    }
}

fn print(found: &Report) {
    println!("{:<7} {:>7}  Invariant", "", "Broken");
    for finding in &found.findings {
        let word = if finding.count == 0 { "ok" } else { "BROKEN" };
        println!("{word:<7} {:>7}  {}", finding.count, finding.invariant);
        for broken in &finding.broken {
            println!("{:<17}{broken}", "");
        }
        if finding.count > finding.broken.len() {
            println!("{:<17}and {} more", "", finding.count - finding.broken.len());
        }
    }
    println!("\nAudit log: {} entries. Head, to be kept elsewhere for --expect:\n{}", found.entries, found.head);
}
