//! The use cases of insights.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Commitment, CommitmentFilter, Figure, Interval, Outcome, Year};
use crate::actor::Actor;
use crate::error::AppError;
use crate::incident::{Duration, Kind, Severity};

/// Which incidents a year is made of. The URL is the state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct YearFilter {
    /// Which year; the present one when `None` or when it has not come.
    pub year: Option<i32>,
    /// Only this type.
    pub kind: Option<Kind>,
    /// Only of this team.
    pub team: Option<i64>,
}

/// How many rows the lists behind the numbers show on one page.
pub const PAGE: usize = 100;

/// One incident with the two moments a duration was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DurationRow {
    /// `42` of `INC-42`.
    pub number: i64,
    /// The title.
    pub title: String,
    /// The peak severity.
    pub peak_severity: Severity,
    /// The earlier moment.
    pub from: Option<DateTime<Utc>>,
    /// The later moment.
    pub until: Option<DateTime<Utc>>,
    /// How long it was, or why it does not count.
    pub duration: Duration,
}

/// The incidents behind one length of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DurationList {
    /// Of which year.
    pub year: i32,
    /// The number they make.
    pub figure: Figure,
    /// One page: recorded ones first, the longest at the top.
    pub rows: Vec<DurationRow>,
    /// Whether there are more.
    pub more: bool,
}

/// The commitments behind one number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CommitmentList {
    /// Of which year.
    pub year: i32,
    /// The total.
    pub count: usize,
    /// One page: by the day they are due.
    pub rows: Vec<Commitment>,
    /// Whether there are more.
    pub more: bool,
}

/// The year in numbers. Everybody who is signed in may read it; private incidents count only for their members.
#[async_trait]
pub trait Metrics: Send + Sync {
    /// One year in numbers, beside the same days of the year before.
    async fn year(&self, actor: &Actor, filter: &YearFilter) -> Result<Arc<Year>, AppError>;
    /// The incidents behind a length of time, with the two moments each was made of; only those with `outcome` if given.
    /// Pages count from zero.
    async fn durations(
        &self,
        actor: &Actor,
        filter: &YearFilter,
        measure: Interval,
        outcome: Option<Outcome>,
        page: usize,
    ) -> Result<DurationList, AppError>;
    /// The commitments behind a number of the follow-through. Pages count from zero.
    async fn commitments(
        &self,
        actor: &Actor,
        filter: &YearFilter,
        which: CommitmentFilter,
        page: usize,
    ) -> Result<CommitmentList, AppError>;
    /// Every incident that the year counts, as comma-separated values.
    async fn csv(&self, actor: &Actor, filter: &YearFilter) -> Result<String, AppError>;
}
