//! The postmortem on the page of an incident: its state, or the button that starts it.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::BeginPostmortem;
use super::library_page::Due;
use super::sheet::StateBadge;
use super::{Standing, State};
use crate::services::{caller, now};
use crate::ui::{Form, Hidden, Icon, Panel, When, part};

/// The three-page document of an incident.
#[component]
pub fn PostmortemPanel(
    /// The incident.
    number: i64,
) -> impl IntoView {
    let caller = caller();
    let now = now();
    part(async move {
        let (who, services) = caller?;
        let standing = services.postmortems.standing(&who, number).await?;
        let may_write = who.require_responder().is_ok();
        let due = standing.due_at.filter(|_| standing.published_at.is_none());
        Ok(view! {
            <Panel title="Postmortem" id="postmortem">
                {match standing.state {
                    Some(state) => view! { <Begun number=number state=state standing=standing may_write=may_write/> }.into_any(),
                    None => view! { <NotBegun number=number standing=standing may_write=may_write/> }.into_any(),
                }}
                {due.map(|at| view! { <p><Due at=Some(at) now=now/></p> })}
            </Panel>
        })
    })
}

#[component]
fn Begun(number: i64, state: State, standing: Standing, may_write: bool) -> impl IntoView {
    let edit = may_write && state.locked().is_none();
    view! {
        <p><StateBadge state=state/> {standing.published_at.map(|at| view! { " published " <When at=at day=true/> })}</p>
        <p class="panel-links">
            <a class="button" href=format!("/incidents/{number}/postmortem")><Icon of=icondata_lu::LuBookOpen/>"View postmortem"</a> " "
            {edit.then(|| view! { <a class="button" href=format!("/incidents/{number}/postmortem/edit")><Icon of=icondata_lu::LuPencil/>"Edit postmortem"</a> })}
        </p>
    }
}

#[component]
fn NotBegun(number: i64, standing: Standing, may_write: bool) -> impl IntoView {
    let blocked = standing.blocker.is_some();
    let earned = standing.allowance.clone().filter(|_| standing.earned);
    view! {
        {match (standing.blocker, earned) {
            (Some(sentence), _) => view! { <p class="muted">{sentence}</p> }.into_any(),
            (None, Some(when)) => view! { <p>{format!("Postmortem required by {}, due {when}.", standing.peak_severity.code())}</p> }.into_any(),
            (None, None) => view! { <p class="muted">"Postmortem optional."</p> }.into_any(),
        }}
        {(may_write && !blocked).then(|| view! {
            <Form action=BeginPostmortem::PATH class="inline">
                <Hidden name="number" value=number.to_string()/>
                <button class="button"><Icon of=icondata_lu::LuFilePen/>"Start postmortem"</button>
            </Form>
        })}
    }
}
