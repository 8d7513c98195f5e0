//! Tickets on the page of an incident.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::{AddTicket, ChangeTicketState, DescribeTicket};
use super::badges::{TicketName, TicketState};
use super::{Horizon, State, Ticket};
use crate::services::caller;
use crate::ui::{Empty, Field, FieldProblem, Form, FormState, Hidden, Panel, Pop, SeenValue, Select, When, part};

/// Remediation work with an external key, such as PE-3217.
#[component]
pub fn TicketsPanel(
    /// The incident.
    number: i64,
) -> impl IntoView {
    let caller = caller();
    part(async move {
        let (who, services) = caller?;
        let tickets = services.tickets.of_incident(&who, number).await?;
        let may_work = who.require_responder().is_ok();
        let none = tickets.is_empty();
        let count = tickets.len();
        Ok(view! {
            <Panel title="Tickets" id="tickets" count=count>
                {none.then(|| view! { <Empty icon=icondata_lu::LuTicket title="No tickets yet" text="Add remediation work, with its key in your issue tracker."/> })}
                <ul class="rows">{tickets.into_iter().map(|ticket| view! { <Row ticket=ticket may_work=may_work/> }).collect_view()}</ul>
                {may_work.then(|| view! {
                    <Pop label="Add ticket" icon=icondata_lu::LuPlus class="small" holds=(AddTicket::PATH, String::new())>
                        <Form action=AddTicket::PATH>
                            <Hidden name="number" value=number.to_string()/>
                            <Fields ticket=None/>
                            <div class="form-actions"><button class="button primary">"Add ticket"</button></div>
                        </Form>
                    </Pop>
                })}
            </Panel>
        })
    })
}

#[component]
fn Row(ticket: Ticket, may_work: bool) -> impl IntoView {
    let (state, horizon, changed, done) = (ticket.state, ticket.horizon, ticket.updated_at, ticket.done_at);
    let (shown, id) = (ticket.clone(), format!("ticket-{}", ticket.id));
    view! {
        <li class="row" id=id>
            <div>
                <TicketName ticket=shown/>
                <p class="muted"><TicketState state=state/> " " {horizon.title()} ", "
                    {match done {
                        Some(done) => view! { "done " <When at=done/> }.into_any(),
                        None => view! { "changed " <When at=changed/> }.into_any(),
                    }}
                </p>
            </div>
            {may_work.then(|| view! { <Tools ticket=ticket/> })}
        </li>
    }
}

/// What a press of the button says.
fn verb(from: State, to: State) -> &'static str {
    match (from, to) {
        (State::Done | State::Canceled, State::Open) => "Reopen",
        (_, State::Open) => "Not started",
        (_, State::InProgress) => "In progress",
        (_, State::Done) => "Done",
        (_, State::Canceled) => "Cancel",
    }
}

#[component]
fn Tools(ticket: Ticket) -> impl IntoView {
    let id = ticket.id.to_string();
    let open = [DescribeTicket::PATH, ChangeTicketState::PATH].into_iter().any(|path| FormState::of(path, &id).is_some());
    let (state_id, edit_id) = (id.clone(), id.clone());
    let state = ticket.state;
    view! {
        <details class="more row-tools" open=open>
            <summary>"Edit"</summary>
            <Form action=ChangeTicketState::PATH key=id.clone() class="inline" edit=true>
                <Hidden name="ticket" value=state_id/>
                <SeenValue name="state" value=state.as_str()/>
                <FieldProblem name="state"/>
                <div class="form-actions">{state.next().map(|to| view! {
                    <button class="button small" name="state" value=to.as_str()>{verb(state, to)}</button>
                }).collect_view()}</div>
            </Form>
            <Form action=DescribeTicket::PATH key=id edit=true>
                <Hidden name="ticket" value=edit_id/>
                <Fields ticket=Some(ticket)/>
                <div class="form-actions"><button class="button small">"Save"</button></div>
            </Form>
        </details>
    }
}

#[component]
fn Fields(ticket: Option<Ticket>) -> impl IntoView {
    let horizon = ticket.as_ref().map_or(Horizon::Immediate, |ticket| ticket.horizon);
    let (key, title, url) = ticket.map(|ticket| (ticket.external_key, ticket.title, ticket.url.unwrap_or_default())).unwrap_or_default();
    view! {
        <div class="fields">
            <Field name="external_key" label="Key" value=key required=true placeholder="PE-3217"/>
            <Select name="horizon" label="Horizon" value=horizon.as_str() options=Horizon::options()/>
        </div>
        <Field name="title" label="Title" value=title required=true placeholder="Backfill the missing predictions"/>
        <Field name="url" label="Link" kind="url" value=url placeholder="https://"/>
    }
}
