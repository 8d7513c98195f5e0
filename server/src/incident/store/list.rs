//! The list: filters, search and paging by number, so that page 2,000 costs what page 1 costs.

use app::actor::Actor;
use app::error::AppError;
use app::incident::{Filter, Kind, Listing, Severity, Status, Summary};
use sqlx::QueryBuilder;

use super::search;
use crate::clock::{instant, millis};
use crate::db::{Db, DbError, Stored};
use crate::{Firebreak, statements, with_tx};

statements! {
    OPEN_COUNTS = concat!("select i.severity, cast(count(*) as bigint) from incident i where i.status in ('triage', 'investigating', \
                   'identified', 'mitigated') and not i.drill and ", crate::visible!("$1"), " group by i.severity");
}

/// Incidents on one page.
const PAGE: usize = 50;

const SELECT: &str = "select i.number, i.title, i.kind, i.status, i.severity, i.private, i.drill, t.name as team_name, c.name as commander_name, \
                      i.declared_at, i.resolved_at from incident i left join team t on t.id = i.team left join person c on c.id = i.commander where ";

#[derive(sqlx::FromRow)]
pub struct Row {
    number: i64,
    title: String,
    kind: String,
    status: String,
    severity: i64,
    private: bool,
    drill: bool,
    team_name: Option<String>,
    commander_name: Option<String>,
    declared_at: i64,
    resolved_at: Option<i64>,
}

impl TryFrom<Row> for Summary {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        Ok(Self {
            number: row.number,
            title: row.title,
            kind: Kind::try_from(row.kind).stored()?,
            status: Status::try_from(row.status).stored()?,
            severity: Severity::try_from(row.severity).stored()?,
            private: row.private,
            drill: row.drill,
            team: row.team_name,
            commander: row.commander_name,
            declared_at: instant(row.declared_at),
            resolved_at: row.resolved_at.map(instant),
        })
    }
}

/// Builds the query for either engine's builder.
macro_rules! filtered {
    ($builder:ident, $db:expr, $reader:expr, $filter:expr) => {{
        let filter: &Filter = $filter;
        $builder
            .push("(not i.private or exists (select 1 from incident_member v where v.incident = i.number and v.person = ")
            .push_bind($reader)
            .push("))");
        match search::parse($db, &filter.text) {
            search::Sought::Everything => {}
            search::Sought::Nothing => {
                $builder.push(" and 1 = 0");
            }
            search::Sought::Number(number) => {
                $builder.push(" and i.number = ").push_bind(number);
            }
            search::Sought::Words { words, number } => {
                let (before, after) = search::clause($db);
                $builder.push(" and (").push(before).push_bind(words).push(after).push(" or i.number = ").push_bind(number).push(")");
            }
        }
        if !filter.statuses.is_empty() {
            let mut list = $builder.push(" and i.status in (").separated(", ");
            for status in &filter.statuses {
                list.push_bind(status.as_str());
            }
            $builder.push(")");
        }
        if !filter.severities.is_empty() {
            let mut list = $builder.push(" and i.severity in (").separated(", ");
            for severity in &filter.severities {
                list.push_bind(severity.level());
            }
            $builder.push(")");
        }
        if let Some(kind) = filter.kind {
            $builder.push(" and i.kind = ").push_bind(kind.as_str());
        }
        if let Some(team) = filter.team {
            $builder.push(" and i.team = ").push_bind(team);
        }
        if let Some(from) = filter.from {
            $builder.push(" and i.declared_at >= ").push_bind(millis(from));
        }
        if let Some(until) = filter.until {
            $builder.push(" and i.declared_at < ").push_bind(millis(until));
        }
        if let Some(drill) = filter.drill {
            $builder.push(" and i.drill = ").push_bind(drill);
        }
        if !filter.peaks.is_empty() {
            let mut list = $builder.push(" and i.peak_severity in (").separated(", ");
            for severity in &filter.peaks {
                list.push_bind(severity.level());
            }
            $builder.push(")");
        }
        if filter.counted {
            $builder.push(" and not i.drill and i.status not in ('canceled', 'merged')");
        }
        if let Some(guardrail) = filter.guardrail {
            $builder.push(" and i.guardrail = ").push_bind(guardrail.as_str());
        }
        if filter.returned {
            $builder.push(" and i.recurrence_of is not null");
        }
        match (filter.before, filter.after) {
            (Some(before), _) => {
                $builder.push(" and i.number < ").push_bind(before).push(" order by i.number desc");
            }
            (None, Some(after)) => {
                $builder.push(" and i.number > ").push_bind(after).push(" order by i.number asc");
            }
            (None, None) => {
                $builder.push(" order by i.number desc");
            }
        }
        $builder.push(" limit ").push_bind(PAGE as i64 + 1);
    }};
}

pub async fn list(firebreak: &Firebreak, actor: &Actor, filter: &Filter) -> Result<Listing, AppError> {
    let db = &firebreak.db;
    let rows: Result<Vec<Row>, sqlx::Error> = match db {
        Db::Sqlite { read, .. } => {
            let mut builder = QueryBuilder::<sqlx::Sqlite>::new(SELECT);
            filtered!(builder, db, actor.person, filter);
            builder.build_query_as().fetch_all(read).await
        }
        Db::Postgres(pool) => {
            let mut builder = QueryBuilder::<sqlx::Postgres>::new(SELECT);
            filtered!(builder, db, actor.person, filter);
            // Planned anew for these very words: a plan for any words reads every incident that has a common one.
            builder.build_query_as().persistent(filter.text.is_empty()).fetch_all(pool).await
        }
    };
    let mut rows = rows.map_err(DbError::from)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let backwards = filter.before.is_none() && filter.after.is_some();
    if backwards {
        rows.reverse();
    }
    let incidents = rows.into_iter().map(Summary::try_from).collect::<Result<Vec<_>, _>>()?;
    let (newer, older) = if backwards { (more, true) } else { (filter.before.is_some(), more) };
    Ok(Listing { incidents, newer, older })
}

pub async fn open_counts(firebreak: &Firebreak, actor: &Actor) -> Result<[i64; 5], DbError> {
    let mut tx = firebreak.db.read().await?;
    let rows: Vec<(i64, i64)> = with_tx!(&mut tx, |c| sqlx::query_as(OPEN_COUNTS).bind(actor.person).fetch_all(&mut **c).await)?;
    let mut counts = [0; 5];
    for (severity, count) in rows {
        if let Some(slot) = usize::try_from(severity - 1).ok().and_then(|index| counts.get_mut(index)) {
            *slot = count;
        }
    }
    Ok(counts)
}
