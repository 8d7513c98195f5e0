//! `/channels`, for admins: the channels and their recent messages.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::{AddChannel, RetryMessage, SetChannelActive, TryChannel};
use super::{Channel, ChannelKind, Message};
use crate::services::caller;
use crate::ui::{Badge, Empty, Field, Form, Hidden, Page, PageHead, Panel, Pop, Select, Tone, When, page};

/// Channels and their latest messages.
#[component]
pub fn ChannelsPage() -> impl IntoView {
    let caller = caller();
    page(async move {
        let (who, services) = caller?;
        who.require_admin()?;
        let channels = services.channels.list(&who).await?;
        let messages = services.channels.messages(&who).await?;
        Ok(view! {
            <Page title="Channels">
                <PageHead title="Channels" sub=view! { <span class="muted">"Where Firebreak announces published postmortems to people outside of it."</span> }.into_any() actions=view! {
                    <Pop label="Add channel" icon=icondata_lu::LuPlus class="primary" holds=(AddChannel::PATH, String::new())>
                        <Form action=AddChannel::PATH>
                            <Field name="name" label="Name" required=true placeholder="#incidents"/>
                            <Select name="kind" label="Format" options=ChannelKind::options()/>
                            <Field name="url" label="Address" kind="url" required=true placeholder="https://hooks.example.org/services/…" hint="The incoming webhook of a chat, or the address of your own program. It is not shown again."/>
                            <div class="form-actions"><button class="button primary">"Add channel"</button></div>
                        </Form>
                    </Pop>
                }.into_any()/>
                {if channels.is_empty() {
                    view! { <Empty icon=icondata_lu::LuMegaphone title="No channels yet" text="Add the incoming webhook of a chat to announce published postmortems there."/> }.into_any()
                } else {
                    view! { <Panel title="Channels" count=channels.len() flush=true><ul class="rows">{channels.into_iter().map(|channel| view! { <ChannelRow channel=channel/> }).collect_view()}</ul></Panel> }.into_any()
                }}
                {(!messages.is_empty()).then(|| view! {
                    <Panel title="Recent messages" flush=true><ul class="rows">{messages.into_iter().map(|message| view! { <MessageRow message=message retry=true/> }).collect_view()}</ul></Panel>
                })}
            </Page>
        })
    })
}

#[component]
fn ChannelRow(channel: Channel) -> impl IntoView {
    let active = channel.active;
    view! {
        <li class="row">
            <div>
                <strong>{channel.name}</strong> " " <span class="tag">{channel.kind.as_str()}</span> {(!active).then(|| view! { " " <Badge tone=Tone::Neutral text="paused"/> })}
                <p class="muted">{channel.place}</p>
            </div>
            <div class="form-actions">
                <Form action=TryChannel::PATH key=channel.id.to_string() class="inline">
                    <Hidden name="channel" value=channel.id.to_string()/><button class="button quiet small">"Send test message"</button>
                </Form>
                <Form action=SetChannelActive::PATH key=channel.id.to_string() class="inline">
                    <Hidden name="channel" value=channel.id.to_string()/><Hidden name="active" value=(!active).to_string()/>
                    <button class="button small">{if active { "Pause" } else { "Resume" }}</button>
                </Form>
            </div>
        </li>
    }
}

/// A message, and how it fared.
#[component]
pub fn MessageRow(
    /// Which.
    message: Message,
    /// Whether it can be tried again here.
    retry: bool,
) -> impl IntoView {
    let Message { id, channel, incident, created_at, person, next_at, attempts, delivered_at, problem } = message;
    let given_up = delivered_at.is_none() && next_at.is_none();
    let state = match (delivered_at, next_at) {
        (Some(at), _) => view! { <Badge tone=Tone::Good text="delivered"/> " " <When at=at/> }.into_any(),
        (None, Some(_)) if attempts == 0 => view! { <Badge tone=Tone::Info text="pending"/> }.into_any(),
        (None, Some(at)) => view! { <Badge tone=Tone::Warn text="tried again"/> " " <When at=at/> }.into_any(),
        (None, None) => view! { <Badge tone=Tone::Bad text="given up"/> }.into_any(),
    };
    view! {
        <li class="row">
            <div>
                <strong>{channel}</strong> " " <a href=format!("/incidents/{incident}/postmortem")>{format!("INC-{incident}")}</a> " " {state}
                <p class="muted">{person.unwrap_or_else(|| "Firebreak".to_owned())} ", " <When at=created_at/> {(!problem.is_empty()).then(|| format!(". Attempt {attempts}: {problem}"))}</p>
            </div>
            {(retry && given_up).then(|| view! {
                <Form action=RetryMessage::PATH key=id.to_string() class="inline"><Hidden name="message" value=id.to_string()/><button class="button small">"Retry"</button></Form>
            })}
        </li>
    }
}
