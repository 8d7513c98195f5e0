//! Counted repair work, with its rate and when it will be done.
//!
//! Every report is kept as a point. The timeline tells what people report; of what programs report, which may be every
//! minute, it tells the beginning, every tenth, corrections and the end.

pub mod api;
mod store;

pub use store::STATEMENTS;

use app::actor::{Actor, Via};
use app::backfill::{Backfill, Backfills, NewBackfill, percent, report};
use app::edit::{Edit, Seen};
use app::error::AppError;
use app::incident::EntryKind;
use app::text;
use app::text::grouped;
use async_trait::async_trait;

use crate::Firebreak;
use crate::clock::millis;
use crate::db::Tx;
use crate::incident::{self, escape};

/// The backfill, with its incident locked, for somebody who may change it.
async fn load_to_change(tx: &mut Tx, actor: &Actor, backfill: i64) -> Result<Backfill, AppError> {
    actor.require_responder()?;
    let found = store::find(tx, backfill, actor.person).await?.ok_or(AppError::NotFound)?;
    incident::load_to_change(tx, actor, found.incident).await?;
    store::find(tx, backfill, actor.person).await?.ok_or(AppError::NotFound)
}

/// What the timeline tells about a report, if it tells anything.
fn told(backfill: &Backfill, done: i64, by_program: bool) -> Option<String> {
    let (name, unit, total) = (escape(&backfill.name), escape(&backfill.unit), backfill.total);
    let progress = format!("{} of {} {unit} ({} %)", grouped(done), grouped(total), percent(done, total));
    if done < backfill.done {
        return Some(format!("Backfill “{name}” corrected from {} to {progress}", grouped(backfill.done)));
    }
    if done == backfill.done {
        return None;
    }
    if done == total {
        return Some(format!("Backfill “{name}” done: all {} {unit}", grouped(total)));
    }
    let tenth = percent(done, total) / 10 > percent(backfill.done, total) / 10;
    (!by_program || backfill.done == 0 || tenth).then(|| format!("Backfill “{name}”: {progress}"))
}

#[async_trait]
impl Backfills for Firebreak {
    async fn add(&self, actor: &Actor, number: i64, backfill: NewBackfill) -> Result<i64, AppError> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        incident::load_to_change(&mut tx, actor, number).await?;
        let id = store::insert(&mut tx, number, &backfill, millis(now)).await?;
        store::add_point(&mut tx, id, millis(now), 0, actor.person).await?;
        let body =
            format!("Backfill “{}” started: {} {} to restore", escape(backfill.name()), grouped(backfill.total()), escape(backfill.unit()));
        incident::record(&mut tx, actor, number, EntryKind::Backfill, &body, now).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn of_incident(&self, actor: &Actor, number: i64) -> Result<Vec<Backfill>, AppError> {
        let mut tx = self.db.read().await?;
        incident::load(&mut tx, actor, number).await?;
        Ok(store::of_incident(&mut tx, number).await?)
    }

    async fn show(&self, actor: &Actor, backfill: i64) -> Result<Backfill, AppError> {
        let mut tx = self.db.read().await?;
        store::find(&mut tx, backfill, actor.person).await?.ok_or(AppError::NotFound)
    }

    async fn report(&self, actor: &Actor, backfill: i64, done: i64) -> Result<(), AppError> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let old = load_to_change(&mut tx, actor, backfill).await?;
        let done = report(done, old.total, &old.unit).map_err(|message| AppError::field("done", message))?;
        store::add_point(&mut tx, backfill, millis(now), done, actor.person).await?;
        let finished = (done == old.total).then(|| old.finished_at.unwrap_or(now));
        store::set_done(&mut tx, backfill, done, finished.map(millis), millis(now)).await?;
        if let Some(body) = told(&old, done, matches!(actor.via, Via::Api { .. })) {
            incident::record(&mut tx, actor, old.incident, EntryKind::Backfill, &body, now).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn waive(&self, actor: &Actor, backfill: i64, reason: &str) -> Result<(), AppError> {
        let now = self.clock.now();
        let reason =
            text::reason("a reason for accepting it as incomplete", reason).map_err(|message| AppError::field("reason", message))?;
        let mut tx = self.db.write().await?;
        let old = load_to_change(&mut tx, actor, backfill).await?;
        if old.done >= old.total {
            return Err(AppError::conflict("This backfill is complete, so it cannot be accepted as incomplete."));
        }
        store::waive(&mut tx, backfill, &reason).await?;
        let left = grouped(old.total - old.done);
        let body = format!(
            "Backfill “{}” accepted as incomplete, with {left} {} missing: {}",
            escape(&old.name),
            escape(&old.unit),
            escape(&reason)
        );
        incident::record(&mut tx, actor, old.incident, EntryKind::Backfill, &body, now).await?;
        Ok(tx.commit().await?)
    }

    async fn describe(&self, actor: &Actor, backfill: i64, as_typed: NewBackfill, seen: &Seen) -> Result<(), AppError> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let old = load_to_change(&mut tx, actor, backfill).await?;
        let mut edit = Edit::new(seen);
        let as_typed = as_typed.over(&old, &mut edit);
        edit.finish()?;
        if (old.name.as_str(), old.unit.as_str(), old.total) == (as_typed.name(), as_typed.unit(), as_typed.total()) {
            return Ok(());
        }
        if as_typed.total() < old.done {
            let message = format!("The total cannot be lower than what is done already ({} {}).", grouped(old.done), old.unit);
            return Err(AppError::field("total", message));
        }
        let finished = (old.done == as_typed.total()).then(|| old.finished_at.unwrap_or(now));
        store::describe(&mut tx, backfill, &as_typed, finished.map(millis)).await?;
        let body = format!(
            "Backfill “{}” corrected: “{}”, {} {} in total (before: {})",
            escape(&old.name),
            escape(as_typed.name()),
            grouped(as_typed.total()),
            escape(as_typed.unit()),
            grouped(old.total)
        );
        incident::record(&mut tx, actor, old.incident, EntryKind::Backfill, &body, now).await?;
        Ok(tx.commit().await?)
    }
}
