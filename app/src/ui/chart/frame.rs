//! What every chart has around its picture: words for those who do not see it, a legend, and the numbers as a table.

use std::fmt::Write as _;

use leptos::prelude::*;

use super::scale::{Axis, tenth};
use super::{BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH};
use crate::text::grouped;

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// What the chart is about.
    This,
    /// What it is compared with: paler.
    Last,
    /// In the colour of a severity, with its number in the bar.
    Severity(i64),
}

impl Look {
    /// As attributes of an SVG element.
    pub fn attributes(self) -> String {
        match self {
            Self::This => "data-series=\"this\"".to_owned(),
            Self::Last => "data-series=\"last\"".to_owned(),
            Self::Severity(level) => format!("data-sev=\"{level}\""),
        }
    }
}

/// Numbers that belong together, one for each label of the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// How it is drawn.
    pub look: Look,
    /// What they are: `2025`, `SEV1`.
    pub name: String,
    /// One for each label; the chart begins at zero, so none is negative.
    pub values: Vec<i64>,
    /// Where each number leads in the table; empty when nowhere.
    pub links: Vec<String>,
}

/// The picture in its frame. `drawing` is SVG of our own making, with every text in it escaped.
#[component]
pub fn Frame(
    id: String,
    title: String,
    desc: String,
    drawing: String,
    legend: Vec<(String, Look)>,
    columns: Vec<String>,
    rows: Vec<(String, Vec<AnyView>)>,
) -> impl IntoView {
    let (title_id, desc_id) = (format!("{id}-title"), format!("{id}-desc"));
    let markup = format!(
        "<title id=\"{title_id}\">{}</title><desc id=\"{desc_id}\">{}</desc>{drawing}",
        html_escape::encode_text(&title),
        html_escape::encode_text(&desc)
    );
    let named = format!("{title_id} {desc_id}");
    let caption = title.clone();
    view! {
        <figure class="chart">
            <figcaption>{title}</figcaption>
            {(legend.len() > 1).then(|| view! {
                <ul class="legend">{legend.into_iter().map(|(name, look)| view! {
                    <li><svg class="swatch" viewBox="0 0 10 10" aria-hidden="true" inner_html=format!(
                        "<rect class=\"bar\" {} x=\"0\" y=\"0\" width=\"10\" height=\"10\" rx=\"2\"/>", look.attributes()
                    )></svg>{name}</li>
                }).collect_view()}</ul>
            })}
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-labelledby=named inner_html=markup></svg>
            <details class="more">
                <summary>"Show data"</summary>
                <div class="table-wrap">
                    <table>
                        <caption class="visually-hidden">{caption}</caption>
                        <thead><tr>{columns.into_iter().enumerate().map(|(index, name)| {
                            let class = (index > 0).then_some("num");
                            view! { <th scope="col" class=class>{name}</th> }
                        }).collect_view()}</tr></thead>
                        <tbody>{rows.into_iter().map(|(label, cells)| view! {
                            <tr><th scope="row">{label}</th>{cells.into_iter().map(|cell| view! { <td class="num">{cell}</td> }).collect_view()}</tr>
                        }).collect_view()}</tbody>
                    </table>
                </div>
            </details>
        </figure>
    }
}

/// A number, as a link when it leads somewhere.
pub fn number(value: i64, href: Option<&String>) -> AnyView {
    let words = grouped(value);
    match href.filter(|href| !href.is_empty()).cloned() {
        Some(href) => view! { <a href=href>{words}</a> }.into_any(),
        None => words.into_any(),
    }
}

/// The horizontal lines and their numbers.
pub fn grid(axis: &Axis) -> String {
    let mut out = String::new();
    for tick in &axis.ticks {
        let y = axis.y(*tick);
        let _ = write!(
            out,
            "<line class=\"gridline\" x1=\"{LEFT}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\"/><text class=\"label\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            WIDTH - RIGHT,
            LEFT - 5,
            tenth(y + 3.5),
            super::compact(*tick)
        );
    }
    out
}

/// Words below the picture at `x`.
pub fn label(out: &mut String, x: f64, anchor: &str, words: &str) {
    let y = HEIGHT - BOTTOM + 15;
    let _ = write!(out, "<text class=\"label\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{}</text>", html_escape::encode_text(words));
}

/// The room between the axes.
pub fn room() -> f64 {
    (WIDTH - LEFT - RIGHT) as f64
}

/// Where the zero line is, and the top.
pub fn span() -> (i64, i64) {
    (HEIGHT - BOTTOM, TOP)
}
