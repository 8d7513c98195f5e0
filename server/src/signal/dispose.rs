//! Setting the disposition of a signal: explained, noise, or an incident. Earlier ones are kept.

use app::actor::Actor;
use app::edit::Seen;
use app::error::{AppError, FieldError};
use app::incident::EntryKind;
use app::signal::{Disposition, JUDGED, Signal, Verdict};
use app::text;
use chrono::{DateTime, Utc};

use super::store;
use crate::clock::millis;
use crate::db::Tx;
use crate::{Firebreak, incident};

/// Whether what its author judged is what is there now.
fn require_seen(signal: &Signal, verdict: &Verdict, seen: &Seen) -> Result<(), AppError> {
    if seen.get(JUDGED).is_some_and(|judged| judged != signal.judged()) {
        let theirs = signal.disposition.title();
        let message = format!("Somebody else has set this to “{theirs}”. Read their reason above, then save again.");
        return Err(AppError::Overlap { errors: vec![FieldError { field: "reason".to_owned(), message }] });
    }
    // A form that offers signals of no incident.
    match (verdict, &signal.incident, seen.get("incident")) {
        (Verdict::Incident(number), Some((linked, _)), Some("")) if number != linked => {
            Err(AppError::conflict(format!("This signal has been linked to INC-{linked} by somebody else, so nothing was changed.")))
        }
        _ => Ok(()),
    }
}

pub async fn dispose(firebreak: &Firebreak, actor: &Actor, id: i64, verdict: Verdict, seen: &Seen) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let because = |reason: &str| text::reason("a reason", reason).map_err(|m| AppError::field("reason", m));
    let (disposition, reason) = match &verdict {
        Verdict::Explained(reason) => (Disposition::Explained, because(reason)?),
        Verdict::Noise(reason) => (Disposition::Noise, because(reason)?),
        Verdict::Open(reason) => (Disposition::Open, because(reason)?),
        Verdict::Incident(_) => (Disposition::Incident, String::new()),
    };
    let mut tx = firebreak.db.write().await?;
    let signal = store::find_to_change(&mut tx, actor.person, id).await?.ok_or(AppError::NotFound)?;
    require_seen(&signal, &verdict, seen)?;
    if let Verdict::Incident(number) = verdict {
        link_within(&mut tx, actor, id, number, now).await?;
        return Ok(tx.commit().await?);
    }
    if signal.disposition == disposition && signal.reason == reason {
        return Ok(());
    }
    if disposition == Disposition::Open && signal.disposition == Disposition::Open {
        return Err(AppError::conflict("This signal is already open."));
    }
    leave(&mut tx, actor, &signal, &reason, now).await?;
    store::dispose(&mut tx, id, disposition, &reason, None, actor.person, millis(now)).await?;
    Ok(tx.commit().await?)
}

/// Links a signal to an incident, in the transaction of the caller; the timeline tells it at the time it was seen.
pub async fn link_within(tx: &mut Tx, actor: &Actor, id: i64, number: i64, now: DateTime<Utc>) -> Result<(), AppError> {
    let signal = store::find_to_change(tx, actor.person, id).await?.ok_or(AppError::NotFound)?;
    let before = signal.incident.as_ref().map(|(before, _)| *before);
    if before == Some(number) {
        return Ok(());
    }
    // Always locked in the same order, so that two links cannot wait for each other.
    if let Some(before) = before.filter(|before| *before < number) {
        incident::load_to_change(tx, actor, before).await?;
    }
    let found = incident::load_to_change(tx, actor, number).await;
    found.map_err(|error| error.or_field("incident", "There is no such incident."))?;
    // The other incident may be private: it is not named.
    leave(tx, actor, &signal, "it was linked to another one", now).await?;
    store::dispose(tx, id, Disposition::Incident, "", Some(number), actor.person, millis(now)).await?;
    let body = format!("Signal from {}: [{}](/signals/{id})", incident::escape(&signal.source), incident::escape(&signal.title));
    let entry = incident::NewEntry { kind: EntryKind::Signal, body: &body, evidence_url: None, happened_at: signal.seen_at, pinned: false };
    incident::record_entry(tx, actor, number, &entry, now).await?;
    Ok(())
}

/// Tells the incident a signal belonged to that it no longer does.
async fn leave(tx: &mut Tx, actor: &Actor, signal: &Signal, why: &str, now: DateTime<Utc>) -> Result<(), AppError> {
    let Some((number, _)) = &signal.incident else { return Ok(()) };
    incident::load_to_change(tx, actor, *number).await?;
    let body = format!(
        "The signal [{}](/signals/{}) no longer belongs to this incident: {}",
        incident::escape(&signal.title),
        signal.id,
        incident::escape(why)
    );
    incident::record(tx, actor, *number, EntryKind::Signal, &body, now).await?;
    Ok(())
}
