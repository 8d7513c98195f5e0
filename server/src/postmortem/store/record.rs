//! SQL that reads the facts of a postmortem from what the other nouns recorded, in the caller's transaction, so that all
//! of it is of one moment.

use std::collections::BTreeMap;

use app::due_day::DueDay;
use app::incident::{Incident, Measure, corrected_by_hand};
use app::postmortem::facts::{
    Action, Asset, AtSeverity, Backfill, Check, Choice, Decision, Facts, Held, KeyMoment, Signal, Subject, Ticket, Took,
};
use chrono::{DateTime, TimeDelta, Utc};

use super::covered;
use crate::clock::instant;
use crate::db::{DbError, Tx, due_day};
use crate::incident::{self, Row};
use crate::{statements, with_tx};

statements! {
    ASSETS = "select a.id, a.name, coalesce(p.name, t.name) from incident_asset x join asset a on a.id = x.asset \
              left join person p on p.id = a.owner and p.active left join team t on t.id = a.team where x.incident = $1 order by a.tier, a.name";
    PINNED = "select id, body, evidence_url, happened_at, recorded_at from timeline_entry \
              where incident = $1 and pinned and struck_at is null order by happened_at, id";
    SIGNALS = "select id, title, source, seen_at from signal where incident = $1 order by seen_at, id";
    DECISIONS = "select d.id, d.problem, d.constraints, d.why, p.name as decided_by, d.objections, d.revisit_when, d.decided_at, d.superseded_by \
                 from decision d left join person p on p.id = d.decided_by where d.incident = $1 and d.struck_at is null order by d.decided_at, d.id";
    OPTIONS = "select o.decision, o.label, o.pros, o.cons, o.risk, o.chosen from decision_option o join decision d on d.id = o.decision \
               where d.incident = $1 and d.struck_at is null order by o.decision, o.position";
    TICKETS = "select id, external_key, title, url, state from ticket where incident = $1 order by id";
    BACKFILLS = "select id, name, unit, total, done, started_at, finished_at, waived_reason from backfill where incident = $1 order by id";
    POINTS = "select p.backfill, p.at, p.done from backfill_point p join backfill b on b.id = p.backfill where b.incident = $1 order by p.at, p.id";
    ACTIONS = "select a.number, a.title, o.name as owner, a.due_at, a.due_day, case when a.due_moves > 0 then a.first_due_at end as first_due_at, \
               case when a.due_moves > 0 then a.first_due_day end as first_due_day, \
               a.state = 'verified' and a.verified_version <> c.version as earlier_version, a.horizon, a.priority, a.idea, a.state, a.evidence, a.verified_at, \
               v.name as verified_by, a.risk_reason, a.risk_expires_at, a.risk_expires_day, a.recurrences, a.green_runs as agreed_runs, a.green_days as agreed_days, \
               c.id as check_id, c.name as check_name, c.last_outcome, c.last_run_at, c.fresh_minutes, c.green_runs, c.green_since \
               from action_item a left join person o on o.id = a.owner left join person v on v.id = a.verified_by \
               left join data_check c on c.id = a.data_check where a.incident = $1 order by a.idea, a.due_at, a.number";
    ACTION_TICKETS = "select x.action_item, t.external_key from action_ticket x join ticket t on t.id = x.ticket \
                      join action_item a on a.number = x.action_item where a.incident = $1 order by t.id";
    UPDATES = "select cast(count(*) as bigint) from status_update where incident = $1";
    RECURRENCE = "select e.number from incident i join incident e on e.number = i.recurrence_of where i.number = $1 and not e.private";
}

macro_rules! all {
    ($tx:expr, $sql:ident, $number:expr) => {
        with_tx!(&mut *$tx, |c| sqlx::query_as($sql).bind($number).fetch_all(&mut **c).await)?
    };
}

