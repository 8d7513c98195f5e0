//! The use cases of backfills.

use async_trait::async_trait;

use super::Backfill;
use crate::actor::Actor;
use crate::edit::{Edit, Seen};
use crate::error::{AppError, Problems};
use crate::text;

/// A backfill to begin, or what one is corrected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBackfill {
    name: String,
    unit: String,
    total: i64,
}

impl NewBackfill {
    /// Reads a backfill as typed; a unit that is not given is `rows`.
    ///
    /// # Errors
    /// [`AppError::Invalid`] on `name`, `unit` or `total`.
    pub fn parse(name: &str, unit: &str, total: &str) -> Result<Self, AppError> {
        let mut problems = Problems::default();
        let name = problems.check("name", text::line("a name", name, 120));
        let unit = problems.check("unit", text::line("the unit", if unit.trim().is_empty() { "rows" } else { unit }, 40));
        let counted = text::count("the total", total)
            .and_then(|total| total.filter(|total| *total > 0).ok_or_else(|| "Total must be 1 or more.".to_owned()));
        let total = problems.check("total", counted);
        problems.finish()?;
        let (Some(name), Some(unit), Some(total)) = (name, unit, total) else { return Err(AppError::NotFound) };
        Ok(Self { name, unit, total })
    }

    /// What is stored in place of `old`, with what its author changed.
    #[must_use]
    pub fn over(self, old: &Backfill, edit: &mut Edit<'_>) -> Self {
        Self {
            name: edit.text("name", &old.name, &self.name),
            unit: edit.text("unit", &old.unit, &self.unit),
            total: edit.count("total", old.total, self.total),
        }
    }

    /// The title.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is counted.
    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// The total.
    pub fn total(&self) -> i64 {
        self.total
    }
}

/// Use cases around backfills. One of a private incident does not exist for people who are not its members.
#[async_trait]
pub trait Backfills: Send + Sync {
    /// Begins a backfill of the incident, with nothing done, and gives its number.
    async fn add(&self, actor: &Actor, incident: i64, backfill: NewBackfill) -> Result<i64, AppError>;
    /// The backfills of an incident with their points, oldest first.
    async fn of_incident(&self, actor: &Actor, incident: i64) -> Result<Vec<Backfill>, AppError>;
    /// One backfill with its points.
    async fn show(&self, actor: &Actor, backfill: i64) -> Result<Backfill, AppError>;
    /// Reports how many are done in all. Fewer than before is a correction.
    async fn report(&self, actor: &Actor, backfill: i64, done: i64) -> Result<(), AppError>;
    /// Says why a short one may stay short.
    async fn waive(&self, actor: &Actor, backfill: i64, reason: &str) -> Result<(), AppError>;
    /// Corrects name, unit or total.
    async fn describe(&self, actor: &Actor, backfill: i64, as_typed: NewBackfill, seen: &Seen) -> Result<(), AppError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backfill_needs_a_name_and_a_total() {
        let error = NewBackfill::parse("", "predictions", "0").unwrap_err();
        assert!(error.message_for("name").is_some() && error.message_for("total").is_some());
        assert!(NewBackfill::parse("x", "", "many").unwrap_err().message_for("total").is_some_and(|words| words.contains("whole number")));
        assert_eq!(NewBackfill::parse("Predictions", "", "258,000,000").map(|new| (new.unit, new.total)), Ok(("rows".into(), 258_000_000)));
    }
}
