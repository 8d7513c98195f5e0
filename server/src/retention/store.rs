//! All SQL that deletes because of age.

use super::{MESSAGE_DAYS, SAMPLE_DAYS, STEP_DAYS};
use crate::db::{DbError, Tx};
use crate::{statements, with_tx};

/// That a run `r` is no evidence, and not the latest of its check.
macro_rules! is_no_evidence {
    () => {
        "r.false_alarm_at is null and not exists (select 1 from proof_run p where p.check_run = r.id) \
         and not exists (select 1 from action_event e where e.check_run = r.id) \
         and not exists (select 1 from data_check k where k.id = r.data_check and k.last_run_at = r.finished_at)"
    };
}

statements! {
    CHECKS = "select k.id from data_check k where exists (select 1 from check_run r where r.data_check = k.id and r.started_at < $1) order by k.id";
    // Where the outcome changed is the history of a check: of runs in a row that ended the same, the first stays.
    RUNS = concat!("select r.id, r.started_at from check_run r where r.data_check = $1 and r.started_at < $2 and r.outcome = ( \
           select b.outcome from check_run b where b.data_check = r.data_check and b.started_at < r.started_at order by b.started_at desc limit 1) and ",
           is_no_evidence!(),
           " and r.id <> (select max(n.id) from check_run n where n.data_check = $1) order by r.started_at, r.id limit $3");
    REMOVE_RUN = "delete from check_run where id = $1";
    ADD_REMOVAL = "insert into run_removal (data_check, runs, first_at, last_at, at) values ($1, $2, $3, $4, $5)";
    SAMPLES = concat!("update check_run set sample = '' where id in (select r.id from check_run r where r.sample <> '' and r.started_at < $1 and ",
              is_no_evidence!(), " order by r.started_at limit $2)");
    // A step is hidden behind the next text of the same person, so that one stays.
    STEPS = "delete from postmortem_version where id in (select v.id from postmortem_version v where v.step and v.at < $1 and exists ( \
             select 1 from postmortem_version n where n.postmortem = v.postmortem and n.key = v.key and n.version = v.version + 1 \
             and n.person = v.person) order by v.id limit $2)";
    // What arrived, and what was given up; what still waits stays.
    MESSAGES = "delete from outbox where id in (select o.id from outbox o where o.created_at < $1 and o.next_at is null order by o.created_at limit $2)";
}

/// What is deleted by its age alone.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// The sample of rows of a run.
    Sample,
    /// What was stored while somebody was writing a postmortem.
    Step,
    /// A message to a channel.
    Message,
}

/// All of them, with the days they are kept.
pub const KINDS: [(Kind, i64); 3] = [(Kind::Sample, SAMPLE_DAYS), (Kind::Step, STEP_DAYS), (Kind::Message, MESSAGE_DAYS)];

/// Deletes at most so many that are older than `before`.
pub async fn delete(tx: &mut Tx, kind: Kind, before: i64, most: i64) -> Result<u64, DbError> {
    let sql = match kind {
        Kind::Sample => SAMPLES,
        Kind::Step => STEPS,
        Kind::Message => MESSAGES,
    };
    Ok(with_tx!(tx, |c| sqlx::query(sql).bind(before).bind(most).execute(&mut **c).await.map(|done| done.rows_affected()))?)
}

/// The checks that have runs from before.
pub async fn checks(tx: &mut Tx, before: i64) -> Result<Vec<i64>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(CHECKS).bind(before).fetch_all(&mut **c).await)?)
}

/// The oldest runs of a check that may go: number and time.
pub async fn runs(tx: &mut Tx, check: i64, before: i64, most: i64) -> Result<Vec<(i64, i64)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(RUNS).bind(check).bind(before).bind(most).fetch_all(&mut **c).await)?)
}

pub async fn remove_run(tx: &mut Tx, run: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(REMOVE_RUN).bind(run).execute(&mut **c).await.map(drop))?)
}

/// Says which runs go: how many, from when to when.
pub async fn add_removal(tx: &mut Tx, check: i64, runs: i64, (first, last): (i64, i64), at: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(ADD_REMOVAL).bind(check).bind(runs).bind(first).bind(last).bind(at).execute(&mut **c).await.map(drop))?)
}
