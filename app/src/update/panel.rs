//! Status updates on the page of an incident, and when the next one is due.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::WriteUpdate;
use super::{Audience, Due, Update, due};
use crate::services::{caller, now};
use crate::ui::page::part;
use crate::ui::{Badge, Empty, Form, Hidden, Panel, Pop, TextArea, Tone, When, span_words};

/// How many updates are shown at once; the earlier ones open in place.
const SHOWN: usize = 2;
/// How many the page of an incident has at all.
const MOST: usize = 12;

/// The status updates of an incident, the latest first.
#[component]
pub fn UpdatesPanel(
    /// The incident.
    number: i64,
) -> impl IntoView {
    let caller = caller();
    let now = now();
    part(async move {
        let (who, services) = caller?;
        let history = services.updates.of_incident(&who, number, None, MOST).await?;
        let may_work = who.require_responder().is_ok();
        let count = usize::try_from(history.updates.total).unwrap_or_default();
        let more = history.updates.after.then(|| format!("/incidents/{number}/updates"));
        let mut latest = history.updates.items;
        let earlier = latest.split_off(latest.len().min(SHOWN));
        let due = history.next_update_at.map(|next| view! { <DueBadge next=next now=now/> });
        Ok(view! {
            <Panel title="Status updates" id="updates" count=count actions=due.into_any()>
                {(count == 0).then(|| view! { <Empty icon=icondata_lu::LuMegaphone title="No updates yet" text="Post what is known, what is not, and when the next update follows."/> })}
                {latest.into_iter().map(|update| view! { <UpdateView update=update/> }).collect_view()}
                {(!earlier.is_empty()).then(|| view! {
                    <details class="more"><summary>{format!("Earlier updates: {}", earlier.len())}</summary>
                        {earlier.into_iter().map(|update| view! { <UpdateView update=update/> }).collect_view()}
                    </details>
                })}
                {more.map(|href| view! { <p><a href=href>{format!("All {count} updates")}</a></p> })}
                {may_work.then(|| view! { <Write number=number/> })}
            </Panel>
        })
    })
}

#[component]
fn DueBadge(next: DateTime<Utc>, now: DateTime<Utc>) -> impl IntoView {
    let (tone, words) = match due(next, now) {
        Due::In(left) => (Tone::Info, format!("next due in {}", span_words(left))),
        Due::Overdue(since) => (Tone::Bad, format!("overdue by {}", span_words(since))),
    };
    view! { <Badge tone=tone text=words/> }
}

/// One update.
#[component]
pub fn UpdateView(
    /// The update.
    update: Update,
) -> impl IntoView {
    let by = update.person.unwrap_or_else(|| "Firebreak".to_owned());
    view! {
        <article class="update" id=format!("update-{}", update.id)>
            <p class="muted"><span class="tag">{update.audience.title()}</span> " " {by} ", " <When at=update.at/></p>
            <div class="prose" inner_html=update.html></div>
        </article>
    }
}

/// One form for each audience, each with its template.
#[component]
fn Write(number: i64) -> impl IntoView {
    view! {
        <div class="form-actions">
            <span class="muted">"Post an update for"</span>
            {Audience::ALL.iter().map(|audience| {
                let (word, title) = (audience.as_str(), audience.title());
                let label = format!("Update for {}", title.to_lowercase());
                view! {
                    <Pop label=title icon=icondata_lu::LuPencilLine class="small" holds=(WriteUpdate::PATH, word.to_owned())>
                        <Form action=WriteUpdate::PATH key=word>
                            <Hidden name="number" value=number.to_string()/><Hidden name="audience" value=word/>
                            <TextArea name="body" label=label value=audience.template() rows=9 required=true hint="Markdown is supported. Write what is known, what is not, and when the next update follows."/>
                            <div class="form-actions"><button class="button primary">"Post update"</button></div>
                        </Form>
                    </Pop>
                }
            }).collect_view()}
        </div>
    }
}
