//! Promises that close on evidence: authorise, load, rule from `app`, store, commit. What a check's run does to them is
//! [`apply_check_run`], called in the transaction in which the run is stored.

pub mod api;
mod commitment;
mod confirm;
mod evidence;
mod hand_over;
mod list_store;
mod step;
mod store;

pub(crate) use commitment::add_in;
pub use confirm::check_changed;
pub use evidence::apply_check_run;
pub use hand_over::hand_over;
pub use list_store::STATEMENTS as LIST_STATEMENTS;
pub use store::STATEMENTS;

use store::row;

use app::action::{ActionFilter, ActionItem, ActionListing, Actions, Change, Counts, Cursor, NewAction, ProofRun, Record, Step};
use app::actor::Actor;
use app::due_day::DueDay;
use app::error::AppError;
use async_trait::async_trait;

use crate::clock::millis;
use crate::db::Tx;
use crate::incident::{self, escape};
use crate::markdown::to_html;
use crate::{Firebreak, ticket};

/// How many action items a page of the list shows.
const PAGE: usize = 50;

/// `[ACT-7](/actions/7) What is promised`, for the timeline.
fn named(number: i64, title: &str) -> String {
    format!("[ACT-{number}](/actions/{number}) {}", escape(title))
}

/// The action item, with its incident locked, for somebody who may change it.
async fn load_to_change(tx: &mut Tx, actor: &Actor, number: i64) -> Result<ActionItem, AppError> {
    actor.require_responder()?;
    let found = store::find(tx, actor.person, number).await?.ok_or(AppError::NotFound)?;
    incident::load_to_change(tx, actor, found.incident).await?;
    // Once more: it may have changed while the lock was waited for.
    Ok(store::find(tx, actor.person, number).await?.ok_or(AppError::NotFound)?.try_into()?)
}

#[async_trait]
impl Actions for Firebreak {
    async fn add(&self, actor: &Actor, incident: i64, action: NewAction) -> Result<i64, AppError> {
        commitment::add(self, actor, incident, action).await
    }

    async fn of_incident(&self, actor: &Actor, incident: i64) -> Result<Vec<(ActionItem, Vec<ProofRun>)>, AppError> {
        let mut tx = self.db.read().await?;
        incident::load(&mut tx, actor, incident).await?;
        let proofs = store::proofs(&mut tx, incident).await?;
        let with_proof = |row| {
            let item = ActionItem::try_from(row)?;
            let proof = proofs.iter().filter(|(number, _)| *number == item.number).map(|(_, run)| *run).collect();
            Ok((item, proof))
        };
        store::of_incident(&mut tx, actor.person, incident).await?.into_iter().map(with_proof).collect()
    }

    async fn list(&self, actor: &Actor, filter: &ActionFilter) -> Result<ActionListing, AppError> {
        let mut tx = self.db.read().await?;
        let most = i64::try_from(PAGE).unwrap_or(50) + 1;
        let rows = list_store::list(&mut tx, actor.person, filter, millis(self.clock.now()), most).await?;
        let more = rows.len() > PAGE;
        let items = rows.into_iter().take(PAGE).map(ActionItem::try_from).collect::<Result<Vec<_>, _>>()?;
        let after = items.last().filter(|_| more).map(|last| Cursor(list_store::key(filter.view, last), last.number));
        Ok(ActionListing { items, after })
    }

    async fn counts(&self, actor: &Actor) -> Result<Counts, AppError> {
        let mut tx = self.db.read().await?;
        Ok(list_store::counts(&mut tx, actor.person, millis(self.clock.now())).await?)
    }

    async fn show(&self, actor: &Actor, number: i64) -> Result<Record, AppError> {
        let mut tx = self.db.read().await?;
        let item = ActionItem::try_from(store::find(&mut tx, actor.person, number).await?.ok_or(AppError::NotFound)?)?;
        let proof = store::proof(&mut tx, number).await?;
        let due_changes = store::due_changes(&mut tx, number).await?;
        let tickets = ticket::of_action(&mut tx, number).await?;
        let events = store::events(&mut tx, number).await?;
        Ok(Record { about_html: to_html(&item.about), item, proof, due_changes, tickets, events })
    }

    async fn change(&self, actor: &Actor, number: i64, change: Change) -> Result<(), AppError> {
        commitment::change(self, actor, number, change).await
    }

    async fn promote(&self, actor: &Actor, number: i64) -> Result<(), AppError> {
        commitment::promote(self, actor, number).await
    }

    async fn start(&self, actor: &Actor, number: i64, note: &str) -> Result<(), AppError> {
        step::work(self, actor, number, Step::Start, note).await
    }

    async fn block(&self, actor: &Actor, number: i64, reason: &str) -> Result<(), AppError> {
        step::work(self, actor, number, Step::Block, reason).await
    }

    async fn finish(&self, actor: &Actor, number: i64, note: &str) -> Result<(), AppError> {
        step::work(self, actor, number, Step::Finish, note).await
    }

    async fn verify(&self, actor: &Actor, number: i64, note: &str) -> Result<(), AppError> {
        step::verify(self, actor, number, note).await
    }

    async fn propose_risk(&self, actor: &Actor, number: i64, reason: &str, until: Option<DueDay>) -> Result<(), AppError> {
        step::propose_risk(self, actor, number, reason, until).await
    }

    async fn accept_risk(&self, actor: &Actor, number: i64, reason: &str, until: Option<DueDay>) -> Result<(), AppError> {
        step::accept_risk(self, actor, number, reason, until).await
    }

    async fn confirm_check(&self, actor: &Actor, number: i64, version: i64, note: &str) -> Result<(), AppError> {
        confirm::confirm(self, actor, number, version, note).await
    }

    async fn reopen(&self, actor: &Actor, number: i64, reason: &str, recurred: bool) -> Result<(), AppError> {
        step::reopen(self, actor, number, reason, recurred).await
    }

    async fn checks(&self, _: &Actor) -> Result<Vec<(i64, String)>, AppError> {
        let mut tx = self.db.read().await?;
        Ok(store::checks(&mut tx).await?)
    }
}
