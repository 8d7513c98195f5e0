//! The causal chain as a picture: from the first causes on the left to the impact on the right. The table beside it says the
//! same, for those who do not see it and on narrow screens.

use leptos::prelude::*;

use super::{Factor, columns};
use crate::ui::{Drawing, drawing};

/// Width in its own units, the widest box, and what is between two rows.
const WIDTH: usize = 720;
const WIDEST: usize = 196;
const GAP: usize = 12;
/// Height of a line of words, width of a letter in tenths, lines of words in a box.
const LINE: usize = 13;
const LETTER: usize = 55;
const LINES: usize = 5;

/// A box of the picture.
struct Place {
    id: Option<i64>,
    leads_to: Option<i64>,
    x: usize,
    y: usize,
    kind: &'static str,
    label: String,
    lines: Vec<String>,
    foot: String,
}

struct Layout {
    places: Vec<Place>,
    width: usize,
    height: usize,
    box_height: usize,
}

/// `words` on at most [`LINES`] lines of `most` letters; what is cut ends in an ellipsis.
fn wrapped(words: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        let word: String = word.chars().take(most).collect();
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= most => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    if lines.len() > LINES {
        lines.truncate(LINES);
        if let Some(last) = lines.last_mut() {
            *last = format!("{}…", last.chars().take(most.saturating_sub(1)).collect::<String>());
        }
    }
    lines
}

fn answer(factor: &Factor) -> String {
    match &factor.action {
        Some(action) => format!("ACT-{} {}", action.number, action.state.replace('_', " ")),
        None if factor.no_action.is_empty() => "not addressed yet".to_owned(),
        None => "accepted, with a reason".to_owned(),
    }
}

fn laid_out(factors: &[Factor], impact: &str) -> Layout {
    let columns = columns(factors);
    let count = columns.len() + 1;
    let width = WIDEST.min((WIDTH - (count - 1) * 2 * GAP) / count);
    let step = (WIDTH - width) / (count - 1).max(1);
    let most = (width - 22) * 10 / LETTER;
    let words: Vec<Vec<Vec<String>>> =
        columns.iter().map(|column| column.iter().map(|factor| wrapped(&factor.title, most)).collect()).collect();
    let tallest = words.iter().flatten().map(Vec::len).max().unwrap_or(1).max(2);
    let box_height = 40 + tallest * LINE;
    let rows = columns.iter().map(Vec::len).max().unwrap_or(1);
    let height = rows * (box_height + GAP) - GAP;
    let place = |id: i64| factors.iter().position(|other| other.id == id).map_or(0, |index| index + 1);
    let mut places = Vec::new();
    for (at, (column, words)) in columns.iter().zip(words).enumerate() {
        let share = height / column.len().max(1);
        for (row, (factor, lines)) in column.iter().zip(words).enumerate() {
            let y = row * share + (share.saturating_sub(box_height)) / 2;
            places.push(Place {
                id: Some(factor.id),
                leads_to: factor.leads_to,
                x: at * step,
                y,
                kind: factor.kind.as_str(),
                label: format!("{} {}", place(factor.id), factor.kind.title()),
                lines,
                foot: answer(factor),
            });
        }
    }
    places.push(Place {
        id: None,
        leads_to: None,
        x: columns.len() * step,
        y: (height - box_height.min(height)) / 2,
        kind: "impact",
        label: "Impact".to_owned(),
        lines: wrapped(impact, most),
        foot: String::new(),
    });
    Layout { places, width, height, box_height }
}

fn arrow(from: &Place, to: &Place, drawing: &Layout) -> impl IntoView + use<> {
    let (x1, y1) = (from.x + drawing.width, from.y + drawing.box_height / 2);
    let (x2, y2) = (to.x, to.y + drawing.box_height / 2);
    let middle = usize::midpoint(x1, x2);
    view! {
        <path class="link" fill="none" d=format!("M{x1} {y1} C{middle} {y1} {middle} {y2} {} {y2}", x2.saturating_sub(5))></path>
        <polygon class="tip" points=format!("{x2},{y2} {},{} {},{}", x2.saturating_sub(6), y2.saturating_sub(3), x2.saturating_sub(6), y2 + 3)></polygon>
    }
}

