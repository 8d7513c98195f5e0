//! Links to the neighbouring pages of a list.

use leptos::prelude::*;

use super::Icon;
use super::page::encode;

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

/// Where the pages before and after page `place` of the list at `path` are, which is searched for `words`.
pub fn neighbours(path: &str, words: &str, place: usize, before: bool, after: bool) -> (Option<String>, Option<String>) {
    let search = if words.is_empty() { String::new() } else { format!("q={}&", encode(words)) };
    let link = |place: usize| format!("{path}?{search}page={place}");
    (before.then(|| link(place.saturating_sub(1))), after.then(|| link(place.saturating_add(1))))
}

/// The field in which a list is searched.
#[component]
pub fn Search(
    /// The address of the list.
    action: &'static str,
    /// What is searched for now.
    words: String,
    /// What can be searched for.
    placeholder: &'static str,
) -> impl IntoView {
    let sought = !words.is_empty();
    view! {
        <form class="filters" method="get" action=action>
            <input type="search" name="q" value=words placeholder=placeholder aria-label=placeholder/>
            <button class="button"><Icon of=icondata_lu::LuSearch/>"Search"</button>
            {sought.then(|| view! { <p class="chips"><a href=action>"Clear"</a></p> })}
        </form>
    }
}
