//! Decisions: authorise, load, parse, store, tell the timeline, commit. Nothing is ever erased.

pub mod api;
mod record;
mod store;

pub use store::STATEMENTS;

use app::actor::Actor;
use app::decision::{Decision, Decisions, NewDecision};
use app::error::AppError;
use async_trait::async_trait;

use crate::Firebreak;

#[async_trait]
impl Decisions for Firebreak {
    async fn record(&self, actor: &Actor, number: i64, decision: NewDecision) -> Result<i64, AppError> {
        actor.require_responder()?;
        record::record(self, actor, number, decision.parsed()?).await
    }

    async fn of_incident(&self, actor: &Actor, number: i64) -> Result<Vec<Decision>, AppError> {
        let mut tx = self.db.read().await?;
        crate::incident::load(&mut tx, actor, number).await?;
        Ok(store::of_incident(&mut tx, number).await?)
    }

    async fn strike(&self, actor: &Actor, number: i64, decision: i64, reason: &str) -> Result<(), AppError> {
        actor.require_responder()?;
        record::strike(self, actor, number, decision, reason).await
    }

    async fn supersede(&self, actor: &Actor, number: i64, decision: i64, by: i64) -> Result<(), AppError> {
        actor.require_responder()?;
        record::supersede(self, actor, number, decision, by).await
    }
}
