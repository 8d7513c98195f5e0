//! The other incidents that a postmortem covers.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::{CoverIncident, UncoverIncident};
use super::facts::Covered;
use crate::ui::{Field, Form, Hidden, Pop};

/// Those it covers, and the form for one more.
#[component]
pub fn Covers(
    /// The postmortem's own incident.
    number: i64,
    /// The others.
    covered: Vec<Covered>,
) -> impl IntoView {
    let label = match covered.len() {
        0 => "Cover other incidents".to_owned(),
        1 => "Covers 1 other incident".to_owned(),
        several => format!("Covers {several} other incidents"),
    };
    view! {
        <Pop label=label icon=icondata_lu::LuCombine holds=(CoverIncident::PATH, String::new())>
            {(!covered.is_empty()).then(|| view! {
                <ul class="rows">{covered.into_iter().map(|other| view! {
                    <li class="row"><div><a href=format!("/incidents/{}", other.number)>{format!("INC-{}", other.number)}</a> " " {other.title}</div>
                        <Form action=UncoverIncident::PATH key=other.number.to_string() class="inline">
                            <Hidden name="number" value=number.to_string()/><Hidden name="incident" value=format!("INC-{}", other.number)/>
                            <button class="button small">"Remove"</button>
                        </Form>
                    </li>
                }).collect_view()}</ul>
            })}
            <Form action=CoverIncident::PATH>
                <Hidden name="number" value=number.to_string()/>
                <Field name="incident" label="Incident" placeholder="INC-42" required=true hint="Its key moments, signals, decisions, tickets and action items are included, and it needs no postmortem of its own."/>
                <div class="form-actions"><button class="button">"Cover incident"</button></div>
            </Form>
        </Pop>
    }
}
