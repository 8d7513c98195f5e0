//! Past incidents that may be similar to one.

use app::actor::Actor;
use app::incident::Severity;
use app::incident::similar::{Candidate, Similar, Unproved};

use crate::clock::instant;
use crate::db::{DbError, Stored, Tx};
use crate::incident::visible;
use crate::{statements, with_tx};

/// Past incidents that this reader may be shown.
macro_rules! past {
    () => {
        concat!("i.number <> $1 and i.status not in ('canceled', 'merged') and not i.drill and ", visible!("$2"))
    };
}

statements! {
    // The fifty that hit the most of the same assets, and the latest three hundred with a promise.
    CANDIDATES = concat!("with shared (number, assets) as (select i.number, cast(count(*) as bigint) from incident_asset mine \
                  join incident_asset theirs on theirs.asset = mine.asset join incident i on i.number = theirs.incident \
                  where mine.incident = $1 and ", past!(), " group by i.number order by count(*) desc, i.number desc limit 50), \
                  promising (number) as (select distinct incident from action_item order by incident desc limit 300) \
                  select i.number, i.title, i.peak_severity, i.declared_at, coalesce(p.state = 'published', false) as published, \
                  coalesce(s.assets, 0) as assets, exists (select 1 from action_item a where a.incident = i.number and not a.idea \
                  and a.state not in ('verified', 'accepted_risk')) as unproved from incident i left join shared s on s.number = i.number \
                  left join postmortem p on p.incident = i.number \
                  where (s.number is not null or i.number in (select number from promising)) and ", past!());
    ASSETS = "select a.name from incident_asset mine join incident_asset theirs on theirs.asset = mine.asset join asset a on a.id = mine.asset \
              where mine.incident = $1 and theirs.incident = $2 order by a.name";
    UNPROVED = "select number, title, state from action_item where incident = $1 and not idea and state not in ('verified', 'accepted_risk') \
                order by number limit 3";
}

type Row = (i64, String, i64, i64, bool, i64, bool);

fn candidate((number, title, peak, declared_at, published, assets, unproved): Row) -> Result<Candidate, DbError> {
    let (peak_severity, assets) = (Severity::try_from(peak).stored()?, usize::try_from(assets).unwrap_or_default());
    Ok(Candidate { number, title, peak_severity, declared_at: instant(declared_at), published, assets, unproved })
}

pub async fn candidates(tx: &mut Tx, actor: &Actor, number: i64) -> Result<Vec<Candidate>, DbError> {
    let rows: Vec<Row> = with_tx!(tx, |c| sqlx::query_as(CANDIDATES).bind(number).bind(actor.person).fetch_all(&mut **c).await)?;
    rows.into_iter().map(candidate).collect()
}

/// What is shown of one of the most similar.
pub async fn shown(tx: &mut Tx, number: i64, one: Candidate, words: Vec<String>) -> Result<Similar, DbError> {
    let assets: Vec<String> = with_tx!(&mut *tx, |c| sqlx::query_scalar(ASSETS).bind(number).bind(one.number).fetch_all(&mut **c).await)?;
    let unproved: Vec<(i64, String, String)> = with_tx!(tx, |c| sqlx::query_as(UNPROVED).bind(one.number).fetch_all(&mut **c).await)?;
    let unproved = unproved.into_iter().map(|(number, title, state)| Unproved { number, title, state }).collect();
    let Candidate { number, title, peak_severity, declared_at, published, .. } = one;
    Ok(Similar { number, title, peak_severity, declared_at, published, assets, words, unproved })
}
