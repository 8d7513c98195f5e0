//! Contributing factors: authorise, load, rule from `app`, store, commit.

mod store;
mod write;

pub use store::{STATEMENTS, of_incident};

use app::actor::Actor;
use app::edit::Seen;
use app::error::AppError;
use app::factor::{Choices, Factors, NewFactor, Recurring};
use async_trait::async_trait;

use crate::Firebreak;

#[async_trait]
impl Factors for Firebreak {
    async fn add(&self, actor: &Actor, number: i64, factor: NewFactor) -> Result<i64, AppError> {
        write::add(self, actor, number, factor).await
    }

    async fn change(&self, actor: &Actor, number: i64, factor: i64, changed: NewFactor, seen: &Seen) -> Result<(), AppError> {
        write::change(self, actor, number, factor, changed, seen).await
    }

    async fn remove(&self, actor: &Actor, number: i64, factor: i64) -> Result<(), AppError> {
        write::remove(self, actor, number, factor).await
    }

    async fn choices(&self, actor: &Actor, number: i64) -> Result<Choices, AppError> {
        let mut tx = self.db.read().await?;
        crate::incident::load(&mut tx, actor, number).await?;
        Ok(store::choices(&mut tx, actor, number).await?)
    }

    async fn recurring(&self, actor: &Actor) -> Result<Vec<Recurring>, AppError> {
        let mut tx = self.db.read().await?;
        Ok(store::recurring(&mut tx, actor).await?)
    }
}
