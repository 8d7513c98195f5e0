//! Review, approval and publication: each a step with a note, seen on the timeline of the incident.

use app::actor::Actor;
use app::error::{AppError, Problems};
use app::incident::EntryKind;
use app::postmortem::{Approval, Document, State, missing, too_long};
use app::text;
use chrono::{DateTime, Utc};

use super::{content_hash, pdf_document, record, show, store};
use crate::Firebreak;
use crate::clock::millis;
use crate::db::Tx;
use crate::incident::{self, escape, load_to_change};

fn note(typed: &str) -> Result<String, AppError> {
    text::prose("the note", typed.trim(), 2_000).map_err(|message| AppError::field("note", message))
}

/// Writes the step down and ends the transaction with it.
async fn step(
    mut tx: Tx,
    actor: &Actor,
    number: i64,
    (row, from, to): (&store::Row, State, State),
    (words, note): (&str, &str),
    now: DateTime<Utc>,
) -> Result<(), AppError> {
    let by = store::By { person: actor.person, at: millis(now) };
    store::add_event(&mut tx, row.id, Some(from), to, note, by).await?;
    let body = if note.is_empty() { words.to_owned() } else { format!("{words}: {}", escape(note)) };
    incident::record(&mut tx, actor, number, EntryKind::Postmortem, &body, now).await?;
    Ok(tx.commit().await?)
}

pub async fn send(firebreak: &Firebreak, actor: &Actor, number: i64, said: &str) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let said = note(said)?;
    let mut tx = firebreak.db.write().await?;
    load_to_change(&mut tx, actor, number).await?;
    let row = show::find(&mut tx, number).await?;
    match row.state()? {
        State::Draft => {}
        State::InReview => return Err(AppError::conflict("The postmortem is already in review.")),
        State::Approved => return Err(AppError::conflict("The postmortem is already approved: publish it, or request changes.")),
        State::Published => return Err(AppError::conflict("The postmortem is already published.")),
    }
    store::set_state(&mut tx, row.id, State::InReview, millis(now)).await?;
    step(tx, actor, number, (&row, State::Draft, State::InReview), ("Postmortem review requested", &said), now).await
}

pub async fn ask(firebreak: &Firebreak, actor: &Actor, number: i64, reason: &str) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let reason = text::reason("the requested changes", reason).map_err(|message| AppError::field("note", message))?;
    let mut tx = firebreak.db.write().await?;
    load_to_change(&mut tx, actor, number).await?;
    let row = show::find(&mut tx, number).await?;
    let from = row.state()?;
    match from {
        State::InReview | State::Approved => {}
        State::Draft => return Err(AppError::conflict("The postmortem is a draft, so it can be edited.")),
        State::Published => return Err(AppError::conflict("The postmortem is published, so its text is frozen.")),
    }
    store::set_state(&mut tx, row.id, State::Draft, millis(now)).await?;
    step(tx, actor, number, (&row, from, State::Draft), ("Changes requested in the postmortem", &reason), now).await
}

