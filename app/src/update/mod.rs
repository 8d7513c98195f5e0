//! Words about an incident for an audience.

#[cfg(feature = "ssr")]
pub mod panel;
#[cfg(feature = "ssr")]
mod service;

#[cfg(feature = "ssr")]
pub use service::Updates;
