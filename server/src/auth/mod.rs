//! From a request to who is asking: sessions in our own database, bearer tokens for programs.

mod actor;
mod session;
mod store;

pub use actor::{client, identify};
pub use session::{BrowserSession, reading, session_cookie, stored};
pub use store::{STATEMENTS, SessionStore};

/// The key in the session under which [`app::person::SignedIn`] is kept.
const SIGNED_IN: &str = "signed_in";
/// The key in the session under which the next page's [`app::services::Note`] is kept.
const NOTE: &str = "note";
