//! Keeping what a check judges by. Every change of it is a version with its reason, and starts the proof of every action
//! item again that is judged by the check. To be called after the change is written, in the same transaction.

use app::actor::Actor;
use app::check::{Line, Version};
use app::error::AppError;
use app::text;
use chrono::{DateTime, Utc};
use similar::{ChangeTag, TextDiff};

use super::version_store as store;
use crate::clock::{instant, millis};
use crate::db::{DbError, Tx};

pub use store::authors_after;

/// How many versions a page shows.
const SHOWN: i64 = 50;

/// Keeps the first version of a new check.
pub async fn first(tx: &mut Tx, actor: &Actor, check: i64, now: DateTime<Utc>) -> Result<(), DbError> {
    store::add(tx, check, 1, "", actor.person, millis(now)).await
}

/// Keeps a new version when the check judges by something else than its last one; gives whether it does.
///
/// # Errors
/// [`AppError::Invalid`] on `reason` when it is missing.
pub async fn changed(tx: &mut Tx, actor: &Actor, check: i64, reason: &str, now: DateTime<Utc>) -> Result<bool, AppError> {
    let present = store::now(tx, check).await?.ok_or(AppError::NotFound)?;
    let last = store::of_check(tx, check, 1).await?.pop().ok_or(AppError::NotFound)?;
    let differences = last.content()?.differences(&present.content()?);
    if differences.is_empty() {
        return Ok(false);
    }
    let reason = text::reason("a reason for changing what the check evaluates", reason);
    let reason = reason.map_err(|message| AppError::field("reason", message))?;
    let version = last.version + 1;
    store::add(tx, check, version, &reason, actor.person, millis(now)).await?;
    let what = format!("changed from version {} to {version}: {}. Reason: {reason}", last.version, differences.join("; "));
    crate::action::check_changed(tx, actor, check, &what, now).await?;
    Ok(true)
}

/// A source leads elsewhere: what was asked there until now says nothing any more, and every check on it has a new version.
///
/// # Errors
/// [`AppError::Invalid`] on `reason` when it is missing and a check reads the source.
pub async fn source_changed(tx: &mut Tx, actor: &Actor, source: i64, reason: &str, now: DateTime<Utc>) -> Result<(), AppError> {
    for check in store::on_source(tx, source).await? {
        if changed(tx, actor, check, reason, now).await? {
            super::store::forget(tx, check).await?;
        }
    }
    Ok(())
}

/// Every version of a check with what it changed, latest first.
pub async fn history(tx: &mut Tx, check: i64) -> Result<Vec<Version>, DbError> {
    let rows = store::of_check(tx, check, SHOWN + 1).await?;
    let contents = rows.iter().map(store::VersionRow::content).collect::<Result<Vec<_>, _>>()?;
    let mut versions = Vec::new();
    for (index, row) in rows.into_iter().enumerate().take(usize::try_from(SHOWN).unwrap_or_default()) {
        let Some(content) = contents.get(index).cloned() else { continue };
        let lines = contents.get(index + 1).map_or_else(Vec::new, |before| diff(&before.lines(), &content.lines()));
        versions.push(Version { version: row.version, content, reason: row.reason, person: row.person, at: instant(row.at), lines });
    }
    Ok(versions)
}

fn diff(old: &str, new: &str) -> Vec<Line> {
    let diff = TextDiff::configure().timeout(std::time::Duration::from_millis(50)).diff_lines(old, new);
    let line = |change: similar::Change<&str>| {
        let text = change.value().trim_end_matches('\n').to_owned();
        match change.tag() {
            ChangeTag::Equal => Line::Same(text),
            ChangeTag::Delete => Line::Gone(text),
            ChangeTag::Insert => Line::New(text),
        }
    };
    diff.iter_all_changes().map(line).collect()
}
