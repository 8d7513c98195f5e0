//! Points in time, joined by a line: progress of a backfill, a measurement of a check.

use std::fmt::Write as _;

use leptos::prelude::*;

use super::frame::{Frame, Look, grid, label, number, room, span};
use super::scale::{Axis, tenth};
use super::{LEFT, RIGHT, WIDTH};

/// A line of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub name: String,
    /// `(place on the horizontal axis, such as milliseconds; value; words for the table)`, from left to right.
    pub points: Vec<(i64, i64, String)>,
}

/// Lines over a horizontal axis, optionally with a goal to reach. The description says in words what the picture shows.
#[component]
pub fn LineChart(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// What it shows.
    #[prop(into)]
    title: String,
    /// What there is to see, as a sentence or two.
    #[prop(into)]
    desc: String,
    /// What the horizontal axis is: `Day`.
    #[prop(into)]
    of: String,
    /// One line, or one and what it is compared with.
    lines: Vec<Line>,
    /// The value to reach, or the threshold not to cross, with its word.
    #[prop(optional, into)]
    goal: Option<(i64, String)>,
) -> impl IntoView {
    let drawing = draw(&lines, goal.as_ref());
    let mut places: Vec<(i64, String)> =
        lines.iter().flat_map(|line| line.points.iter().map(|(x, _, words)| (*x, words.clone()))).collect();
    places.sort();
    places.dedup_by_key(|(x, _)| *x);
    let columns = std::iter::once(of).chain(lines.iter().map(|line| line.name.clone())).collect();
    let rows = places
        .into_iter()
        .map(|(x, words)| {
            let cell = |line: &Line| match line.points.iter().find(|(at, ..)| *at == x) {
                Some((_, value, _)) => number(*value, None),
                None => "–".into_any(),
            };
            (words, lines.iter().map(cell).collect())
        })
        .collect();
    let looks = [Look::This, Look::Last].into_iter().cycle();
    let legend = lines.into_iter().zip(looks).map(|(line, look)| (line.name, look)).collect();
    view! { <Frame id=id title=title desc=desc drawing=drawing legend=legend columns=columns rows=rows/> }
}

fn draw(lines: &[Line], goal: Option<&(i64, String)>) -> String {
    let points = || lines.iter().flat_map(|line| line.points.iter());
    let most = points().map(|(_, value, _)| *value).chain(goal.map(|(value, _)| *value)).max().unwrap_or_default();
    let first = points().min_by_key(|(x, ..)| *x);
    let last = points().max_by_key(|(x, ..)| *x);
    let axis = Axis::up_to(most);
    let mut out = grid(&axis);
    let (Some(first), Some(last)) = (first, last) else { return out };
    let width = (last.0 - first.0) as f64;
    let place = |x: i64| {
        let share = if width > 0.0 { (x - first.0) as f64 / width } else { 0.5 };
        tenth(LEFT as f64 + 4.0 + share * (room() - 8.0))
    };
    if let Some((value, words)) = goal {
        let y = axis.y(*value);
        let _ = write!(out, "<line class=\"threshold\" x1=\"{LEFT}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\"/>", WIDTH - RIGHT);
        let below = if y < span().1 as f64 + 14.0 { y + 12.0 } else { y - 4.0 };
        let words = html_escape::encode_text(words);
        let _ = write!(out, "<text class=\"label\" x=\"{}\" y=\"{below}\" text-anchor=\"end\">{words}</text>", WIDTH - RIGHT);
    }
    for (line, look) in lines.iter().zip([Look::This, Look::Last].into_iter().cycle()) {
        let look = look.attributes();
        let path: Vec<String> = line.points.iter().map(|(x, value, _)| format!("{},{}", place(*x), axis.y(*value))).collect();
        let _ = write!(out, "<polyline class=\"line\" {look} points=\"{}\"/>", path.join(" "));
        // Beyond a few dozen, points hide the line.
        if line.points.len() <= 40 {
            for (x, value, _) in &line.points {
                let _ = write!(out, "<circle class=\"dot\" {look} cx=\"{}\" cy=\"{}\" r=\"2.5\"/>", place(*x), axis.y(*value));
            }
        }
    }
    label(&mut out, LEFT as f64, "start", &first.2);
    if last.0 > first.0 {
        label(&mut out, (WIDTH - RIGHT) as f64, "end", &last.2);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_point_and_none_are_drawn_without_falling_over() {
        assert!(!draw(&[], None).contains("NaN"));
        let one = Line { name: "Rows".into(), points: vec![(5, 7, "Mon".into())] };
        let drawing = draw(&[one], Some(&(10, "goal <10>".into())));
        assert!(drawing.contains("<circle") && drawing.contains("goal &lt;10&gt;") && !drawing.contains("NaN"), "{drawing}");
    }
}
