//! Automated tests of data and lineage that really run, with their history.

#[cfg(feature = "ssr")]
mod service;

mod words;

#[cfg(feature = "ssr")]
pub use service::Checks;
pub use words::{AskedBy, Kind, Outcome};
