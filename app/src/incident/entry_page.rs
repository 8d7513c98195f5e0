//! `/incidents/{number}/entries/{entry}`: one timeline entry, its earlier versions, and the form to correct it.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::actions::{CorrectEntry, PinEntry, StrikeEntry};
use super::show_page::number_in_path;
use super::{Entry, EntryKind};
use crate::error::AppError;
use crate::services::caller;
use crate::ui::{Field, Form, Hidden, Icon, Page, PageHead, Panel, TextArea, TimeField, When, page};

/// An entry, its earlier texts and times, latest first, and its tools.
#[component]
pub fn EntryPage() -> impl IntoView {
    let caller = caller();
    let number = number_in_path();
    let entry = use_params_map().get_untracked().get("entry").and_then(|entry| entry.parse::<i64>().ok());
    page(async move {
        let (who, services) = caller?;
        let (number, id) = number.zip(entry).ok_or(AppError::NotFound)?;
        let entry = services.incidents.entry(&who, number, id).await?;
        let revisions = services.incidents.revisions(&who, number, id).await?;
        let may_work = who.require_responder().is_ok();
        let among = format!("/incidents/{number}/timeline?entry={id}#entry-{id}");
        let crumbs = vec![
            ("/incidents".to_owned(), "Incidents".to_owned()),
            (format!("/incidents/{number}"), format!("INC-{number}")),
            (among, "Timeline".to_owned()),
        ];
        let present = entry.clone();
        Ok(view! {
            <Page title="Timeline entry" width="narrow">
                <PageHead title="Timeline entry" crumbs=crumbs/>
                <Panel title="Current version">
                    <div class="prose" inner_html=present.html></div>
                    <p class="muted">
                        {present.pinned.then(|| view! { <span class="tag"><Icon of=icondata_lu::LuPin/>"key moment"</span> " " })}
                        {present.struck.then(|| view! { <span class="tag">"struck through"</span> " " })}
                        "Happened " <When at=present.happened_at/> ", recorded " <When at=present.recorded_at/>
                        {present.person.map(|name| format!(" by {name}"))}
                    </p>
                </Panel>
                {may_work.then(|| view! { <Panel title="Correct entry"><EntryTools number=number entry=entry/></Panel> })}
                <Panel title="Earlier versions" count=revisions.len()>
                    {revisions.is_empty().then(|| view! { <p class="muted">"This entry has not been corrected. Corrections keep the earlier versions."</p> })}
                    <ul class="rows">{revisions.into_iter().map(|revision| view! {
                        <li class="row"><div>
                            <p><del>{revision.old_body}</del></p>
                            <p class="muted">"Happened " <When at=revision.old_happened_at/> ". Corrected " <When at=revision.at/>
                                {revision.person.map(|name| format!(" by {name}"))} ": " {revision.reason}</p>
                        </div></li>
                    }).collect_view()}</ul>
                </Panel>
            </Page>
        })
    })
}

#[component]
fn EntryTools(number: i64, entry: Entry) -> impl IntoView {
    let id = entry.id;
    let (pinned, struck) = (entry.pinned, entry.struck);
    let note = entry.kind == EntryKind::Note;
    view! {
        <Form action=CorrectEntry::PATH key=id.to_string() edit=true>
            <Hidden name="number" value=number.to_string()/><Hidden name="entry" value=id.to_string()/>
            {if note {
                view! { <TextArea name="body" label="What happened?" value=entry.body required=true/> }.into_any()
            } else {
                view! { <Hidden name="body" value=entry.body/> }.into_any()
            }}
            <div class="fields">
                <TimeField name="happened_at" label="Time" value=entry.happened_at required=true/>
                <Field name="reason" label="Reason" required=true/>
            </div>
            <div class="form-actions"><button class="button small">"Save correction"</button></div>
        </Form>
        <div class="form-actions">
            <Form action=PinEntry::PATH key=id.to_string() class="inline">
                <Hidden name="number" value=number.to_string()/><Hidden name="entry" value=id.to_string()/><Hidden name="pinned" value=(!pinned).to_string()/>
                <button class="button small">{if pinned { "Unpin" } else { "Pin as key moment" }}</button>
            </Form>
            {note.then(|| view! {
                <Form action=StrikeEntry::PATH key=id.to_string() class="inline">
                    <Hidden name="number" value=number.to_string()/><Hidden name="entry" value=id.to_string()/><Hidden name="struck" value=(!struck).to_string()/>
                    <button class="button small">{if struck { "Restore" } else { "Strike through" }}</button>
                </Form>
            })}
        </div>
    }
}
