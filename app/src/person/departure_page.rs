//! `/people/{person}` for admins: the role and the responsibilities of a person, and deactivation.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::actions::{ChangeRole, DeactivatePerson, InviteAgain, ReactivatePerson};
use super::departure::{Duty, HandedOver, Holdings};
use super::people_page::role_options;
use super::{Person, Role};
use crate::error::AppError;
use crate::services::caller;
use crate::ui::{Form, Hidden, Page, PageHead, Panel, Select, When, page};

/// One person, what they hold, and what was handed over.
#[component]
pub fn DeparturePage() -> impl IntoView {
    let caller = caller();
    let person = use_params_map().get_untracked().get("person").and_then(|person| person.parse::<i64>().ok());
    page(async move {
        let (who, services) = caller?;
        who.require_admin()?;
        let person = services.people.person(&who, person.ok_or(AppError::NotFound)?).await?;
        let people = services.people.people(&who).await?;
        let holdings = services.people.holdings(&who, person.id).await?;
        let history = services.people.handed_over(&who, person.id).await?;
        let others: Vec<Person> = people.into_iter().filter(|one| one.active && one.id != person.id).collect();
        let crumbs = vec![("/people".to_owned(), "People".to_owned())];
        let (id, name, active) = (person.id, person.name.clone(), person.active);
        let free = holdings.items.is_empty() && holdings.hidden.is_empty();
        let state = if active { "can sign in" } else { "has left" };
        Ok(view! {
            <Page title=name.clone() width="narrow">
                <PageHead title=name crumbs=crumbs/>
                <p class="muted">{person.email.clone()} ", " {person.role.as_str()} ", " {state}</p>
                {active.then(|| view! { <AccessPanel person=person.clone()/> })}
                <HeldPanel holdings=holdings.clone()/>
                {(active || !free).then(|| view! { <HandOverPanel person=person holdings=holdings others=others/> })}
                {(!active).then(|| view! {
                    <Panel title="Reactivate">
                        <p>"They can sign in again with their password. What was reassigned stays with its new owners."</p>
                        <Form action=ReactivatePerson::PATH>
                            <Hidden name="person" value=id.to_string()/>
                            <div class="form-actions"><button class="button">"Reactivate"</button></div>
                        </Form>
                    </Panel>
                })}
                {(!history.is_empty()).then(|| view! { <HistoryPanel history=history/> })}
            </Page>
        })
    })
}

/// What they may do, and how they get in.
#[component]
fn AccessPanel(person: Person) -> impl IntoView {
    let (id, own) = (person.id.to_string(), person.id.to_string());
    let words = if person.has_password { "Reset the password of this person." } else { "This person has not set a password yet." };
    view! {
        <Panel title="Access">
            <Form action=ChangeRole::PATH edit=true>
                <Hidden name="person" value=own/>
                <Select name="role" label="Role" value=person.role.as_str() options=role_options()/>
                <div class="form-actions"><button class="button">"Change role"</button></div>
            </Form>
            <Form action=InviteAgain::PATH>
                <Hidden name="person" value=id/>
                <p class="hint">{words}</p>
                <div class="form-actions"><button class="button">"Create password link"</button></div>
            </Form>
        </Panel>
    }
}

/// Everything by kind, each a link.
#[component]
fn HeldPanel(holdings: Holdings) -> impl IntoView {
    let count = holdings.items.len();
    let none = count == 0 && holdings.hidden.is_empty();
    let tokens = holdings.tokens.join(", ");
    view! {
        <Panel title="Responsibilities" count=count>
            {none.then(|| view! { <p class="muted">"None."</p> })}
            {Duty::ALL.into_iter().map(|duty| {
                let items: Vec<_> = holdings.items.iter().filter(|item| item.duty == duty).cloned().collect();
                let hidden = holdings.hidden.contains(&duty);
                (hidden || !items.is_empty()).then(|| view! {
                    <h3>{duty.title()}</h3>
                    <ul>
                        {items.into_iter().map(|item| view! { <li><a href=item.path>{item.name}</a></li> }).collect_view()}
                        {hidden.then(|| view! { <li>"Private incidents that are not shared with you"</li> })}
                    </ul>
                })
            }).collect_view()}
            {(!tokens.is_empty()).then(|| view! { <p>"API tokens, which are revoked: " {tokens} "."</p> })}
        </Panel>
    }
}

#[component]
fn HandOverPanel(person: Person, holdings: Holdings, others: Vec<Person>) -> impl IntoView {
    let option = |one: &Person| (one.id.to_string(), format!("{} ({})", one.name, one.role.as_str()));
    let everybody: Vec<(String, String)> = others.iter().map(option).collect();
    let working: Vec<(String, String)> = others.iter().filter(|one| one.role >= Role::Responder).map(option).collect();
    let duties: Vec<Duty> = holdings.duties().collect();
    let (title, button) = if person.active { ("Deactivate", "Deactivate") } else { ("Reassign", "Reassign") };
    view! {
        <Panel title=title>
            {person.active.then(|| view! { <p>"They are signed out everywhere and cannot sign in again; their API tokens are revoked. Their name stays in the history."</p> })}
            <Form action=DeactivatePerson::PATH>
                <Hidden name="person" value=person.id.to_string()/>
                {(!duties.is_empty()).then(|| view! {
                    <Select name="successor" label="Reassign everything to" none="Nobody (no owner)" options=everybody.clone()
                        hint="Action items and reviews of private incidents go only to people who can see them."/>
                })}
                {duties.into_iter().map(|duty| {
                    let needed = duty.needed().is_some();
                    let mut options = if needed { working.clone() } else { everybody.clone() };
                    if !needed {
                        options.insert(0, ("nobody".to_owned(), "Nobody (no owner)".to_owned()));
                    }
                    let hint = if duty == Duty::PrivateIncident { "They become a member, which is recorded in the timeline of the incident." } else { "" };
                    view! { <Select name=duty.as_str() label=duty.title() none="Same as above" options=options hint=hint/> }
                }).collect_view()}
                <div class="form-actions"><button class="button danger">{button}</button></div>
            </Form>
        </Panel>
    }
}

#[component]
fn HistoryPanel(history: Vec<HandedOver>) -> impl IntoView {
    view! {
        <Panel title="Reassigned" count=history.len() flush=true>
            <ul class="rows">{history.into_iter().map(|one| {
                let to = one.successor.map_or_else(|| "no owner".to_owned(), |name| format!("to {name}"));
                let what = format!(" ({}): {to}", one.holding.duty.title().to_lowercase());
                let by = one.by.map(|name| format!(", by {name}"));
                view! {
                    <li class="row"><div>
                        <a href=one.holding.path>{one.holding.name}</a> {what}
                        <p class="muted"><When at=one.at/> {by}</p>
                    </div></li>
                }
            }).collect_view()}</ul>
        </Panel>
    }
}
