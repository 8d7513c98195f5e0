//! On the page of an incident.

use leptos::prelude::*;

/// Remediation work with an external key, such as PE-3217.
#[component]
pub fn TicketsPanel(
    /// The incident.
    number: i64,
) -> impl IntoView {
    let _ = number;
}
