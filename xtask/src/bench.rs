//! `cargo xtask bench`: builds what is shipped, starts a durable PostgreSQL, and lets the bench program measure.

use anyhow::{Context as _, Result};

use crate::cargo::{For, cargo};
use crate::postgres::Postgres;
use crate::step::step;
use crate::{build, cli, process, site};

/// Prints the tables of `server/examples/bench`.
pub fn run(options: &cli::Bench) -> Result<()> {
    site::build(site::Quality::of(true))?;
    let binary = build::beside_tests(true)?;
    let postgres = Postgres::start(true)?;
    step("Build and run the bench", || {
        let mut command = cargo("run", For::Native);
        command.args(build::TESTED).args(["--release", "--example", "bench", "--"]);
        if options.quick {
            command.arg("--quick");
        }
        command.args(&options.more);
        command.env("FIREBREAK_BENCH_POSTGRES", &postgres.url).env("FIREBREAK_BENCH_BINARY", &binary);
        process::run(&mut command).context("the bench did not finish")
    })
}
