//! The nouns, rules, use-case traits and pages of Firebreak. `server` implements the use cases.
//!
//! Noun types and islands compile for the server and for the browser; pages and server functions only for the server,
//! because pages are plain HTML and only `#[island]` code ships (docs/decisions/0002-islands.md).
#![recursion_limit = "256"]

#[cfg(feature = "ssr")]
pub use chrono_tz;

#[macro_use]
mod words;

pub mod action;
#[cfg(feature = "ssr")]
pub mod actor;
pub mod asset;
pub mod audit;
pub mod backfill;
pub mod channel;
pub mod characters;
pub mod check;
pub mod comment;
pub mod decision;
pub mod due_day;
#[cfg(feature = "ssr")]
pub mod edit;
pub mod error;
pub mod factor;
pub mod image;
pub mod incident;
pub mod lint;
pub mod local_time;
pub mod mention;
pub mod metrics;
pub mod part;
pub mod person;
pub mod postmortem;
#[cfg(feature = "ssr")]
pub mod services;
#[cfg(feature = "ssr")]
mod shell;
pub mod signal;
pub mod template;
pub mod text;
pub mod ticket;
pub mod ui;
pub mod update;

#[cfg(feature = "ssr")]
pub use shell::{App, Site, shell};

/// Where the browser starts: wakes the islands of the page.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
