//! All SQL about contributing factors.

use std::collections::BTreeMap;

use app::actor::Actor;
use app::factor::{Answer, Choices, Evidence, Factor, FactorKind, NewFactor, Recurring, Seen};

use crate::clock::instant;
use crate::db::{DbError, Stored, Tx};
use crate::incident::visible;
use crate::{statements, with_tx};

statements! {
    OF_INCIDENT = "select f.id, f.kind, f.title, f.theme, f.leads_to, e.id as entry, e.happened_at, a.number as action_number, a.title as action_title, \
                   a.state as action_state, f.no_action from factor f left join timeline_entry e on e.id = f.entry and e.struck_at is null \
                   left join action_item a on a.number = f.action_item where f.incident = $1 and f.removed_at is null order by f.id";
    INSERT = "insert into factor (incident, kind, title, theme, leads_to, entry, action_item, no_action, created_at, created_by) \
              values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id";
    UPDATE = "update factor set kind = $3, title = $4, theme = $5, leads_to = $6, entry = $7, action_item = $8, no_action = $9 \
              where incident = $1 and id = $2 and removed_at is null";
    BRIDGE = "update factor set leads_to = $3 where incident = $1 and leads_to = $2 and removed_at is null";
    REMOVE = "update factor set removed_at = $3 where incident = $1 and id = $2 and removed_at is null";
    IS_ENTRY = "select count(*) from timeline_entry where incident = $1 and id = $2 and struck_at is null";
    IS_ACTION = "select count(*) from action_item where incident = $1 and number = $2 and not idea";
    ENTRIES = "select id, happened_at, body from timeline_entry where incident = $1 and struck_at is null order by pinned desc, happened_at, id limit 200";
    ACTIONS = "select number, title from action_item where incident = $1 and not idea order by number";
    THEMES = concat!("select distinct f.theme from factor f join incident i on i.number = f.incident where f.theme <> '' and f.removed_at is null and ", visible!("$1"), " order by f.theme limit 200");
    BY_THEME = concat!("select f.id, f.kind, f.title, f.theme, f.leads_to, cast(null as bigint) as entry, cast(null as bigint) as happened_at, \
                a.number as action_number, a.title as action_title, a.state as action_state, f.no_action, i.number as incident, i.title as incident_title, \
                i.declared_at from factor f join incident i on i.number = f.incident left join action_item a on a.number = f.action_item \
                where f.theme <> '' and f.removed_at is null and not i.drill and ", visible!("$1"), " order by i.number desc, f.id limit 1000");
}

/// Letters of an entry's words that a form shows.
const FIRST_WORDS: usize = 90;

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    kind: String,
    title: String,
    theme: String,
    leads_to: Option<i64>,
    entry: Option<i64>,
    happened_at: Option<i64>,
    action_number: Option<i64>,
    action_title: Option<String>,
    action_state: Option<String>,
    no_action: String,
}

#[derive(sqlx::FromRow)]
struct SeenRow {
    #[sqlx(flatten)]
    factor: Row,
    incident: i64,
    incident_title: String,
    declared_at: i64,
}

impl TryFrom<Row> for Factor {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let answer = |number| Some(Answer { number, title: row.action_title?, state: row.action_state? });
        Ok(Self {
            id: row.id,
            kind: FactorKind::try_from(row.kind).stored()?,
            title: row.title,
            theme: row.theme,
            leads_to: row.leads_to,
            evidence: row.entry.zip(row.happened_at).map(|(entry, at)| Evidence { entry, at: instant(at) }),
            action: row.action_number.and_then(answer),
            no_action: row.no_action,
        })
    }
}

/// The causal chain of an incident: what set it off first, then the other kinds in their order.
pub async fn of_incident(tx: &mut Tx, number: i64) -> Result<Vec<Factor>, DbError> {
    let rows: Vec<Row> = with_tx!(tx, |c| sqlx::query_as(OF_INCIDENT).bind(number).fetch_all(&mut **c).await)?;
    let mut factors = rows.into_iter().map(Factor::try_from).collect::<Result<Vec<_>, _>>()?;
    factors.sort_by_key(|factor| (factor.kind, factor.id));
    Ok(factors)
}

