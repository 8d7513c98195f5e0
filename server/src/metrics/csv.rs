//! Every incident that a year counts, as comma-separated values: times in UTC, lengths of time in seconds, each with the word that
//! says whether it counts. It begins with a byte-order mark, without which spreadsheets read UTF-8 as something else.

use app::actor::Actor;
use app::metrics::{Interval, Outcome, YearFilter};
use app::text::csv_cell;
use chrono::SecondsFormat;

use super::store::{self, Row, whole};
use crate::Firebreak;
use crate::clock::instant;
use crate::db::DbError;

pub async fn csv(firebreak: &Firebreak, actor: &Actor, filter: &YearFilter) -> Result<String, DbError> {
    let period = super::period(firebreak, actor, filter);
    let mut tx = firebreak.db.read().await?;
    let rows = store::rows(&mut tx, whole(actor.person, filter, &period, period.year)).await?;
    let mut out = format!("\u{feff}{}", heading());
    for row in &rows {
        out.push_str(&line(row)?);
    }
    Ok(out)
}

fn heading() -> String {
    const FIRST: [&str; 18] = [
        "number",
        "title",
        "type",
        "status",
        "peak_severity",
        "guardrail",
        "team",
        "commander",
        "recurrence_of",
        "first_signal_at",
        "started_at",
        "detected_at",
        "declared_at",
        "acknowledged_at",
        "mitigated_at",
        "resolved_at",
        "closed_at",
        "major_at",
    ];
    let measures = Interval::ALL.into_iter().flat_map(|measure| ["seconds", "state"].map(|what| format!("{}_{what}", measure.as_str())));
    joined(FIRST.map(str::to_owned).into_iter().chain(measures))
}

fn line(row: &Row) -> Result<String, DbError> {
    let facts = row.facts()?;
    let at = |millis: Option<i64>| millis.map(|millis| instant(millis).to_rfc3339_opts(SecondsFormat::Secs, true)).unwrap_or_default();
    let cells = [
        format!("INC-{}", row.number),
        row.title.clone(),
        row.kind.clone(),
        row.status.clone(),
        format!("SEV{}", row.peak_severity),
        row.guardrail.clone(),
        row.team.clone().unwrap_or_default(),
        row.commander.clone().unwrap_or_default(),
        row.recurrence_of.map(|number| format!("INC-{number}")).unwrap_or_default(),
        at(row.warned_at),
        at(row.started_at),
        at(row.detected_at),
        at(Some(row.declared_at)),
        at(row.acknowledged_at),
        at(row.mitigated_at),
        at(row.resolved_at),
        at(row.closed_at),
        at(row.major_at),
    ];
    let measures = Interval::ALL.into_iter().flat_map(|measure| {
        let duration = measure.of(&facts);
        let seconds = duration.span().map(|span| span.num_seconds().to_string()).unwrap_or_default();
        [seconds, Outcome::of(duration).as_str().to_owned()]
    });
    Ok(joined(cells.into_iter().chain(measures)))
}

fn joined(cells: impl Iterator<Item = String>) -> String {
    let mut line = cells.map(|cell| csv_cell(&cell)).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}
