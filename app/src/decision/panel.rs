//! On the page of an incident.

use leptos::prelude::*;

/// What was decided, what else was possible, and why.
#[component]
pub fn DecisionsPanel(
    /// The incident.
    number: i64,
) -> impl IntoView {
    let _ = number;
}
