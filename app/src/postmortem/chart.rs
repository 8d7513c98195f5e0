//! The one chart of a postmortem: severity over time as a strip, and the share of each backfill below it, on the same axis.
//! The numbers behind it are the severity history and the sentences beside it.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use leptos::prelude::*;

use super::facts::{Backfill, Facts};
use super::words::{Block, Piece, blocks};
use crate::template::Part;
use crate::ui::{self, Drawing, zone_here};

/// Width in its own units.
const WIDTH: i64 = 720;
/// Where the strip begins and ends, from above.
const STRIP: (i64, i64) = (16, 40);
/// Height of the part of a backfill.
const LANE: i64 = 46;

struct Scale {
    from: DateTime<Utc>,
    seconds: i64,
}

impl Scale {
    /// From the first moment to the last one of the incident.
    fn of(facts: &Facts) -> Option<Self> {
        let from = facts.severities.first()?.from;
        let until = facts.severities.last().and_then(|last| last.until).or(facts.over_at()).unwrap_or(facts.read_at);
        let until = facts.backfills.iter().filter_map(|backfill| backfill.points.last().map(|last| last.0)).fold(until, DateTime::max);
        Some(Self { from, seconds: (until - from).num_seconds().max(1) })
    }

    fn place(&self, at: DateTime<Utc>) -> i64 {
        (at - self.from).num_seconds().clamp(0, self.seconds) * WIDTH / self.seconds
    }

    fn at(&self, place: i64) -> DateTime<Utc> {
        self.from + chrono::TimeDelta::seconds(self.seconds * place / WIDTH)
    }
}

fn strip(scale: &Scale, facts: &Facts) -> impl IntoView + use<> {
    let end = facts.over_at().unwrap_or(facts.read_at);
    let parts: Vec<(i64, i64, i64, String)> = facts
        .severities
        .iter()
        .map(|one| {
            let (x, until) = (scale.place(one.from), scale.place(one.until.unwrap_or(end)));
            (x, (until - x).max(3), one.severity.level(), one.severity.code())
        })
        .collect();
    let height = STRIP.1 - STRIP.0;
    parts
        .into_iter()
        .map(|(x, width, level, code)| {
            view! {
                <rect x=x y=STRIP.0 width=width height=height data-sev=level></rect>
                {(width > 44).then(|| view! { <text class="on-strip" x={x + 6} y={STRIP.0 + 16}>{code}</text> })}
            }
        })
        .collect_view()
}

fn lane(scale: &Scale, backfill: &Backfill, index: usize) -> impl IntoView + use<> {
    let top = STRIP.1 + 18 + i64::try_from(index).unwrap_or_default() * LANE;
    let height = LANE - 18;
    let y = |done: i64| {
        top + height
            - i64::try_from(i128::from(done.clamp(0, backfill.total)) * i128::from(height) / i128::from(backfill.total.max(1)))
                .unwrap_or_default()
    };
    let mut points = vec![format!("{},{}", scale.place(backfill.started_at), y(0))];
    points.extend(backfill.points.iter().map(|(at, done)| format!("{},{}", scale.place(*at), y(*done))));
    let last = backfill.points.last().map_or(scale.place(backfill.started_at), |(at, _)| scale.place(*at));
    let area = format!("{} {last},{} {},{}", points.join(" "), top + height, scale.place(backfill.started_at), top + height);
    let name = backfill.name.clone();
    view! {
        <text class="label chart-label" x="0" y={top - 4}>{name}</text>
        <line class="gridline chart-grid" x1="0" x2=WIDTH y1={top + height} y2={top + height}></line>
        <polygon class="area chart-area" points=area></polygon>
        <polyline class="line chart-line" fill="none" points=points.join(" ")></polyline>
    }
}

/// The chart, with its sentences for those who do not see it.
#[component]
pub fn Chart(
    /// What it is drawn from.
    facts: Facts,
    /// What it says.
    said: Vec<Block>,
) -> impl IntoView {
    drawing(&facts, &words(&said), zone_here()).map(|picture| view! { <figure class="chart postmortem-chart">{picture}</figure> })
}

