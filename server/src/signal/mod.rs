//! Early warnings, each with a disposition.

mod store;

pub use store::STATEMENTS;

use app::signal::Signals;

use crate::Firebreak;

impl Signals for Firebreak {}
