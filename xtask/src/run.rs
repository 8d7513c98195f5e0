//! `cargo xtask run`: builds, then serves.

use std::process::Command;

use anyhow::Result;

use crate::{build, cli, process};

/// Builds everything and runs the server until it is stopped.
pub fn run(options: &cli::Run) -> Result<()> {
    let binary = build::everything(options.release)?;
    process::run(&mut serve(Command::new(binary), options.demo, &options.more))
}

/// `firebreak serve`, with what was asked for.
pub fn serve(mut command: Command, demo: bool, more: &[String]) -> Command {
    command.arg("serve");
    if demo {
        command.arg("--demo");
    }
    command.args(more);
    command
}
