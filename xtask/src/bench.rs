//! `cargo xtask bench`: builds what is shipped, starts a durable PostgreSQL, and lets the bench program measure.

use std::process::Command;

use anyhow::{Context as _, Result};

use crate::postgres::Postgres;
use crate::step::step;
use crate::{build, cli, process, site, symbols};

/// Prints the tables of `server/examples/bench`.
pub fn run(options: &cli::Bench) -> Result<()> {
    site::build(site::Quality::of(true))?;
    let binary = build::beside_tests(true)?;
    let shipped = symbols::split(&binary)?;
    let postgres = Postgres::start(true)?;
    step("Run the bench", || {
        let mut command = Command::new(binary.with_file_name("examples").join("bench"));
        if options.quick {
            command.arg("--quick");
        }
        command.args(&options.more);
        command.env("FIREBREAK_BENCH_POSTGRES", &postgres.url).env("FIREBREAK_BENCH_BINARY", &shipped);
        process::run(&mut command).context("the bench did not finish")
    })
}
