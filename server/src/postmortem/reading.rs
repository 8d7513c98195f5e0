//! Where texts of postmortems are read: the blameless lint, Markdown of whole documents, differences between versions.

use std::sync::LazyLock;

use crate::work::Workers;

/// One text for each core; the others wait.
pub static TEXTS: LazyLock<Workers> = LazyLock::new(|| Workers::per_core("reading texts", 64));
