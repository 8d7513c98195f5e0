//! On the page of an incident.

use leptos::prelude::*;

/// Early warnings, each with a disposition.
#[component]
pub fn SignalsPanel(
    /// The incident.
    number: i64,
) -> impl IntoView {
    let _ = number;
}
