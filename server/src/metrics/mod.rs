//! The year in numbers: loads what is counted, adds it up with the rules of `app`, and caches the figures until something
//! changes ([`year_cache`]).

pub mod api;
mod cache;
mod csv;
mod download;
mod lists;
mod store;
mod year;

pub use cache::YearCache;
pub use download::year_csv;
pub use store::STATEMENTS;
pub use store::change_token::STATEMENTS as CHANGE_TOKEN_STATEMENTS;

use std::sync::Arc;

use app::actor::Actor;
use app::error::AppError;
use app::metrics::{CommitmentFilter, CommitmentList, DurationList, Interval, Metrics, Outcome, Period, Year, YearFilter};
use async_trait::async_trait;

use crate::Firebreak;

/// Which year is meant, as this reader sees it now.
fn period(firebreak: &Firebreak, actor: &Actor, filter: &YearFilter) -> Period {
    Period::new(filter.year, actor.zone, firebreak.clock.now())
}

#[async_trait]
impl Metrics for Firebreak {
    async fn year(&self, actor: &Actor, filter: &YearFilter) -> Result<Arc<Year>, AppError> {
        let period = period(self, actor, filter);
        let key = cache::Key {
            reader: actor.person,
            zone: period.zone,
            day: period.today,
            year: period.year,
            kind: filter.kind,
            team: filter.team,
        };
        Ok(self.year_cache.year(&self.db, key, self.clock.now(), async |tx, now| year::load(tx, actor, filter, period, now).await).await?)
    }

    async fn durations(
        &self,
        actor: &Actor,
        filter: &YearFilter,
        measure: Interval,
        outcome: Option<Outcome>,
        page: usize,
    ) -> Result<DurationList, AppError> {
        Ok(lists::durations(self, actor, filter, measure, outcome, page).await?)
    }

    async fn commitments(
        &self,
        actor: &Actor,
        filter: &YearFilter,
        which: CommitmentFilter,
        page: usize,
    ) -> Result<CommitmentList, AppError> {
        Ok(lists::commitments(self, actor, filter, which, page).await?)
    }

    async fn csv(&self, actor: &Actor, filter: &YearFilter) -> Result<String, AppError> {
        Ok(csv::csv(self, actor, filter).await?)
    }
}
