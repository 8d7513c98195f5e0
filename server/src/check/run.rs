//! One run of a check: claim it, ask the source, keep the answer. Between the two transactions nothing is held: a run
//! that is cut off leaves a claim that ends by itself.

use app::actor::{Actor, Via};
use app::check::{AskedBy, Kind, Outcome, evaluate, sentence};
use app::error::AppError;
use chrono::TimeDelta;

use super::run_store::{self, NewRun};
use super::sandbox::{Answer, Question};
use super::{load, query, source, source_store, store};
use crate::Firebreak;
use crate::clock::millis;
use crate::db::{Stored, idempotency, limit};

/// How much longer than a run its claim lasts.
const SPARE: TimeDelta = TimeDelta::seconds(30);

fn asked_by(actor: &Actor) -> AskedBy {
    match actor.via {
        Via::Web => AskedBy::Person,
        Via::Api { .. } => AskedBy::Api,
        Via::System => AskedBy::Schedule,
    }
}

/// Runs a check and gives the number of the run; nothing when it is no longer due, or another replica has it.
pub async fn run(firebreak: &Firebreak, actor: &Actor, check: i64, only_when_due: bool) -> Result<Option<i64>, AppError> {
    let _permit = if only_when_due { firebreak.sandbox.scheduled_permit().await } else { firebreak.sandbox.permit().await? };
    let started = firebreak.clock.now();
    let lease = millis(started + SPARE + TimeDelta::from_std(firebreak.sandbox.limit).unwrap_or(SPARE));
    // The claim is no effect of the request, and marks nothing as done: the run is.
    let mut tx = firebreak.db.write_aside().await?;
    let claimed = run_store::claim(&mut tx, check, only_when_due, millis(started), lease).await?;
    let row = load(&mut tx, check, millis(started)).await?;
    if !claimed {
        return Ok(None);
    }
    let url = source_store::url(&mut tx, row.source).await?.ok_or(AppError::NotFound)?;
    tx.commit().await?;
    let kind = Kind::try_from(row.kind.clone()).stored()?;
    let answer = ask(firebreak, &row, kind, &url).await;
    let mut tx = firebreak.db.write().await?;
    // Thresholds may have been tuned meanwhile: the ones of now judge, and are the ones in the history.
    let row = load(&mut tx, check, millis(started)).await?;
    let finished = firebreak.clock.now();
    let (outcome, measured, examined, message, sample) = match answer {
        Answer::Measured { count, examined, sample } => {
            let kept = if sample.rows.is_empty() { String::new() } else { serde_json::to_string(&sample).unwrap_or_default() };
            (evaluate(count, row.thresholds()), Some(count), examined, sentence(kind, count, row.thresholds()), kept)
        }
        Answer::Failed(message) | Answer::Probed(message) => (Outcome::Error, None, None, message, String::new()),
    };
    let next = row.schedule().next_after(check, finished).filter(|_| row.active).map(millis);
    let run = NewRun {
        check,
        started_at: millis(started),
        finished_at: millis(finished),
        outcome,
        measured,
        message: &message,
        sample: &sample,
        asked_by: asked_by(actor),
        person: actor.person,
        examined,
        version: row.version,
    };
    if !run_store::finish(&mut tx, lease, &run, next).await? {
        return Err(AppError::conflict("The check was changed while it ran, so this run does not count. Run it again."));
    }
    let id = run_store::insert(&mut tx, &run).await?;
    let judged = app::action::Run { id, outcome, started_at: started, examined, version: row.version };
    crate::action::apply_check_run(&mut tx, check, &judged, &message, finished).await?;
    tx.commit().await?;
    Ok(Some(id))
}

async fn ask(firebreak: &Firebreak, row: &store::Row, kind: Kind, url: &str) -> Answer {
    let question = match kind {
        Kind::Rows => Question::Rows,
        Kind::Match => Question::Match { left: row.left_column.clone(), right: row.right_column.clone() },
    };
    let request = match source::request(firebreak, url, question, &row.sql).await {
        Ok(request) => request,
        Err(sentence) => return Answer::Failed(sentence),
    };
    let reads = query::reads_a_table(request.engine, &request.sql);
    match firebreak.sandbox.ask(request).await {
        // Whatever it says about itself: a query that names no table has looked at nothing.
        Answer::Measured { count, sample, .. } if !reads => Answer::Measured { count, examined: Some(0), sample },
        answer => answer,
    }
}

/// Runs a check because somebody asks. The run is kept even when they do not wait for it.
pub async fn now(firebreak: &Firebreak, actor: &Actor, check: i64) -> Result<i64, AppError> {
    let (firebreak, actor) = (firebreak.clone(), actor.clone());
    let run = tokio::spawn(limit::inherit(idempotency::inherit_claim(async move { run(&firebreak, &actor, check, false).await })));
    let run = run.await.map_err(crate::secret::internal)?;
    run?.ok_or_else(|| AppError::conflict("The check is already running; reload in a moment."))
}
