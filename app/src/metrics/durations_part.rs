//! Durations: median and 90th percentile of each, with its definition and sample size.

use std::sync::Arc;

use chrono::TimeDelta;
use leptos::prelude::*;

use super::links::Links;
use super::{Figure, Outcome, Year};
use crate::ui::span_words;

/// A length of time in words, from seconds.
pub fn seconds(length: i64) -> String {
    span_words(TimeDelta::try_seconds(length).unwrap_or_default())
}

/// The table of durations. Only recorded ones count; the others are told, and each number opens to its incidents.
#[component]
pub fn Durations(year: Arc<Year>, links: Links) -> impl IntoView {
    let number = year.year;
    let rows = year.durations.iter().cloned().map(|figure| view! { <Row figure=figure year=number links=links/> });
    view! {
        <div class="table-wrap"><table class="list">
            <thead><tr>
                <th scope="col">"Duration"</th><th scope="col" class="num">"Median"</th><th scope="col" class="num">"90th percentile"</th>
                <th scope="col" class="num"><abbr title="Incidents that the median and the percentile are computed from">"Sample size"</abbr></th>
                <th scope="col" class="num">"Pending"</th><th scope="col" class="num">"Not applicable"</th><th scope="col" class="num">"Invalid"</th>
            </tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table></div>
        <p class="hint table-note">"Percentiles interpolate between the nearest two values (type 7 of Hyndman and Fan). Only recorded durations count: both moments known, in order."</p>
    }
}

#[component]
fn Row(figure: Figure, year: i32, links: Links) -> impl IntoView {
    let measure = figure.measure;
    let all = links.durations(year, measure, None, 0);
    let length = |value: Option<i64>| match value {
        Some(value) => view! { <a href=links.durations(year, measure, Some(Outcome::Recorded), 0)>{seconds(value)}</a> }.into_any(),
        None => "–".into_any(),
    };
    let number = |outcome: Outcome| {
        let count = i64::try_from(figure.count(outcome)).unwrap_or(i64::MAX);
        let label = if outcome == Outcome::Recorded { "Sample size" } else { outcome.title() };
        view! { <td class="num" data-label=label>{super::counts_part::count(count, links.durations(year, measure, Some(outcome), 0))}</td> }
    };
    view! {
        <tr>
            <td class="lead"><a href=all>{figure.title}</a><small>{figure.definition}</small></td>
            <td class="num" data-label="Median">{length(figure.median)}</td>
            <td class="num" data-label="90th percentile">{length(figure.ninetieth)}</td>
            {Outcome::ALL.map(number).into_iter().collect_view()}
        </tr>
    }
}
