//! Counted repair work, with its rate and when it will be done.

mod store;

pub use store::STATEMENTS;

use app::backfill::Backfills;

use crate::Firebreak;

impl Backfills for Firebreak {}
