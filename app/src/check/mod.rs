//! Automated tests of data and lineage that really run, with their history.

#[cfg(feature = "ssr")]
mod service;

#[cfg(feature = "ssr")]
pub use service::Checks;
