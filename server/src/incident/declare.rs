//! Declaring an incident.

use app::actor::Actor;
use app::error::{AppError, Problems};
use app::incident::{Declaration, EntryKind, Status};
use chrono::TimeDelta;

use super::{entry, store};
use crate::{Firebreak, clock::millis};

/// How far ahead another machine's clock may be before its times count as the future.
pub const CLOCK_SKEW: TimeDelta = TimeDelta::minutes(2);

pub async fn declare(firebreak: &Firebreak, actor: &Actor, declaration: Declaration) -> Result<i64, AppError> {
    actor.require_responder()?;
    let now = firebreak.clock.now();
    let mut problems = Problems::default();
    for (field, at) in [("started_at", declaration.started_at), ("detected_at", declaration.detected_at)] {
        if at.is_some_and(|at| at > now + CLOCK_SKEW) {
            problems.add(field, "The time must not be in the future.");
        }
    }
    problems.finish()?;
    let mut tx = firebreak.db.write().await?;
    if let Some(team) = declaration.team
        && !crate::person::team_exists(&mut tx, team).await?
    {
        return Err(AppError::field("team", "There is no such team."));
    }
    if let Some(earlier) = declaration.recurrence_of {
        super::load(&mut tx, actor, earlier).await.map_err(|error| error.or_field("recurrence_of", "There is no such incident."))?;
    }
    let severity = declaration.severity;
    let at = millis(now);
    let new = store::New {
        title: &declaration.title,
        summary: &declaration.summary,
        kind: declaration.kind,
        severity,
        private: declaration.private,
        drill: declaration.drill,
        team: declaration.team,
        declared_by: actor.person,
        started_at: declaration.started_at.map(millis),
        detected_at: Some(declaration.detected_at.map_or(at, millis)),
        declared_at: at,
        major_at: severity.is_major().then_some(at),
        recurrence_of: declaration.recurrence_of,
        next_update_at: severity.update_minutes().map(|minutes| at + minutes * 60_000),
    };
    let number = store::insert(&mut tx, &new).await?;
    store::add_severity(&mut tx, number, severity, at, "Declared", actor.person, true).await?;
    store::add_status(&mut tx, number, None, Status::Triage, "", at, actor.person).await?;
    if let Some(person) = actor.person.filter(|_| declaration.private) {
        store::add_member(&mut tx, number, person, at).await?;
    }
    let body = format!("Declared as {} {}: {}", severity.code(), severity.word(), escape(&declaration.title));
    let first = entry::NewEntry { kind: EntryKind::Declared, body: &body, evidence_url: None, happened_at: now, pinned: true };
    entry::insert(&mut tx, actor, number, &first, now).await?;
    if let Some(signal) = declaration.signal {
        let linked = crate::signal::link_within(&mut tx, actor, signal, number, now).await;
        linked.map_err(|error| error.or_field("signal", "There is no such signal."))?;
    }
    tx.commit().await?;
    Ok(number)
}

/// Plain text inside Markdown.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | ':' | ';' | '-' | '/' | '\'' | '"' | '(' | ')' | '?' | '=' | '%' | '+') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