pub async fn approve(firebreak: &Firebreak, actor: &Actor, number: i64, approval: &Approval) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let said = note(&approval.note)?;
    let document = show::show(firebreak, actor, number).await?;
    let lacking = match document.state {
        State::InReview => ready(firebreak, actor, &document, now).await?,
        _ => Vec::new(),
    };
    let mut tx = firebreak.db.write().await?;
    load_to_change(&mut tx, actor, number).await?;
    let row = show::find(&mut tx, number).await?;
    let asked = store::reviewers::of(&mut tx, row.id).await?.iter().any(|reviewer| Some(reviewer.person) == actor.person);
    if !asked {
        actor.require_commander()?;
    }
    match row.state()? {
        State::InReview => {}
        State::Draft => return Err(AppError::conflict("The postmortem is a draft: request a review first.")),
        State::Approved => return Err(AppError::conflict("The postmortem is already approved.")),
        State::Published => return Err(AppError::conflict("The postmortem is already published.")),
    }
    let events = store::events(&mut tx, row.id).await?;
    let sent_by = events.iter().rev().find(|event| event.to == State::InReview).and_then(|event| event.person);
    if sent_by.is_some() && sent_by == actor.person {
        return Err(AppError::forbidden("You requested this review, so somebody else has to approve it."));
    }
    if store::is_author(&mut tx, row.id, actor.person).await? {
        return Err(AppError::forbidden("You wrote some of the text, so somebody else has to approve it."));
    }
    let present: i64 = store::sections(&mut tx, row.id).await?.iter().map(|section| section.version).sum();
    if approval.revision.is_some_and(|read| read != present) {
        return Err(AppError::conflict("The text has changed since you opened it. Read it again, then approve it."));
    }
    if document.state != State::InReview || document.revision != present {
        return Err(AppError::conflict("The text has just been changed. Read it again, then approve it."));
    }
    if !lacking.is_empty() {
        return Err(AppError::conflict(format!("The postmortem cannot be approved yet. {}", lacking.join(" "))));
    }
    let mut problems = Problems::default();
    for (point, _) in row.template()?.checklist {
        if !approval.points.iter().any(|looked| looked == point) {
            problems.add(point, "Check this point, or request changes.");
        }
    }
    problems.finish()?;
    store::approve(&mut tx, row.id, store::By { person: actor.person, at: millis(now) }).await?;
    step(tx, actor, number, (&row, State::InReview, State::Approved), ("Postmortem approved", &said), now).await
}

/// What approval and publication need, found out before the database is asked to wait for it. The document as it would be
/// published is really set, on both papers: nobody could shorten it or replace a character afterwards.
async fn ready(firebreak: &Firebreak, actor: &Actor, document: &Document, now: DateTime<Utc>) -> Result<Vec<String>, AppError> {
    let lacking = missing(&document.template, &document.sections, &document.remarks, &document.facts.factors, &document.comments);
    let mut lacking: Vec<String> = lacking.into_iter().map(|one| one.sentence).collect();
    match pdf_document::sheets(firebreak, actor, document).await {
        Ok(sheets) => lacking.extend(too_long(&document.template, &sheets)),
        Err(AppError::Conflict { message }) => lacking.push(message),
        Err(error) => return Err(error),
    }
    if lacking.is_empty() {
        match pdf_document::rehearse(firebreak, actor, document, now).await {
            Err(AppError::Conflict { message }) => lacking.push(message),
            other => other?,
        }
    }
    Ok(lacking)
}

pub async fn publish(firebreak: &Firebreak, actor: &Actor, number: i64, said: &str) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let said = note(said)?;
    let document = show::show(firebreak, actor, number).await?;
    actor.require_commander()?;
    let lacking = if document.state == State::Approved { ready(firebreak, actor, &document, now).await? } else { Vec::new() };
    let mut tx = firebreak.db.write().await?;
    let incident = load_to_change(&mut tx, actor, number).await?;
    let row = show::find(&mut tx, number).await?;
    match row.state()? {
        State::Approved => {}
        State::Draft => return Err(AppError::conflict("The postmortem is a draft: it must be reviewed before it is published.")),
        State::InReview => return Err(AppError::conflict("The postmortem is in review: it must be approved before it is published.")),
        State::Published => return Err(AppError::conflict("The postmortem is already published.")),
    }
    if !lacking.is_empty() {
        return Err(AppError::conflict(format!(
            "The postmortem cannot be published yet. Request changes to make it a draft again. {}",
            lacking.join(" ")
        )));
    }
    let template = &row.template()?;
    let sections = show::sections(&mut tx, template, row.id).await?;
    let present: i64 = sections.iter().map(|section| section.version).sum();
    let comments = crate::comment::of_postmortem(&mut tx, row.id).await?;
    let facts = record::read(&mut tx, incident, now).await?;
    let same = document.state == State::Approved && document.revision == present && document.comments == comments;
    if !same || document.facts.factors != facts.factors {
        return Err(AppError::conflict("The text has just been changed. Read it again, then publish it."));
    }
    let stored = serde_json::to_string(&facts).map_err(crate::secret::internal)?;
    let hash = content_hash::hash(&stored, template, &sections);
    store::publish(&mut tx, row.id, store::By { person: actor.person, at: millis(now) }, &stored, &hash).await?;
    step(tx, actor, number, (&row, State::Approved, State::Published), ("Postmortem published", &said), now).await
}
