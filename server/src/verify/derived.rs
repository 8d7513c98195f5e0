//! What is stored of the severities of an incident, computed again from their changes.

use app::incident::Severity;
use app::incident::spans::{SeverityRecord, intervals, major_at, peak};

use super::store::{self, Change};
use crate::clock::{instant, millis};
use crate::db::{DbError, Tx};

/// How many changes are read at a time.
const PAGE: i64 = 2_000;

/// The numbers of incidents that store something else than what follows.
pub async fn severities(tx: &mut Tx) -> Result<Vec<String>, DbError> {
    let (mut broken, mut after, mut mine) = (Vec::new(), (0, 0), Vec::<Change>::new());
    loop {
        let page = store::changes(tx, after, PAGE).await?;
        let ends = page.is_empty();
        for change in page {
            after = (change.number, change.id);
            if mine.first().is_some_and(|first| first.number != change.number) {
                broken.extend(judged(&std::mem::take(&mut mine)));
            }
            mine.push(change);
        }
        if ends {
            broken.extend(judged(&mine));
            return Ok(broken);
        }
    }
}

/// The number of the incident, when it does not store what follows.
fn judged(changes: &[Change]) -> Option<String> {
    let first = changes.first()?;
    let record = |change: &Change| {
        Severity::try_from(change.severity).ok().map(|severity| SeverityRecord {
            id: change.id,
            severity,
            at: instant(change.from_at),
            reason: String::new(),
            person: None,
            corrected: false,
        })
    };
    let all = intervals(instant(first.declared_at), changes.iter().filter_map(record).collect());
    let until = |id: i64| changes.iter().find(|change| change.id == id).and_then(|change| change.until_at);
    let follows = first.from_at == first.declared_at
        && all.iter().all(|one| until(one.id) == one.until.map(millis))
        && major_at(&all).map(millis) == first.major_at
        && peak(&all).map(Severity::level) == Some(first.peak_severity)
        && all.last().map(|last| last.severity.level()) == Some(first.present);
    (!follows).then(|| format!("INC-{}", first.number))
}
