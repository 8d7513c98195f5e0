//! Times as people read them: in their own zone, with UTC beside it, and lengths of time in words.

use chrono::TimeDelta;
#[cfg(feature = "ssr")]
use chrono::{DateTime, Utc};
#[cfg(feature = "ssr")]
use chrono_tz::Tz;
#[cfg(feature = "ssr")]
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::services::optional_user;
use crate::text::grouped;

#[cfg(feature = "ssr")]
/// The zone in which everything below is shown, where it is not the reader's: one for all of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownIn(pub Tz);

#[cfg(feature = "ssr")]
/// The zone in which times are shown here.
pub fn zone_here() -> Tz {
    use_context::<ShownIn>().map(|shown| shown.0).or_else(|| optional_user().map(|actor| actor.zone)).unwrap_or(Tz::UTC)
}

#[cfg(feature = "ssr")]
/// A zone as people read it: `America/New York`.
pub fn zone_words(zone: Tz) -> String {
    zone.name().replace('_', " ")
}

#[cfg(feature = "ssr")]
/// A moment in the reader's zone, or in the document's; hovering (and the screen reader) gives it in UTC.
#[component]
pub fn When(
    /// The moment.
    at: DateTime<Utc>,
    /// Only the day.
    #[prop(optional)]
    day: bool,
) -> impl IntoView {
    let local = at.with_timezone(&zone_here());
    let words = if day { local.format("%-d %b %Y") } else { local.format("%-d %b %Y, %H:%M") }.to_string();
    let utc = at.format("%Y-%m-%d %H:%M UTC").to_string();
    view! { <time class="nowrap" datetime=at.to_rfc3339() title=utc>{words}</time> }
}

/// A length of time in its two largest units: `6 w 1 d`, `3 h 20 min`, `less than a minute`; from 100 days in days, from two
/// years in months.
pub fn span_words(span: TimeDelta) -> String {
    let minutes = span.num_minutes().abs();
    match minutes / 1_440 {
        0..100 => {}
        days @ 100..730 => return format!("{days} days"),
        // A month is a twelfth of 365.2425 days.
        _ => return format!("{} months", grouped(minutes / 43_829)),
    }
    let (weeks, days, hours, mins) = (minutes / 10_080, minutes % 10_080 / 1_440, minutes % 1_440 / 60, minutes % 60);
    let parts = [(weeks, "w"), (days, "d"), (hours, "h"), (mins, "min")];
    let words: Vec<String> =
        parts.iter().skip_while(|(n, _)| *n == 0).take(2).filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n} {unit}")).collect();
    if words.is_empty() { "less than a minute".to_owned() } else { words.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_show_their_two_largest_units() {
        assert_eq!(span_words(TimeDelta::days(43)), "6 w 1 d");
        assert_eq!(span_words(TimeDelta::minutes(200)), "3 h 20 min");
        assert_eq!(span_words(TimeDelta::minutes(120)), "2 h");
        assert_eq!(span_words(TimeDelta::seconds(20)), "less than a minute");
        assert_eq!(
            [99, 100, 729, 730, 1_547].map(|days| span_words(TimeDelta::days(days))),
            ["14 w 1 d", "100 days", "729 days", "23 months", "50 months"]
        );
    }
}
