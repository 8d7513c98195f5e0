//! What can be typed after `cargo xtask`, one sentence each.

use std::fmt::Write as _;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

/// Builds, runs and tests Firebreak; installs what is missing and says what it does.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Xtask {
    #[command(subcommand)]
    _command: Command,
}

/// One command and its options.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build everything and serve http://127.0.0.1:3000 on SQLite in ./data.
    Run(Run),
    /// Run every check and test: format, clippy, Rust on SQLite and PostgreSQL, browser.
    Test(Test),
    /// Serve as `run` does, and build and start again whenever a file is saved.
    Dev(Dev),
    /// Build the browser part, the styles and the `firebreak` binary, and stop there.
    Build(Build),
    /// Build only the browser part and the styles, into target/site.
    Site(Build),
    /// Start a PostgreSQL of your own in a temporary directory and print its address.
    Postgres(Postgres),
    /// Measure pages, declarations, memory and start on both engines, and print the tables.
    Bench(Bench),
}

/// Options of `run`.
#[derive(Debug, Args)]
pub struct Run {
    /// Load the demo: the STAT6 case as product data, with sign-ins printed.
    #[arg(long)]
    pub demo: bool,
    /// Build the optimised binary, with the site's files inside it.
    #[arg(long)]
    pub release: bool,
    /// More words for `firebreak serve`, after `--`.
    #[arg(last = true, value_name = "FIREBREAK ARGUMENTS")]
    pub more: Vec<String>,
}

/// Options of `dev`.
#[derive(Debug, Args)]
pub struct Dev {
    /// Load the demo, as `run --demo` does.
    #[arg(long)]
    pub demo: bool,
    /// More words for `firebreak serve`, after `--`.
    #[arg(last = true, value_name = "FIREBREAK ARGUMENTS")]
    pub more: Vec<String>,
}

/// Options of `build` and `site`.
#[derive(Debug, Args)]
pub struct Build {
    /// Build what is shipped: optimised, and within the size budget.
    #[arg(long)]
    pub release: bool,
}

/// Options of `test`.
#[derive(Debug, Args)]
pub struct Test {
    /// Run only this part.
    #[arg(long, value_enum)]
    pub only: Option<Part>,
    /// Run only tests whose name contains this (for the browser: file, title or project); skips format and clippy.
    pub filter: Option<String>,
}

/// A part of the test run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Is every file formatted?
    Fmt,
    /// Does clippy, natively and for wasm, have nothing to say?
    Clippy,
    /// Unit and integration tests, on SQLite and on a PostgreSQL started for them.
    Rust,
    /// The journeys in Chromium, with JavaScript and without.
    Browser,
}

/// Options of `postgres`.
#[derive(Debug, Args)]
pub struct Postgres {
    /// Write to disk as in production, instead of as fast as tests like it.
    #[arg(long)]
    pub durable: bool,
}

/// Options of `bench`.
#[derive(Debug, Args)]
pub struct Bench {
    /// Measure less, to see in a minute or two that the bench works.
    #[arg(long)]
    pub quick: bool,
    /// More words for the bench program, after `--`.
    #[arg(last = true, value_name = "BENCH ARGUMENTS")]
    pub more: Vec<String>,
}

const GROUPS: [(&str, &[&str]); 3] = [
    ("The two commands of the README", &["run", "test"]),
    ("While you work", &["dev", "build", "site", "postgres"]),
    ("Figures", &["bench"]),
];

const NOTES: &str = "\
What it needs: Rust, a C compiler, and Node 20 with npm for tests and release builds. The wasm target, clippy and
rustfmt come through rustup, the npm packages from end2end/package-lock.json, PostgreSQL and Chromium from Debian when
you are root. Where it cannot install something it says what to type.

Settings of Firebreak itself (FIREBREAK_LISTEN, FIREBREAK_DATABASE_URL, …) reach `run` and `dev` through the environment;
`test` ignores them. FIREBREAK_CHROMIUM names another Chromium. Everything built lies in ./target, all data in ./data.";

/// The command line, its commands in groups.
pub fn command() -> clap::Command {
    let command = Xtask::command();
    let mut groups = String::new();
    for (heading, names) in GROUPS {
        let _ = writeln!(groups, "{heading}:");
        for name in names {
            let about = command.find_subcommand(name).and_then(clap::Command::get_about);
            let _ = writeln!(groups, "  {name:<9} {}", about.cloned().unwrap_or_default());
        }
        groups.push('\n');
    }
    let template =
        format!("{{about}}\n\nUsage: cargo xtask <COMMAND> [OPTIONS]; `cargo xtask <COMMAND> --help` says more\n\n{groups}{NOTES}\n");
    command.help_template(template)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn every_command_is_in_a_group() {
        let listed: Vec<_> = GROUPS.iter().flat_map(|(_, names)| *names).collect();
        let command = command();
        let mut names: Vec<_> = command.get_subcommands().map(clap::Command::get_name).collect();
        names.retain(|name| !listed.contains(&name));
        assert!(names.is_empty(), "not in GROUPS: {names:?}");
    }
}
