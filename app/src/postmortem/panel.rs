//! On the page of an incident.

use leptos::prelude::*;

/// The three-page document of an incident.
#[component]
pub fn PostmortemPanel(
    /// The incident.
    number: i64,
) -> impl IntoView {
    let _ = number;
}
