//! What is missing is installed here, or said in words that can be typed.

mod debian;
mod node;
mod rust;

use std::path::PathBuf;

use anyhow::{Context as _, Result};

pub use node::packages as npm_packages;
pub use rust::{WASM, components as rust_components, wasm_target};

use crate::postgres::Programs;
use crate::workspace;

/// PostgreSQL's server programs.
pub fn postgres() -> Result<Programs> {
    if let Some(programs) = Programs::find() {
        return Ok(programs);
    }
    debian::install(&["postgresql"], "PostgreSQL's server programs (initdb, pg_ctl)")?;
    Programs::find().context("postgresql is installed, but there is no initdb in the PATH or in /usr/lib/postgresql/*/bin")
}

/// A Chromium to drive.
pub fn chromium() -> Result<PathBuf> {
    const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
    if let Some(named) = std::env::var_os("FIREBREAK_CHROMIUM") {
        return Ok(named.into());
    }
    if let Some(found) = workspace::on_path(&NAMES) {
        return Ok(found);
    }
    debian::install(&["chromium"], "Chromium, which the browser tests drive (or name one with FIREBREAK_CHROMIUM)")?;
    workspace::on_path(&NAMES).context("chromium is installed, but there is no `chromium` in the PATH")
}
