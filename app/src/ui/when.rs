//! Times as people read them: in their own zone, with UTC beside it, and lengths of time in words.

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;

use crate::services::whoever;

/// A moment in the reader's zone; hovering (and the screen reader) gives it in UTC.
#[component]
pub fn When(
    /// The moment.
    at: DateTime<Utc>,
    /// Only the day.
    #[prop(optional)]
    day: bool,
) -> impl IntoView {
    let zone = whoever().map_or(chrono_tz::UTC, |actor| actor.zone);
    let local = at.with_timezone(&zone);
    let words = if day { local.format("%-d %b %Y") } else { local.format("%-d %b %Y, %H:%M") }.to_string();
    let utc = at.format("%Y-%m-%d %H:%M UTC").to_string();
    view! { <time class="nowrap" datetime=at.to_rfc3339() title=utc>{words}</time> }
}

/// A moment as a `datetime-local` field wants it, in the reader's zone.
pub fn moment_value(at: Option<DateTime<Utc>>) -> String {
    let zone = whoever().map_or(chrono_tz::UTC, |actor| actor.zone);
    at.map(|at| at.with_timezone(&zone).format("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default()
}

/// A length of time in its two largest units: `6 w 1 d`, `3 h 20 min`, `under a minute`.
pub fn span_words(span: TimeDelta) -> String {
    let minutes = span.num_minutes().abs();
    let (weeks, days, hours, mins) = (minutes / 10_080, minutes % 10_080 / 1_440, minutes % 1_440 / 60, minutes % 60);
    let parts = [(weeks, "w"), (days, "d"), (hours, "h"), (mins, "min")];
    let words: Vec<String> =
        parts.iter().skip_while(|(n, _)| *n == 0).take(2).filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n} {unit}")).collect();
    if words.is_empty() { "under a minute".to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_show_their_two_largest_units() {
        assert_eq!(span_words(TimeDelta::days(43)), "6 w 1 d");
        assert_eq!(span_words(TimeDelta::minutes(200)), "3 h 20 min");
        assert_eq!(span_words(TimeDelta::minutes(120)), "2 h");
        assert_eq!(span_words(TimeDelta::seconds(20)), "under a minute");
    }
}
