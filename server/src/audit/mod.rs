//! The audit log: who changed what when, append-only, chained for each subject (docs/decisions/0018-tamper-evidence.md).
//!
//! Triggers note every row of a watched table that a transaction writes; [`seal::seal`] makes entries of them in the same
//! transaction, right before it commits, so that no use case can forget it. `firebreak verify` computes the chain and the
//! digest of every row again ([`examine`]).

mod adopt;
pub mod api;
mod chain;
pub mod examine;
mod list;
mod seal;
mod store;

pub use adopt::adopt;
pub use chain::use_key;
pub use seal::seal;
pub use store::STATEMENTS;
pub use store::parts::{PARTS, STATEMENTS as PART_STATEMENTS};
