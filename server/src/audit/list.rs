//! The log as admins read it.

use app::actor::Actor;
use app::audit::{AuditEntry, Audits};
use app::error::AppError;
use async_trait::async_trait;

use super::store;
use crate::Firebreak;
use crate::clock::instant;

/// How many entries a page has.
const PAGE: i64 = 100;

#[async_trait]
impl Audits for Firebreak {
    async fn entries(&self, actor: &Actor, before: Option<i64>, subject: &str) -> Result<Vec<AuditEntry>, AppError> {
        actor.require_admin_to_read()?;
        let mut tx = self.db.read().await?;
        let rows = store::list(&mut tx, before.unwrap_or(i64::MAX), subject, actor.person, PAGE).await?;
        let entry = |(id, subject, link, at, person, body, hash): store::Shown| AuditEntry {
            id,
            subject,
            link,
            at: (at > 0).then(|| instant(at)),
            person,
            body,
            hash,
        };
        Ok(rows.into_iter().map(entry).collect())
    }
}
