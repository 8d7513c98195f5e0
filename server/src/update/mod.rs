//! Status updates: authorise, load, store, move the next one on, tell the timeline, commit.

pub mod api;
mod store;
mod write;

pub use store::STATEMENTS;

use app::actor::Actor;
use app::error::AppError;
use app::part::Part;
use app::update::{Audience, History, Updates};
use async_trait::async_trait;

use crate::Firebreak;
use crate::clock::instant;

#[async_trait]
impl Updates for Firebreak {
    async fn write(&self, actor: &Actor, number: i64, audience: Audience, body: &str) -> Result<i64, AppError> {
        write::write(self, actor, number, audience, body).await
    }

    async fn of_incident(&self, actor: &Actor, number: i64, after: Option<i64>, most: usize) -> Result<History, AppError> {
        let mut tx = self.db.read().await?;
        let row = crate::incident::load(&mut tx, actor, number).await?;
        let next_update_at = row.next_update_at.filter(|_| row.status().is_ok_and(app::incident::Status::is_open)).map(instant);
        let place = match after {
            Some(update) => store::place(&mut tx, number, update).await?.ok_or(AppError::NotFound)?,
            None => (i64::MAX, i64::MAX),
        };
        let total = store::count(&mut tx, number).await?;
        let updates = store::of_incident(&mut tx, number, place, most + 1).await?;
        Ok(History { updates: Part::forwards(updates, most, after.is_some(), total), next_update_at })
    }
}
