//! The audit log for programs: its export.

use app::audit::AuditEntry;
use axum::Json as Out;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::{Answer, Caller, Query};
use crate::router::Shared;

/// All of them.
pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(list_audit))
}

/// Which entries.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct AuditFilters {
    /// Only of this subject, such as `incident/42`.
    pub subject: String,
    /// Only with a lower number: the next page.
    pub before: Option<i64>,
}

/// What one transaction wrote about one subject.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditLogEntry {
    /// Its number.
    pub id: i64,
    /// What it is about, such as `incident/42`.
    pub subject: String,
    /// Its place in the chain of the subject.
    pub link: i64,
    /// When it happened, if the records say so.
    pub at: Option<DateTime<Utc>>,
    /// By whom; null for Firebreak itself.
    pub person: Option<String>,
    /// The records that were written, one a line: table, row, and digest or `removed`.
    pub records: Vec<String>,
    /// The hash that chains it.
    pub hash: String,
}

/// One page of the log, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditLog {
    /// At most a hundred.
    pub items: Vec<AuditLogEntry>,
    /// The page of older ones, if there are any.
    pub next: Option<String>,
}

impl From<AuditEntry> for AuditLogEntry {
    fn from(entry: AuditEntry) -> Self {
        let records = entry.body.lines().map(str::to_owned).collect();
        Self { id: entry.id, subject: entry.subject, link: entry.link, at: entry.at, person: entry.person, records, hash: entry.hash }
    }
}

/// Reads the audit log, the latest first, a hundred entries at a time (admins).
#[utoipa::path(get, path = "/audit", tag = "audit", params(AuditFilters), responses((status = 200, description = "One page of entries.", body = AuditLog)))]
pub async fn list_audit(State(shared): State<Shared>, Caller(who): Caller, Query(filters): Query<AuditFilters>) -> Answer<AuditLog> {
    let entries = shared.services.audits.entries(&who, filters.before, &filters.subject).await?;
    let older = entries.last().map(|last| last.id).filter(|_| entries.len() == 100);
    let next = older.map(|before| {
        let subject: String = form_urlencoded::byte_serialize(filters.subject.as_bytes()).collect();
        format!("/api/v1/audit?subject={subject}&before={before}")
    });
    Ok(Out(AuditLog { items: entries.into_iter().map(AuditLogEntry::from).collect(), next }))
}
