//! Creating and editing action items.

use app::action::{ActionItem, Change, Changer, DueChange, NewAction, State, Terms, may_change};
use app::actor::Actor;
use app::due_day::DueDay;
use app::error::AppError;
use app::incident::EntryKind;
use app::text;
use chrono::{DateTime, Utc};

use super::confirm::agreed_by;
use super::store::{self, NewEvent};
use super::{load_to_change, named};
use crate::Firebreak;
use crate::clock::millis;
use crate::db::Tx;
use crate::incident::{self, escape};

/// Refuses an owner or a check that is not there.
async fn require_known(tx: &mut Tx, new: &NewAction) -> Result<(), AppError> {
    if let Some(owner) = new.owner {
        incident::person_name(tx, owner).await?.ok_or_else(|| AppError::field("owner", "Choose an owner from the list."))?;
    }
    if let Some(check) = new.check {
        store::check_name(tx, check).await?.ok_or_else(|| AppError::field("check", "Choose a check from the list."))?;
    }
    Ok(())
}

pub async fn add(firebreak: &Firebreak, actor: &Actor, number: i64, new: NewAction) -> Result<i64, AppError> {
    let mut tx = firebreak.db.write().await?;
    let action = add_in(&mut tx, actor, number, &new, firebreak.clock.now()).await?;
    tx.commit().await?;
    Ok(action)
}

/// The same in the caller's transaction.
pub async fn add_in(tx: &mut Tx, actor: &Actor, number: i64, new: &NewAction, now: DateTime<Utc>) -> Result<i64, AppError> {
    incident::load_to_change(tx, actor, number).await?;
    require_known(tx, new).await?;
    let action = store::insert(tx, number, new, millis(now), actor.person).await?;
    store::add_owner(tx, action, new.owner, millis(now)).await?;
    store::link(tx, action, number, &new.tickets).await?;
    let event = NewEvent { from: None, to: State::Open, note: if new.idea { "As an idea" } else { "" }, person: actor.person, run: None };
    store::add_event(tx, action, &event, millis(now)).await?;
    let what = if new.idea { "Idea added" } else { "Action item added" };
    let body = format!("{what}: {}", named(action, &new.title));
    incident::record(tx, actor, number, EntryKind::Action, &body, now).await?;
    Ok(action)
}

/// What changed, in words; empty when nothing did.
fn differences(old: &ActionItem, new: &NewAction, owner: Option<&str>) -> Vec<String> {
    let mut said = Vec::new();
    if old.title != new.title {
        said.push(format!("the title, from “{}”", old.title));
    }
    if old.about != new.about {
        said.push("the description".to_owned());
    }
    if old.owner.as_ref().map(|(id, _)| *id) != new.owner {
        said.push(format!("the owner, to {}", owner.unwrap_or("nobody")));
    }
    if old.due != new.due {
        let day = |due: Option<DueDay>| due.map_or("none".to_owned(), DueDay::iso);
        said.push(format!("the due date, from {} to {}", day(old.due), day(new.due)));
    }
    if old.horizon != new.horizon {
        said.push(format!("the horizon, to {}", new.horizon.title().to_lowercase()));
    }
    if old.priority != new.priority {
        said.push(format!("the priority, to {}", new.priority.title().to_lowercase()));
    }
    if old.terms() != (Terms { check: new.check, criterion: new.criterion }) {
        said.push(format!("the verification, from “{}”", old.proof_words()));
    }
    said
}

/// The move of a due date, with its reason; nothing while it stays, or is given for the first time. The same day is the
/// same date, whoever saves it: it ends where it was set.
fn moved(old: &ActionItem, change: &mut Change, now: DateTime<Utc>) -> Result<Option<DueChange>, AppError> {
    if old.due.map(DueDay::day) == change.to.due.map(DueDay::day) {
        change.to.due = old.due;
    }
    if old.idea || old.due == change.to.due {
        return Ok(None);
    }
    if old.state == State::Verified {
        return Err(AppError::field(
            "due",
            "This action item is verified, so its due date cannot be changed. Reopen it first, with a reason.",
        ));
    }
    let Some(before) = old.due else { return Ok(None) };
    let reason = text::reason("a reason for moving the due date", &change.due_reason);
    let reason = reason.map_err(|message| AppError::field("due_reason", message))?;
    Ok(Some(DueChange { old: before, new: change.to.due, reason, person: None, at: now }))
}

