//! What data and services there are, who owns them, and what is downstream of what.

mod store;

pub use store::STATEMENTS;

use app::asset::Assets;

use crate::Firebreak;

impl Assets for Firebreak {}
