//! Words about an incident for an audience.

mod store;

pub use store::STATEMENTS;

use app::update::Updates;

use crate::Firebreak;

impl Updates for Firebreak {}
