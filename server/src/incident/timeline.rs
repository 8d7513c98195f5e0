//! The timeline: written by people, corrected with history.

use app::actor::Actor;
use app::edit::{Edit, Seen};
use app::error::{AppError, Problems};
use app::incident::{Entry, EntryKind, Revision, Stretch};
use app::part::Part;
use app::text;
use chrono::{DateTime, TimeDelta, Utc};

use super::{entry, load, load_to_change};
use crate::Firebreak;
use crate::clock::{instant, millis};

/// Of a part with one entry in its midst, how many come before it.
const LEAD: usize = 20;

pub async fn timeline(firebreak: &Firebreak, actor: &Actor, number: i64, stretch: Stretch, most: usize) -> Result<Part<Entry>, AppError> {
    let mut tx = firebreak.db.read().await?;
    load(&mut tx, actor, number).await?;
    let total = entry::count(&mut tx, number).await?;
    let place = match stretch {
        Stretch::First => entry::START,
        Stretch::Latest => entry::END,
        Stretch::Before(id) | Stretch::After(id) | Stretch::Around(id) => {
            entry::place(&mut tx, number, id).await?.ok_or(AppError::NotFound)?
        }
    };
    Ok(match stretch {
        Stretch::First | Stretch::After(_) => {
            Part::forwards(entry::after(&mut tx, number, place, most + 1).await?, most, place != entry::START, total)
        }
        Stretch::Latest | Stretch::Before(_) => {
            Part::backwards(entry::before(&mut tx, number, place, most + 1).await?, most, place != entry::END, total)
        }
        Stretch::Around(_) => {
            let lead = LEAD.min(most.saturating_sub(1));
            let earlier = Part::backwards(entry::before(&mut tx, number, place, lead + 1).await?, lead, true, total);
            let rest = most - earlier.items.len();
            let from = entry::after(&mut tx, number, (place.0, place.1 - 1), rest + 1).await?;
            let later = Part::forwards(from, rest, true, total);
            let items = earlier.items.into_iter().chain(later.items).collect();
            Part { items, total, before: earlier.before, after: later.after }
        }
    })
}

pub async fn key_moments(firebreak: &Firebreak, actor: &Actor, number: i64, before: i64, most: usize) -> Result<Part<Entry>, AppError> {
    let mut tx = firebreak.db.read().await?;
    load(&mut tx, actor, number).await?;
    let place = entry::place(&mut tx, number, before).await?.ok_or(AppError::NotFound)?;
    let total = entry::count_pinned(&mut tx, number, place).await?;
    Ok(Part::forwards(entry::pinned(&mut tx, number, place, most + 1).await?, most, false, total))
}

pub async fn entry(firebreak: &Firebreak, actor: &Actor, number: i64, id: i64) -> Result<Entry, AppError> {
    let mut tx = firebreak.db.read().await?;
    load(&mut tx, actor, number).await?;
    entry::one(&mut tx, number, id).await?.ok_or(AppError::NotFound)
}

pub async fn revisions(firebreak: &Firebreak, actor: &Actor, number: i64, id: i64) -> Result<Vec<Revision>, AppError> {
    let mut tx = firebreak.db.read().await?;
    load(&mut tx, actor, number).await?;
    Ok(entry::revisions(&mut tx, number, id).await?)
}

fn sound(problems: &mut Problems, body: &str, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    if at > now + TimeDelta::minutes(2) {
        problems.add("happened_at", "The time must not be in the future.");
    }
    if body.trim().is_empty() {
        problems.add("body", "Enter what happened.");
    }
    problems.check("body", text::prose("the entry", body, 10_000)).unwrap_or_default()
}

pub async fn note(
    firebreak: &Firebreak,
    actor: &Actor,
    number: i64,
    body: &str,
    happened_at: Option<DateTime<Utc>>,
    evidence_url: Option<String>,
) -> Result<i64, AppError> {
    let now = firebreak.clock.now();
    let happened_at = happened_at.unwrap_or(now);
    let mut problems = Problems::default();
    let body = sound(&mut problems, body, happened_at, now);
    problems.finish()?;
    let mut tx = firebreak.db.write().await?;
    load_to_change(&mut tx, actor, number).await?;
    let new = entry::NewEntry { kind: EntryKind::Note, body: &body, evidence_url: evidence_url.as_deref(), happened_at, pinned: false };
    let id = entry::insert(&mut tx, actor, number, &new, now).await?;
    tx.commit().await?;
    Ok(id)
}

pub async fn correct(
    firebreak: &Firebreak,
    actor: &Actor,
    number: i64,
    id: i64,
    body: &str,
    happened_at: DateTime<Utc>,
    reason: &str,
    seen: &Seen,
) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut problems = Problems::default();
    let body = sound(&mut problems, body, happened_at, now);
    let reason = problems.check("reason", text::reason("a reason for the correction", reason)).unwrap_or_default();
    problems.finish()?;
    let mut tx = firebreak.db.write().await?;
    load_to_change(&mut tx, actor, number).await?;
    let (kind, old_body, old_at, _) = entry::find(&mut tx, number, id).await?.ok_or(AppError::NotFound)?;
    let mut edit = Edit::new(seen);
    let body = edit.text("body", &old_body, &body);
    let happened_at = edit.moment("happened_at", Some(instant(old_at)), Some(happened_at), actor.zone).unwrap_or(happened_at);
    edit.finish()?;
    if (old_body == body) && old_at == millis(happened_at) {
        return Ok(());
    }
    if kind != EntryKind::Note.as_str() && old_body != body {
        return Err(AppError::field("body", "Firebreak recorded this entry automatically; only its time can be corrected."));
    }
    entry::correct(&mut tx, id, (&old_body, old_at), (&body, millis(happened_at)), &reason, actor.person, millis(now)).await?;
    Ok(tx.commit().await?)
}

pub async fn pin(firebreak: &Firebreak, actor: &Actor, number: i64, id: i64, pinned: bool) -> Result<(), AppError> {
    let mut tx = firebreak.db.write().await?;
    load_to_change(&mut tx, actor, number).await?;
    if !entry::pin(&mut tx, number, id, pinned).await? {
        return Err(AppError::NotFound);
    }
    Ok(tx.commit().await?)
}

pub async fn strike(firebreak: &Firebreak, actor: &Actor, number: i64, id: i64, struck: bool) -> Result<(), AppError> {
    let mut tx = firebreak.db.write().await?;
    load_to_change(&mut tx, actor, number).await?;
    let (kind, ..) = entry::find(&mut tx, number, id).await?.ok_or(AppError::NotFound)?;
    if kind != EntryKind::Note.as_str() {
        return Err(AppError::conflict("Firebreak recorded this entry automatically, so it cannot be struck through."));
    }
    entry::strike(&mut tx, number, id, struck.then(|| millis(firebreak.clock.now()))).await?;
    Ok(tx.commit().await?)
}
