//! An action item as it is stored, and how it is read.

use app::action::{ActionItem, Criterion, Horizon, LinkedCheck, Priority, Proposal, Risk, State, Streak};
use app::check::{Outcome, Schedule};

use crate::clock::instant;
use crate::db::{DbError, Stored, due_day};

/// The text that reads action items which the reader `$1` may see, with what they are shown with.
macro_rules! items {
    ($which:expr) => {
        super::row::items!($which, $crate::visible!("$1"), $crate::pointed!("i.merged_into", "$1"))
    };
    ($which:expr, $seen:expr, $merged_into:expr) => {
        concat!(
            "select a.number, a.incident, i.title as incident_title, ",
            $merged_into,
            " as merged_into, i.private, i.drill, a.title, a.about, a.owner, o.name as owner_name, a.due_at, a.due_day, a.first_due_at, a.first_due_day, a.due_moves, \
             a.horizon, a.priority, a.idea, a.state, a.data_check, c.name as check_name, c.last_outcome, c.last_run_at, c.fresh_minutes, c.every_minutes, \
             c.version as version_now, a.check_version, a.version_confirmed_at, a.counts_empty, a.green_runs, a.green_days, a.green_count, \
             a.green_first_at, a.green_counted_at, a.green_from, a.green_until, a.awaiting_since, a.verified_at, a.verified_version, \
             v.name as verified_by_name, a.evidence, a.risk_reason, r.name as risk_by_name, \
             a.risk_expires_at, a.risk_expires_day, a.proposed_by, d.name as proposed_by_name, a.proposed_at, a.proposed_reason, a.proposed_until, a.proposed_until_day, a.recurrences, a.created_at, b.name as created_by_name, a.updated_at \
             from action_item a join incident i on i.number = a.incident left join person o on o.id = a.owner \
             left join data_check c on c.id = a.data_check left join person v on v.id = a.verified_by \
             left join person r on r.id = a.risk_accepted_by left join person b on b.id = a.created_by \
             left join person d on d.id = a.proposed_by where ",
            $seen,
            " and ",
            $which
        )
    };
}
pub(in crate::action) use items;

#[derive(sqlx::FromRow)]
pub struct Row {
    pub number: i64,
    pub incident: i64,
    incident_title: String,
    merged_into: Option<i64>,
    private: bool,
    drill: bool,
    title: String,
    about: String,
    pub owner: Option<i64>,
    owner_name: Option<String>,
    due_at: Option<i64>,
    due_day: Option<String>,
    first_due_at: Option<i64>,
    first_due_day: Option<String>,
    due_moves: i64,
    horizon: String,
    priority: String,
    idea: bool,
    state: String,
    data_check: Option<i64>,
    check_name: Option<String>,
    last_outcome: Option<String>,
    last_run_at: Option<i64>,
    fresh_minutes: Option<i64>,
    every_minutes: Option<i64>,
    version_now: Option<i64>,
    check_version: Option<i64>,
    version_confirmed_at: Option<i64>,
    counts_empty: bool,
    green_runs: i64,
    green_days: i64,
    green_count: i64,
    green_first_at: Option<i64>,
    green_counted_at: Option<i64>,
    green_from: Option<i64>,
    green_until: Option<i64>,
    awaiting_since: Option<i64>,
    verified_at: Option<i64>,
    verified_version: Option<i64>,
    verified_by_name: Option<String>,
    evidence: String,
    risk_reason: String,
    risk_by_name: Option<String>,
    risk_expires_at: Option<i64>,
    risk_expires_day: Option<String>,
    proposed_by: Option<i64>,
    proposed_by_name: Option<String>,
    proposed_at: Option<i64>,
    proposed_reason: String,
    proposed_until: Option<i64>,
    proposed_until_day: Option<String>,
    recurrences: i64,
    created_at: i64,
    created_by_name: Option<String>,
    updated_at: i64,
}

impl TryFrom<Row> for ActionItem {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let outcome = row.last_outcome.map(Outcome::try_from).transpose().stored()?;
        let check = row.data_check.zip(row.check_name).map(|(id, name)| LinkedCheck {
            id,
            name,
            last_outcome: outcome,
            last_run_at: row.last_run_at.map(instant),
            schedule: Schedule { every_minutes: row.every_minutes, fresh_minutes: row.fresh_minutes.unwrap_or_default() },
            version: row.version_now.unwrap_or_default(),
        });
        let times = row.green_first_at.zip(row.green_counted_at).zip(row.green_from.zip(row.green_until));
        let streak = times.map(|((first, counted), (from, until))| Streak {
            count: row.green_count,
            first_at: instant(first),
            counted_at: instant(counted),
            green_from: instant(from),
            green_until: instant(until),
        });
        let criterion = Criterion::new(row.green_runs, row.green_days).map_err(|(_, words)| DbError::Understood(words))?;
        let until = due_day(row.proposed_until, row.proposed_until_day.as_deref())?;
        let proposal = row.proposed_by.zip(row.proposed_by_name).zip(row.proposed_at.zip(until));
        let proposal = proposal.map(|(by, (at, until))| Proposal { by, at: instant(at), reason: row.proposed_reason, until });
        let risk_until = due_day(row.risk_expires_at, row.risk_expires_day.as_deref())?;
        Ok(Self {
            number: row.number,
            incident: (row.incident, row.incident_title),
            merged_into: row.merged_into,
            private: row.private,
            drill: row.drill,
            title: row.title,
            about: row.about,
            owner: row.owner.zip(row.owner_name),
            due: due_day(row.due_at, row.due_day.as_deref())?,
            first_due: due_day(row.first_due_at, row.first_due_day.as_deref())?,
            due_moves: row.due_moves,
            horizon: Horizon::try_from(row.horizon).stored()?,
            priority: Priority::try_from(row.priority).stored()?,
            idea: row.idea,
            state: State::try_from(row.state).stored()?,
            check,
            criterion: criterion.counting_empty(row.counts_empty),
            agreed_version: row.check_version,
            confirmed_at: row.version_confirmed_at.map(instant),
            streak,
            verified_version: row.verified_version,
            awaiting_since: row.awaiting_since.map(instant),
            verified_at: row.verified_at.map(instant),
            verified_by: row.verified_by_name,
            evidence: row.evidence,
            risk: risk_until.map(|until| Risk { reason: row.risk_reason, accepted_by: row.risk_by_name, until }),
            proposal,
            recurrences: row.recurrences,
            created_at: instant(row.created_at),
            created_by: row.created_by_name,
            updated_at: instant(row.updated_at),
        })
    }
}
