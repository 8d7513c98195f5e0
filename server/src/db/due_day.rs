//! Due days as they are stored: when one ends, and which it is.

use app::due_day::DueDay;

use super::{DbError, Stored};
use crate::clock::instant;

/// A due day of a row, if it has one.
///
/// # Errors
/// When what stands in the row is no day.
pub fn due_day(ends_at: Option<i64>, day: Option<&str>) -> Result<Option<DueDay>, DbError> {
    ends_at.map(|at| DueDay::stored(instant(at), day).stored()).transpose()
}
