//! Changing and removing sources.

use app::actor::Actor;
use app::check::{Source, SourceAddress, SourceEdit, SourceRecord};
use app::edit::Edit;
use app::error::{AppError, Problems};
use app::text;

use super::{source, source_store as store, version};
use crate::Firebreak;
use crate::clock::millis;

/// A source with its checks and its changes.
pub async fn show(firebreak: &Firebreak, id: i64) -> Result<SourceRecord, AppError> {
    let mut tx = firebreak.db.read().await?;
    let source = store::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let checks = store::checks(&mut tx, id).await?;
    let source = Source { checks: i64::try_from(checks.len()).unwrap_or(i64::MAX), ..source };
    Ok(SourceRecord { source, checks, changes: store::changes(&mut tx, id).await? })
}

fn reason(typed: &str) -> Result<String, String> {
    text::reason("a reason", typed)
}

pub async fn change(firebreak: &Firebreak, actor: &Actor, id: i64, change: SourceEdit) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let before = show(firebreak, id).await?.source;
    let mut problems = Problems::default();
    let name = change.name.map(|name| problems.check("name", text::line("a name", &name, 100)).unwrap_or_default());
    let url = change.url.map(|url| url.trim().to_owned());
    // Names are looked up before the transaction that writes.
    if let Some(url) = url.as_ref().filter(|url| **url != before.url) {
        let judged = match SourceAddress::parse(url) {
            Ok(address) => firebreak.places.validate(&firebreak.db, &address).await.map(drop),
            Err(sentence) => Err(sentence),
        };
        problems.check("url", judged);
    }
    let reason = problems.check("reason", reason(&change.reason)).unwrap_or_default();
    problems.finish()?;
    let mut tx = firebreak.db.write().await?;
    let before = store::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let mut edit = Edit::new(&change.seen);
    let name = name.map_or_else(|| before.name.clone(), |name| edit.text("name", &before.name, &name));
    let url = url.map_or_else(|| before.url.clone(), |url| edit.text("url", &before.url, &url));
    edit.finish()?;
    let after = Source { name, url, ..before.clone() };
    if after == before {
        return Err(AppError::field("url", "The name and the address are unchanged."));
    }
    kept_engine(&mut tx, &before, &after).await?;
    store::update(&mut tx, &after).await.map_err(source::taken)?;
    store::add_change(&mut tx, "changed", (&before, &after), &reason, actor.person, millis(now)).await?;
    version::source_changed(&mut tx, actor, id, &reason, now).await?;
    Ok(tx.commit().await?)
}

/// Queries are written and judged for one kind of database.
async fn kept_engine(tx: &mut crate::db::Tx, before: &Source, after: &Source) -> Result<(), AppError> {
    let engine = |source: &Source| SourceAddress::parse(&source.url).map(|address| source::engine(&address));
    if engine(before) == engine(after) || store::checks(tx, before.id).await?.is_empty() {
        return Ok(());
    }
    let sentence =
        "Its checks are written for the present kind of database. Add the other database as a new source, and move the checks one by one.";
    Err(AppError::field("url", sentence))
}

pub async fn remove(firebreak: &Firebreak, actor: &Actor, id: i64, typed: &str) -> Result<(), AppError> {
    let mut tx = firebreak.db.write().await?;
    let source = store::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let reason = reason(typed).map_err(|message| AppError::field("reason", message))?;
    let checks = store::checks(&mut tx, id).await?;
    if !checks.is_empty() {
        let names: Vec<&str> = checks.iter().map(|(_, name)| name.as_str()).collect();
        return Err(AppError::conflict(format!("The source cannot be removed, because these checks use it: {}.", names.join(", "))));
    }
    store::add_change(&mut tx, "removed", (&source, &source), &reason, actor.person, millis(firebreak.clock.now())).await?;
    store::remove(&mut tx, id).await?;
    Ok(tx.commit().await?)
}
