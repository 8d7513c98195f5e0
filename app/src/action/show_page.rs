//! `/actions/{number}`: one action item, the progress of its verification, and its history.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::actions::{ChangeAction, ConfirmCheck, PromoteAction};
use super::badges::{Due, OwnerName, StateBadge, progress_words};
use super::fields::{Fields, Lists};
use super::step_forms::Steps;
use super::{ActionItem, DueChange, Event, ProofRun, Record, State};
use crate::due_day::DueDay;
use crate::error::AppError;
use crate::services::{caller, now};
use crate::ticket::Ticket;
use crate::ticket::badges::{TicketName, TicketState};
use crate::ui::{Form, FormState, Hidden, Icon, Page, PageHead, Panel, Pop, TextArea, When, page};

/// One action item.
#[component]
pub fn ActionPage() -> impl IntoView {
    let caller = caller();
    let number = use_params_map().get_untracked().get("number").and_then(|number| number.parse::<i64>().ok());
    let now = now();
    page(async move {
        let (who, services) = caller?;
        let Record { item, about_html, proof, due_changes, tickets, events } =
            services.actions.show(&who, number.ok_or(AppError::NotFound)?).await?;
        let lists = match who.require_responder() {
            Ok(()) => Some(Lists::of(&services, &who, item.incident.0).await?),
            Err(_) => None,
        };
        let steps = item.steps(&who);
        let (reference, title) = (format!("ACT-{}", item.number), item.title.clone());
        let (incident, about) = item.incident.clone();
        let crumbs = vec![
            ("/actions".to_owned(), "Action items".to_owned()),
            (format!("/incidents/{incident}#actions"), format!("INC-{incident} {about}")),
        ];
        let (badge, acted, promised) = (item.clone(), item.clone(), item.clone());
        let linked = tickets.iter().map(|ticket| ticket.id).collect::<Vec<_>>();
        let (edited, may) = (item.clone(), lists.is_some());
        Ok(view! {
            <Page title=format!("{reference} {title}")>
                <PageHead title=title reference=reference crumbs=crumbs
                    sub=view! { <StateBadge item=badge now=now/> }.into_any()
                    actions=may.then(|| view! { <Promote item=promised/> <Steps item=acted steps=steps/> }).into_any()/>
                <div class="split">
                    <div>
                        {(!about_html.is_empty()).then(|| view! { <div class="prose" inner_html=about_html></div> })}
                        <ProofPanel item=item.clone() proof=proof may=may now=now/>
                        <History events=events/>
                    </div>
                    <aside>
                        <Facts item=item now=now/>
                        <DueChanges changes=due_changes/>
                        <Tickets tickets=tickets/>
                        {lists.map(|lists| view! { <Edit item=edited lists=lists linked=linked/> })}
                    </aside>
                </div>
            </Page>
        })
    })
}

#[component]
fn Promote(item: ActionItem) -> impl IntoView {
    item.idea.then(|| {
        view! {
            <Form action=PromoteAction::PATH class="inline">
                <Hidden name="action" value=item.number.to_string()/>
                <button class="button primary"><Icon of=icondata_lu::LuHandshake/>"Make it an action item"</button>
            </Form>
        }
    })
}

