//! Creating and editing checks and their thresholds.

use app::actor::Actor;
use app::check::{Draft, Schedule, SourceAddress, ThresholdChange, Thresholds};
use app::edit::{Edit, Seen};
use app::error::AppError;
use app::text;

use super::{load, query, source, source_store, store, version};
use crate::Firebreak;
use crate::clock::millis;
use crate::db::{DbError, Tx};

fn taken(error: DbError) -> AppError {
    if error.is_taken() { AppError::field("name", "A check with this name already exists.") } else { error.into() }
}

/// Whether everything a draft names is there, and whether its query only reads.
async fn validate(tx: &mut Tx, draft: &Draft) -> Result<(), AppError> {
    let url = source_store::url(tx, draft.source).await?.ok_or_else(|| AppError::field("source", "Choose a source from the list."))?;
    let address = SourceAddress::parse(&url).map_err(|message| AppError::field("source", message))?;
    query::understood(source::engine(&address), &draft.sql).map_err(|message| AppError::field("sql", message))?;
    if let Some(asset) = draft.asset
        && !store::asset_exists(tx, asset).await?
    {
        return Err(AppError::field("asset", "Choose an asset from the list."));
    }
    if let Some(owner) = draft.owner
        && !store::person_is_here(tx, owner).await?
    {
        return Err(AppError::field("owner", "Choose a person from the list."));
    }
    Ok(())
}

pub async fn add(firebreak: &Firebreak, actor: &Actor, draft: Draft) -> Result<i64, AppError> {
    let at = firebreak.clock.now();
    let now = millis(at);
    let mut tx = firebreak.db.write().await?;
    validate(&mut tx, &draft).await?;
    let due = draft.schedule.every_minutes.map(|_| now);
    let id = store::insert(&mut tx, &draft, due, now, actor.person).await.map_err(taken)?;
    version::first(&mut tx, actor, id, at).await?;
    tx.commit().await?;
    Ok(id)
}

pub async fn change(firebreak: &Firebreak, actor: &Actor, check: i64, draft: Draft, reason: &str, seen: &Seen) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let old = load(&mut tx, check, millis(now)).await?.record(millis(now))?;
    let mut edit = Edit::new(seen);
    let mut draft = draft.over(&old, &mut edit);
    edit.finish()?;
    // Each half may fit its author's other half and not what is stored beside it now.
    let Schedule { every_minutes, fresh_minutes } = draft.schedule;
    draft.schedule = Schedule::new(every_minutes, fresh_minutes).map_err(|(field, message)| AppError::field(field, message))?;
    validate(&mut tx, &draft).await?;
    let before = (old.summary.source.0, old.summary.kind, old.sql.as_str(), old.left_column.as_str(), old.right_column.as_str());
    let another = before != (draft.source, draft.kind, &draft.sql, &draft.left_column, &draft.right_column);
    let next = if another { draft.schedule.every_minutes.map(|_| now) } else { draft.schedule.next_after(check, now) };
    store::update(&mut tx, check, &draft, next.filter(|_| old.summary.active).map(millis)).await.map_err(taken)?;
    if another {
        store::forget(&mut tx, check).await?;
    }
    version::changed(&mut tx, actor, check, reason, now).await?;
    Ok(tx.commit().await?)
}

pub async fn change_thresholds(
    firebreak: &Firebreak,
    actor: &Actor,
    check: i64,
    new: Thresholds,
    reason: &str,
    seen: &Seen,
) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let reason = text::reason("a reason for changing the thresholds", reason).map_err(|message| AppError::field("reason", message))?;
    let mut tx = firebreak.db.write().await?;
    let old = load(&mut tx, check, millis(now)).await?.thresholds();
    let mut edit = Edit::new(seen);
    let new = new.over(old, &mut edit);
    edit.finish()?;
    let new = Thresholds::new(new.warn_above, new.fail_above).map_err(|message| AppError::field("warn_above", message))?;
    if old == new {
        return Err(AppError::field("fail_above", "The thresholds are unchanged."));
    }
    let change = ThresholdChange { old, new, reason, person: None, at: now };
    store::set_thresholds(&mut tx, check, &change, actor.person).await?;
    version::changed(&mut tx, actor, check, &change.reason, now).await?;
    Ok(tx.commit().await?)
}

pub async fn set_active(firebreak: &Firebreak, check: i64, active: bool) -> Result<(), AppError> {
    let now = millis(firebreak.clock.now());
    let mut tx = firebreak.db.write().await?;
    let row = load(&mut tx, check, now).await?;
    let next = (active && row.every_minutes.is_some()).then_some(now);
    store::set_active(&mut tx, check, active, next).await?;
    Ok(tx.commit().await?)
}