/// Everything the record says about the incident in `row`.
pub async fn read(tx: &mut Tx, row: Row, now: DateTime<Utc>) -> Result<Facts, DbError> {
    let number = row.number;
    let updates: i64 = with_tx!(&mut *tx, |c| sqlx::query_scalar(UPDATES).bind(number).fetch_one(&mut **c).await)?;
    // The number of a private incident is nothing for those who read this one.
    let recurrence_of: Option<i64> = with_tx!(&mut *tx, |c| sqlx::query_scalar(RECURRENCE).bind(number).fetch_optional(&mut **c).await)?;
    let incident = Incident::try_from(row)?;
    let times = incident.times;
    let severities = incident::severities(tx, number).await?.into_iter().map(|one| AtSeverity {
        severity: one.severity,
        from: one.from,
        until: one.until,
        reason: if one.corrected { format!("{} (time corrected)", one.reason) } else { one.reason },
        person: one.person,
    });
    let roles = incident::roles(tx, number).await?;
    let mut roles: Vec<Held> =
        roles.into_iter().map(|held| Held { role: held.role, name: held.name, from: held.from, until: held.until }).collect();
    roles.sort_by_key(|held| held.from);
    let corrected = corrected_by_hand(&times, &incident::corrections(tx, number).await?);
    let over = !incident.status.is_open();
    let durations = Measure::ALL.into_iter().map(|measure| Took { measure, duration: measure.of(&times, over) }).collect();
    let Shared { assets, timeline, signals, decisions, tickets, backfills, actions } = shared(tx, number, times.declared, now).await?;
    let mut facts = Facts {
        read_at: now,
        assets,
        severities: severities.collect(),
        durations,
        corrected,
        roles,
        timeline,
        covered: Vec::new(),
        lead_seconds: signals.iter().filter_map(|signal| signal.lead_seconds).max(),
        signals,
        factors: crate::factor::of_incident(tx, number).await?,
        decisions,
        tickets,
        backfills,
        actions,
        updates,
        html: BTreeMap::new(),
        incident: Subject {
            number,
            title: incident.title,
            summary: incident.summary,
            kind: incident.kind,
            status: incident.status,
            severity: incident.severity,
            peak_severity: incident.peak_severity,
            drill: incident.drill,
            team: incident.team.map(|(_, name)| name),
            declared_by: incident.declared_by,
            commander: incident.commander.map(|(_, name)| name),
            times,
            guardrail: incident.guardrail,
            customers: incident.customers,
            records_affected: incident.records_affected,
            money_at_stake: incident.money_at_stake,
            recurrence_of,
        },
    };
    covered::add_facts(tx, &mut facts, now).await?;
    Ok(facts)
}

/// What several incidents that are written up together each bring.
pub struct Shared {
    pub assets: Vec<Asset>,
    pub timeline: Vec<KeyMoment>,
    pub signals: Vec<Signal>,
    pub decisions: Vec<Decision>,
    pub tickets: Vec<Ticket>,
    pub backfills: Vec<Backfill>,
    pub actions: Vec<Action>,
}

/// What this incident brings, whether the postmortem is its own or covers it.
pub async fn shared(tx: &mut Tx, number: i64, declared: DateTime<Utc>, now: DateTime<Utc>) -> Result<Shared, DbError> {
    Ok(Shared {
        assets: assets(tx, number).await?,
        timeline: timeline(tx, number).await?,
        signals: signals(tx, number, declared).await?,
        decisions: decisions(tx, number).await?,
        tickets: tickets(tx, number).await?,
        backfills: backfills(tx, number).await?,
        actions: actions(tx, number, now).await?,
    })
}

async fn assets(tx: &mut Tx, number: i64) -> Result<Vec<Asset>, DbError> {
    let rows: Vec<(i64, String, Option<String>)> = all!(tx, ASSETS, number);
    Ok(rows.into_iter().map(|(id, name, owner)| Asset { id, name, owner }).collect())
}

async fn timeline(tx: &mut Tx, number: i64) -> Result<Vec<KeyMoment>, DbError> {
    let rows: Vec<(i64, String, Option<String>, i64, i64)> = all!(tx, PINNED, number);
    let moment = |(entry, body, evidence_url, happened_at, recorded_at)| KeyMoment {
        entry,
        body,
        evidence_url,
        happened_at: instant(happened_at),
        recorded_at: instant(recorded_at),
        incident: None,
    };
    Ok(rows.into_iter().map(moment).collect())
}

async fn signals(tx: &mut Tx, number: i64, declared: DateTime<Utc>) -> Result<Vec<Signal>, DbError> {
    let rows: Vec<(i64, String, String, i64)> = all!(tx, SIGNALS, number);
    let signal = |(id, title, source, seen_at)| {
        let seen_at = instant(seen_at);
        let lead = (declared - seen_at).num_seconds();
        Signal { id, title, source, seen_at, lead_seconds: (lead > 0).then_some(lead) }
    };
    Ok(rows.into_iter().map(signal).collect())
}

#[derive(sqlx::FromRow)]
struct DecisionRow {
    id: i64,
    problem: String,
    constraints: String,
    why: String,
    decided_by: Option<String>,
    objections: String,
    revisit_when: String,
    decided_at: i64,
    superseded_by: Option<i64>,
}

async fn decisions(tx: &mut Tx, number: i64) -> Result<Vec<Decision>, DbError> {
    let rows: Vec<DecisionRow> = all!(tx, DECISIONS, number);
    let options: Vec<(i64, String, String, String, String, bool)> = all!(tx, OPTIONS, number);
    let of = |decision: i64| {
        let mine = options.iter().filter(move |option| option.0 == decision).cloned();
        mine.map(|(_, label, pros, cons, risk, chosen)| Choice { label, pros, cons, risk, chosen }).collect()
    };
    let decision = |row: DecisionRow| Decision {
        options: of(row.id),
        id: row.id,
        problem: row.problem,
        constraints: row.constraints,
        why: row.why,
        decided_by: row.decided_by,
        objections: row.objections,
        revisit_when: row.revisit_when,
        decided_at: instant(row.decided_at),
        superseded: row.superseded_by.is_some(),
    };
    Ok(rows.into_iter().map(decision).collect())
}

