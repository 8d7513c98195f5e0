//! Channels and their outbox: authorise, store, commit; [`deliver`] sends.

pub mod deliver;
pub mod egress;
pub mod event;
mod store;
pub mod webhook_client;

pub use store::{STATEMENTS, list, put};

use app::actor::Actor;
use app::channel::{Channel, ChannelKind, Channels, Message, NewChannel};
use app::error::AppError;
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::Firebreak;
use crate::clock::millis;
use crate::incident::load;

#[async_trait]
impl Channels for Firebreak {
    async fn list(&self, actor: &Actor) -> Result<Vec<Channel>, AppError> {
        actor.require_commander()?;
        let mut tx = self.db.read().await?;
        Ok(store::list(&mut tx).await?)
    }

    async fn add(&self, actor: &Actor, channel: NewChannel) -> Result<Option<String>, AppError> {
        actor.require_admin()?;
        let (name, kind, url) = channel.parsed()?;
        let key: [u8; 24] = rand::random();
        let secret = format!("whsec_{}", STANDARD.encode(key));
        let sealed = |column, text| self.secrets.seal(&store::place_of(&name, column), text);
        let Some((sealed_url, sealed_secret)) = sealed("url", &url).zip(sealed("secret", &secret)) else {
            return Err(AppError::field(
                "url",
                "An address is a secret: set FIREBREAK_KEY_FILE for the server, so that it can be stored encrypted.",
            ));
        };
        let mut tx = self.db.write().await?;
        let added =
            store::add(&mut tx, (&name, kind, &redacted_url(&url)), (&sealed_url, &sealed_secret), actor.person, millis(self.clock.now()))
                .await?;
        if !added {
            return Err(AppError::field("name", "A channel with this name already exists."));
        }
        tx.commit().await?;
        Ok((kind == ChannelKind::Webhook).then_some(secret))
    }

    async fn set_active(&self, actor: &Actor, channel: i64, active: bool) -> Result<(), AppError> {
        actor.require_admin()?;
        let mut tx = self.db.write().await?;
        store::set_active(&mut tx, channel, active).await?;
        Ok(tx.commit().await?)
    }

    async fn try_out(&self, actor: &Actor, channel: i64) -> Result<(), AppError> {
        actor.require_admin()?;
        let mut tx = self.db.read().await?;
        let sealed = store::sealed(&mut tx, channel).await?.ok_or(AppError::NotFound)?;
        drop(tx);
        let to = deliver::address(self, sealed)?.map_err(AppError::conflict)?;
        let now = self.clock.now();
        let body = event::trial(to.kind, self.base_url.as_deref().unwrap_or_default(), now);
        self.webhooks
            .send(&to, &format!("msg_test_{}", now.timestamp_millis()), now, body)
            .await
            .map_err(|unsent| AppError::conflict(unsent.sentence))
    }

    async fn messages(&self, actor: &Actor) -> Result<Vec<Message>, AppError> {
        actor.require_admin()?;
        let mut tx = self.db.read().await?;
        Ok(store::latest(&mut tx, actor.person).await?)
    }

    async fn told(&self, actor: &Actor, number: i64) -> Result<Vec<Message>, AppError> {
        let mut tx = self.db.read().await?;
        load(&mut tx, actor, number).await?;
        Ok(store::of_incident(&mut tx, number).await?)
    }

    async fn retry(&self, actor: &Actor, message: i64) -> Result<(), AppError> {
        actor.require_admin()?;
        let mut tx = self.db.write().await?;
        if !store::retry(&mut tx, message, millis(self.clock.now())).await? {
            return Err(AppError::conflict("The message is already delivered or pending."));
        }
        Ok(tx.commit().await?)
    }
}

/// What an address shows of itself: a path may be a secret.
fn redacted_url(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}/…")
}
