//! All SQL about mentions.

use app::mention::{Mention, OFFERED};

use crate::clock::instant;
use crate::db::{DbError, Tx};
use crate::incident::escape;
use crate::{on, statements};

statements! {
    PEOPLE = "select name from person where active and lower(name) like $1 escape '!' order by name limit 4";
    ASSETS = "select id, name from asset where lower(name) like $1 escape '!' order by tier, length(name), name limit 4";
    TICKETS = "select external_key, title, url from ticket where incident = $1 and (lower(external_key) like $2 escape '!' or lower(title) like $2 escape '!') \
               order by id limit 4";
    ACTIONS = "select number, title from action_item where incident = $1 and not idea \
               and (lower(title) like $2 escape '!' or 'act-' || cast(number as text) like $2 escape '!') order by number limit 4";
    ENTRIES = "select id, happened_at, body from timeline_entry where incident = $1 and struck_at is null and lower(body) like $2 escape '!' \
               order by pinned desc, happened_at desc, id desc limit 8";
}

/// Letters of an entry's words that are shown.
const FIRST_WORDS: usize = 70;

/// Text that holds `typed`, whatever signs of its own `like` has in it.
fn holding(typed: &str) -> String {
    format!("%{}%", typed.trim().to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_"))
}

pub async fn people_and_things(tx: &mut Tx, incident: i64, typed: &str) -> Result<Vec<Mention>, DbError> {
    let like = holding(typed);
    let people: Vec<String> = on!(&mut *tx, |c| sqlx::query_scalar(PEOPLE).bind(&like).fetch_all(&mut **c).await)?;
    let tickets: Vec<(String, String, Option<String>)> =
        on!(&mut *tx, |c| sqlx::query_as(TICKETS).bind(incident).bind(&like).fetch_all(&mut **c).await)?;
    let actions: Vec<(i64, String)> = on!(&mut *tx, |c| sqlx::query_as(ACTIONS).bind(incident).bind(&like).fetch_all(&mut **c).await)?;
    let assets: Vec<(i64, String)> = on!(tx, |c| sqlx::query_as(ASSETS).bind(&like).fetch_all(&mut **c).await)?;
    let mention = |kind: &str, name: String, written: String| Mention { kind: kind.to_owned(), name, written };
    let people = people.into_iter().map(|name| mention("person", name.clone(), escape(&name)));
    let tickets = tickets.into_iter().map(|(key, title, url)| {
        let written = url.map_or_else(|| escape(&key), |url| format!("[{}](<{}>)", escape(&key), url.replace(['<', '>'], "")));
        mention("ticket", format!("{key} {title}"), written)
    });
    let actions = actions
        .into_iter()
        .map(|(number, title)| mention("action item", format!("ACT-{number} {title}"), format!("[ACT-{number}](/actions/{number})")));
    let assets = assets.into_iter().map(|(id, name)| mention("asset", name.clone(), format!("[{}](/assets/{id})", escape(&name))));
    Ok(people.chain(assets).chain(tickets).chain(actions).take(OFFERED).collect())
}

pub async fn entries(tx: &mut Tx, incident: i64, typed: &str, zone: chrono_tz::Tz) -> Result<Vec<Mention>, DbError> {
    let rows: Vec<(i64, i64, String)> = on!(tx, |c| sqlx::query_as(ENTRIES).bind(incident).bind(holding(typed)).fetch_all(&mut **c).await)?;
    let entry = |(id, at, body): (i64, i64, String)| {
        let at = instant(at);
        let words = crate::markdown::to_text(&body, FIRST_WORDS * 4);
        Mention {
            kind: at.with_timezone(&zone).format("%-d %b, %H:%M").to_string(),
            name: words.chars().take(FIRST_WORDS).collect(),
            written: format!("[{}](/incidents/{incident}#entry-{id})", at.format("%-d %b, %H:%M UTC")),
        }
    };
    Ok(rows.into_iter().map(entry).collect())
}
