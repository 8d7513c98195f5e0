//! Everything that is needed to run: the site, then the binary that embeds it.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::cargo::{For, cargo};
use crate::step::step;
use crate::{process, site, workspace};

/// Builds the site and the binary, and gives the binary's path.
pub fn everything(release: bool) -> Result<PathBuf> {
    site::build(site::Quality::of(release))?;
    binary(release)
}

/// Builds the binary alone.
pub fn binary(release: bool) -> Result<PathBuf> {
    let words = if release { "Build the firebreak binary, optimised" } else { "Build the firebreak binary" };
    step(words, || {
        let mut command = cargo("build", For::Native);
        command.args(["--package", "server", "--bin", "firebreak"]);
        if release {
            command.arg("--release");
        }
        process::run(&mut command).context("the server does not compile")
    })?;
    Ok(workspace::firebreak(release))
}
