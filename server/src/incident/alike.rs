//! Past incidents that look like one. Candidates are those that hit the same assets, and the latest after which something was
//! promised; the rule in `app` weighs them.

use std::collections::HashMap;

use app::actor::Actor;
use app::error::AppError;
use app::incident::Severity;
use app::incident::alike::{Alike, Unproved, most_alike, telling};

use crate::clock::instant;
use crate::db::{DbError, Stored, Tx};
use crate::incident::{load, visible};
use crate::{Firebreak, on, statements};

statements! {
    // Assets and titles of what is compared: the latest fifty that hit the same, and the latest three hundred with a promise.
    SAME_ASSETS = concat!("select i.number, a.name from incident_asset mine join incident_asset theirs on theirs.asset = mine.asset \
                   join incident i on i.number = theirs.incident join asset a on a.id = mine.asset where mine.incident = $1 and i.number <> $1 \
                   and i.status not in ('canceled', 'merged') and not i.drill and ", visible!("$2"), " order by i.number desc limit 50");
    PROMISING = concat!("select i.number, i.title, i.peak_severity, i.declared_at, coalesce(p.state = 'published', false) as published \
                 from (select distinct incident from action_item where incident <> $1 order by incident desc limit 300) x \
                 join incident i on i.number = x.incident left join postmortem p on p.incident = i.number \
                 where i.status not in ('canceled', 'merged') and not i.drill and ", visible!("$2"), " order by i.number desc");
    ONE = "select i.number, i.title, i.peak_severity, i.declared_at, coalesce(p.state = 'published', false) as published \
           from incident i left join postmortem p on p.incident = i.number where i.number = $1";
    UNPROVED = "select number, title, state from action_item where incident = $1 and not idea and state not in ('verified', 'accepted_risk') \
                order by number limit 3";
}

type Row = (i64, String, i64, i64, bool);

fn alike((number, title, peak, declared_at, published): Row, words: &[String], assets: Vec<String>) -> Result<Alike, DbError> {
    Ok(Alike {
        number,
        words: telling(&title).into_iter().filter(|word| words.contains(word)).collect(),
        title,
        peak_severity: Severity::try_from(peak).stored()?,
        declared_at: instant(declared_at),
        published,
        assets,
        unproved: Vec::new(),
    })
}

async fn candidates(tx: &mut Tx, actor: &Actor, number: i64, title: &str) -> Result<Vec<Alike>, DbError> {
    let words = telling(title);
    let hit: Vec<(i64, String)> = on!(tx, |c| sqlx::query_as(SAME_ASSETS).bind(number).bind(actor.person).fetch_all(&mut **c).await)?;
    let mut assets: HashMap<i64, Vec<String>> = HashMap::new();
    for (incident, asset) in hit {
        assets.entry(incident).or_default().push(asset);
    }
    let rows: Vec<Row> = on!(tx, |c| sqlx::query_as(PROMISING).bind(number).bind(actor.person).fetch_all(&mut **c).await)?;
    let mut found = Vec::new();
    for row in rows {
        let shared = assets.remove(&row.0).unwrap_or_default();
        found.push(alike(row, &words, shared)?);
    }
    // What hit the same and promised nothing, or long ago: the few with the most in common.
    let mut rest: Vec<(i64, Vec<String>)> = assets.into_iter().collect();
    rest.sort_by_key(|(incident, shared)| std::cmp::Reverse((shared.len(), *incident)));
    for (incident, shared) in rest.into_iter().take(app::incident::alike::SHOWN) {
        let row: Option<Row> = on!(tx, |c| sqlx::query_as(ONE).bind(incident).fetch_optional(&mut **c).await)?;
        if let Some(row) = row {
            found.push(alike(row, &words, shared)?);
        }
    }
    Ok(found)
}

pub async fn of(firebreak: &Firebreak, actor: &Actor, number: i64) -> Result<Vec<Alike>, AppError> {
    let mut tx = firebreak.db.read().await?;
    let incident = load(&mut tx, actor, number).await?;
    let mut found = most_alike(candidates(&mut tx, actor, number, &incident.title).await?);
    for one in &mut found {
        let unproved: Vec<(i64, String, String)> =
            on!(&mut tx, |c| sqlx::query_as(UNPROVED).bind(one.number).fetch_all(&mut **c).await).map_err(DbError::from)?;
        one.unproved = unproved.into_iter().map(|(number, title, state)| Unproved { number, title, state }).collect();
    }
    Ok(found)
}
