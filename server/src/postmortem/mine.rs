//! What waits for one reader: reviews, what was sent to their teams, and anniversaries.

use app::actor::Actor;
use app::error::AppError;
use app::postmortem::{Anniversary, Mine};
use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::store;
use super::store::library::Row;
use super::store::mine::OldRow;
use crate::Firebreak;
use crate::clock::millis;

/// How long after the day a postmortem comes back to mind.
const WEEK: TimeDelta = TimeDelta::days(7);

/// How many years ago `published` was, if its anniversary was within the last week.
fn years(published: DateTime<Utc>, now: DateTime<Utc>) -> Option<i64> {
    // The 29th of February has its anniversary on the 1st of March.
    let this_year = |year: i32| published.with_year(year).or_else(|| (published + TimeDelta::days(1)).with_year(year));
    [now.year(), now.year() - 1].into_iter().find_map(|year| {
        let passed = now - this_year(year)?;
        let years = i64::from(year - published.year());
        (years > 0 && passed >= TimeDelta::zero() && passed < WEEK).then_some(years)
    })
}

pub async fn mine(firebreak: &Firebreak, actor: &Actor) -> Result<Mine, AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.read().await?;
    let reviews = store::mine::reviews(&mut tx, actor.person).await?;
    let reading = store::mine::reading(&mut tx, actor.person, millis(now - TimeDelta::days(90))).await?;
    let old = store::mine::published_before(&mut tx, actor.person, millis(now - TimeDelta::days(360))).await?;
    let mut anniversaries = Vec::new();
    for OldRow { row, unproved } in old {
        let postmortem = row.summary(&firebreak.due)?;
        if let Some(years) = postmortem.published_at.and_then(|at| years(at, now)) {
            anniversaries.push(Anniversary { postmortem, years, unproved });
        }
    }
    let summaries = |rows: Vec<Row>| rows.into_iter().map(|row| row.summary(&firebreak.due)).collect::<Result<_, _>>();
    Ok(Mine { reviews: summaries(reviews)?, reading: summaries(reading)?, anniversaries })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn an_anniversary_lasts_a_week() {
        let day = |year, month, day| Utc.with_ymd_and_hms(year, month, day, 10, 0, 0).unwrap();
        let published = day(2024, 8, 7);
        assert_eq!(years(published, day(2024, 8, 9)), None, "not in its first year");
        assert_eq!(
            (years(published, day(2025, 8, 6)), years(published, day(2025, 8, 7)), years(published, day(2025, 8, 14))),
            (None, Some(1), None)
        );
        assert_eq!(years(published, day(2027, 8, 13)), Some(3));
        assert_eq!(years(day(2024, 12, 30), day(2026, 1, 2)), Some(1), "across the turn of the year");
        assert_eq!(years(day(2024, 2, 29), day(2025, 3, 2)), Some(1));
    }
}
