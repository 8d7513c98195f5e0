//! Ctrl-C and `kill`: remembered here, passed on to the running program by [`crate::process`], and then turned into an
//! error, so that everything started is stopped by unwinding (`Drop`), as after any other failure.

use std::sync::Arc;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Result};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

static RECEIVED: LazyLock<Arc<AtomicUsize>> = LazyLock::new(Arc::default);

/// Somebody asked this program to stop, with this signal.
#[derive(Debug)]
pub struct Interrupted(pub i32);

impl std::fmt::Display for Interrupted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "interrupted by signal {}", self.0)
    }
}

impl std::error::Error for Interrupted {}

/// From now on signals are remembered instead of ending this program at once.
pub fn listen() -> Result<()> {
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        let number = usize::try_from(signal)?;
        signal_hook::flag::register_usize(signal, Arc::clone(&RECEIVED), number).context("cannot listen for signals")?;
    }
    Ok(())
}

/// The signal that asked for the end, if one did.
pub fn received() -> Option<i32> {
    i32::try_from(RECEIVED.load(Ordering::Relaxed)).ok().filter(|signal| *signal != 0)
}

/// Fails when the end was asked for.
pub fn check() -> Result<()> {
    received().map_or(Ok(()), |signal| Err(Interrupted(signal).into()))
}
