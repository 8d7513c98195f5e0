//! The steps that people take. What evidence does is in `evidence.rs`.

use app::action::{ActionItem, State, Step, may_accept, may_verify};
use app::actor::Actor;
use app::due_day::DueDay;
use app::error::AppError;
use app::incident::EntryKind;
use app::text;
use chrono::{DateTime, Utc};

use super::store::{self, NewEvent};
use super::{load_to_change, named};
use crate::Firebreak;
use crate::clock::millis;
use crate::db::Tx;
use crate::incident::{self, escape};

const MEANWHILE: &str = "This action item has been changed by somebody else. Reload it, then try again.";

/// The sentence on the timeline.
fn said(step: Step) -> &'static str {
    match step {
        Step::Start => "Work started",
        Step::Block => "Work blocked",
        Step::Finish => "Work done, awaiting evidence",
        Step::Verify => "Verified",
        Step::AcceptRisk => "Risk accepted",
        Step::Reopen => "Reopened",
    }
}

fn note(typed: &str) -> Result<String, AppError> {
    text::prose("the note", typed.trim(), 2_000).map_err(|message| AppError::field("note", message))
}

/// The item, locked with its incident, and the state that the step leads to.
async fn begin(tx: &mut Tx, actor: &Actor, number: i64, step: Step) -> Result<(ActionItem, State), AppError> {
    let item = load_to_change(tx, actor, number).await?;
    if item.idea {
        return Err(AppError::conflict("This is an idea. Make it an action item first."));
    }
    let to = step.take(item.state).map_err(AppError::conflict)?;
    Ok((item, to))
}

async fn end(mut tx: Tx, actor: &Actor, item: &ActionItem, step: Step, note: &str, now: DateTime<Utc>) -> Result<(), AppError> {
    let event = NewEvent { from: Some(item.state), to: step.leads_to(), note, person: actor.person, run: None };
    store::add_event(&mut tx, item.number, &event, millis(now)).await?;
    let because = if note.is_empty() { String::new() } else { format!(": {}", escape(note)) };
    let body = format!("{} on {}{because}", said(step), named(item.number, &item.title));
    incident::record(&mut tx, actor, item.incident.0, EntryKind::Action, &body, now).await?;
    Ok(tx.commit().await?)
}

/// Starting, blocking and finishing: the state changes, and the words are kept.
pub async fn work(firebreak: &Firebreak, actor: &Actor, number: i64, step: Step, typed: &str) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let note = match step {
        Step::Block => text::reason("what is blocking it", typed).map_err(|message| AppError::field("note", message))?,
        _ => note(typed)?,
    };
    let mut tx = firebreak.db.write().await?;
    let (item, to) = begin(&mut tx, actor, number, step).await?;
    let awaiting = (to == State::AwaitingEvidence).then(|| millis(now));
    if !store::step(&mut tx, number, item.state, to, awaiting, millis(now)).await? {
        return Err(AppError::conflict(MEANWHILE));
    }
    if step == Step::Finish {
        store::reset_proof(&mut tx, number).await?;
    }
    end(tx, actor, &item, step, &note, now).await
}

pub async fn verify(firebreak: &Firebreak, actor: &Actor, number: i64, typed: &str) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let (item, _) = begin(&mut tx, actor, number, Step::Verify).await?;
    let finished_by = store::finished_by(&mut tx, number).await?;
    let owned = store::has_owned(&mut tx, number, actor.person).await?;
    may_verify(item.check.is_some(), actor.person, owned, finished_by).map_err(AppError::forbidden)?;
    let seen = text::reason("the evidence", typed).map_err(|message| AppError::field("note", message))?;
    if !store::verify(&mut tx, number, actor.person, &seen, millis(now)).await? {
        return Err(AppError::conflict(MEANWHILE));
    }
    end(tx, actor, &item, Step::Verify, &seen, now).await
}

/// Reason and day of a risk, if they are sound.
fn risk(reason: &str, until: Option<DueDay>, now: DateTime<Utc>) -> Result<(String, DueDay), AppError> {
    let mut problems = app::error::Problems::default();
    let reason = problems.check("reason", text::reason("a reason", reason)).unwrap_or_default();
    match until {
        None => problems.add("until", "Enter the date on which it counts as open again."),
        Some(until) if until.ends_at() <= now => problems.add("until", "The date must be in the future."),
        Some(_) => {}
    }
    problems.finish()?;
    Ok((reason, until.ok_or(AppError::NotFound)?))
}

/// Somebody proposes to leave it; the state stays until a second person accepts that.
pub async fn propose_risk(firebreak: &Firebreak, actor: &Actor, number: i64, reason: &str, until: Option<DueDay>) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let (item, _) = begin(&mut tx, actor, number, Step::AcceptRisk).await?;
    let (reason, until) = risk(reason, until, now)?;
    store::propose(&mut tx, number, &reason, actor.person, until, millis(now)).await?;
    let note = format!("Proposed to accept the risk until {}: {reason}", until.iso());
    let event = NewEvent { from: Some(item.state), to: item.state, note: &note, person: actor.person, run: None };
    store::add_event(&mut tx, number, &event, millis(now)).await?;
    let body = format!("{}: {}", named(number, &item.title), escape(&note));
    incident::record(&mut tx, actor, item.incident.0, EntryKind::Action, &body, now).await?;
    Ok(tx.commit().await?)
}

pub async fn accept_risk(firebreak: &Firebreak, actor: &Actor, number: i64, reason: &str, until: Option<DueDay>) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let (item, _) = begin(&mut tx, actor, number, Step::AcceptRisk).await?;
    actor.require_commander()?;
    let owned = store::has_owned(&mut tx, number, actor.person).await?;
    let proposed = item.proposal.as_ref().map(|proposal| proposal.by.0);
    may_accept(actor.person, owned, item.owner.is_none(), proposed).map_err(AppError::forbidden)?;
    let (reason, until) = risk(reason, until, now)?;
    store::accept(&mut tx, number, &reason, actor.person, until, millis(now)).await?;
    end(tx, actor, &item, Step::AcceptRisk, &reason, now).await
}

pub async fn reopen(firebreak: &Firebreak, actor: &Actor, number: i64, reason: &str, recurred: bool) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let reason = text::reason("a reason for reopening it", reason).map_err(|message| AppError::field("note", message))?;
    let mut tx = firebreak.db.write().await?;
    let (item, to) = begin(&mut tx, actor, number, Step::Reopen).await?;
    if !store::step(&mut tx, number, item.state, to, None, millis(now)).await? {
        return Err(AppError::conflict(MEANWHILE));
    }
    if recurred {
        store::recur(&mut tx, number).await?;
    }
    end(tx, actor, &item, Step::Reopen, &reason, now).await
}
