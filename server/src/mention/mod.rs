//! Mentions: authorise, look up.

mod store;

pub use store::STATEMENTS;

use app::actor::Actor;
use app::error::AppError;
use app::mention::{Mention, Mentions};
use async_trait::async_trait;

use crate::Firebreak;
use crate::incident::load;

/// The longest name that is looked for, in characters.
const LONGEST: usize = 60;

#[async_trait]
impl Mentions for Firebreak {
    async fn offer(&self, actor: &Actor, number: i64, entries: bool, typed: &str) -> Result<Vec<Mention>, AppError> {
        actor.require_responder()?;
        let typed: String = typed.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect();
        let mut tx = self.db.read().await?;
        load(&mut tx, actor, number).await?;
        if entries {
            return Ok(store::entries(&mut tx, number, &typed, actor.zone).await?);
        }
        Ok(store::people_and_things(&mut tx, number, &typed).await?)
    }
}
