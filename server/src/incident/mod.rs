//! Incidents: authorise, load, rule from `app`, store, commit. Every change writes its timeline entry in the same
//! transaction, through [`entry`].

pub mod api;
mod change;
mod classify;
mod declare;
mod derived;
mod impact;
mod lifecycle;
mod merge;
mod roles;
mod severity;
mod severity_correction;
mod show;
mod similar;
mod store;
mod timeline;
mod times;

pub use crate::visible;
pub use declare::escape;
pub use derived::DERIVED;
pub use roles::hand_over_role;
pub use store::entry::{NewEntry, STATEMENTS as ENTRY_STATEMENTS, insert as record_entry, record};
pub use store::list::{Row as ListRow, STATEMENTS as LIST_STATEMENTS};
pub use store::similar::STATEMENTS as SIMILAR_STATEMENTS;
pub use store::{
    Row, STATEMENTS, add_member as add_to_members, corrections, lock, person_name, roles, searched, set_next_update, severities,
};

use store::{entry, list};

use app::actor::Actor;
use app::edit::Seen;
use app::error::AppError;
use app::incident::similar::Similar;
use app::incident::{
    Classification, Declaration, Entry, Filter, Impact, Incidents, Listing, Moment, OpenItems, Record, Responsibility, Revision, Severity,
    SeverityChange, StatusChange, Stretch,
};
use app::part::Part;
use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::Firebreak;
use crate::db::Tx;

/// The incident as stored, if this actor may see it; hidden looks like absent.
pub async fn load(tx: &mut Tx, actor: &Actor, number: i64) -> Result<store::Row, AppError> {
    store::find(tx, number, actor.person).await?.ok_or(AppError::NotFound)
}

/// Like [`load`], and locked until the transaction ends, for a change by somebody who may work on it.
pub async fn load_to_change(tx: &mut Tx, actor: &Actor, number: i64) -> Result<store::Row, AppError> {
    actor.require_responder()?;
    store::lock(tx, number).await?;
    load(tx, actor, number).await
}

/// The commander of this incident, or anybody who may command everywhere.
pub fn require_command(actor: &Actor, row: &store::Row) -> Result<(), AppError> {
    if actor.person.is_some() && actor.person == row.commander {
        return actor.require_responder();
    }
    actor
        .require_commander()
        .map_err(|_| AppError::forbidden("Only the incident commander and people with the commander role can do this."))
}

#[async_trait]
impl Incidents for Firebreak {
    async fn declare(&self, actor: &Actor, declaration: Declaration) -> Result<i64, AppError> {
        declare::declare(self, actor, declaration).await
    }

    async fn list(&self, actor: &Actor, filter: &Filter) -> Result<Listing, AppError> {
        list::list(self, actor, filter).await
    }

    async fn open_counts(&self, actor: &Actor) -> Result<[i64; 5], AppError> {
        Ok(list::open_counts(self, actor).await?)
    }

    async fn show(&self, actor: &Actor, number: i64) -> Result<Record, AppError> {
        show::show(self, actor, number).await
    }

    async fn similar(&self, actor: &Actor, number: i64) -> Result<Vec<Similar>, AppError> {
        similar::of(self, actor, number).await
    }

    async fn timeline(&self, actor: &Actor, number: i64, stretch: Stretch, most: usize) -> Result<Part<Entry>, AppError> {
        timeline::timeline(self, actor, number, stretch, most).await
    }

    async fn key_moments(&self, actor: &Actor, number: i64, before: i64, most: usize) -> Result<Part<Entry>, AppError> {
        timeline::key_moments(self, actor, number, before, most).await
    }

    async fn entry(&self, actor: &Actor, number: i64, entry: i64) -> Result<Entry, AppError> {
        timeline::entry(self, actor, number, entry).await
    }

    async fn revisions(&self, actor: &Actor, number: i64, entry: i64) -> Result<Vec<Revision>, AppError> {
        timeline::revisions(self, actor, number, entry).await
    }

    async fn describe(&self, actor: &Actor, number: i64, title: &str, summary: &str, seen: &Seen) -> Result<(), AppError> {
        change::describe(self, actor, number, title, summary, seen).await
    }

    async fn change_severity(&self, actor: &Actor, number: i64, change: SeverityChange) -> Result<(), AppError> {
        severity::change(self, actor, number, change).await
    }

    async fn set_status(&self, actor: &Actor, number: i64, change: StatusChange) -> Result<(), AppError> {
        lifecycle::change(self, actor, number, change).await
    }

