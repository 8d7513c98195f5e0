//! The year in numbers, each of which opens to its incidents.

#[cfg(feature = "ssr")]
mod service;

#[cfg(feature = "ssr")]
pub use service::Metrics;