/// What was agreed, and how far it is.
#[component]
fn ProofPanel(item: ActionItem, proof: Vec<ProofRun>, may: bool, now: DateTime<Utc>) -> impl IntoView {
    if item.idea {
        return ().into_any();
    }
    let expired = item.has_expired(now);
    let progress = item.progress();
    let next = progress.as_ref().and_then(|progress| progress.next_at).filter(|next| *next > now);
    let (unconfirmed, earlier_version) = (item.unconfirmed(), item.is_of_earlier_version());
    let told = match (item.state, &progress) {
        (State::Verified, _) => item.evidence.clone(),
        (State::AwaitingEvidence, Some(progress)) => format!("So far: {}.", progress_words(&item, progress)),
        (State::AwaitingEvidence, None) => {
            "The work is done. Somebody other than the owner and whoever marked it as done has to verify it.".to_owned()
        }
        (State::AcceptedRisk, _) if expired => {
            "The date until which this risk was accepted has passed, so the action item counts as open again.".to_owned()
        }
        (State::AcceptedRisk, _) => item.risk.as_ref().map(|risk| risk.reason.clone()).unwrap_or_default(),
        _ if item.check.is_some() => "Runs count from the time at which the work is marked as done.".to_owned(),
        _ => "Once the work is marked as done, somebody other than the owner verifies it.".to_owned(),
    };
    let many = progress.as_ref().map(|progress| (progress.count, item.criterion.green_runs()));
    let bar = many.filter(|(_, wanted)| *wanted > 0 && item.state == State::AwaitingEvidence);
    let earlier = (item.state != State::Verified).then(|| item.verified_at.map(|at| (at, item.evidence.clone()))).flatten();
    let standing = item.check.as_ref().map(|check| (check.id, check.name.clone(), check.standing(now)));
    view! {
        <Panel title="Verification">
            <p><strong>{item.proof_words()}</strong></p>
            <p>{told}</p>
            {next.map(|at| view! { <p class="muted">"One run counts per scheduled interval: the next one that starts after " <When at=at/> "."</p> })}
            {earlier_version.then(|| view! { <p><span class="badge" data-tone="warn"><Icon of=icondata_lu::LuTriangleAlert/>"Verified by an earlier version of the check"</span></p> })}
            {unconfirmed.map(|version| view! { <Unconfirmed item=item.clone() version=version may=may/> })}
            <ProofRuns runs=proof/>
            {bar.map(|(many, wanted)| view! { <progress class="progress" max=wanted value=many aria-label="Green runs in a row">{format!("{many} of {wanted}")}</progress> })}
            {standing.map(|(id, name, standing)| view! {
                <p class="muted"><span class="badge" data-outcome=standing.replace(' ', "-")>{standing}</span> " " <a href=format!("/checks/{id}")>{name}</a></p>
            })}
            {earlier.map(|(at, evidence)| view! { <p class="muted">"It was verified before, on " <When at=at/> ": " {evidence}</p> })}
        </Panel>
    }
    .into_any()
}

/// The check is another one than was agreed on, and a second person has not confirmed it yet.
#[component]
fn Unconfirmed(item: ActionItem, version: i64, may: bool) -> impl IntoView {
    let check = item.check.as_ref().map(|check| check.id).unwrap_or_default();
    let agreed = match item.agreed_version {
        Some(agreed) => format!("Version {agreed} of the check was agreed; it is at version {version} now."),
        None => format!("Only its author or the owner has agreed on version {version} of the check."),
    };
    view! {
        <div class="notice" data-tone="warn"><Icon of=icondata_lu::LuTriangleAlert/><div>
            <p>{agreed} " Its runs count only after a second person, neither the owner nor whoever changed the check, has confirmed it. "
                <a href=format!("/checks/{check}#versions")>"What changed"</a></p>
            {may.then(|| view! {
                <Pop label="Confirm the new version" icon=icondata_lu::LuCheck class="small" holds=(ConfirmCheck::PATH, String::new())>
                    <Form action=ConfirmCheck::PATH>
                        <Hidden name="action" value=item.number.to_string()/><Hidden name="version" value=version.to_string()/>
                        <TextArea name="note" label="Why does it still verify the same thing?" rows=2 required=true/>
                        <div class="form-actions"><button class="button primary">"Confirm"</button></div>
                    </Form>
                </Pop>
            })}
        </div></div>
    }
}

/// The runs that the proof is made of.
#[component]
fn ProofRuns(runs: Vec<ProofRun>) -> impl IntoView {
    (!runs.is_empty()).then(|| {
        view! {
            <div class="table-wrap"><table class="list">
                <thead><tr><th>"Green run"</th><th class="num">"Rows examined"</th><th class="num">"Version of the check"</th></tr></thead>
                <tbody>{runs.into_iter().map(|run| view! {
                    <tr>
                        <td class="lead" data-label="Green run">{run.place} ". " <a href=format!("/checks/{}/runs/{}", run.check, run.run)><When at=run.started_at/></a></td>
                        <td class="num" data-label="Rows examined">{run.examined.map_or_else(|| "unknown".to_owned(), crate::text::grouped)}</td>
                        <td class="num" data-label="Version of the check">{run.version.map_or_else(|| "unknown".to_owned(), |version| version.to_string())}</td>
                    </tr>
                }).collect_view()}</tbody>
            </table></div>
        }
    })
}

