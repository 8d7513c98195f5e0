//! The use cases of channels.

use async_trait::async_trait;

use super::{Channel, ChannelKind, Message};
use crate::actor::Actor;
use crate::error::{AppError, Problems};
use crate::text;

/// A channel, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewChannel {
    /// What people call it: at most 60 characters.
    pub name: String,
    /// `chat` or `webhook`.
    pub kind: String,
    /// Its address, which is a secret of its own for chats.
    pub url: String,
}

impl NewChannel {
    /// Name, kind and address.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with a sentence for each field that cannot be accepted.
    pub fn parsed(&self) -> Result<(String, ChannelKind, String), AppError> {
        let mut problems = Problems::default();
        let name = problems.check("name", text::line("a name", &self.name, 60));
        let kind = problems.check("kind", ChannelKind::try_from(self.kind.clone()));
        let url = problems.check("url", text::link(&self.url).and_then(|url| url.ok_or_else(|| "Enter the address.".to_owned())));
        problems.finish()?;
        match (name, kind, url) {
            (Some(name), Some(kind), Some(url)) => Ok((name, kind, url)),
            _ => Err(AppError::NotFound),
        }
    }
}

/// Use cases around channels. Admins keep them; whoever may publish a postmortem may send it to them.
#[async_trait]
pub trait Channels: Send + Sync {
    /// All of them, by name, for commanders and admins.
    async fn list(&self, actor: &Actor) -> Result<Vec<Channel>, AppError>;
    /// Adds one; gives the secret its messages are signed with, which is not shown again, when it is a webhook.
    async fn add(&self, actor: &Actor, channel: NewChannel) -> Result<Option<String>, AppError>;
    /// Stops sending to one, or begins again. What waits is not lost.
    async fn set_active(&self, actor: &Actor, channel: i64, active: bool) -> Result<(), AppError>;
    /// Sends a word to one now, paused or not; a conflict says why it did not arrive.
    async fn try_out(&self, actor: &Actor, channel: i64) -> Result<(), AppError>;
    /// The latest messages of all channels, for admins.
    async fn messages(&self, actor: &Actor) -> Result<Vec<Message>, AppError>;
    /// What was told about an incident, for whoever sees it.
    async fn told(&self, actor: &Actor, number: i64) -> Result<Vec<Message>, AppError>;
    /// Tries a message again that was given up.
    async fn retry(&self, actor: &Actor, message: i64) -> Result<(), AppError>;
}
