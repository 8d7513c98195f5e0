//! SQL about lists of action items: one text for each tab, all with the same filters.

use app::action::{ActionFilter, Counts, Owner, View};
use app::due_day::DueDay;

use super::row::{Row, items};
use crate::db::{DbError, Tx};
use crate::{statements, with_tx};

/// What is not settled at `$2`.
macro_rules! unsettled {
    () => {
        "(a.state in ('open', 'in_progress', 'blocked', 'awaiting_evidence') or (a.state = 'accepted_risk' and a.risk_expires_at <= $2))"
    };
}

/// One tab: what it holds, and by what it is sorted.
macro_rules! tab {
    ($holds:expr, $key:expr) => {
        items!(concat!(
            $holds,
            " and ($3 = '' or a.state = $3) and (a.owner = $4 or $4 = 0 or ($4 = -1 and a.owner is null)) \
             and ($5 = 0 or (a.due_at < $2 and ",
            unsettled!(),
            ")) and ($6 = '' or a.horizon = $6) and ($7 = '' or a.priority = $7) and (a.data_check = $8 or $8 = 0) \
             and (a.incident = $9 or $9 = 0) and (",
            $key,
            " > $10 or (",
            $key,
            " = $10 and a.number > $11)) order by ",
            $key,
            ", a.number limit $12"
        ))
    };
}

statements! {
    OPEN = tab!(concat!("not a.idea and ", unsettled!()), "coalesce(a.due_at, 9000000000000000000)");
    VERIFIED = tab!("not a.idea and a.state = 'verified'", "-a.verified_at");
    RISKS = tab!("not a.idea and a.state = 'accepted_risk' and a.risk_expires_at > $2", "a.risk_expires_at");
    IDEAS = tab!("a.idea", "-a.number");
    ALL = tab!("not a.idea", "-a.number");
    COUNTS = concat!(
        "select cast(coalesce(sum(case when not a.idea and ", unsettled!(), " then 1 else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when not a.idea and a.due_at < $2 and ", unsettled!(), " then 1 else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when not a.idea and a.owner is null and ", unsettled!(), " then 1 else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when not a.idea and a.state = 'awaiting_evidence' then 1 else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when not a.idea and a.owner = $1 and ", unsettled!(), " then 1 else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when not a.idea and a.state = 'verified' then 1 else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when not a.idea and a.state = 'accepted_risk' and a.risk_expires_at > $2 then 1 else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when a.idea then 1 else 0 end), 0) as bigint) \
         from action_item a join incident i on i.number = a.incident where ", crate::visible!("$1"));
}

/// By what a tab is sorted: the place of an item in it.
pub fn key(view: View, item: &app::action::ActionItem) -> i64 {
    let millis = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(crate::clock::millis);
    match view {
        View::Open => millis(item.due.map(DueDay::ends_at)).unwrap_or(9_000_000_000_000_000_000),
        View::Verified => -millis(item.verified_at).unwrap_or_default(),
        View::Risks => millis(item.risk.as_ref().map(|risk| risk.until.ends_at())).unwrap_or_default(),
        View::Ideas | View::All => -item.number,
    }
}

pub async fn list(tx: &mut Tx, reader: Option<i64>, filter: &ActionFilter, now: i64, most: i64) -> Result<Vec<Row>, DbError> {
    let sql = match filter.view {
        View::Open => OPEN,
        View::Verified => VERIFIED,
        View::Risks => RISKS,
        View::Ideas => IDEAS,
        View::All => ALL,
    };
    let owner = match filter.owner {
        None => 0,
        Some(Owner::Mine) => reader.unwrap_or(-2),
        Some(Owner::Nobody) => -1,
        Some(Owner::Person(person)) => person.max(1),
    };
    let (key, number) = filter.after.map_or((i64::MIN, i64::MIN), |after| (after.0, after.1));
    Ok(with_tx!(tx, |c| sqlx::query_as(sql)
        .bind(reader)
        .bind(now)
        .bind(filter.state.map_or("", app::action::State::as_str))
        .bind(owner)
        .bind(i64::from(filter.overdue))
        .bind(filter.horizon.map_or("", app::action::Horizon::as_str))
        .bind(filter.priority.map_or("", app::action::Priority::as_str))
        .bind(filter.check.unwrap_or_default())
        .bind(filter.incident.unwrap_or_default())
        .bind(key)
        .bind(number)
        .bind(most)
        .fetch_all(&mut **c)
        .await)?)
}

pub async fn counts(tx: &mut Tx, reader: Option<i64>, now: i64) -> Result<Counts, DbError> {
    let (open, overdue, unowned, awaiting, mine, verified, risks, ideas) =
        with_tx!(tx, |c| sqlx::query_as(COUNTS).bind(reader).bind(now).fetch_one(&mut **c).await)?;
    Ok(Counts { open, overdue, unowned, awaiting, mine, verified, risks, ideas })
}
