//! What a text can name while it is written: after `@` people, assets, tickets and action items, after `#` entries of the
//! timeline. What is chosen becomes ordinary Markdown, so that every export understands it.
//!
//! Invariants: whoever writes about an incident is offered only what they may see; nothing is looked up once it is written.

#[cfg(feature = "ssr")]
pub mod actions;
#[cfg(feature = "hydrate")]
pub mod suggest;

use serde::{Deserialize, Serialize};

/// Something a text can name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// What it is: `person`, `asset`, `ticket`, `action item`, or the moment of an entry.
    pub kind: String,
    /// The title.
    pub name: String,
    /// What is written when it is chosen: Markdown.
    pub written: String,
}

/// How many are offered at a time.
pub const OFFERED: usize = 8;

/// Use cases around mentions.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Mentions: Send + Sync {
    /// What begins with or holds the letters that were typed after `@` or `#`, at most [`OFFERED`].
    async fn offer(
        &self,
        actor: &crate::actor::Actor,
        number: i64,
        entries: bool,
        typed: &str,
    ) -> Result<Vec<Mention>, crate::error::AppError>;
}
