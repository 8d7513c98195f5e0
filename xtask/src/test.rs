//! `cargo xtask test`: format, clippy, Rust on both engines, browser. Stops at the first failing step; ends with a
//! table of times and the counts.

use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};

use crate::cargo::{For, cargo, plain};
use crate::cli::{self, Part};
use crate::counts::Counts;
use crate::postgres::Postgres;
use crate::server::Server;
use crate::step::{step, summary};
use crate::{build, install, process, site, workspace};

/// Runs what was asked for.
pub fn run(options: &cli::Test) -> Result<ExitCode> {
    let mut counts = Counts::default();
    let outcome = parts(options, &mut counts);
    println!("\n{}", summary());
    if let Err(failure) = outcome {
        // What did not run did not pass.
        counts.failed = counts.failed.max(1);
        println!("{counts}");
        return Err(failure);
    }
    println!("{counts}");
    Ok(ExitCode::SUCCESS)
}

fn parts(options: &cli::Test, counts: &mut Counts) -> Result<()> {
    let wanted = |part: Part| {
        options.only.is_none_or(|only| only == part) && (options.filter.is_none() || matches!(part, Part::Rust | Part::Browser))
    };
    let filter = options.filter.as_deref();
    site::make_room()?;
    install::rust_components()?;
    if wanted(Part::Fmt) {
        step("Check the format", || process::run(plain("fmt").args(["--all", "--check"])).context("`cargo fmt --all` mends it"))?;
    }
    if wanted(Part::Clippy) {
        install::wasm_target()?;
        clippy("Check the server with clippy", For::Native, &[&build::TESTED[..], &["--all-targets"]].concat())?;
        clippy("Check the browser part with clippy", For::Browser, &[])?;
        clippy("Check xtask with clippy", For::Xtask, &["--package", "xtask", "--all-targets"])?;
    }
    if wanted(Part::Rust) {
        rust(filter, counts)?;
    }
    if wanted(Part::Browser) {
        browser(filter, counts)?;
    }
    Ok(())
}

fn clippy(sentence: &str, target: For, packages: &[&str]) -> Result<()> {
    step(sentence, || process::run(cargo("clippy", target).args(packages).args(["--", "-D", "warnings"])))
}

fn rust(filter: Option<&str>, counts: &mut Counts) -> Result<()> {
    step("Test xtask", || {
        let mut command = cargo("test", For::Xtask);
        command.args(["--package", "xtask"]).args(filter);
        let status = process::watch(&mut command, |line| counts.read_cargo(line))?;
        anyhow::ensure!(status.success(), "tests of xtask failed; their names are above");
        Ok(())
    })?;
    let postgres = Postgres::start(false)?;
    step("Test in Rust, on SQLite and on PostgreSQL", || {
        let mut command = cargo("test", For::Native);
        command.args(build::TESTED).args(filter);
        command.env("FIREBREAK_TEST_POSTGRES", &postgres.url).env("RUST_BACKTRACE", "0");
        let status = process::watch(&mut command, |line| counts.read_cargo(line))?;
        anyhow::ensure!(status.success(), "tests failed; their names are above");
        Ok(())
    })
}

fn browser(filter: Option<&str>, counts: &mut Counts) -> Result<()> {
    let chromium = install::chromium()?;
    site::build(site::Quality::Shipped)?;
    let binary = build::beside_tests(false)?;
    // What is served is in the binary: another command may build the site meanwhile.
    let _aside = site::put_aside()?;
    let server = step("Load the demo and serve it", || Server::start(&binary))?;
    step("Live the journeys in Chromium, with JavaScript and without", || {
        let mut command = Command::new(workspace::npm_program("playwright"));
        command.arg("test").args(filter).current_dir(workspace::root().join(workspace::END2END));
        command.env("FIREBREAK_BASE_URL", &server.url).env("FIREBREAK_SIGNINS", &server.signins).env("FIREBREAK_CHROMIUM", chromium);
        let status = process::watch(&mut command, |line| counts.read_playwright(line))?;
        anyhow::ensure!(status.success(), "journeys failed; screenshots and traces are in end2end/test-results");
        Ok(())
    })
}
