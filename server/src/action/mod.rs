//! Promises that close on evidence.

mod store;

pub use store::STATEMENTS;

use app::action::Actions;

use crate::Firebreak;

impl Actions for Firebreak {}
