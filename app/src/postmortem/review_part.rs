//! The review of a postmortem: the next step, what is missing, and its history.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::{ApprovePostmortem, AskForChanges, AskReviewer, PublishPostmortem, SendToReview};
use super::{Document, State, missing};
use crate::services::optional_user;
use crate::ui::{Check, Form, Hidden, Icon, Panel, Pop, Select, TextArea, When};

/// What comes next, and what was done.
#[component]
pub fn Review(
    /// Of which document.
    document: Document,
    /// Who can be asked to read it: number and name.
    people: Vec<(String, String)>,
    /// Pages that do not fit on their sheets, one sentence each, where they were measured.
    #[prop(optional)]
    too_long: Vec<String>,
) -> impl IntoView {
    let mut lacking = missing(&document.template, &document.sections, &document.remarks, &document.facts.factors, &document.comments);
    lacking.extend(too_long.into_iter().map(Into::into));
    let edit = document.state.locked().is_none().then(|| format!("/incidents/{}/postmortem/edit", document.facts.incident.number));
    let hash = document.seal.clone().map(|seal| seal.hash);
    let events = document.events.clone();
    let reviewers: Vec<String> = document.reviewers.iter().map(|reviewer| reviewer.name.clone()).collect();
    view! {
        <Panel title="Review" id="review">
            <Next document=document people=people/>
            {(!reviewers.is_empty()).then(|| view! { <p><span class="muted">"Reviewers: "</span> {reviewers.join(", ")}</p> })}
            {(!lacking.is_empty()).then(|| view! {
                <div class="notice" data-tone="info"><Icon of=icondata_lu::LuListChecks/>
                    <div><p>"Before it can be approved and published:"</p><ul class="plain">{lacking.into_iter().map(|one| {
                        match edit.as_ref().zip(one.section) {
                            Some((edit, section)) => view! { <li><a href=format!("{edit}#section-{section}")>{one.sentence}</a></li> }.into_any(),
                            None => view! { <li>{one.sentence}</li> }.into_any(),
                        }
                    }).collect_view()}</ul></div>
                </div>
            })}
            <ul class="rows">{events.into_iter().rev().map(|event| {
                let words = match (event.from, event.to) {
                    (None, _) => "started the draft",
                    (_, State::InReview) => "requested review",
                    (_, State::Approved) => "approved it",
                    (_, State::Published) => "published it",
                    (_, State::Draft) => "requested changes",
                };
                view! {
                    <li class="row"><div>
                        <strong>{event.name.unwrap_or_else(|| "Firebreak".to_owned())}</strong> " " {words} " " <span class="muted"><When at=event.at/></span>
                        {(!event.note.is_empty()).then(|| view! { <p dir="auto">{event.note}</p> })}
                    </div></li>
                }
            }).collect_view()}</ul>
            {hash.map(|hash| view! { <p class="muted">"SHA-256 of facts and text: " <code>{hash}</code></p> })}
        </Panel>
    }
}

#[component]
fn Next(document: Document, people: Vec<(String, String)>) -> impl IntoView {
    let Some(actor) = optional_user() else { return ().into_any() };
    let number = document.facts.incident.number.to_string();
    let (writes, commands) = (actor.require_responder().is_ok(), actor.require_commander().is_ok());
    let approves = commands || (writes && document.is_reviewer(actor.person));
    let checklist = document.template.checklist.clone();
    let own = document.sent_by().is_some() && document.sent_by() == actor.person;
    let key = number.clone();
    let changes = move || {
        let number = key.clone();
        view! {
            <Pop label="Request changes" icon=icondata_lu::LuUndo2 holds=(AskForChanges::PATH, String::new())>
                <Form action=AskForChanges::PATH>
                    <Hidden name="number" value=number/>
                    <TextArea name="note" label="Requested changes" required=true/>
                    <div class="form-actions"><button class="button">"Request changes"</button></div>
                </Form>
            </Pop>
        }
    };
    let asking = number.clone();
    let ask = move || {
        let number = asking.clone();
        view! {
            <Pop label="Add reviewer" icon=icondata_lu::LuUserPlus holds=(AskReviewer::PATH, String::new())>
                <Form action=AskReviewer::PATH>
                    <Hidden name="number" value=number/>
                    <Select name="person" label="Reviewer" options=people hint="They see it on their postmortems page, and can approve it."/>
                    <div class="form-actions"><button class="button">"Add reviewer"</button></div>
                </Form>
            </Pop>
        }
    };
    match document.state {
        State::Draft if writes => view! {
            <p>"When the draft is complete, request a review by somebody else."</p>
            <div class="pops">
                <Pop label="Request review" icon=icondata_lu::LuSend class="primary" holds=(SendToReview::PATH, String::new())>
                    <Form action=SendToReview::PATH>
                        <Hidden name="number" value=number/>
                        <TextArea name="note" label="Note for the reviewer"/>
                        <div class="form-actions"><button class="button primary">"Request review"</button></div>
                    </Form>
                </Pop>
                {ask()}
            </div>
        }
        .into_any(),
        State::InReview if approves && !own => view! {
            <p>"Read the document, then approve it or request changes."</p>
            <div class="pops">
                <Pop label="Approve" icon=icondata_lu::LuCheckCheck class="primary" holds=(ApprovePostmortem::PATH, String::new())>
                    <Form action=ApprovePostmortem::PATH>
                        <Hidden name="number" value=number/>
                        <Hidden name="revision" value=document.revision.to_string()/>
                        <fieldset class="checklist"><legend>"Review checklist"</legend>
                            {checklist.into_iter().map(|(name, sentence)| view! { <Check name=name label=sentence/> }).collect_view()}
                        </fieldset>
                        <TextArea name="note" label="Note"/>
                        <div class="form-actions"><button class="button primary">"Approve"</button></div>
                    </Form>
                </Pop>
                {changes()}
                {ask()}
            </div>
        }
        .into_any(),
        State::InReview if writes => view! {
            <p>{if own { "You requested this review, so another commander or a reviewer has to approve it." } else { "A commander or a reviewer has to approve it." }}</p>
            <div class="pops">{ask()} {changes()}</div>
        }
        .into_any(),
        State::Approved if writes => view! {
            <p>"Approved. Publishing freezes the facts and the text."</p>
            <div class="pops">
                {commands.then(|| view! {
                    <Pop label="Publish" icon=icondata_lu::LuBookOpen class="primary" holds=(PublishPostmortem::PATH, String::new())>
                        <Form action=PublishPostmortem::PATH>
                            <Hidden name="number" value=number/>
                            <TextArea name="note" label="Note"/>
                            <div class="form-actions"><button class="button primary">"Publish"</button></div>
                        </Form>
                    </Pop>
                })}
                {changes()}
            </div>
        }
        .into_any(),
        State::Published => view! { <p>"Published: facts and text are frozen."</p> }.into_any(),
        _ => view! { <p class="muted">{format!("Status: {}.", document.state.title().to_lowercase())}</p> }.into_any(),
    }
}
