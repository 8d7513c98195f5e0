//! Remediation work with an external key, such as PE-3217.

mod store;

pub use store::STATEMENTS;

use app::ticket::Tickets;

use crate::Firebreak;

impl Tickets for Firebreak {}
