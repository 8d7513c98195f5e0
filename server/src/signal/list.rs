//! The list of signals: open ones first, paged by position, so that the last page costs what the first one costs.

use app::actor::Actor;
use app::signal::{Disposition, Place, Signal, SignalFilter, SignalListing};

use super::store;
use crate::Firebreak;
use crate::clock::millis;
use crate::db::DbError;

/// Signals on one page.
const PAGE: usize = 50;

pub async fn list(firebreak: &Firebreak, actor: &Actor, filter: &SignalFilter) -> Result<SignalListing, DbError> {
    let mut tx = firebreak.db.read().await?;
    let like = crate::search::pattern(&filter.text);
    let want = PAGE + 1;
    let mut signals: Vec<Signal> = Vec::new();
    let among_open = filter.after.is_none_or(|place| place.open);
    if among_open && filter.disposition.is_none_or(|only| only == Disposition::Open) {
        let after = filter.after.map_or((i64::MIN, i64::MIN), |place| (place.seen_at, place.id));
        signals = store::open(&mut tx, actor.person, &like, after, want).await?;
    }
    if signals.len() < want && filter.disposition != Some(Disposition::Open) {
        let before = filter.after.filter(|place| !place.open).map_or((i64::MAX, i64::MAX), |place| (place.seen_at, place.id));
        let only = filter.disposition.map_or("", Disposition::as_str);
        signals.extend(store::judged(&mut tx, actor.person, &like, before, want - signals.len(), only).await?);
    }
    let more = signals.len() > PAGE;
    signals.truncate(PAGE);
    let place = |last: &Signal| Place { open: last.disposition == Disposition::Open, seen_at: millis(last.seen_at), id: last.id };
    let next = signals.last().filter(|_| more).map(place);
    Ok(SignalListing { signals, next, open: store::count_open(&mut tx).await? })
}
