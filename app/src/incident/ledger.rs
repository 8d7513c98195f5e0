//! The severity history as a strip: the width of each part is the time spent at that severity.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::SeverityInterval;
use crate::ui::span_words;

/// A strip of severities over time.
#[component]
pub fn Ledger(
    /// Oldest first.
    intervals: Vec<SeverityInterval>,
    /// Until when the last one is counted, if it has not ended.
    until: DateTime<Utc>,
) -> impl IntoView {
    const WIDTH: i64 = 1_000;
    let Some(from) = intervals.first().map(|first| first.from) else { return ().into_any() };
    let whole = (until - from).num_seconds().max(1);
    let place = |at: DateTime<Utc>| ((at - from).num_seconds().clamp(0, whole) * WIDTH) / whole;
    let words: Vec<String> = intervals.iter().map(|one| format!("{} for {}", one.severity.code(), span_words(one.lasted(until)))).collect();
    let parts = intervals.iter().map(|one| {
        let (x, end) = (place(one.from), place(one.from + one.lasted(until)));
        // Even a short time at a severity is seen.
        let width = (end - x).max(6);
        view! { <rect x=x y="0" width=width height="16" data-sev=one.severity.level()></rect> }
    });
    view! {
        <svg class="ledger" viewBox="0 0 1000 16" preserveAspectRatio="none" role="img" aria-label=words.join(", ")>
            {parts.collect_view()}
        </svg>
    }
    .into_any()
}
