//! The library: postmortems across incidents, only of those the reader may see, and the ones that are owed.

use app::actor::Actor;
use app::error::AppError;
use app::postmortem::{Facets, Filter, Listing};
use chrono::{TimeZone, Utc};

use super::store;
use super::store::library::Row;
use crate::Firebreak;
use crate::clock::millis;

pub async fn facets(firebreak: &Firebreak, actor: &Actor) -> Result<Facets, AppError> {
    Ok(store::library::facets(&mut firebreak.db.read().await?, actor.person).await?)
}

/// Postmortems on one page.
const PAGE: usize = 50;
/// Owed ones that are shown. Whoever closes an incident without one says why, and then it owes none.
const OWED_SHOWN: i64 = 100;

/// `INC-42` finds that incident; anything else is looked for in title, summary and text, as it stands.
fn parsed(typed: &str) -> (i64, String) {
    let typed = typed.trim().to_lowercase();
    match typed.strip_prefix("inc-").unwrap_or(&typed).parse::<i64>() {
        Ok(number) if number > 0 => (number, String::new()),
        _ => (0, crate::search::pattern(&typed)),
    }
}

/// From when until when a year lasts, in milliseconds.
fn year(year: i32) -> Option<(i64, i64)> {
    let begins = |year: i32| Some(millis(Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).single()?));
    Some((begins(year)?, begins(year.checked_add(1)?)?))
}

pub async fn list(firebreak: &Firebreak, actor: &Actor, filter: &Filter) -> Result<Listing, AppError> {
    let mut tx = firebreak.db.read().await?;
    let (number, words) = parsed(&filter.text);
    let (from, until) = filter.year.and_then(year).unwrap_or((i64::MIN, i64::MAX));
    let mut rows = store::library::list(&mut tx, actor.person, filter, (number, &words), PAGE as i64 + 1, (from, until)).await?;
    let older = rows.len() > PAGE;
    rows.truncate(PAGE);
    let first = *filter == Filter::default();
    let owed = if first { store::library::owed(&mut tx, actor.person, OWED_SHOWN).await? } else { Vec::new() };
    let summaries = |rows: Vec<Row>| rows.into_iter().map(|row: Row| row.summary(&firebreak.due)).collect::<Result<Vec<_>, _>>();
    Ok(Listing { postmortems: summaries(rows)?, older, owed: summaries(owed)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_looked_for_as_they_stand() {
        assert_eq!(parsed("INC-42"), (42, String::new()));
        assert_eq!(parsed(" 100% _sure_! "), (0, "%100!% !_sure!_!!%".to_owned()));
        assert_eq!(parsed(""), (0, String::new()));
    }
}
