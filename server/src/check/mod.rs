//! Automated tests of data and lineage that really run, with their history.

mod store;

pub use store::STATEMENTS;

use app::check::Checks;

use crate::Firebreak;

impl Checks for Firebreak {}
