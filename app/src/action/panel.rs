//! On the page of an incident.

use leptos::prelude::*;

/// Promises that close on evidence.
#[component]
pub fn ActionsPanel(
    /// The incident.
    number: i64,
) -> impl IntoView {
    let _ = number;
}
