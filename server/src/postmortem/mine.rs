//! What waits for one reader: reviews, what was sent to their teams, and anniversaries.

use app::actor::Actor;
use app::error::AppError;
use app::postmortem::{Anniversary, Mine};
use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::library::Row;
use crate::clock::millis;
use crate::db::DbError;
use crate::incident::visible;
use crate::{Firebreak, statements, with_tx};

statements! {
    REVIEWS = concat!("select i.number, i.title, i.peak_severity, i.private, i.drill, p.state, i.resolved_at, p.updated_at, p.published_at, '' as excerpt \
               from postmortem_reviewer r join postmortem p on p.id = r.postmortem join incident i on i.number = p.incident \
               where r.person = $1 and p.state = 'in_review' and ", visible!("$1"), " order by r.asked_at limit 50");
    // Sent to one of their teams, and not read: what is older has been overlooked on purpose.
    READING = concat!("select i.number, i.title, i.peak_severity, i.private, i.drill, p.state, i.resolved_at, p.updated_at, p.published_at, '' as excerpt \
               from postmortem p join incident i on i.number = p.incident where p.state = 'published' \
               and exists (select 1 from postmortem_audience a join team_member m on m.team = a.team where a.postmortem = p.id and m.person = $1 and a.at > $2) \
               and not exists (select 1 from postmortem_reading r where r.postmortem = p.id and r.person = $1) and ", visible!("$1"), " order by p.published_at desc limit 20");
    OLD = concat!("select i.number, i.title, i.peak_severity, i.private, i.drill, p.state, i.resolved_at, p.updated_at, p.published_at, '' as excerpt, \
           (select count(*) from action_item u where u.incident = i.number and not u.idea and u.state not in ('verified', 'accepted_risk')) as unproved \
           from postmortem p join incident i on i.number = p.incident where p.state = 'published' and p.published_at < $2 and not i.drill \
           and (exists (select 1 from postmortem_version v where v.postmortem = p.id and v.person = $1) \
           or exists (select 1 from action_item a where a.incident = i.number and a.owner = $1)) and ", visible!("$1"), " order by p.published_at desc limit 300");
}

/// How long after the day a postmortem comes back to mind.
const WEEK: TimeDelta = TimeDelta::days(7);

#[derive(sqlx::FromRow)]
struct OldRow {
    #[sqlx(flatten)]
    row: Row,
    unproved: i64,
}

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
    let reviews: Vec<Row> =
        with_tx!(&mut tx, |c| sqlx::query_as(REVIEWS).bind(actor.person).fetch_all(&mut **c).await).map_err(DbError::from)?;
    let sent_after = millis(now - TimeDelta::days(90));
    let reading: Vec<Row> = with_tx!(&mut tx, |c| sqlx::query_as(READING).bind(actor.person).bind(sent_after).fetch_all(&mut **c).await)
        .map_err(DbError::from)?;
    let before = millis(now - TimeDelta::days(360));
    let old: Vec<OldRow> =
        with_tx!(&mut tx, |c| sqlx::query_as(OLD).bind(actor.person).bind(before).fetch_all(&mut **c).await).map_err(DbError::from)?;
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
