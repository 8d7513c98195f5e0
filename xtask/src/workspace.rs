//! Where things lie, from the root of the repository.

use std::path::{Path, PathBuf};

/// The repository.
pub fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// Where native code is built.
pub const TARGET: &str = "target";

/// Where the browser part is built: apart, so that the two builds neither wait for nor rebuild each other.
pub const WASM_TARGET: &str = "target/wasm";

/// Where this program is built, for the same reason.
pub const XTASK_TARGET: &str = "target/xtask";

/// The files the server embeds.
pub const SITE: &str = "target/site";

/// The Playwright suite, and the npm packages.
pub const END2END: &str = "end2end";

/// The `firebreak` binary.
pub fn firebreak(release: bool) -> PathBuf {
    root().join(TARGET).join(if release { "release" } else { "debug" }).join("firebreak")
}

/// A program that came with the npm packages.
pub fn npm_program(name: &str) -> PathBuf {
    root().join(END2END).join("node_modules/.bin").join(name)
}

/// The first program of one of these names on the PATH.
pub fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file()))
}
