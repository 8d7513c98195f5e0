//! Everything that is needed to run: the site, then the binary that embeds it.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::cargo::{For, cargo};
use crate::step::step;
use crate::{process, site, symbols, workspace};

/// Builds the site and the binary, and gives the binary's path.
pub fn everything(release: bool) -> Result<PathBuf> {
    site::build(site::Quality::of(release))?;
    let binary = binary(release)?;
    if release { symbols::split(&binary) } else { Ok(binary) }
}

/// Builds the binary alone.
pub fn binary(release: bool) -> Result<PathBuf> {
    compile(release, &["--package", "server", "--bin", "firebreak"])
}

/// Builds the binary and the bench with the features that the tests give to what they share: another set of features
/// would build half of the dependencies a second time.
pub fn beside_tests(release: bool) -> Result<PathBuf> {
    compile(release, &[&TESTED[..], &["--bin", "firebreak", "--example", "bench"]].concat())
}

/// The packages that are tested and linted for this machine, as cargo is told of them.
pub const TESTED: [&str; 8] = ["--package", "app", "--features", "ssr", "--package", "server", "--package", "typeset"];

fn compile(release: bool, what: &[&str]) -> Result<PathBuf> {
    let words = if release { "Build the firebreak binary, optimised" } else { "Build the firebreak binary" };
    step(words, || {
        let mut command = cargo("build", For::Native);
        command.args(what);
        if release {
            command.arg("--release");
        }
        process::run(&mut command).context("the server does not compile")
    })?;
    Ok(workspace::firebreak(release))
}
