//! Counted repair work, with its rate and when it will be done.

#[cfg(feature = "ssr")]
pub mod panel;
#[cfg(feature = "ssr")]
mod service;

#[cfg(feature = "ssr")]
pub use service::Backfills;