    async fn correct_severity(
        &self,
        actor: &Actor,
        number: i64,
        change: i64,
        at: DateTime<Utc>,
        reason: &str,
        seen: &Seen,
    ) -> Result<(), AppError> {
        severity_correction::correct(self, actor, number, change, at, reason, seen).await
    }

    async fn add_severity(&self, actor: &Actor, number: i64, severity: Severity, at: DateTime<Utc>, reason: &str) -> Result<(), AppError> {
        severity_correction::add(self, actor, number, severity, at, reason).await
    }

    async fn classify(&self, actor: &Actor, number: i64, change: Classification, seen: &Seen) -> Result<(), AppError> {
        classify::classify(self, actor, number, change, seen).await
    }

    async fn open_items(&self, actor: &Actor, number: i64, to: app::incident::Status) -> Result<OpenItems, AppError> {
        lifecycle::open_items(self, actor, number, to).await
    }

    async fn reopen(&self, actor: &Actor, number: i64, reason: &str) -> Result<(), AppError> {
        lifecycle::reopen(self, actor, number, reason).await
    }

    async fn assign(&self, actor: &Actor, number: i64, role: Responsibility, person: i64) -> Result<(), AppError> {
        roles::assign(self, actor, number, role, person).await
    }

    async fn release(&self, actor: &Actor, number: i64, assignment: i64) -> Result<(), AppError> {
        roles::release(self, actor, number, assignment).await
    }

    async fn set_assets(&self, actor: &Actor, number: i64, assets: &[i64], seen: &Seen) -> Result<(), AppError> {
        impact::set_assets(self, actor, number, assets, seen).await
    }

    async fn set_impact(&self, actor: &Actor, number: i64, impact: Impact, seen: &Seen) -> Result<(), AppError> {
        impact::set(self, actor, number, impact, seen).await
    }

    async fn note(
        &self,
        actor: &Actor,
        number: i64,
        body: &str,
        happened_at: Option<DateTime<Utc>>,
        evidence_url: Option<String>,
    ) -> Result<i64, AppError> {
        timeline::note(self, actor, number, body, happened_at, evidence_url).await
    }

    async fn correct_entry(
        &self,
        actor: &Actor,
        number: i64,
        entry: i64,
        body: &str,
        happened_at: DateTime<Utc>,
        reason: &str,
        seen: &Seen,
    ) -> Result<(), AppError> {
        timeline::correct(self, actor, number, entry, body, happened_at, reason, seen).await
    }

    async fn pin(&self, actor: &Actor, number: i64, entry: i64, pinned: bool) -> Result<(), AppError> {
        timeline::pin(self, actor, number, entry, pinned).await
    }

    async fn strike(&self, actor: &Actor, number: i64, entry: i64, struck: bool) -> Result<(), AppError> {
        timeline::strike(self, actor, number, entry, struck).await
    }

    async fn correct_time(
        &self,
        actor: &Actor,
        number: i64,
        moment: Moment,
        at: Option<DateTime<Utc>>,
        reason: &str,
        insist: bool,
        seen: &Seen,
    ) -> Result<(), AppError> {
        times::correct(self, actor, number, moment, at, reason, insist, seen).await
    }

    async fn merge(&self, actor: &Actor, number: i64, into: i64) -> Result<(), AppError> {
        merge::merge(self, actor, number, into).await
    }

    async fn unmerge(&self, actor: &Actor, number: i64) -> Result<(), AppError> {
        merge::unmerge(self, actor, number).await
    }

    async fn mark_drill(&self, actor: &Actor, number: i64, drill: bool) -> Result<(), AppError> {
        change::mark_drill(self, actor, number, drill).await
    }

    async fn make_private(&self, actor: &Actor, number: i64) -> Result<(), AppError> {
        change::make_private(self, actor, number).await
    }

    async fn make_public(&self, actor: &Actor, number: i64, confirmed: bool) -> Result<(), AppError> {
        change::make_public(self, actor, number, confirmed).await
    }

    async fn add_member(&self, actor: &Actor, number: i64, person: i64) -> Result<(), AppError> {
        change::add_member(self, actor, number, person).await
    }

    async fn meanings(&self, _: &Actor) -> Result<[String; 5], AppError> {
        Ok(severity::meanings(self).await?)
    }

    async fn set_meaning(&self, actor: &Actor, severity: Severity, meaning: &str, seen: &Seen) -> Result<(), AppError> {
        severity::set_meaning(self, actor, severity, meaning, seen).await
    }
}
