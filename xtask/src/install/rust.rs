//! What rustup brings: the wasm target, clippy and rustfmt.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::step::{note, step};
use crate::{cargo, process, workspace};

/// The browser, to rustc.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Sees to it that rustc can compile for the browser.
pub fn wasm_target() -> Result<()> {
    let libraries = process::read(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]))
        .context("rustc does not answer; Rust comes from https://rustup.rs")?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    step(&format!("Install rustc's target {WASM} with rustup"), || {
        process::run(Command::new("rustup").args(["target", "add", WASM])).context(
            "the wasm target cannot be had from rustup. Without rustup's servers, Debian's `rustc-web cargo-web \
             rust-web-src` with RUSTC_BOOTSTRAP=1 and `-Zbuild-std=std,panic_abort`, linked with lld-19's wasm-ld-19, \
             is known to build the same browser part",
        )
    })
}

/// Sees to it that clippy and rustfmt are there: rustup's minimal profile leaves them out.
pub fn components() -> Result<()> {
    for (component, subcommand) in [("clippy", "clippy"), ("rustfmt", "fmt")] {
        let there = cargo::plain(subcommand).arg("--version").output().is_ok_and(|output| output.status.success());
        if there {
            continue;
        }
        step(&format!("Install {component} with rustup"), || {
            if workspace::on_path(&["rustup"]).is_none() {
                note("There is no rustup; install the component the way Rust was installed.");
            }
            process::run(Command::new("rustup").args(["component", "add", component]))
        })?;
    }
    Ok(())
}