#[component]
fn Facts(item: ActionItem, now: DateTime<Utc>) -> impl IntoView {
    let (due, owned) = (item.clone(), item.clone());
    let idea = item.idea;
    let risk = item.risk.filter(|_| item.state == State::AcceptedRisk);
    view! {
        <Panel title="Facts">
            <dl class="facts">
                <dt>"Owner"</dt><dd><OwnerName item=owned now=now/></dd>
                {(!idea).then(|| view! { <dt>"Due"</dt><dd><Due item=due now=now/></dd> })}
                <dt>"Horizon"</dt><dd>{item.horizon.title()}</dd>
                <dt>"Priority"</dt><dd>{item.priority.title()}</dd>
                {item.verified_at.filter(|_| item.state == State::Verified).map(|at| view! { <dt>"Verified"</dt><dd><When at=at/> {item.verified_by.map(|by| format!(" by {by}"))}</dd> })}
                {risk.map(|risk| view! { <dt>"Risk accepted"</dt><dd>{risk.accepted_by.unwrap_or_default()} ", until " {risk.until.words()}</dd> })}
                {item.merged_into.map(|into| view! { <dt>"Incident merged into"</dt><dd><a href=format!("/incidents/{into}")>{format!("INC-{into}")}</a></dd> })}
                {item.proposal.map(|proposal| view! { <dt>"Risk proposed"</dt><dd>{proposal.by.1} ", until " {proposal.until.words()} ": " {proposal.reason}</dd> })}
                {(item.recurrences > 0).then(|| view! { <dt>"Recurred"</dt><dd>{item.recurrences}" ×"</dd> })}
                <dt>"Created"</dt><dd><When at=item.created_at/> {item.created_by.map(|by| format!(" by {by}"))}</dd>
            </dl>
        </Panel>
    }
}

/// Until when it was promised before, and why no longer.
#[component]
fn DueChanges(changes: Vec<DueChange>) -> impl IntoView {
    (!changes.is_empty()).then(|| {
        view! {
            <Panel title="Due date changes" count=changes.len()>
                <ul class="rows">{changes.into_iter().map(|change| view! {
                    <li class="row"><div>
                        <strong>{format!("From {} to {}", change.old.words(), change.new.map_or("no date".to_owned(), DueDay::words))}</strong>
                        <p>{change.reason}</p>
                        <p class="muted">{change.person.unwrap_or_else(|| "Firebreak".to_owned())} ", " <When at=change.at/></p>
                    </div></li>
                }).collect_view()}</ul>
            </Panel>
        }
    })
}

#[component]
fn Tickets(tickets: Vec<Ticket>) -> impl IntoView {
    (!tickets.is_empty()).then(|| {
        view! {
            <Panel title="Tickets">
                <ul class="rows">{tickets.into_iter().map(|ticket| {
                    let state = ticket.state;
                    view! { <li class="row"><div><TicketName ticket=ticket/> " " <TicketState state=state/></div></li> }
                }).collect_view()}</ul>
            </Panel>
        }
    })
}

#[component]
fn Edit(item: ActionItem, lists: Lists, linked: Vec<i64>) -> impl IntoView {
    let open = FormState::of(ChangeAction::PATH, "").is_some();
    let (number, begun) = (item.number.to_string(), item.has_begun());
    view! {
        <Panel title="Edit">
            <details class="more" open=open>
                <summary>"Title, owner, due date and verification"</summary>
                <Form action=ChangeAction::PATH edit=true>
                    <Hidden name="action" value=number/>
                    <Fields lists=lists item=item linked=linked/>
                    <TextArea name="due_reason" label="Reason for moving the due date" rows=2 hint="Required when you move it. On time is measured against the original due date."/>
                    {begun.then(|| view! { <TextArea name="reason" label="Reason for changing the verification" rows=2 hint="Work has started: only a commander can change how it is verified, with a reason."/> })}
                    <div class="form-actions"><button class="button primary">"Save"</button></div>
                </Form>
            </details>
        </Panel>
    }
}

#[component]
fn History(events: Vec<Event>) -> impl IntoView {
    view! {
        <Panel title="History" count=events.len()>
            <ul class="rows">{events.into_iter().rev().map(|event| {
                let by = event.person.unwrap_or_else(|| "Firebreak".to_owned());
                let what = match event.from {
                    None => "Created".to_owned(),
                    Some(from) if from == event.to => event.to.title().to_owned(),
                    Some(from) => format!("{} → {}", from.title(), event.to.title()),
                };
                view! {
                    <li class="row"><div>
                        <strong>{what}</strong>
                        {(!event.note.is_empty()).then(|| view! { <p>{event.note}</p> })}
                        <p class="muted">{by} ", " <When at=event.at/></p>
                    </div></li>
                }
            }).collect_view()}</ul>
        </Panel>
    }
}
