//! `/checks/sources/:id`: one source, to be edited or removed.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::actions::{ChangeSource, RemoveSource};
use super::{Source, SourceChange};
use crate::error::AppError;
use crate::services::caller;
use crate::ui::{Empty, Field, Form, Hidden, Page, PageHead, Panel, Pop, TextArea, When, page};

/// One source.
#[component]
pub fn SourcePage() -> impl IntoView {
    let caller = caller();
    let id = use_params_map().get_untracked().get("id").and_then(|id| id.parse::<i64>().ok());
    page(async move {
        let (who, services) = caller?;
        who.require_admin()?;
        let record = services.checks.source(&who, id.ok_or(AppError::NotFound)?).await?;
        let (source, checks, changes) = (record.source, record.checks, record.changes);
        let free = checks.is_empty();
        let actions = free.then(|| view! { <Remove source=source.clone()/> }).into_any();
        Ok(view! {
            <Page title=source.name.clone() width="narrow">
                <PageHead title=source.name.clone() crumbs=vec![("/checks".into(), "Checks".into()), ("/checks/sources".into(), "Sources".into())] actions=actions/>
                <Edit source=source/>
                <Panel title="Checks that use it" count=checks.len() flush=true>
                    {if free {
                        view! { <Empty icon=icondata_lu::LuDatabase title="No checks use it" text="The source can be removed."/> }.into_any()
                    } else {
                        view! {
                            <ul class="rows">{checks.into_iter().map(|(id, name)| view! {
                                <li class="row"><a href=format!("/checks/{id}")>{name}</a></li>
                            }).collect_view()}</ul>
                        }.into_any()
                    }}
                </Panel>
                {(!changes.is_empty()).then(|| view! {
                    <Panel title="Changes" count=changes.len() flush=true>
                        <ul class="rows">{changes.into_iter().map(|change| view! { <Change change=change/> }).collect_view()}</ul>
                    </Panel>
                })}
            </Page>
        })
    })
}

#[component]
fn Edit(source: Source) -> impl IntoView {
    view! {
        <Panel title="Edit source">
            <Form action=ChangeSource::PATH edit=true>
                <Hidden name="source" value=source.id.to_string()/>
                <Field name="name" label="Name" required=true value=source.name/>
                <Field name="url" label="Address" required=true value=source.url
                    hint="A new address counts as another database: every check that uses it starts a new version without a result, and action items that rely on those checks start their verification again."/>
                <TextArea name="reason" label="Reason" rows=2 required=true/>
                <div class="form-actions"><button class="button primary">"Save"</button></div>
            </Form>
        </Panel>
    }
}

#[component]
fn Remove(source: Source) -> impl IntoView {
    view! {
        <Pop label="Remove source" icon=icondata_lu::LuTrash2 holds=(RemoveSource::PATH, String::new())>
            <Form action=RemoveSource::PATH>
                <Hidden name="source" value=source.id.to_string()/>
                <p>"No checks use " <strong>{source.name}</strong> ". Its changes and their reasons are kept."</p>
                <TextArea name="reason" label="Reason" rows=2 required=true/>
                <div class="form-actions"><button class="button danger">"Remove source"</button></div>
            </Form>
        </Pop>
    }
}

#[component]
fn Change(change: SourceChange) -> impl IntoView {
    let SourceChange { name, url, reason, person, at } = change;
    let from_to = |(old, new): (String, String)| (old != new).then(|| view! { <p><code>{old}</code> " → " <code>{new}</code></p> });
    view! {
        <li class="row">
            <div>
                {from_to(name)} {from_to(url)}
                <p>{reason}</p>
                <p class="muted">{person.unwrap_or_else(|| "Firebreak".to_owned())} ", " <When at=at/></p>
            </div>
        </li>
    }
}