fn shown(place: Place, drawing: (usize, usize)) -> impl IntoView {
    let (width, height) = drawing;
    let Place { x, y, kind, label, lines, foot, .. } = place;
    view! {
        <rect class="box" data-kind=kind x=x y=y width=width height=height rx="5"></rect>
        <rect class="edge" data-kind=kind x=x y=y width="4" height=height rx="2"></rect>
        <text class="kind" x={x + 13} y={y + 16}>{label}</text>
        {lines.into_iter().enumerate().map(|(index, words)| view! { <text class="words" x={x + 13} y={y + 31 + index * LINE}>{words}</text> }).collect_view()}
        <text class="foot" x={x + 13} y={y + height - 8}>{foot}</text>
    }
}

/// The same in sentences.
pub fn said(factors: &[Factor]) -> String {
    let title = |id: i64| factors.iter().find(|factor| factor.id == id).map_or("the impact", |factor| factor.title.as_str());
    let sentence =
        |factor: &Factor| format!("{}: {} It led to: {}.", factor.kind.title(), factor.title, factor.leads_to.map_or("the impact", title));
    factors.iter().map(sentence).collect::<Vec<_>>().join(" ")
}

/// The picture; `impact` is what it all led to. Nothing when there are no factors.
pub fn picture(factors: &[Factor], impact: &str) -> Option<impl IntoView + use<>> {
    if factors.is_empty() {
        return None;
    }
    let drawing = laid_out(factors, impact);
    let target = |place: &Place| drawing.places.iter().find(|other| other.id == place.leads_to);
    let arrows: Vec<_> =
        drawing.places.iter().filter(|place| place.id.is_some()).filter_map(|place| Some(arrow(place, target(place)?, &drawing))).collect();
    let (height, size) = (drawing.height, (drawing.width, drawing.box_height));
    Some(view! {
        <svg xmlns="http://www.w3.org/2000/svg" class="chain-picture" viewBox=format!("0 0 {WIDTH} {height}") role="img" aria-label=said(factors)>
            {arrows}
            {drawing.places.into_iter().map(|place| shown(place, size)).collect_view()}
        </svg>
    })
}

/// Colours and letters of the picture on paper; on a page they come from its style sheet.
const ON_PAPER: &str = ".box{fill:#f6f4f1;stroke:none}.box[data-kind=\"impact\"]{fill:#fcebe8}.edge{fill:#8d867c}.edge[data-kind=\"trigger\"]{fill:#bf4412}\
.edge[data-kind=\"condition\"]{fill:#835400}.edge[data-kind=\"not_caught\"]{fill:#2a5a96}.edge[data-kind=\"lasted\"]{fill:#635c54}\
.edge[data-kind=\"impact\"]{fill:#ad241b}.link{stroke:#8d867c;stroke-width:1.2}.tip{fill:#8d867c}.kind{fill:#6b635a;font:600 9px Inter}\
.words{fill:#211d19;font:400 10.5px Inter}.foot{fill:#6b635a;font:400 9px Inter}";

/// The picture for paper; `None` when there are no factors.
pub fn on_paper(factors: &[Factor], impact: &str) -> Option<Drawing> {
    drawing(|| picture(factors, impact), ON_PAPER, said(factors))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::factor::chain::tests::factor;

    #[test]
    fn words_are_wrapped_and_only_what_is_too_long_is_cut() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        let cut = wrapped(&"word ".repeat(40), 10);
        assert!(cut.len() == LINES && cut[LINES - 1].ends_with('…'), "{cut:?}");
        assert_eq!(wrapped("", 10), Vec::<String>::new());
    }

    #[test]
    fn nothing_stands_on_anything_else() {
        let factors: Vec<Factor> = (1..=9).map(|id| factor(id, (id > 3).then(|| (id - 1) / 2).filter(|to| *to > 0))).collect();
        let drawing = laid_out(&factors, "The impact");
        for (index, one) in drawing.places.iter().enumerate() {
            assert!(one.x + drawing.width <= WIDTH && one.y + drawing.box_height <= drawing.height, "{}", one.label);
            let apart = |other: &Place| {
                one.x + drawing.width <= other.x
                    || other.x + drawing.width <= one.x
                    || one.y + drawing.box_height <= other.y
                    || other.y + drawing.box_height <= one.y
            };
            assert!(drawing.places.iter().skip(index + 1).all(apart), "{:?} is covered", one.id);
        }
    }

    #[test]
    fn the_file_for_paper_is_xml_of_its_own() {
        let Drawing { svg: file, words, .. } = on_paper(&[factor(1, None), factor(2, Some(1))], "Late <tables> & more").unwrap();
        assert!(file.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"") && !file.contains("<!>"), "{file}");
        assert!(file.contains("&lt;tables&gt;") && words.contains("It led to: Factor 1."), "{file}\n{words}");
    }
}