/// Whoever verified it or accepted its risk as a second person does not become its owner afterwards.
async fn require_second_person(tx: &mut Tx, old: &ActionItem, to: &NewAction, now: DateTime<Utc>) -> Result<(), AppError> {
    if to.owner.is_none() || old.owner.as_ref().map(|(id, _)| *id) == to.owner || !old.is_settled(now) {
        return Ok(());
    }
    let (verified_by, accepted_by) = store::judges(tx, old.number).await?;
    let (judge, what) = match old.state {
        State::Verified => (verified_by, "verified this action item"),
        _ => (accepted_by, "accepted the risk of this action item"),
    };
    if judge == to.owner {
        return Err(AppError::field("owner", format!("This person {what} as a second person, so somebody else has to be its owner.")));
    }
    Ok(())
}

pub async fn change(firebreak: &Firebreak, actor: &Actor, number: i64, mut change: Change) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    change.reason = text::prose("the reason", change.reason.trim(), 2_000).map_err(|message| AppError::field("reason", message))?;
    let mut tx = firebreak.db.write().await?;
    let old = load_to_change(&mut tx, actor, number).await?;
    let linked: Vec<i64> = crate::ticket::of_action(&mut tx, number).await?.into_iter().map(|ticket| ticket.id).collect();
    change.to = change.to.over(&old, &linked, &change.seen)?;
    require_known(&mut tx, &change.to).await?;
    require_second_person(&mut tx, &old, &change.to, now).await?;
    let moved = moved(&old, &mut change, now)?;
    let terms = Terms { check: change.to.check, criterion: change.to.criterion };
    if old.state == State::Verified && old.terms() != terms && (old.check.is_some() || terms.check.is_some()) {
        return Err(AppError::field(
            "check",
            "This action item is verified, so its verification cannot be changed. Reopen it first, with a reason.",
        ));
    }
    store::add_owner(&mut tx, number, change.to.owner, millis(now)).await?;
    let owned = store::has_owned(&mut tx, number, actor.person).await?;
    let by = Changer { commander: actor.require_commander().is_ok(), owned };
    may_change(old.has_begun(), old.terms(), terms, by, &change.reason).map_err(|words| AppError::field("reason", words))?;
    let owner = match change.to.owner {
        Some(owner) => incident::person_name(&mut tx, owner).await?,
        None => None,
    };
    let said = differences(&old, &change.to, owner.as_deref());
    store::link(&mut tx, number, old.incident.0, &change.to.tickets).await?;
    if !said.is_empty() {
        let same_check = old.check.as_ref().map(|check| check.id) == change.to.check;
        let agreed = match change.to.check {
            Some(_) if same_check => old.agreed_version,
            Some(check) => agreed_by(&mut tx, actor, owned, check).await?,
            None => None,
        };
        store::change(&mut tx, number, &change.to, agreed, millis(now)).await?;
        if !same_check || old.criterion.counts_empty() != change.to.criterion.counts_empty() {
            store::reset_proof(&mut tx, number).await?;
        }
        if let Some(moved) = &moved {
            store::move_due(&mut tx, number, moved, actor.person).await?;
        }
        let because = if change.reason.is_empty() { String::new() } else { format!(", because: {}", change.reason) };
        let moved = moved.map_or(String::new(), |moved| format!(". The due date was moved because: {}", moved.reason));
        let note = format!("Changed {}{because}{moved}", said.join("; "));
        let event = NewEvent { from: Some(old.state), to: old.state, note: &note, person: actor.person, run: None };
        store::add_event(&mut tx, number, &event, millis(now)).await?;
        let body = format!("{}: {}", named(number, &change.to.title), escape(&note));
        incident::record(&mut tx, actor, old.incident.0, EntryKind::Action, &body, now).await?;
    }
    Ok(tx.commit().await?)
}

pub async fn promote(firebreak: &Firebreak, actor: &Actor, number: i64) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let item = load_to_change(&mut tx, actor, number).await?;
    if !store::promote(&mut tx, number, millis(now)).await? {
        return Err(AppError::conflict("This is already an action item."));
    }
    let event = NewEvent { from: Some(item.state), to: item.state, note: "From an idea to a promise", person: actor.person, run: None };
    store::add_event(&mut tx, number, &event, millis(now)).await?;
    let body = format!("Action item added: {}", named(number, &item.title));
    incident::record(&mut tx, actor, item.incident.0, EntryKind::Action, &body, now).await?;
    Ok(tx.commit().await?)
}
