//! The year in numbers, each of which opens to its incidents.

mod store;

pub use store::STATEMENTS;

use app::metrics::Metrics;

use crate::Firebreak;

impl Metrics for Firebreak {}
