//! `wasm-opt` from the npm package `binaryen`: a third smaller. Debian's is too old for today's rustc.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::{process, workspace};

/// What rustc's wasm uses beyond the first version of wasm.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Makes the file smaller, in place.
pub fn shrink(wasm: &Path) -> Result<()> {
    let smaller = wasm.with_extension("smaller");
    let mut command = Command::new(workspace::npm_program("wasm-opt"));
    command.arg("-Oz").args(FEATURES).arg(wasm).arg("--output").arg(&smaller);
    process::run(&mut command).context("wasm-opt could not make the browser part smaller")?;
    fs::rename(&smaller, wasm).context("wasm-opt wrote nothing")
}
