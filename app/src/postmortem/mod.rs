//! The three-page document of an incident.

#[cfg(feature = "ssr")]
pub mod panel;
#[cfg(feature = "ssr")]
mod service;

#[cfg(feature = "ssr")]
pub use service::Postmortems;