pub async fn insert(tx: &mut Tx, number: i64, (kind, new): (FactorKind, &NewFactor), by: Option<i64>, at: i64) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(INSERT)
        .bind(number)
        .bind(kind.as_str())
        .bind(&new.title)
        .bind(&new.theme)
        .bind(new.leads_to)
        .bind(new.entry)
        .bind(new.action)
        .bind(&new.no_action)
        .bind(at)
        .bind(by)
        .fetch_one(&mut **c)
        .await)?)
}

pub async fn update(tx: &mut Tx, number: i64, factor: i64, (kind, new): (FactorKind, &NewFactor)) -> Result<(), DbError> {
    with_tx!(tx, |c| sqlx::query(UPDATE)
        .bind(number)
        .bind(factor)
        .bind(kind.as_str())
        .bind(&new.title)
        .bind(&new.theme)
        .bind(new.leads_to)
        .bind(new.entry)
        .bind(new.action)
        .bind(&new.no_action)
        .execute(&mut **c)
        .await
        .map(drop))?;
    Ok(())
}

/// Takes a factor out; what led to it leads to `onwards`.
pub async fn remove(tx: &mut Tx, number: i64, factor: i64, onwards: Option<i64>, at: i64) -> Result<(), DbError> {
    with_tx!(tx, |c| sqlx::query(BRIDGE).bind(number).bind(factor).bind(onwards).execute(&mut **c).await.map(drop))?;
    with_tx!(tx, |c| sqlx::query(REMOVE).bind(number).bind(factor).bind(at).execute(&mut **c).await.map(drop))?;
    Ok(())
}

/// Whether the timeline of this incident has this entry.
pub async fn is_entry(tx: &mut Tx, number: i64, entry: i64) -> Result<bool, DbError> {
    let found: i64 = with_tx!(tx, |c| sqlx::query_scalar(IS_ENTRY).bind(number).bind(entry).fetch_one(&mut **c).await)?;
    Ok(found > 0)
}

/// Whether this incident has this action item.
pub async fn is_action(tx: &mut Tx, number: i64, action: i64) -> Result<bool, DbError> {
    let found: i64 = with_tx!(tx, |c| sqlx::query_scalar(IS_ACTION).bind(number).bind(action).fetch_one(&mut **c).await)?;
    Ok(found > 0)
}

pub async fn choices(tx: &mut Tx, actor: &Actor, number: i64) -> Result<Choices, DbError> {
    let entries: Vec<(i64, i64, String)> = with_tx!(tx, |c| sqlx::query_as(ENTRIES).bind(number).fetch_all(&mut **c).await)?;
    let first = |body: &str| {
        let plain = crate::markdown::to_text(body, FIRST_WORDS * 4);
        let words: String = plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(FIRST_WORDS).collect();
        words
    };
    Ok(Choices {
        entries: entries.into_iter().map(|(id, at, body)| (id, instant(at), first(&body))).collect(),
        actions: with_tx!(tx, |c| sqlx::query_as(ACTIONS).bind(number).fetch_all(&mut **c).await)?,
        themes: with_tx!(tx, |c| sqlx::query_scalar(THEMES).bind(actor.person).fetch_all(&mut **c).await)?,
    })
}

/// Themes across the incidents this reader may see, those of the most incidents first. Drills do not count.
pub async fn recurring(tx: &mut Tx, actor: &Actor) -> Result<Vec<Recurring>, DbError> {
    let rows: Vec<SeenRow> = with_tx!(tx, |c| sqlx::query_as(BY_THEME).bind(actor.person).fetch_all(&mut **c).await)?;
    let mut themes: BTreeMap<String, Vec<Seen>> = BTreeMap::new();
    for row in rows {
        let factor = Factor::try_from(row.factor)?;
        let seen = Seen { number: row.incident, incident: row.incident_title, declared_at: instant(row.declared_at), factor };
        themes.entry(seen.factor.theme.clone()).or_default().push(seen);
    }
    let mut recurring: Vec<Recurring> = themes.into_iter().map(|(theme, factors)| Recurring { theme, factors }).collect();
    recurring.sort_by_key(|theme| std::cmp::Reverse(theme.incidents()));
    Ok(recurring)
}
