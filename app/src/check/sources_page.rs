//! `/checks/sources`: the databases that checks query.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::Source;
use super::actions::{AddSource, TrySource};
use crate::services::caller;
use crate::ui::{Empty, Field, Form, Hidden, Icon, Page, PageHead, Panel, Pop, page};

/// All sources.
#[component]
pub fn SourcesPage() -> impl IntoView {
    let caller = caller();
    page(async move {
        let (who, services) = caller?;
        let sources = services.checks.sources(&who).await?;
        let admin = who.require_admin().is_ok();
        let count = sources.len();
        Ok(view! {
            <Page title="Sources">
                <PageHead title="Sources" crumbs=vec![("/checks".into(), "Checks".into())]
                    sub=view! { <span class="muted">"The databases that checks query, read-only. Admins add them."</span> }.into_any()
                    actions=admin.then(|| view! { <Add/> }).into_any()/>
                {if sources.is_empty() {
                    view! { <Empty icon=icondata_lu::LuDatabase title="No sources" text="A source is a SQLite file or a PostgreSQL database. An admin has to add it."/> }.into_any()
                } else {
                    view! {
                        <Panel title="All sources" count=count flush=true>
                            <ul class="rows">{sources.into_iter().map(|source| view! { <Row source=source admin=admin/> }).collect_view()}</ul>
                        </Panel>
                    }.into_any()
                }}
            </Page>
        })
    })
}

#[component]
fn Add() -> impl IntoView {
    view! {
        <Pop label="Add source" icon=icondata_lu::LuPlus class="primary" holds=(AddSource::PATH, String::new())>
            <Form action=AddSource::PATH>
                <Field name="name" label="Name" required=true placeholder="Warehouse"/>
                <Field name="url" label="Address" required=true placeholder="postgres://reader:${FIREBREAK_PASSWORD_WAREHOUSE}@db.example.org/warehouse"
                    hint="sqlite:/path/to/file.db, or postgres://user@host/database. Passwords are not stored: write ${FIREBREAK_PASSWORD_NAME} instead, and set that environment variable for the server. Files and internal addresses must be allowed by FIREBREAK_SOURCE_FOLDERS and FIREBREAK_REACH. Use a read-only database role."/>
                <div class="form-actions"><button class="button primary">"Add"</button></div>
            </Form>
        </Pop>
    }
}

#[component]
fn Row(source: Source, admin: bool) -> impl IntoView {
    let checks = match source.checks {
        1 => "1 check".to_owned(),
        n => format!("{n} checks"),
    };
    view! {
        <li class="row">
            <div>
                {if admin {
                    view! { <a href=format!("/checks/sources/{}", source.id)><strong>{source.name}</strong></a> }.into_any()
                } else {
                    view! { <strong>{source.name}</strong> }.into_any()
                }} " " <span class="tag">{checks}</span>
                <p><code>{source.url}</code></p>
                {source.created_by.map(|name| view! { <p class="muted">"added by " {name}</p> })}
            </div>
            {admin.then(|| view! {
                <Form action=TrySource::PATH key=source.id.to_string() class="inline">
                    <Hidden name="source" value=source.id.to_string()/>
                    <button class="button small"><Icon of=icondata_lu::LuPlugZap/>"Test connection"</button>
                </Form>
            })}
        </li>
    }
}
