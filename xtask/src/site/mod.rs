//! The site: what the browser gets. `target/site/pkg` holds one script, one wasm and one style sheet, each with a hash of
//! its content in the name, so that browsers may keep them for ever. The server embeds that directory.

mod browser;
mod files;
mod optimise;
mod style;

use std::fs::File;

use anyhow::{Context as _, Result};

use crate::step::{note, step};
use crate::{install, workspace};

/// How much work goes into the browser part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quality {
    /// For trying things out: without wasm-opt, which needs Node and some seconds.
    Quick,
    /// What is shipped and tested: optimised, and within the size budget.
    Shipped,
}

impl Quality {
    /// What goes with a build in debug or in release.
    pub fn of(release: bool) -> Self {
        if release { Self::Shipped } else { Self::Quick }
    }
}

/// Builds the site; what has not changed is left as it is.
pub fn build(quality: Quality) -> Result<()> {
    install::wasm_target()?;
    if quality == Quality::Shipped {
        install::npm_packages()?;
    }
    let _one_at_a_time = lock()?;
    let style = step("Compile the styles", style::compile)?;
    let raw = step("Compile the browser part (app, for wasm)", browser::compile)?;
    let scripts = step("Prepare the browser part (wasm-bindgen, wasm-opt, size)", || {
        let scripts = files::kept(&raw, quality).map_or_else(|| browser::prepare(&raw, quality), Ok)?;
        files::check_size(&scripts, quality)?;
        Ok(scripts)
    })?;
    files::place(&scripts, &style)
}

/// Makes the directory that the server embeds, which has to exist before the server is compiled or checked.
pub fn make_room() -> Result<()> {
    let folder = workspace::root().join(workspace::SITE).join("pkg");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))
}

/// Takes the built site away until the value is dropped: a binary that reads it from disk then serves no script and no style.
pub fn put_aside() -> Result<Aside> {
    let (there, away) = (workspace::root().join(workspace::SITE), workspace::root().join(workspace::TARGET).join("site-aside"));
    let lock = lock()?;
    let _ = std::fs::remove_dir_all(&away);
    std::fs::rename(&there, &away).with_context(|| format!("cannot move {}", there.display()))?;
    Ok(Aside { there, away, _lock: lock })
}

/// The site is elsewhere; dropped, it comes back.
pub struct Aside {
    there: std::path::PathBuf,
    away: std::path::PathBuf,
    _lock: File,
}

impl Drop for Aside {
    fn drop(&mut self) {
        // A server that is compiled meanwhile makes an empty folder.
        let _ = std::fs::remove_dir_all(&self.there);
        if let Err(error) = std::fs::rename(&self.away, &self.there) {
            eprintln!("{} could not be moved back: {error}; the next build makes it anew", self.there.display());
        }
    }
}

/// Two commands at once in one checkout would remove each other's files.
fn lock() -> Result<File> {
    make_room()?;
    let file = File::create(workspace::root().join(workspace::TARGET).join("site.lock"))?;
    if file.try_lock().is_err() {
        note("Waiting for another `cargo xtask` that is building the site …");
        file.lock()?;
    }
    Ok(file)
}
