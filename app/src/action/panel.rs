//! Action items on the page of an incident.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::ActionItem;
use super::actions::AddAction;
use super::badges::{Due, OwnerName, Proof, StateBadge};
use super::fields::{Fields, Lists};
use crate::services::{caller, now};
use crate::ui::{Check, Empty, Form, Hidden, Panel, Pop, part};

/// How many the page of an incident shows, those that are not settled first.
const SHOWN: usize = 20;

/// Promises that close on evidence.
#[component]
pub fn ActionsPanel(
    /// The incident.
    number: i64,
) -> impl IntoView {
    let (caller, now) = (caller(), now());
    part(async move {
        let (who, services) = caller?;
        let mut items = services.actions.of_incident(&who, number).await?;
        let lists = match who.require_responder() {
            Ok(()) => Some(Lists::of(&services, &who, number).await?),
            Err(_) => None,
        };
        let count = items.len();
        items.sort_by_key(|(item, _)| item.is_settled(now));
        items.truncate(SHOWN);
        let more = (count > SHOWN).then(|| format!("/actions?view=all&incident={number}"));
        Ok(view! {
            <Panel title="Action items" id="actions" count=count>
                {(count == 0).then(|| view! {
                    <Empty icon=icondata_lu::LuWrench title="No action items" text="Add what prevents a recurrence, and agree now on how it will be verified."/>
                })}
                <ul class="rows">{items.into_iter().map(|(item, _)| view! { <Row item=item now=now/> }).collect_view()}</ul>
                {more.map(|href| view! { <p><a href=href>{format!("All {count} action items")}</a></p> })}
                {lists.map(|lists| view! {
                    <Pop label="Add action item" icon=icondata_lu::LuPlus class="small" holds=(AddAction::PATH, String::new())>
                        <Form action=AddAction::PATH>
                            <Hidden name="number" value=number.to_string()/>
                            <Fields lists=lists/>
                            <Check name="idea" label="Only an idea for now" hint="Ideas are listed separately and can become action items."/>
                            <div class="form-actions"><button class="button primary">"Add action item"</button></div>
                        </Form>
                    </Pop>
                })}
            </Panel>
        })
    })
}

#[component]
fn Row(item: ActionItem, now: DateTime<Utc>) -> impl IntoView {
    let idea = item.idea;
    let (badge, due, owned, proof) = (item.clone(), item.clone(), item.clone(), item.clone());
    view! {
        <li class="row"><div>
            <a href=format!("/actions/{}", item.number)><span class="ref">{format!("ACT-{}", item.number)}</span> " " <strong>{item.title}</strong></a>
            <p class="muted"><StateBadge item=badge now=now/> " " {item.horizon.title()}
                {(!idea).then(|| view! { ", " <OwnerName item=owned now=now/> ", " <Due item=due now=now/> })}</p>
            {(!idea).then(|| view! { <p class="muted"><Proof item=proof/></p> })}
        </div></li>
    }
}
