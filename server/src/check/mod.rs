//! Checks: authorise, claim, ask the source in a process of its own ([`sandbox`]), judge by the rule in `app`, store.
//!
//! What is asked is read first ([`query`]): one statement that only reads. Then the process is a second wall: no memory, no
//! environment, a file opened for reading or a transaction that only reads, and an end when the time is up.

pub mod api;
mod edit;
pub mod place;
mod query;
mod run;
mod run_store;
pub mod sandbox;
mod schedule;
mod source;
mod source_edit;
mod source_store;
mod store;
pub mod version;
mod version_store;

pub use run_store::STATEMENTS as RUN_STATEMENTS;
pub use schedule::keep_running;
pub use source_store::STATEMENTS as SOURCE_STATEMENTS;
pub use store::STATEMENTS;
pub use version_store::STATEMENTS as VERSION_STATEMENTS;

use app::actor::Actor;
use app::check::{Checks, Draft, Outcome, Record, Run, Source, SourceEdit, SourceRecord, Standing, Summary, Thresholds};
use app::edit::Seen;
use app::error::AppError;
use app::text;
use async_trait::async_trait;
use chrono::TimeDelta;

use crate::Firebreak;
use crate::clock::{instant, millis};
use crate::db::Tx;

/// How far back alarms are counted.
pub const ALARM_DAYS: i64 = 90;
/// How many runs a page shows.
const RUNS: i64 = 100;

fn since(now: i64) -> i64 {
    now - TimeDelta::days(ALARM_DAYS).num_milliseconds()
}

async fn load(tx: &mut Tx, check: i64, now: i64) -> Result<store::Row, AppError> {
    store::find(tx, since(now), check).await?.ok_or(AppError::NotFound)
}

impl Firebreak {
    fn summaries(&self, rows: Vec<store::Row>) -> Result<Vec<Summary>, AppError> {
        let now = self.clock.now();
        let mut summaries = rows.into_iter().map(Summary::try_from).collect::<Result<Vec<_>, _>>()?;
        // Those that need somebody first; within, by name as the database sorted them.
        summaries.sort_by_key(|summary| match summary.standing(now) {
            Standing::Fail => 0,
            Standing::Error => 1,
            Standing::Warn => 2,
            Standing::Stale => 3,
            Standing::Never => 4,
            Standing::Pass => 5,
        });
        Ok(summaries)
    }
}

#[async_trait]
impl Checks for Firebreak {
    async fn all(&self, _: &Actor) -> Result<Vec<Summary>, AppError> {
        let mut tx = self.db.read().await?;
        self.summaries(store::all(&mut tx, since(millis(self.clock.now()))).await?)
    }

    async fn of_asset(&self, _: &Actor, asset: i64) -> Result<Vec<Summary>, AppError> {
        let mut tx = self.db.read().await?;
        self.summaries(store::of_asset(&mut tx, since(millis(self.clock.now())), asset).await?)
    }

    async fn show(&self, _: &Actor, check: i64) -> Result<Record, AppError> {
        let now = millis(self.clock.now());
        let mut tx = self.db.read().await?;
        let mut record = load(&mut tx, check, now).await?.record(now)?;
        record.versions = version::history(&mut tx, check).await?;
        record.changes = store::changes(&mut tx, check).await?;
        record.runs = run_store::of_check(&mut tx, check, RUNS).await?;
        Ok(record)
    }

    async fn run(&self, _: &Actor, run: i64) -> Result<Run, AppError> {
        let mut tx = self.db.read().await?;
        run_store::find(&mut tx, run).await?.ok_or(AppError::NotFound)
    }

    async fn add(&self, actor: &Actor, draft: Draft) -> Result<i64, AppError> {
        actor.require_responder()?;
        edit::add(self, actor, draft).await
    }

    async fn change(&self, actor: &Actor, check: i64, draft: Draft, reason: &str, seen: &Seen) -> Result<(), AppError> {
        actor.require_responder()?;
        edit::change(self, actor, check, draft, reason, seen).await
    }

    async fn change_thresholds(
        &self,
        actor: &Actor,
        check: i64,
        thresholds: Thresholds,
        reason: &str,
        seen: &Seen,
    ) -> Result<(), AppError> {
        actor.require_responder()?;
        edit::change_thresholds(self, actor, check, thresholds, reason, seen).await
    }

    async fn set_active(&self, actor: &Actor, check: i64, active: bool) -> Result<(), AppError> {
        actor.require_responder()?;
        edit::set_active(self, check, active).await
    }

    async fn run_now(&self, actor: &Actor, check: i64) -> Result<i64, AppError> {
        actor.require_responder()?;
        run::now(self, actor, check).await
    }

    async fn run_due(&self) -> Result<usize, AppError> {
        schedule::run_due(self).await
    }

    async fn mark_false_alarm(&self, actor: &Actor, run: i64, reason: &str) -> Result<i64, AppError> {
        actor.require_responder()?;
        let reason = text::reason("a reason", reason).map_err(|message| AppError::field("reason", message))?;
        let now = millis(self.clock.now());
        let mut tx = self.db.write().await?;
        let found = run_store::find(&mut tx, run).await?.ok_or(AppError::NotFound)?;
        if !matches!(found.outcome, Outcome::Warn | Outcome::Fail) {
            return Err(AppError::conflict("Only a run that warned or failed can be a false alarm."));
        }
        if !run_store::mark_false(&mut tx, run, now, actor.person, &reason).await? {
            let at = found.false_alarm.map_or_else(|| instant(now), |alarm| alarm.at);
            return Err(AppError::conflict(format!("This run was already marked as a false alarm, on {}.", at.format("%Y-%m-%d"))));
        }
        tx.commit().await?;
        Ok(found.check)
    }

    async fn sources(&self, _: &Actor) -> Result<Vec<Source>, AppError> {
        let mut tx = self.db.read().await?;
        Ok(source_store::all(&mut tx).await?)
    }

    async fn add_source(&self, actor: &Actor, name: &str, url: &str) -> Result<i64, AppError> {
        actor.require_admin()?;
        source::add(self, actor, name, url).await
    }

    async fn source(&self, actor: &Actor, source: i64) -> Result<SourceRecord, AppError> {
        actor.require_admin_to_read()?;
        source_edit::show(self, source).await
    }

    async fn change_source(&self, actor: &Actor, source: i64, edit: SourceEdit) -> Result<(), AppError> {
        actor.require_admin()?;
        source_edit::change(self, actor, source, edit).await
    }

    async fn remove_source(&self, actor: &Actor, source: i64, reason: &str) -> Result<(), AppError> {
        actor.require_admin()?;
        source_edit::remove(self, actor, source, reason).await
    }

    async fn try_source(&self, actor: &Actor, source: i64) -> Result<String, AppError> {
        actor.require_admin()?;
        source::try_it(self, source).await
    }
}
