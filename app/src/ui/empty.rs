//! The empty state of a list: the reason, and what to do next.

use icondata_core::IconData;
use leptos::prelude::*;

use super::Icon;

/// An empty state; `children` is the next step, usually one link.
#[component]
pub fn Empty(
    /// A picture of what would be here.
    icon: &'static IconData,
    /// What is not here.
    #[prop(into)]
    title: String,
    /// Why that is fine, or what to do.
    #[prop(into)]
    text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon of=icon/>
            <h3>{title}</h3>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
