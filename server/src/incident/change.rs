//! Small changes: title and summary, drill, private, public, members.

use app::actor::Actor;
use app::edit::{Edit, Seen};
use app::error::{AppError, Problems};
use app::incident::EntryKind;
use app::text;

use super::declare::escape;
use super::{entry, load_to_change, require_command, store};
use crate::Firebreak;
use crate::clock::millis;

pub async fn describe(firebreak: &Firebreak, actor: &Actor, number: i64, title: &str, summary: &str, seen: &Seen) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut problems = Problems::default();
    let title = problems.check("title", text::line("a title", title, 200)).unwrap_or_default();
    let summary = problems.check("summary", text::prose("the summary", summary, 10_000)).unwrap_or_default();
    problems.finish()?;
    let mut tx = firebreak.db.write().await?;
    let row = load_to_change(&mut tx, actor, number).await?;
    let mut edit = Edit::new(seen);
    let title = edit.text("title", &row.title, &title);
    let summary = edit.text("summary", &row.summary, &summary);
    edit.finish()?;
    if row.title == title && row.summary == summary {
        return Ok(());
    }
    store::describe(&mut tx, number, &title, &summary, millis(now)).await?;
    let body = if row.title == title { "Summary changed".to_owned() } else { format!("Renamed to {}", escape(&title)) };
    entry::record(&mut tx, actor, number, EntryKind::Impact, &body, now).await?;
    Ok(tx.commit().await?)
}

pub async fn mark_drill(firebreak: &Firebreak, actor: &Actor, number: i64, drill: bool) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let row = load_to_change(&mut tx, actor, number).await?;
    require_command(actor, &row)?;
    if row.drill == drill {
        return Ok(());
    }
    store::set_drill(&mut tx, number, drill, millis(now)).await?;
    let fact = if drill { "Marked as drill" } else { "Marked as real, not a drill" };
    entry::record(&mut tx, actor, number, EntryKind::Impact, fact, now).await?;
    Ok(tx.commit().await?)
}

pub async fn make_private(firebreak: &Firebreak, actor: &Actor, number: i64) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let row = load_to_change(&mut tx, actor, number).await?;
    require_command(actor, &row)?;
    if row.private {
        return Ok(());
    }
    for person in actor.person.into_iter().chain(row.commander) {
        store::add_member(&mut tx, number, person, millis(now)).await?;
    }
    for held in store::roles(&mut tx, number).await?.into_iter().filter(|held| held.until.is_none()) {
        store::add_member(&mut tx, number, held.person, millis(now)).await?;
    }
    store::set_private(&mut tx, number, true, millis(now)).await?;
    entry::record(&mut tx, actor, number, EntryKind::Impact, "Made private", now).await?;
    Ok(tx.commit().await?)
}

pub async fn make_public(firebreak: &Firebreak, actor: &Actor, number: i64, confirmed: bool) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let row = load_to_change(&mut tx, actor, number).await?;
    require_command(actor, &row)?;
    if !row.private {
        return Ok(());
    }
    if !confirmed {
        return Err(AppError::field("confirm", "Confirm that everybody who can sign in may read this incident with its whole timeline."));
    }
    store::set_private(&mut tx, number, false, millis(now)).await?;
    entry::record(&mut tx, actor, number, EntryKind::Impact, "Made public", now).await?;
    Ok(tx.commit().await?)
}

pub async fn add_member(firebreak: &Firebreak, actor: &Actor, number: i64, person: i64) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    load_to_change(&mut tx, actor, number).await?;
    let name =
        store::person_name(&mut tx, person).await?.ok_or_else(|| AppError::field("person", "Choose a person with an active account."))?;
    store::add_member(&mut tx, number, person, millis(now)).await?;
    entry::record(&mut tx, actor, number, EntryKind::Role, &format!("{} can now see this private incident", escape(&name)), now).await?;
    Ok(tx.commit().await?)
}
