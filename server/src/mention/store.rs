//! All SQL about mentions.

use app::incident::entry_path;
use app::mention::{Mention, OFFERED};

use crate::clock::instant;
use crate::db::{DbError, Tx};
use crate::incident::escape;
use crate::search::{fold, holds, pattern};
use crate::{statements, with_tx};

statements! {
    // What may be named is folded and compared here, the same on both engines; each list is bounded.
    PEOPLE = "select name from person where active order by id desc limit 5000";
    ASSETS = "select id, name, tier from asset where search_text like $1 escape '!' order by tier, length(name), id limit 200";
    TICKETS = "select external_key, title, url from ticket where incident = $1 order by id limit 2000";
    ACTIONS = "select number, title from action_item where incident = $1 and not idea order by number limit 2000";
    ENTRIES = "select id, happened_at, body from timeline_entry where incident = $1 and struck_at is null \
               order by pinned desc, happened_at desc, id desc limit 5000";
}

/// Of one kind, at most this many are offered.
const OF_A_KIND: usize = 4;
/// Entries that are offered.
const ENTRIES_OFFERED: usize = 8;

/// Letters of an entry's words that are shown.
const FIRST_WORDS: usize = 70;

pub async fn people_and_things(tx: &mut Tx, incident: i64, typed: &str) -> Result<Vec<Mention>, DbError> {
    let like = match pattern(typed) {
        all if all.is_empty() => "%".to_owned(),
        some => some,
    };
    let mut people: Vec<String> = with_tx!(&mut *tx, |c| sqlx::query_scalar(PEOPLE).fetch_all(&mut **c).await)?;
    people.retain(|name| holds(name, typed));
    people.sort_by_cached_key(|name| (fold(name), name.clone()));
    people.truncate(OF_A_KIND);
    let mut tickets: Vec<(String, String, Option<String>)> =
        with_tx!(&mut *tx, |c| sqlx::query_as(TICKETS).bind(incident).fetch_all(&mut **c).await)?;
    tickets.retain(|(key, title, _)| holds(key, typed) || holds(title, typed));
    tickets.truncate(OF_A_KIND);
    let mut actions: Vec<(i64, String)> = with_tx!(&mut *tx, |c| sqlx::query_as(ACTIONS).bind(incident).fetch_all(&mut **c).await)?;
    actions.retain(|(number, title)| holds(title, typed) || holds(&format!("act-{number}"), typed));
    actions.truncate(OF_A_KIND);
    let mut assets: Vec<(i64, String, i64)> = with_tx!(tx, |c| sqlx::query_as(ASSETS).bind(&like).fetch_all(&mut **c).await)?;
    assets.retain(|(_, name, _)| holds(name, typed));
    assets.sort_by_cached_key(|(_, name, tier)| (*tier, name.chars().count(), fold(name)));
    assets.truncate(OF_A_KIND);
    let mention = |kind: &str, name: String, written: String| Mention { kind: kind.to_owned(), name, written };
    let people = people.into_iter().map(|name| mention("person", name.clone(), escape(&name)));
    let tickets = tickets.into_iter().map(|(key, title, url)| {
        let written = url.map_or_else(|| escape(&key), |url| format!("[{}](<{}>)", escape(&key), url.replace(['<', '>'], "")));
        mention("ticket", format!("{key} {title}"), written)
    });
    let actions = actions
        .into_iter()
        .map(|(number, title)| mention("action item", format!("ACT-{number} {title}"), format!("[ACT-{number}](/actions/{number})")));
    let assets = assets.into_iter().map(|(id, name, _)| mention("asset", name.clone(), format!("[{}](/assets/{id})", escape(&name))));
    Ok(people.chain(assets).chain(tickets).chain(actions).take(OFFERED).collect())
}

pub async fn entries(tx: &mut Tx, incident: i64, typed: &str, zone: chrono_tz::Tz) -> Result<Vec<Mention>, DbError> {
    let mut rows: Vec<(i64, i64, String)> = with_tx!(tx, |c| sqlx::query_as(ENTRIES).bind(incident).fetch_all(&mut **c).await)?;
    rows.retain(|(_, _, body)| holds(body, typed));
    rows.truncate(ENTRIES_OFFERED);
    let entry = |(id, at, body): (i64, i64, String)| {
        let at = instant(at);
        let words = crate::markdown::to_text(&body, FIRST_WORDS * 4);
        Mention {
            kind: at.with_timezone(&zone).format("%-d %b, %H:%M").to_string(),
            name: words.chars().take(FIRST_WORDS).collect(),
            written: format!("[{}]({})", at.format("%-d %b, %H:%M UTC"), entry_path(incident, id)),
        }
    };
    Ok(rows.into_iter().map(entry).collect())
}
