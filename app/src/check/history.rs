//! What a check measured, run by run, as a picture with its table behind it. Heights are logarithmic: one wrong row and
//! 258 million are both seen.

use std::fmt::Write as _;

use leptos::prelude::*;

use super::{Outcome, Run, Thresholds};
use crate::text::grouped;
use crate::ui::When;
use crate::ui::chart::compact;

const WIDTH: f64 = 400.0;
const TOP: f64 = 8.0;
const FLOOR: f64 = 128.0;
const LEFT: f64 = 34.0;
const HEIGHT: f64 = 150.0;
/// How many runs are drawn.
const DRAWN: usize = 60;

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Where a number is on the paper, when `most` is at the top.
fn height(value: i64, most: i64) -> f64 {
    let log = |value: i64| (value.max(0) as f64).ln_1p();
    tenth(FLOOR - log(value) / log(most.max(1)) * (FLOOR - TOP))
}

/// The picture: a bar for each run that measured, a cross for each that did not; wrong, warned and passed differ in
/// colour and in the mark on top.
fn draw(runs: &[&Run], thresholds: Thresholds) -> String {
    let measured = runs.iter().filter_map(|run| run.measured).max().unwrap_or_default();
    let most = measured.max(thresholds.fail_above).max(1);
    let mut out = String::new();
    let _ = write!(
        out,
        "<line class=\"axis\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{FLOOR}\" y2=\"{FLOOR}\"/><text class=\"label\" x=\"{}\" y=\"{}\" text-anchor=\"end\">0</text>",
        LEFT - 5.0,
        FLOOR + 3.5
    );
    let decades = (most as f64).log10().ceil().max(1.0);
    let step = 10_i64.pow((decades / 4.0).ceil() as u32);
    let mut next = Some(1_i64);
    while let Some(tick) = next.filter(|tick| *tick <= most) {
        let y = height(tick, most);
        let _ = write!(
            out,
            "<line class=\"gridline\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{y}\" y2=\"{y}\"/><text class=\"label\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            LEFT - 5.0,
            tenth(y + 3.5),
            compact(tick)
        );
        next = tick.checked_mul(step);
    }
    let room = (WIDTH - LEFT) / runs.len().max(1) as f64;
    let width = tenth((room * 0.7).min(18.0));
    for (index, run) in runs.iter().enumerate() {
        let middle = LEFT + room * (index as f64 + 0.5);
        let outcome = run.outcome.as_str();
        match run.measured {
            Some(value) => {
                let y = height(value, most).min(FLOOR - 2.0);
                let _ = write!(
                    out,
                    "<rect class=\"bar\" data-outcome=\"{outcome}\" x=\"{}\" y=\"{y}\" width=\"{width}\" height=\"{}\"/>",
                    tenth(middle - width / 2.0),
                    tenth(FLOOR - y)
                );
                if run.outcome == Outcome::Fail || run.outcome == Outcome::Warn {
                    let mark = if run.outcome == Outcome::Fail { "✕" } else { "!" };
                    let _ = write!(
                        out,
                        "<text class=\"label\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{mark}</text>",
                        tenth(middle),
                        tenth((y - 2.0).max(TOP))
                    );
                }
            }
            None => {
                let _ = write!(
                    out,
                    "<text class=\"label\" data-outcome=\"error\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">?</text>",
                    tenth(middle),
                    FLOOR - 4.0
                );
            }
        }
    }
    let y = height(thresholds.fail_above, most);
    let _ = write!(out, "<line class=\"threshold\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{y}\" y2=\"{y}\"/>");
    let _ = write!(
        out,
        "<text class=\"label\" x=\"{LEFT}\" y=\"{}\">older</text><text class=\"label\" x=\"{WIDTH}\" y=\"{}\" text-anchor=\"end\">latest</text>",
        HEIGHT - 6.0,
        HEIGHT - 6.0
    );
    out
}

/// Measured values with the threshold they are judged by.
#[component]
pub fn History(
    /// Latest first.
    runs: Vec<Run>,
    /// The threshold of now.
    thresholds: Thresholds,
) -> impl IntoView {
    let mut drawn: Vec<&Run> = runs.iter().take(DRAWN).collect();
    drawn.reverse();
    let failed = drawn.iter().filter(|run| run.outcome == Outcome::Fail).count();
    let blind = drawn.iter().filter(|run| run.measured.is_none()).count();
    let words = format!(
        "The last {} runs, oldest first: {failed} failed, {blind} ended in an error. The scale is logarithmic; the dashed line is the threshold for failing (above {}).",
        drawn.len(),
        grouped(thresholds.fail_above)
    );
    let picture = format!(
        "<title id=\"history-title\">Wrong rows in each run</title><desc id=\"history-desc\">{words}</desc>{}",
        draw(&drawn, thresholds)
    );
    view! {
        <figure class="chart">
            <figcaption>"Wrong rows in each run"</figcaption>
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-labelledby="history-title history-desc" inner_html=picture></svg>
            <p class="muted">{words.clone()}</p>
            <details class="more">
                <summary>"Show data"</summary>
                <div class="table-wrap">
                    <table>
                        <thead><tr><th scope="col">"Ended"</th><th scope="col">"Outcome"</th><th scope="col" class="num">"Wrong rows"</th></tr></thead>
                        <tbody>{runs.iter().take(DRAWN).map(|run| view! {
                            <tr><th scope="row"><When at=run.finished_at/></th><td>{run.outcome.title()}</td><td class="num">{run.measured.map_or_else(|| "–".to_owned(), grouped)}</td></tr>
                        }).collect_view()}</tbody>
                    </table>
                </div>
            </details>
        </figure>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn nothing_falls_off_the_paper() {
        let run = |measured: Option<i64>| Run {
            id: 1,
            check: 1,
            outcome: if measured.is_some() { Outcome::Fail } else { Outcome::Error },
            measured,
            examined: None,
            version: Some(1),
            message: String::new(),
            sample: None,
            started_at: DateTime::UNIX_EPOCH,
            finished_at: DateTime::UNIX_EPOCH,
            asked_by: super::super::AskedBy::Schedule,
            person: None,
            false_alarm: None,
        };
        let runs = [run(Some(258_000_000)), run(None), run(Some(0)), run(Some(i64::MAX))];
        let picture = draw(&runs.iter().collect::<Vec<_>>(), Thresholds::default());
        assert!(!picture.contains("NaN") && !picture.contains("inf") && !picture.contains("\"-"), "{picture}");
        assert!(!draw(&[], Thresholds::default()).contains("NaN"));
        assert!(height(i64::MAX, i64::MAX) == TOP && height(0, 10) == FLOOR);
    }
}
