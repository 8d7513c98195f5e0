//! Merging a duplicate: both records stay, the old address keeps working, metrics count it once.

use app::actor::Actor;
use app::error::AppError;
use app::incident::{EntryKind, Status};

use super::{entry, load_to_change, require_command, store};
use crate::Firebreak;
use crate::clock::millis;

pub async fn merge(firebreak: &Firebreak, actor: &Actor, number: i64, into: i64) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    if number == into {
        return Err(AppError::field("into", "An incident cannot be a duplicate of itself."));
    }
    let mut tx = firebreak.db.write().await?;
    // Always locked in the same order, so that two merges cannot wait for each other.
    store::lock(&mut tx, number.min(into)).await?;
    let row = load_to_change(&mut tx, actor, number).await?;
    require_command(actor, &row)?;
    let from = row.status()?;
    if !from.is_open() {
        return Err(AppError::conflict(format!("This incident is {}; only open incidents can be merged.", from.as_str())));
    }
    let target = load_to_change(&mut tx, actor, into).await.map_err(|error| error.or_field("into", "There is no such incident."))?;
    if target.status()? == Status::Merged {
        return Err(AppError::field("into", format!("INC-{into} is itself merged; choose the incident that it was merged into.")));
    }
    // A private incident does not show itself on the page of another.
    let named = |before: &str| if target.private { String::new() } else { format!("{before}INC-{into}") };
    store::set_merged(&mut tx, number, Status::Merged, Some(into), millis(now)).await?;
    let why = format!("Duplicate{}", named(" of "));
    store::add_status(&mut tx, number, Some(from), Status::Merged, &why, millis(now), actor.person).await?;
    entry::record(&mut tx, actor, number, EntryKind::Merge, &format!("Merged{} as a duplicate", named(" into ")), now).await?;
    if !row.private {
        entry::record(&mut tx, actor, into, EntryKind::Merge, &format!("INC-{number} was merged into this incident"), now).await?;
    }
    Ok(tx.commit().await?)
}

pub async fn unmerge(firebreak: &Firebreak, actor: &Actor, number: i64) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let row = load_to_change(&mut tx, actor, number).await?;
    require_command(actor, &row)?;
    if row.status()? != Status::Merged {
        return Err(AppError::conflict("This incident is not merged."));
    }
    let target = match row.merged_into {
        Some(into) => store::find(&mut tx, into, actor.person).await?,
        None => None,
    };
    let named = target.as_ref().filter(|target| !target.private).map(|target| format!(" into INC-{}", target.number)).unwrap_or_default();
    let back = store::status_before_merge(&mut tx, number).await?;
    store::set_merged(&mut tx, number, back, None, millis(now)).await?;
    store::add_status(&mut tx, number, Some(Status::Merged), back, "Unmerged", millis(now), actor.person).await?;
    entry::record(&mut tx, actor, number, EntryKind::Merge, &format!("Unmerged{named}"), now).await?;
    if let Some(into) = target.filter(|_| !row.private).map(|target| target.number) {
        entry::record(&mut tx, actor, into, EntryKind::Merge, &format!("INC-{number} was unmerged from this incident"), now).await?;
    }
    Ok(tx.commit().await?)
}
