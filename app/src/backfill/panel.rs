//! On the page of an incident.

use leptos::prelude::*;

/// Counted repair work, with its rate and when it will be done.
#[component]
pub fn BackfillsPanel(
    /// The incident.
    number: i64,
) -> impl IntoView {
    let _ = number;
}
