//! The use cases of status updates.

use async_trait::async_trait;

use super::{Audience, History};
use crate::actor::Actor;
use crate::error::AppError;

/// Use cases around status updates.
#[async_trait]
pub trait Updates: Send + Sync {
    /// Writes an update for an audience and gives its number; the next one is due after the severity's interval.
    async fn write(&self, actor: &Actor, number: i64, audience: Audience, body: &str) -> Result<i64, AppError>;
    /// The updates of an incident, and when the next one is due.
    async fn of_incident(&self, actor: &Actor, number: i64, after: Option<i64>, most: usize) -> Result<History, AppError>;
}
