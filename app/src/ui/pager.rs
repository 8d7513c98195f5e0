//! Links to the neighbouring pages of a list.

use leptos::prelude::*;

use super::Icon;

/// Links backwards and onwards; nothing when there are none.
#[component]
pub fn Pager(
    /// Where the page before is.
    back: Option<String>,
    /// What it has.
    back_words: &'static str,
    /// Where the next page is.
    on: Option<String>,
    /// What it has.
    on_words: &'static str,
) -> impl IntoView {
    (back.is_some() || on.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="Pages">
                {back.map(|href| view! { <a class="button" rel="prev" href=href><Icon of=icondata_lu::LuArrowLeft/>{back_words}</a> })}
                {on.map(|href| view! { <a class="button" rel="next" href=href>{on_words}<Icon of=icondata_lu::LuArrowRight/></a> })}
            </nav>
        }
    })
}
