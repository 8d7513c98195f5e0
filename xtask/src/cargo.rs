//! Calling cargo, always with the same flags and target directories, so that nothing is built twice.

use std::process::Command;

use crate::workspace::{TARGET, WASM_TARGET, XTASK_TARGET};

/// For what it builds.
#[derive(Debug, Clone, Copy)]
pub enum For {
    /// This machine.
    Native,
    /// The browser.
    Browser,
    /// This program.
    Xtask,
}

/// `cargo <subcommand>` for that target.
pub fn cargo(subcommand: &str, target: For) -> Command {
    let mut command = plain(subcommand);
    command.args(["--target-dir", directory(target)]);
    if let For::Browser = target {
        command.args(["--package", "app", "--no-default-features", "--features", "hydrate"]);
        command.args(["--lib", "--target", crate::install::WASM, "--profile", "wasm-release"]);
    }
    command
}

/// `cargo <subcommand>` without more.
pub fn plain(subcommand: &str) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.arg(subcommand);
    // RUSTFLAGS in the environment replaces what .cargo/config.toml sets, and a server with another view of component
    // types than the browser's does not wake any island.
    for (name, separator) in [("CARGO_ENCODED_RUSTFLAGS", "\x1f"), ("RUSTFLAGS", " ")] {
        if let Ok(flags) = std::env::var(name)
            && !flags.contains("erase_components")
        {
            let before = if flags.is_empty() { "" } else { separator };
            command.env(name, format!("{flags}{before}--cfg{separator}erase_components"));
        }
    }
    command
}

fn directory(target: For) -> &'static str {
    match target {
        For::Native => TARGET,
        For::Browser => WASM_TARGET,
        For::Xtask => XTASK_TARGET,
    }
}
