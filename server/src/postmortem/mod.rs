//! The three-page document of an incident.

mod store;

pub use store::STATEMENTS;

use app::postmortem::Postmortems;

use crate::Firebreak;

impl Postmortems for Firebreak {}
