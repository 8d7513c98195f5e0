//! The browser part: `app` with the feature `hydrate`, compiled to wasm, with the script that loads it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::files::{Scripts, remember};
use super::{Quality, optimise};
use crate::cargo::{For, cargo};
use crate::step::note;
use crate::{install, process, workspace};

/// Compiles it and returns the wasm as rustc leaves it.
pub fn compile() -> Result<PathBuf> {
    process::run(&mut cargo("build", For::Browser)).context("the browser part does not compile")?;
    let wasm = workspace::root().join(workspace::WASM_TARGET).join(install::WASM).join("wasm-release/app.wasm");
    anyhow::ensure!(wasm.is_file(), "cargo succeeded, but {} is not there; is `app` still a cdylib?", wasm.display());
    Ok(wasm)
}

/// Turns rustc's wasm into what the browser loads, and names it.
pub fn prepare(raw: &Path, quality: Quality) -> Result<Scripts> {
    let folder = workspace::root().join(workspace::WASM_TARGET).join("bindgen");
    let _ = fs::remove_dir_all(&folder);
    let (script, wasm) = (folder.join("firebreak.js"), folder.join("firebreak_bg.wasm"));
    bind(raw, &folder)?;
    match quality {
        Quality::Quick => note("Leaving out wasm-opt: the browser part is larger than the one that `--release` and `test` build."),
        Quality::Shipped => optimise::shrink(&wasm)?,
    }
    let scripts = Scripts { script: fs::read(&script)?, wasm: fs::read(&wasm)?, snippets: folder.join("snippets") };
    remember(raw, quality, &scripts)?;
    Ok(scripts)
}

/// What the program `wasm-bindgen` does, at exactly the version of the crate that `app` uses.
fn bind(raw: &Path, folder: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(raw).out_name("firebreak").typescript(false).remove_producers_section(true);
    // Leptos says where the wasm is; a path in the script would be without the hash.
    bindgen.omit_default_module_path(true);
    bindgen.web(true).and_then(|bindgen| bindgen.generate(folder)).context(
        "wasm-bindgen cannot read the wasm; `wasm-bindgen` in Cargo.toml and `wasm-bindgen-cli-support` in xtask/Cargo.toml \
         have to be the same version",
    )
}
