//! `cargo xtask bench`: how quick Firebreak is, measured from outside, and how it stands against docs/quality figures.
//!
//! For each engine and size an empty database is migrated, filled by `seed.sql` (the same made-up history every time) and
//! analysed; then the shipped binary serves it on one core, and a client on the other asks over eight kept-alive
//! connections, signed in, after a warm-up. Times are whole answers, seen by the client. Declarations go through the form
//! and are compared, in the same run, with one-row inserts that the same engine commits as durably.
//!
//! Absolute times depend on the machine; ratios between lines of one run are what to look at.

mod client;
mod machine;
mod paper;
mod seed;
mod served;
mod table;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use client::Client;
use served::Served;
use server::db::{Database, Db};
use table::{Budget, Table};

/// Connections at a time.
const CONNECTIONS: usize = 8;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main(flavor = "multi_thread", worker_threads = 1)]
async fn main() -> Result<()> {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let sizes: &[i64] = if quick { &[1_000] } else { &[1_000, 10_000, 100_000] };
    let (warm_up, measure) = if quick { (500, 2_000) } else { (1_500, 6_000) };
    let spans = (Duration::from_millis(warm_up), Duration::from_millis(measure));
    let binary = PathBuf::from(std::env::var("FIREBREAK_BENCH_BINARY")?);
    let postgres = std::env::var("FIREBREAK_BENCH_POSTGRES")?;
    let folder = std::env::temp_dir().join(format!("firebreak-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    println!("{}", machine::facts(&postgres).await);
    let mut table = Table::default();
    table.add("browser code, gzipped", "", machine::browser_code()?, "kB", Budget::AtMost(150.0));
    paper::measure(&binary, &folder, &mut table).await?;
    for engine in ["SQLite", "PostgreSQL"] {
        let mut first = Vec::new();
        for &size in sizes {
            let database = match engine {
                "SQLite" => Database::Sqlite(folder.join(format!("{size}.db"))),
                _ => seed::new_postgres(&postgres, &format!("bench_{size}")).await?,
            };
            eprintln!("{engine}, {size} incidents: filling");
            seed::fill(&database, size).await?;
            eprintln!("{engine}, {size} incidents: measuring");
            let medians = pages(&binary, &database, engine, size, spans, &mut table).await?;
            if first.is_empty() {
                first = medians;
            } else {
                growth(engine, size, &first, &medians, &mut table);
            }
        }
        let database = match engine {
            "SQLite" => Database::Sqlite(folder.join("declare.db")),
            _ => seed::new_postgres(&postgres, "bench_declare").await?,
        };
        declare(&binary, &database, engine, spans, &mut table).await?;
    }
    std::fs::remove_dir_all(&folder)?;
    println!("{table}");
    Ok(())
}

/// What is asked for, and how much longer it may take with more incidents.
fn questions(size: i64) -> [(&'static str, String, f64); 4] {
    [
        ("list", "/incidents".to_owned(), 1.5),
        ("incident", format!("/incidents/{}", size - 100), 1.5),
        ("search", "/incidents?q=warehouse".to_owned(), 3.0),
        ("year", "/year".to_owned(), 3.0),
    ]
}

async fn pages(
    binary: &Path,
    database: &Database,
    engine: &'static str,
    size: i64,
    (warm_up, measure): (Duration, Duration),
    table: &mut Table,
) -> Result<Vec<f64>> {
    let served = Served::start(binary, database).await?;
    let what = format!("{engine}, {}", table::grouped(size));
    table.add("cold start", &what, served.cold_start.as_secs_f64() * 1e3, "ms", Budget::AtMost(300.0));
    table.add("memory, idle", &what, served.memory()?, "MiB", Budget::AtMost(40.0));
    let cookie = Client::sign_in(served.address).await?;
    let mut medians = Vec::new();
    for (name, path, _) in questions(size) {
        client::ask(served.address, &cookie, &path, warm_up, CONNECTIONS).await?;
        let times = client::ask(served.address, &cookie, &path, measure, CONNECTIONS).await?;
        let rate = times.len() as f64 / measure.as_secs_f64();
        let (p50, p99) = (client::percentile(&times, 0.50), client::percentile(&times, 0.99));
        let held = size == 10_000;
        table.add(&format!("{name}, pages a second"), &what, rate, "", Budget::None);
        table.add(&format!("{name}, p50"), &what, p50, "ms", if held { Budget::AtMost(2.0) } else { Budget::None });
        table.add(&format!("{name}, p99"), &what, p99, "ms", if held { Budget::AtMost(10.0) } else { Budget::None });
        medians.push(p50);
    }
    table.add("memory, after", &what, served.memory()?, "MiB", Budget::None);
    Ok(medians)
}

fn growth(engine: &str, size: i64, first: &[f64], now: &[f64], table: &mut Table) {
    for ((name, _, most), (first, now)) in questions(size).into_iter().zip(first.iter().zip(now)) {
        let what = format!("{engine}, 1,000 → {}", table::grouped(size));
        table.add(&format!("{name}, growth of p50"), &what, now / first, "x", Budget::AtMost(most));
    }
}

/// Declarations through the form against bare inserts, one after the other on the same engine.
async fn declare(
    binary: &Path,
    database: &Database,
    engine: &'static str,
    (warm_up, measure): (Duration, Duration),
    table: &mut Table,
) -> Result<()> {
    seed::people(database).await?;
    let db = Db::open(database).await?;
    let served = Served::start(binary, database).await?;
    let cookie = Client::sign_in(served.address).await?;
    client::declare(served.address, &cookie, warm_up, CONNECTIONS).await?;
    let declared = client::declare(served.address, &cookie, measure, CONNECTIONS).await?.len() as f64 / measure.as_secs_f64();
    drop(served);
    let bare = seed::bare_inserts(&db, measure, CONNECTIONS).await? as f64 / measure.as_secs_f64();
    table.add("bare durable inserts a second", engine, bare, "", Budget::None);
    table.add("declarations a second", engine, declared, "", Budget::None);
    table.add("declarations against bare inserts", engine, declared / bare * 100.0, "%", Budget::AtLeast(70.0));
    Ok(())
}

/// How long something took, in milliseconds.
fn millis(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}
