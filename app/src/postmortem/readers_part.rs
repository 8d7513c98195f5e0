//! Readers and errata below a published postmortem.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::{AddErratum, MarkRead};
use super::{Document, Erratum};
use crate::services::optional_user;
use crate::ui::{Form, Hidden, Icon, Panel, Pop, TextArea, When};

/// What was corrected after publication, above the sheets and on the first of them in print.
#[component]
pub fn Errata(
    /// The earliest first.
    errata: Vec<Erratum>,
) -> impl IntoView {
    (!errata.is_empty()).then(|| view! {
        <aside class="errata" aria-label="Errata">
            {errata.into_iter().map(|erratum| view! {
                <div><strong>"Erratum, " <When at=erratum.at day=true/> ": "</strong> <div class="prose" dir="auto" inner_html=erratum.html></div> " " <span class="muted">{erratum.person}</span></div>
            }).collect_view()}
        </aside>
    })
}

/// Who read it.
#[component]
pub fn Readers(
    /// A published one.
    document: Document,
) -> impl IntoView {
    let number = document.facts.incident.number.to_string();
    let readers = document.readers;
    let names: Vec<String> =
        readers.people.iter().map(|(name, useful)| if *useful { format!("{name} (useful)") } else { name.clone() }).collect();
    let writes = optional_user().is_some_and(|actor| actor.require_responder().is_ok());
    let marked = number.clone();
    let mark = move |useful: bool, words: &'static str, icon| {
        let number = marked.clone();
        view! {
            <Form action=MarkRead::PATH key=if useful { "-useful" } else { "" } class="inline">
                <Hidden name="number" value=number/>
                <Hidden name="useful" value=useful.to_string()/>
                <button class="button"><Icon of=icon/>{words}</button>
            </Form>
        }
    };
    let asked = match readers.mine {
        None => view! { {mark(false, "Mark as read", icondata_lu::LuBookCheck)} {mark(true, "Mark as read and useful", icondata_lu::LuThumbsUp)} }.into_any(),
        Some(false) => view! { {mark(true, "Mark as useful", icondata_lu::LuThumbsUp)} }.into_any(),
        Some(true) => ().into_any(),
    };
    view! {
        <Panel title="Readers" id="readers">
            <p>{readers.words()}</p>
            {(!names.is_empty()).then(|| view! { <p class="muted">{names.join(", ")}</p> })}
            <div class="pops">
                {asked}
                {writes.then(|| view! {
                    <Pop label="Add erratum" icon=icondata_lu::LuFilePen holds=(AddErratum::PATH, String::new())>
                        <Form action=AddErratum::PATH>
                            <Hidden name="number" value=number.clone()/>
                            <TextArea name="body" label="Erratum" hint="It is shown with the document. The published text and its hash do not change." required=true/>
                            <div class="form-actions"><button class="button">"Add erratum"</button></div>
                        </Form>
                    </Pop>
                })}
            </div>
        </Panel>
    }
}
