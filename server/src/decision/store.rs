//! All SQL about decisions.

use std::collections::BTreeMap;

use app::decision::{Alternative, Decision, NewDecision, Prose};

use crate::clock::instant;
use crate::db::{DbError, Tx};
use crate::{statements, with_tx};

statements! {
    INSERT = "insert into decision (incident, problem, constraints, why, decided_by, objections, revisit_when, decided_at, recorded_at, \
              recorded_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id";
    ADD_OPTION = "insert into decision_option (decision, position, label, pros, cons, risk, chosen) values ($1, $2, $3, $4, $5, $6, $7)";
    FIND = "select problem, superseded_by, struck_at from decision where incident = $1 and id = $2";
    ALL = "select d.id, d.problem, d.constraints, d.why, b.name as decided_by_name, d.objections, d.revisit_when, d.decided_at, d.recorded_at, \
           r.name as recorded_by_name, d.superseded_by, d.struck_at, d.struck_reason from decision d left join person b on b.id = d.decided_by \
           left join person r on r.id = d.recorded_by where d.incident = $1 order by d.decided_at, d.id";
    OPTIONS = "select o.decision, o.label, o.pros, o.cons, o.risk, o.chosen from decision_option o join decision d on d.id = o.decision \
               where d.incident = $1 order by o.decision, o.position";
    SUPERSEDE = "update decision set superseded_by = $2 where id = $1";
    STRIKE = "update decision set struck_at = $2, struck_reason = $3 where id = $1";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    problem: String,
    constraints: String,
    why: String,
    decided_by_name: Option<String>,
    objections: String,
    revisit_when: String,
    decided_at: i64,
    recorded_at: i64,
    recorded_by_name: Option<String>,
    superseded_by: Option<i64>,
    struck_at: Option<i64>,
    struck_reason: String,
}

/// What decides whether a decision still holds.
#[derive(sqlx::FromRow)]
pub struct Found {
    pub problem: String,
    pub superseded_by: Option<i64>,
    pub struck_at: Option<i64>,
}

fn prose(text: String) -> Prose {
    Prose { html: crate::markdown::to_html(&text), text }
}

impl Row {
    fn with(self, options: Vec<Alternative>) -> Decision {
        Decision {
            id: self.id,
            problem: prose(self.problem),
            constraints: prose(self.constraints),
            options,
            why: prose(self.why),
            decided_by: self.decided_by_name,
            objections: prose(self.objections),
            revisit_when: prose(self.revisit_when),
            decided_at: instant(self.decided_at),
            recorded_at: instant(self.recorded_at),
            recorded_by: self.recorded_by_name,
            superseded_by: self.superseded_by,
            struck: self.struck_at.map(|at| (instant(at), self.struck_reason)),
        }
    }
}

/// Stores a decision with its options; `times` are when it was decided and when it is recorded.
pub async fn insert(
    tx: &mut Tx,
    number: i64,
    decision: &NewDecision,
    decided_by: Option<i64>,
    recorded_by: Option<i64>,
    times: (i64, i64),
) -> Result<i64, DbError> {
    let id = with_tx!(&mut *tx, |c| sqlx::query_scalar(INSERT)
        .bind(number)
        .bind(&decision.problem)
        .bind(&decision.constraints)
        .bind(&decision.why)
        .bind(decided_by)
        .bind(&decision.objections)
        .bind(&decision.revisit_when)
        .bind(times.0)
        .bind(times.1)
        .bind(recorded_by)
        .fetch_one(&mut **c)
        .await)?;
    for (position, option) in (0_i64..).zip(&decision.options) {
        let chosen = decision.chosen.and_then(|chosen| i64::try_from(chosen).ok()) == Some(position);
        with_tx!(&mut *tx, |c| sqlx::query(ADD_OPTION)
            .bind(id)
            .bind(position)
            .bind(&option.label)
            .bind(&option.pros)
            .bind(&option.cons)
            .bind(&option.risk)
            .bind(chosen)
            .execute(&mut **c)
            .await
            .map(drop))?;
    }
    Ok(id)
}

pub async fn find(tx: &mut Tx, number: i64, id: i64) -> Result<Option<Found>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(FIND).bind(number).bind(id).fetch_optional(&mut **c).await)?)
}

pub async fn of_incident(tx: &mut Tx, number: i64) -> Result<Vec<Decision>, DbError> {
    type OptionRow = (i64, String, String, String, String, bool);
    let rows: Vec<Row> = with_tx!(&mut *tx, |c| sqlx::query_as(ALL).bind(number).fetch_all(&mut **c).await)?;
    let options: Vec<OptionRow> = with_tx!(tx, |c| sqlx::query_as(OPTIONS).bind(number).fetch_all(&mut **c).await)?;
    let mut by_decision: BTreeMap<i64, Vec<Alternative>> = BTreeMap::new();
    for (decision, label, pros, cons, risk, chosen) in options {
        let option = Alternative { label, pros: prose(pros), cons: prose(cons), risk: prose(risk), chosen };
        by_decision.entry(decision).or_default().push(option);
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let options = by_decision.remove(&row.id).unwrap_or_default();
            row.with(options)
        })
        .collect())
}

pub async fn supersede(tx: &mut Tx, id: i64, by: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SUPERSEDE).bind(id).bind(by).execute(&mut **c).await.map(drop))?)
}

pub async fn strike(tx: &mut Tx, id: i64, now: i64, reason: &str) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(STRIKE).bind(id).bind(now).bind(reason).execute(&mut **c).await.map(drop))?)
}
