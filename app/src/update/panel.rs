//! On the page of an incident.

use leptos::prelude::*;

/// Words about an incident for an audience.
#[component]
pub fn UpdatesPanel(
    /// The incident.
    number: i64,
) -> impl IntoView {
    let _ = number;
}
