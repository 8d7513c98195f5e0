//! Status updates: authorise, load, store, move the next one on, tell the timeline, commit.

pub mod api;
mod store;
mod write;

pub use store::STATEMENTS;

use app::actor::Actor;
use app::error::AppError;
use app::update::{Audience, History, Updates};
use async_trait::async_trait;

use crate::Firebreak;
use crate::clock::instant;

#[async_trait]
impl Updates for Firebreak {
    async fn write(&self, actor: &Actor, number: i64, audience: Audience, body: &str) -> Result<i64, AppError> {
        write::write(self, actor, number, audience, body).await
    }

    async fn of_incident(&self, actor: &Actor, number: i64) -> Result<History, AppError> {
        let mut tx = self.db.read().await?;
        let row = crate::incident::load(&mut tx, actor, number).await?;
        let next_update_at = row.next_update_at.filter(|_| row.status().is_ok_and(app::incident::Status::is_open)).map(instant);
        Ok(History { updates: store::of_incident(&mut tx, number).await?, next_update_at })
    }
}
