//! What was decided, what else was possible, and why.

#[cfg(feature = "ssr")]
pub mod panel;
#[cfg(feature = "ssr")]
mod service;

#[cfg(feature = "ssr")]
pub use service::Decisions;
