//! What was decided, what else was possible, and why.

mod store;

pub use store::STATEMENTS;

use app::decision::Decisions;

use crate::Firebreak;

impl Decisions for Firebreak {}
