//! The files of the site: their names, their weight, and which of them are still wanted.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha256};

use super::Quality;
use crate::step::note;
use crate::workspace;

/// What the first page may cost in the browser: wasm and script, gzipped.
const BUDGET: usize = 150_000;

/// The script, the wasm it loads, and the folder of further scripts that it imports, if there are any.
pub struct Scripts {
    pub script: Vec<u8>,
    pub wasm: Vec<u8>,
    pub snippets: PathBuf,
}

/// The first 12 hex digits of SHA-256.
fn hash(parts: &[&[u8]]) -> String {
    let digest = parts.iter().fold(Sha256::new(), |hasher, part| hasher.chain_update(part)).finalize();
    digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// What [`remember`] wrote, if it was made from the same wasm in the same way.
pub fn kept(raw: &Path, quality: Quality) -> Option<Scripts> {
    let folder = memory();
    let made_from = fs::read_to_string(folder.join("made-from")).ok()?;
    if made_from != origin(raw, quality).ok()? {
        return None;
    }
    let read = |name: &str| fs::read(folder.join(name)).ok();
    Some(Scripts { script: read("firebreak.js")?, wasm: read("firebreak_bg.wasm")?, snippets: folder.join("snippets") })
}

/// Keeps what was prepared, so that it is not prepared again while the wasm is the same.
pub fn remember(raw: &Path, quality: Quality, scripts: &Scripts) -> Result<()> {
    let folder = memory();
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("firebreak.js"), &scripts.script)?;
    fs::write(folder.join("firebreak_bg.wasm"), &scripts.wasm)?;
    // Last, so that a run that was cut short is not taken for a whole one.
    Ok(fs::write(folder.join("made-from"), origin(raw, quality)?)?)
}

fn memory() -> PathBuf {
    workspace::root().join(workspace::WASM_TARGET).join("bindgen")
}

fn origin(raw: &Path, quality: Quality) -> Result<String> {
    Ok(format!("{quality:?} {}", hash(&[&fs::read(raw)?])))
}

/// Writes what is not there yet, under its hashed name, and removes what nobody asks for any more.
pub fn place(scripts: &Scripts, style: &str) -> Result<()> {
    let code = hash(&[&scripts.script, &scripts.wasm]);
    let wanted: [(String, &[u8]); 3] = [
        // HydrationScripts puts `_bg` after LeptosOptions' output_name, which the server sets to `firebreak-<hash>`.
        (format!("firebreak-{code}_bg.wasm"), &scripts.wasm),
        (format!("firebreak-{code}.js"), &scripts.script),
        (format!("firebreak-{}.css", hash(&[style.as_bytes()])), style.as_bytes()),
    ];
    let folder = workspace::root().join(workspace::SITE).join("pkg");
    for (name, content) in &wanted {
        let file = folder.join(name);
        // The same name is the same content, unless a write was cut short.
        if file.metadata().map(|about| about.len()).ok() != u64::try_from(content.len()).ok() {
            fs::write(&file, content).with_context(|| format!("cannot write {}", file.display()))?;
        }
    }
    copy_folder(&scripts.snippets, &folder.join("snippets"))?;
    for entry in fs::read_dir(&folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() && !wanted.iter().any(|(name, _)| *name.as_str() == entry.file_name()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    let _ = fs::remove_dir_all(to);
    if !from.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &to.join(entry.file_name()))?;
        } else {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// Prints the size of the browser part; what is shipped must keep to the budget.
pub fn check_size(scripts: &Scripts, quality: Quality) -> Result<()> {
    let (wasm, script) = (gzipped(&scripts.wasm)?, gzipped(&scripts.script)?);
    let total = wasm + script;
    let kilo = |bytes: usize| format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100);
    note(&format!(
        "Browser part, gzipped: {} (wasm {}, script {}); the budget is {}.",
        kilo(total),
        kilo(wasm),
        kilo(script),
        kilo(BUDGET)
    ));
    if total > BUDGET && quality == Quality::Shipped {
        bail!(
            "the browser part is {} over its budget. Islands should only hold what has to run in the browser: see what they \
             pull in with `cargo tree -p app --no-default-features --features hydrate --target wasm32-unknown-unknown`",
            kilo(total - BUDGET)
        );
    }
    Ok(())
}

fn gzipped(content: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?.len())
}
