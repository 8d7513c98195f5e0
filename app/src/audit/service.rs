//! The use cases of the audit log.

use async_trait::async_trait;

use super::AuditEntry;
use crate::actor::Actor;
use crate::error::AppError;

/// Use cases around the audit log: for admins.
#[async_trait]
pub trait Audits: Send + Sync {
    /// A hundred entries before a number, the latest first, of one subject or of all.
    async fn entries(&self, actor: &Actor, before: Option<i64>, subject: &str) -> Result<Vec<AuditEntry>, AppError>;
}