async fn tickets(tx: &mut Tx, number: i64) -> Result<Vec<Ticket>, DbError> {
    let rows: Vec<(i64, String, String, Option<String>, String)> = all!(tx, TICKETS, number);
    Ok(rows.into_iter().map(|(id, key, title, url, state)| Ticket { id, key, title, url, state }).collect())
}

async fn backfills(tx: &mut Tx, number: i64) -> Result<Vec<Backfill>, DbError> {
    type Stored8 = (i64, String, String, i64, i64, i64, Option<i64>, String);
    let rows: Vec<Stored8> = all!(tx, BACKFILLS, number);
    let points: Vec<(i64, i64, i64)> = all!(tx, POINTS, number);
    let backfill = |(id, name, unit, total, done, started_at, finished_at, waived_reason): Stored8| Backfill {
        points: points.iter().filter(|point| point.0 == id).map(|point| (instant(point.1), point.2)).collect(),
        id,
        name,
        unit,
        total,
        done,
        started_at: instant(started_at),
        finished_at: finished_at.map(instant),
        waived_reason,
    };
    Ok(rows.into_iter().map(backfill).collect())
}

#[derive(sqlx::FromRow)]
struct ActionRow {
    number: i64,
    title: String,
    owner: Option<String>,
    due_at: Option<i64>,
    due_day: Option<String>,
    first_due_at: Option<i64>,
    first_due_day: Option<String>,
    earlier_version: Option<bool>,
    horizon: String,
    priority: String,
    idea: bool,
    state: String,
    evidence: String,
    verified_at: Option<i64>,
    verified_by: Option<String>,
    risk_reason: String,
    risk_expires_at: Option<i64>,
    risk_expires_day: Option<String>,
    recurrences: i64,
    agreed_runs: i64,
    agreed_days: i64,
    check_id: Option<i64>,
    check_name: Option<String>,
    last_outcome: Option<String>,
    last_run_at: Option<i64>,
    fresh_minutes: Option<i64>,
    green_runs: Option<i64>,
    green_since: Option<i64>,
}

impl ActionRow {
    fn check(&self, now: DateTime<Utc>) -> Option<Check> {
        let last_run_at = self.last_run_at.map(instant);
        let stale = last_run_at.zip(self.fresh_minutes).is_some_and(|(at, minutes)| now - at > TimeDelta::minutes(minutes));
        let outcome = match &self.last_outcome {
            None => "never",
            Some(_) if stale => "stale",
            Some(outcome) => outcome,
        };
        Some(Check {
            id: self.check_id?,
            name: self.check_name.clone()?,
            outcome: outcome.to_owned(),
            last_run_at,
            green_runs: self.green_runs.unwrap_or_default(),
            green_since: self.green_since.map(instant),
            agreed_runs: self.agreed_runs,
            agreed_days: self.agreed_days,
        })
    }
}

async fn actions(tx: &mut Tx, number: i64, now: DateTime<Utc>) -> Result<Vec<Action>, DbError> {
    let rows: Vec<ActionRow> = all!(tx, ACTIONS, number);
    let tickets: Vec<(i64, String)> = all!(tx, ACTION_TICKETS, number);
    let action = |row: ActionRow| {
        let due = due_day(row.due_at, row.due_day.as_deref())?;
        let first_due = due_day(row.first_due_at, row.first_due_day.as_deref())?;
        let risk_until = due_day(row.risk_expires_at, row.risk_expires_day.as_deref())?;
        Ok(Action {
            check: row.check(now),
            tickets: tickets.iter().filter(|(action, _)| *action == row.number).map(|(_, key)| key.clone()).collect(),
            number: row.number,
            title: row.title,
            owner: row.owner,
            due_at: due.map(DueDay::ends_at),
            due_day: due.map(DueDay::day),
            first_due_at: first_due.map(DueDay::ends_at),
            first_due_day: first_due.map(DueDay::day),
            earlier_version: row.earlier_version.unwrap_or_default(),
            horizon: row.horizon,
            priority: row.priority,
            idea: row.idea,
            state: row.state,
            evidence: row.evidence,
            verified_at: row.verified_at.map(instant),
            verified_by: row.verified_by,
            risk_reason: row.risk_reason,
            risk_expires_at: risk_until.map(DueDay::ends_at),
            risk_expires_day: risk_until.map(DueDay::day),
            recurrences: row.recurrences,
        })
    };
    rows.into_iter().map(action).collect()
}
