//! Bars side by side (this year beside last year) or on top of each other (by severity).

use std::fmt::Write as _;

use leptos::prelude::*;

use super::LEFT;
use super::frame::{Frame, Look, Series, grid, label, number, room};
use super::scale::{Axis, tenth};

/// Bars for each label. The description says in words what the picture shows.
#[component]
pub fn BarChart(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// What it shows.
    #[prop(into)]
    title: String,
    /// What there is to see, as a sentence or two.
    #[prop(into)]
    desc: String,
    /// What the labels are: `Month`.
    #[prop(into)]
    of: String,
    /// One for each group of bars.
    labels: Vec<String>,
    /// One number for each label.
    series: Vec<Series>,
    /// On top of each other instead of side by side.
    #[prop(optional)]
    stacked: bool,
) -> impl IntoView {
    let drawing = draw(&labels, &series, stacked);
    let columns = std::iter::once(of).chain(series.iter().map(|one| one.name.clone())).collect();
    let rows = labels
        .into_iter()
        .enumerate()
        .map(|(index, words)| {
            let cells = series.iter().map(|one| number(one.values.get(index).copied().unwrap_or_default(), one.links.get(index)));
            (words, cells.collect())
        })
        .collect();
    let legend = series.into_iter().map(|one| (one.name, one.look)).collect();
    view! { <Frame id=id title=title desc=desc drawing=drawing legend=legend columns=columns rows=rows/> }
}

fn draw(labels: &[String], series: &[Series], stacked: bool) -> String {
    let at = |one: &Series, index: usize| one.values.get(index).copied().unwrap_or_default().max(0);
    let groups = labels.len();
    let tallest = |index: usize| -> i64 {
        let values = series.iter().map(|one| at(one, index));
        if stacked { values.sum() } else { values.max().unwrap_or_default() }
    };
    let axis = Axis::up_to((0..groups).map(tallest).max().unwrap_or_default());
    let mut out = grid(&axis);
    let step = room() / groups.max(1) as f64;
    let bars = if stacked { 1 } else { series.len().max(1) };
    let width = (step * 0.76 / bars as f64).min(34.0);
    for (index, words) in labels.iter().enumerate() {
        let middle = LEFT as f64 + step * (index as f64 + 0.5);
        let mut below = 0;
        for (place, one) in series.iter().enumerate() {
            let value = at(one, index);
            let offset = if stacked { 0 } else { place };
            let x = tenth(middle - width * bars as f64 / 2.0 + width * offset as f64 + 0.5);
            let (low, high) = if stacked { (axis.y(below), axis.y(below + value)) } else { (axis.y(0), axis.y(value)) };
            below += value;
            if value > 0 {
                let (wide, tall) = (tenth(width - 1.0), tenth(low - high));
                let look = one.look.attributes();
                let _ = write!(out, "<rect class=\"bar\" {look} x=\"{x}\" y=\"{high}\" width=\"{wide}\" height=\"{tall}\"/>");
                // Severities are told apart by their number too, where there is room for it.
                if let Look::Severity(level) = one.look
                    && tall >= 12.0
                    && wide >= 28.0
                {
                    let (x, y) = (tenth(middle), tenth((low + high) / 2.0 + 3.5));
                    let _ = write!(out, "<text class=\"label within\" x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">SEV{level}</text>");
                }
            }
        }
        label(&mut out, tenth(middle), "middle", words);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(values: &[i64]) -> Series {
        Series { look: Look::This, name: "2025".into(), values: values.to_vec(), links: Vec::new() }
    }

    #[test]
    fn zero_draws_no_bar_and_words_are_escaped() {
        let drawing = draw(&["<b>".into(), "Feb".into()], &[series(&[0, 4]), series(&[1, 2])], false);
        assert_eq!(drawing.matches("<rect").count(), 3);
        assert!(drawing.contains("&lt;b&gt;") && !drawing.contains("<b>"));
    }

    #[test]
    fn a_stack_is_as_tall_as_its_sum() {
        let drawing = draw(&["Jan".into()], &[series(&[3]), series(&[5])], true);
        assert!(drawing.contains(">8</text>"), "the axis reaches the sum: {drawing}");
    }
}