/// Colours and letters of the chart on paper; on a page they come from its style sheet.
const ON_PAPER: &str = ".label{fill:#6b635a;font:400 10px Inter}.on-strip{fill:#1b1713;font:600 10px Inter}.gridline{stroke:#e6e2dc}\
.axis{stroke:#8d867c}.area{fill:#bf4412;opacity:.12}.line{fill:none;stroke:#bf4412;stroke-width:1.6}[data-sev=\"1\"]{fill:#b0201c}\
[data-sev=\"2\"]{fill:#dd6a1f}[data-sev=\"3\"]{fill:#bf8a0c}[data-sev=\"4\"]{fill:#6f8eae}[data-sev=\"5\"]{fill:#948c82}\
[data-sev=\"1\"]+.on-strip{fill:#fff}";

/// The chart for paper, with days of `zone`; `None` when there is nothing to draw.
pub fn chart_on_paper(facts: &Facts, zone: Tz) -> Option<Drawing> {
    let words = words(&blocks(Part::Chart, facts));
    ui::drawing(|| drawing(facts, &words, zone), ON_PAPER, words.clone())
}

fn words(said: &[Block]) -> String {
    said.iter().flat_map(|block| if let Block::Say(cell) = block { cell.as_slice() } else { &[] }).filter_map(spoken).collect()
}

fn drawing(facts: &Facts, words: &str, zone: Tz) -> Option<impl IntoView + use<>> {
    let scale = Scale::of(facts)?;
    let lanes: Vec<&Backfill> = facts.backfills.iter().filter(|backfill| !backfill.points.is_empty()).take(2).collect();
    let height = STRIP.1 + 4 + i64::try_from(lanes.len()).unwrap_or_default() * LANE + 16;
    let mut days: Vec<(i64, &'static str, String)> = [(0, "start"), (WIDTH / 2, "middle"), (WIDTH, "end")]
        .map(|(x, anchor)| (x, anchor, scale.at(x).with_timezone(&zone).format("%-d %b %Y").to_string()))
        .into();
    days.dedup_by(|later, earlier| later.2 == earlier.2);
    let marks = [("mitigated", facts.incident.times.mitigated), ("resolved", facts.incident.times.resolved)];
    let marks: Vec<(i64, &'static str)> = marks.into_iter().filter_map(|(word, at)| at.map(|at| (scale.place(at), word))).collect();
    Some(view! {
        <svg xmlns="http://www.w3.org/2000/svg" class="chart-picture" viewBox=format!("0 0 {WIDTH} {height}") role="img" aria-label=words.to_owned()>
            {strip(&scale, facts)}
            {marks.into_iter().map(|(x, word)| {
                let anchor = if x > WIDTH / 2 { "end" } else { "start" };
                view! {
                    <line class="axis chart-axis" x1=x x2=x y1={STRIP.0 - 4} y2={STRIP.1 + 4}></line>
                    {(word == "mitigated").then(|| view! { <text class="label chart-label" x=x y="9" text-anchor=anchor>{word}</text> })}
                }
            }).collect_view()}
            {lanes.iter().enumerate().map(|(index, backfill)| lane(&scale, backfill, index)).collect_view()}
            {days.into_iter().map(|(x, anchor, words)| view! { <text class="label chart-label" x=x y={height - 2} text-anchor=anchor>{words}</text> }).collect_view()}
        </svg>
    })
}

fn spoken(piece: &Piece) -> Option<String> {
    match piece {
        Piece::Text(text) | Piece::Strong(text) | Piece::Muted(text) | Piece::Link(_, text) => Some(text.clone()),
        Piece::Date(day) => Some(crate::due_day::words(*day)),
        Piece::Day(at) | Piece::Moment(at) => Some(at.format("%-d %b %Y").to_string()),
        _ => None,
    }
}
