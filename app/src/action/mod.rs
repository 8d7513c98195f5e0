//! Promises that close on evidence.

#[cfg(feature = "ssr")]
pub mod panel;
#[cfg(feature = "ssr")]
mod service;

#[cfg(feature = "ssr")]
pub use service::Actions;
