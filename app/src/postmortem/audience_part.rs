//! Below a published postmortem: whom it was sent to, whether they read it, and the form to send it to others.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::Audience;
use super::actions::SendPostmortem;
use crate::channel::Message;
use crate::channel::page::MessageRow;
use crate::ui::{Check, Form, FormState, Hidden, Icon, Panel, Pop, TextArea, When};

/// Whom it was sent to.
#[component]
pub fn SentTo(
    /// The incident's number.
    number: i64,
    /// The teams it was sent to.
    audience: Vec<Audience>,
    /// What channels were told.
    messages: Vec<Message>,
    /// Number and name of the teams and of the channels it can be sent to; `None` when the reader may not.
    choices: Option<(Vec<(i64, String)>, Vec<(i64, String)>)>,
) -> impl IntoView {
    let nobody = audience.is_empty() && messages.is_empty();
    let refused = FormState::of(SendPostmortem::PATH, "").and_then(|state| state.error.message_for("audience").map(str::to_owned));
    let waiting = |team: i64| audience.iter().all(|sent| sent.team != team);
    let form = choices.map(|(teams, channels)| {
        let teams = teams.into_iter().filter(|(team, _)| waiting(*team)).map(|(id, name)| (format!("team_{id}"), name));
        let channels = channels.into_iter().map(|(id, name)| (format!("channel_{id}"), name));
        let (teams, channels): (Vec<_>, Vec<_>) = (teams.collect(), channels.collect());
        let group = |legend: &'static str, boxes: Vec<(String, String)>| (!boxes.is_empty()).then(|| view! {
            <fieldset class="checklist"><legend>{legend}</legend>{boxes.into_iter().map(|(name, label)| view! { <Check name=name label=label/> }).collect_view()}</fieldset>
        });
        if teams.is_empty() && channels.is_empty() {
            return view! { <p class="muted">"It has been sent to every team. Admins can add " <a href="/channels">"channels"</a> " to reach people outside of Firebreak."</p> }.into_any();
        }
        view! {
            <Pop label="Send to others" icon=icondata_lu::LuMegaphone holds=(SendPostmortem::PATH, String::new())>
                <Form action=SendPostmortem::PATH>
                    <Hidden name="number" value=number.to_string()/>
                    {group("Teams: listed on the postmortems page of their members", teams)}
                    {group("Channels: receive the title, the summary and a link", channels)}
                    {refused.map(|message| view! { <p class="error" role="alert"><Icon of=icondata_lu::LuCircleAlert/>{message}</p> })}
                    <TextArea name="note" label="Comment"/>
                    <div class="form-actions"><button class="button primary">"Send"</button></div>
                </Form>
            </Pop>
        }.into_any()
    });
    view! {
        <Panel title="Sent to" id="audience">
            {nobody.then(|| view! { <p class="muted">"Not sent yet. People who can see the incident find the postmortem in the library."</p> })}
            <ul class="rows">
                {audience.into_iter().map(|sent| view! {
                    <li class="row"><div><strong>{sent.name}</strong> " " <span class="muted"><When at=sent.at/> {format!(", {} of {} have read it", sent.readers, sent.members)}</span></div></li>
                }).collect_view()}
                {messages.into_iter().map(|message| view! { <MessageRow message=message retry=false/> }).collect_view()}
            </ul>
            {form}
        </Panel>
    }
}
