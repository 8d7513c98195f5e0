//! Node must be there; the npm packages of end2end come with `npm ci`, exactly as its lock file says.

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context as _, Result, bail};

use crate::step::step;
use crate::{process, workspace};

const OLDEST: u32 = 20;

/// Sees to it that the npm packages are there and as new as the lock file.
pub fn packages() -> Result<()> {
    node()?;
    let folder = workspace::root().join(workspace::END2END);
    let installed = changed(&folder.join("node_modules/.package-lock.json"));
    let wanted = changed(&folder.join("package-lock.json")).context("end2end/package-lock.json is missing")?;
    if installed.is_some_and(|installed| installed >= wanted) {
        return Ok(());
    }
    step("Install the npm packages of end2end (Playwright, axe, binaryen): npm ci", || {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder);
        npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        process::run(&mut npm).context("npm could not install what end2end/package-lock.json lists; is its registry reachable?")
    })
}

fn node() -> Result<()> {
    let missing = format!(
        "Node {OLDEST} or newer with npm is needed for tests and release builds, and is not installed by this \
        program: https://nodejs.org says how (Debian: `apt-get install nodejs npm`, which must be {OLDEST} or newer)"
    );
    if workspace::on_path(&["npm"]).is_none() || workspace::on_path(&["node"]).is_none() {
        bail!(missing);
    }
    let version = process::read(Command::new("node").arg("--version"))?;
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST) {
        bail!("{missing}; here it is {}", version.trim());
    }
    Ok(())
}

fn changed(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|about| about.modified()).ok()
}
