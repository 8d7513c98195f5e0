//! The editor of the causal chain: one form for each factor, and one for a new one.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::{AddFactor, ChangeFactor, RemoveFactor};
use super::{Choices, Factor, FactorKind};
use crate::services::optional_user;
use crate::ui::{Field, Form, Hidden, Icon, Pop, Select, TextArea};

/// The forms about the factors of an incident.
#[component]
pub fn FactorForms(
    /// The incident's number.
    number: i64,
    /// Its factors.
    factors: Vec<Factor>,
    /// What the forms offer.
    choices: Choices,
) -> impl IntoView {
    let themes = choices.themes.clone();
    let each = factors
        .iter()
        .map(|factor| view! { <One number=number factor=factor.clone() others=factors.clone() choices=choices.clone()/> })
        .collect_view();
    view! {
        <datalist id="themes">{themes.into_iter().map(|theme| view! { <option value=theme></option> }).collect_view()}</datalist>
        {(!factors.is_empty()).then(|| view! { <ul class="factors">{each}</ul> })}
        <Pop label="Add factor to the causal chain" icon=icondata_lu::LuPlus holds=(AddFactor::PATH, String::new())>
            <Form action=AddFactor::PATH>
                <Hidden name="number" value=number.to_string()/>
                <Fields factor=None others=factors.clone() choices=choices/>
                <div class="form-actions"><button class="button primary">"Add factor"</button></div>
            </Form>
        </Pop>
    }
}

#[component]
fn One(number: i64, factor: Factor, others: Vec<Factor>, choices: Choices) -> impl IntoView {
    let key = format!("-{}", factor.id);
    let (id, title, kind) = (factor.id, factor.title.clone(), factor.kind.title());
    let answered = factor.is_answered();
    view! {
        <li>
            <span><strong>{kind}</strong> " " {title} {(!answered).then(|| view! { " " <span class="muted">"not addressed yet"</span> })}</span>
            <Pop label=if answered { "Edit" } else { "Address" } icon=icondata_lu::LuPencil class="small" holds=(ChangeFactor::PATH, key.clone())>
                <Form action=ChangeFactor::PATH key=key edit=true>
                    <Hidden name="number" value=number.to_string()/>
                    <Hidden name="factor" value=id.to_string()/>
                    <Fields factor=Some(factor) others=others choices=choices/>
                    <div class="form-actions"><button class="button primary">"Save"</button></div>
                </Form>
                <Form action=RemoveFactor::PATH key=format!("-remove-{id}") class="inline">
                    <Hidden name="number" value=number.to_string()/>
                    <Hidden name="factor" value=id.to_string()/>
                    <button class="button quiet small"><Icon of=icondata_lu::LuTrash2/>"Remove from the chain"</button>
                </Form>
            </Pop>
        </li>
    }
}

#[component]
fn Fields(factor: Option<Factor>, others: Vec<Factor>, choices: Choices) -> impl IntoView {
    let zone = optional_user().map_or(chrono_tz::UTC, |actor| actor.zone);
    let id = factor.as_ref().map(|factor| factor.id);
    let kinds: Vec<(String, String)> = FactorKind::ALL.iter().map(|kind| (kind.as_str().to_owned(), kind.title().to_owned())).collect();
    let onwards: Vec<(String, String)> =
        others.iter().filter(|other| Some(other.id) != id).map(|other| (other.id.to_string(), other.title.clone())).collect();
    let entries: Vec<(String, String)> = choices
        .entries
        .into_iter()
        .map(|(entry, at, words)| (entry.to_string(), format!("{} {words}", at.with_timezone(&zone).format("%-d %b, %H:%M"))))
        .collect();
    let actions: Vec<(String, String)> =
        choices.actions.into_iter().map(|(number, title)| (number.to_string(), format!("ACT-{number} {title}"))).collect();
    // The first factor of a chain is usually what set it off.
    let usual = if others.is_empty() { FactorKind::Trigger } else { FactorKind::Condition };
    let kind = factor.as_ref().map_or(usual, |factor| factor.kind).as_str();
    let text = |of: fn(&Factor) -> String| factor.as_ref().map(of).unwrap_or_default();
    view! {
        <Select name="kind" label="Kind" value=kind options=kinds/>
        <Field name="title" label="Factor" value=text(|factor| factor.title.clone()) required=true hint="One sentence about a system, an interface or a default."/>
        <Select name="leads_to" label="Led to" value=text(|factor| factor.leads_to.map(|to| to.to_string()).unwrap_or_default()) options=onwards none="the impact"/>
        <Select name="entry" label="Evidence in the timeline" value=text(|factor| factor.evidence.as_ref().map(|entry| entry.entry.to_string()).unwrap_or_default()) options=entries none="none yet"/>
        <Select name="action" label="Action item" value=text(|factor| factor.action.as_ref().map(|action| action.number.to_string()).unwrap_or_default()) options=actions none="none"/>
        <TextArea name="no_action" label="Or the reason why nothing is done" value=text(|factor| factor.no_action.clone()) rows=2/>
        <Field name="theme" label="Theme" value=text(|factor| factor.theme.clone()) list="themes" hint="What it has in common with other incidents, in a word or two: ownership, retries, schema change. Recurring factors are grouped by it."/>
    }
}
