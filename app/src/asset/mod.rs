//! What data and services there are, who owns them, and what is downstream of what.

#[cfg(feature = "ssr")]
mod service;

#[cfg(feature = "ssr")]
pub use service::Assets;
