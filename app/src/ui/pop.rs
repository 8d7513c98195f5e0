//! Pop-over forms and panels. Both are plain HTML and need no script.

use icondata_core::IconData;
use leptos::prelude::*;

use super::Icon;
use super::form::FormState;

/// A button that opens a small form below it (a sheet from the bottom on a phone). It stays open when its form came back
/// with something to mend.
#[component]
pub fn Pop(
    /// On the button.
    #[prop(into)]
    label: String,
    /// On the button, too.
    icon: &'static IconData,
    /// The button's look beside `button`: `primary`, `quiet`, `small`.
    #[prop(optional, into)]
    class: String,
    /// The server function and key of the form inside, by which a refused form finds its pop-over again.
    #[prop(optional, into)]
    holds: Option<(&'static str, String)>,
    /// Whether it is open at first.
    #[prop(optional)]
    open: bool,
    children: Children,
) -> impl IntoView {
    let open = open || holds.is_some_and(|(action, key)| FormState::of(action, &key).is_some());
    view! {
        <details class="pop" open=open>
            <summary class=format!("button {class}")><Icon of=icon/>{label}</summary>
            <div class="pop-body">{children()}</div>
        </details>
    }
}

/// A titled card. `flush` when it holds a table or rows to the edges.
#[component]
pub fn Panel(
    /// Its heading.
    #[prop(into)]
    title: String,
    /// How many things are in it.
    #[prop(optional, into)]
    count: Option<usize>,
    /// Whether the content goes to the edges.
    #[prop(optional)]
    flush: bool,
    /// An id to link to.
    #[prop(optional, into)]
    id: Option<String>,
    /// Buttons beside the heading.
    #[prop(optional, into)]
    actions: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class=if flush { "panel flush" } else { "panel" } id=id>
            <header>
                <h2>{title}</h2>
                {count.map(|count| view! { <span class="count">{count}</span> })}
                {actions.map(|actions| view! { <div class="actions">{actions}</div> })}
            </header>
            <div class="panel-body">{children()}</div>
        </section>
    }
}
