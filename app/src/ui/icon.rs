//! Icons come from Lucide, through the `icondata_lu` crate.

use icondata_core::IconData;
use leptos::prelude::*;

/// A decorative icon: the words beside it say the same.
#[component]
pub fn Icon(
    /// One of `icondata_lu`.
    of: &'static IconData,
) -> impl IntoView {
    view! {
        <svg
            class="icon"
            viewBox=of.view_box.unwrap_or("0 0 24 24")
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            stroke-linecap="round"
            stroke-linejoin="round"
            aria-hidden="true"
            inner_html=of.data
        ></svg>
    }
}
