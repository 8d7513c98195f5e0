//! Channels: where Firebreak sends messages outside of it, to a chat or another program, through an outbox that retries.
//!
//! Invariants: what is told is stored together with the decision to tell it, and delivered at least once; a message carries
//! its own number, so that a receiver can tell a second delivery from a second message; nothing of a private incident is told.

#[cfg(feature = "ssr")]
pub mod actions;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
mod service;

#[cfg(feature = "ssr")]
pub use service::{Channels, NewChannel};

use chrono::{DateTime, Utc};

string_enum! {
    /// What a channel understands.
    ChannelKind, "a kind of channel" {
        /// `{"text": …}`, as the incoming webhooks of Slack, Mattermost, Rocket.Chat and Google Chat take it.
        Chat = "chat", "Chat: Slack, Mattermost, Google Chat";
        /// The event as JSON, signed (Standard Webhooks 1.0.0, standardwebhooks.com).
        Webhook = "webhook", "Webhook: signed JSON";
    }
}

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Its number.
    pub id: i64,
    /// What people call it.
    pub name: String,
    /// What it understands.
    pub kind: ChannelKind,
    /// Where it is, without what makes its address a secret: `https://hooks.example.org/…`.
    pub place: String,
    /// Whether anything is sent to it.
    pub active: bool,
}

/// A message on its way, or there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number.
    pub id: i64,
    /// Whom it tells.
    pub channel: String,
    /// The incident it is about.
    pub incident: i64,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Who sent it.
    pub person: Option<String>,
    /// When it is tried again; `None` when it arrived or was given up.
    pub next_at: Option<DateTime<Utc>>,
    /// How often it was tried.
    pub attempts: i64,
    /// When it arrived.
    pub delivered_at: Option<DateTime<Utc>>,
    /// Why the last attempt failed.
    pub problem: String,
}
