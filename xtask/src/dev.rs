//! `cargo xtask dev`: serves, and builds and starts again whenever a file is saved.

use std::fs;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, SystemTime};

use anyhow::Result;
use rustix::process::Signal;

use crate::step::note;
use crate::{build, cli, process, run, signals, workspace};

const WATCHED: [&str; 6] = ["app", "server", "typeset", "style", "migrations", "Cargo.toml"];
const LOOK_EVERY: Duration = Duration::from_millis(400);

/// Until Ctrl-C. A build that fails says why and leaves the running server alone.
pub fn run(options: &cli::Dev) -> Result<()> {
    let mut serving: Option<Child> = None;
    loop {
        let seen = latest();
        match build::everything(false) {
            Ok(binary) => {
                if let Some(mut old) = serving.take() {
                    process::stop(&mut old, Signal::TERM);
                }
                serving = Some(process::spawn(&mut run::serve(Command::new(binary), options.demo, &options.more))?);
            }
            Err(failure) if failure.downcast_ref::<signals::Interrupted>().is_some() => return Err(failure),
            Err(failure) => eprintln!("{failure:#}"),
        }
        note("Waiting for a file to be saved; Ctrl-C stops.");
        while latest() <= seen {
            if let Err(interrupted) = signals::check() {
                if let Some(mut old) = serving.take() {
                    process::stop(&mut old, Signal::TERM);
                }
                return Err(interrupted);
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }
}

/// When a watched file was last saved.
fn latest() -> SystemTime {
    WATCHED.iter().map(|name| newest(&workspace::root().join(name))).max().unwrap_or(SystemTime::UNIX_EPOCH)
}

fn newest(path: &Path) -> SystemTime {
    let own = path.metadata().and_then(|about| about.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let Ok(entries) = fs::read_dir(path) else { return own };
    entries.flatten().map(|entry| newest(&entry.path())).max().map_or(own, |inside| inside.max(own))
}
