//! The binary that is shipped carries no symbols: they lie in a file beside it, where `gdb`, `perf` and `addr2line` look.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::process;
use crate::step::step;
use crate::workspace::on_path;

/// Writes the stripped binary and its symbols (`firebreak` and `firebreak.debug`) into the folder `shipped` beside what
/// cargo built, and gives the stripped binary's path. Cargo's own file stays as it is: it would be linked anew otherwise.
///
/// # Errors
/// When binutils are missing, or cannot read the binary.
pub fn split(binary: &Path) -> Result<PathBuf> {
    on_path(&["objcopy"]).context("objcopy is missing: it comes with binutils, as the linker does (Debian: apt-get install binutils)")?;
    let folder = binary.with_file_name("shipped");
    let shipped = folder.join(binary.file_name().context("the binary has a name")?);
    let symbols = shipped.with_extension("debug");
    step("Put the symbols beside the binary", || {
        std::fs::create_dir_all(&folder)?;
        process::run(Command::new("objcopy").arg("--only-keep-debug").arg(binary).arg(&symbols))?;
        // A running server keeps its file: the new one takes its name.
        let next = shipped.with_extension("next");
        process::run(Command::new("objcopy").args(["--strip-all", "--add-gnu-debuglink"]).arg(&symbols).arg(binary).arg(&next))?;
        std::fs::rename(&next, &shipped).with_context(|| format!("cannot write {}", shipped.display()))
    })?;
    Ok(shipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_binary_runs_without_symbols_and_finds_them_beside_it() {
        let folder = std::env::temp_dir().join(format!("firebreak-symbols-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let binary = folder.join("firebreak");
        // Any program will do: this test itself.
        std::fs::copy(std::env::current_exe().unwrap(), &binary).unwrap();
        let shipped = split(&binary).unwrap();
        let size = |path: &Path| path.metadata().unwrap().len();
        assert!(size(&shipped) * 2 < size(&binary), "{} of {} bytes are left", size(&shipped), size(&binary));
        assert!(size(&shipped.with_extension("debug")) > 0);
        assert!(process::read(Command::new(&shipped).arg("--list")).unwrap().contains("finds_them_beside_it"));
        let sections = process::read(Command::new("objdump").arg("--section-headers").arg(&shipped)).unwrap();
        assert!(sections.contains(".gnu_debuglink") && !sections.contains(".debug_info"), "{sections}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
