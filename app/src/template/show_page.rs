//! `/templates/{key}`: what a template asks for, its text, and every version it had.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::actions::{ChangeTemplate, RetireTemplate};
use super::{Listed, Spec, Template};
use crate::incident::Kind;
use crate::postmortem::versions_page::Diff;
use crate::postmortem::{Change, Version};
use crate::services::caller;
use crate::ui::{Badge, Field, Form, Hidden, Icon, Page, PageHead, Panel, Pop, Select, TextArea, Tone, When, page};

/// One template.
#[component]
pub fn TemplatePage() -> impl IntoView {
    let caller = caller();
    let key = use_params_map().get_untracked().get("template").unwrap_or_default();
    page(async move {
        let (who, services) = caller?;
        let edition = services.templates.show(&who, &key).await?;
        let may_write = who.require_commander().is_ok();
        let teams = services.people.teams(&who).await?.into_iter().map(|team| (team.id.to_string(), team.name)).collect::<Vec<_>>();
        let Listed { version, title, retired, shipped, .. } = edition.listed.clone();
        let mine = key.clone();
        let actions = may_write.then(|| {
            view! {
                <a class="button" href=format!("/templates/new?from={mine}")><Icon of=icondata_lu::LuCopy/>"Copy"</a>
                {(!shipped).then(|| view! {
                    <Form action=RetireTemplate::PATH class="inline">
                        <Hidden name="template" value=mine.clone()/><Hidden name="retired" value=(!retired).to_string()/>
                        <button class="button">{if retired { "Restore" } else { "Retire" }}</button>
                    </Form>
                })}
            }
            .into_any()
        });
        let change = may_write.then(|| {
            view! {
                <Panel title="Edit">
                    <Form action=ChangeTemplate::PATH>
                        <Hidden name="template" value=key.clone()/><Hidden name="version" value=version.to_string()/>
                        <Fields listed=edition.listed.clone() source=edition.source.clone() teams=teams/>
                        <div class="form-actions"><button class="button primary">"Save as new version"</button></div>
                    </Form>
                </Panel>
            }
        });
        Ok(view! {
            <Page title=title.clone()>
                <PageHead title=title reference=format!("version {version}") crumbs=vec![("/templates".to_owned(), "Templates".to_owned())]
                    sub=retired.then(|| view! { <Badge tone=Tone::Neutral text="retired"/> }).into_any() actions=actions.into_any()/>
                <Outline template=edition.template/>
                {change}
                <Versions versions=edition.versions/>
            </Page>
        })
    })
}

/// What is typed about a template.
#[component]
pub fn Fields(
    /// What it is called, whose it is.
    listed: Listed,
    /// Its text.
    source: String,
    /// Number and name of each team.
    teams: Vec<(String, String)>,
) -> impl IntoView {
    let rows = u16::try_from(source.lines().count()).unwrap_or(40).clamp(12, 40);
    view! {
        <div class="fields">
            <Field name="title" label="Title" value=listed.title required=true/>
            <Select name="team" label="Team" none="All teams" value=listed.team.map(|(id, _)| id.to_string()).unwrap_or_default() options=teams/>
            <Select name="kind" label="Default for" none="None: only when it is chosen" value=listed.kind.map(|kind| kind.as_str().to_owned()).unwrap_or_default()
                options=Kind::options().into_iter().map(|(key, title)| (key, format!("{} incidents of its team", title.to_lowercase()))).collect()/>
        </div>
        <TextArea name="source" label="Pages, sections and checklist" value=source rows=rows required=true
            hint="# is a page, ## a section, the paragraph below says what to write, a list asks questions. In braces: {#name .optional .drafted lines=5 shows=impact}. The last list is the review checklist."/>
    }
}

/// The three pages side by side.
#[component]
fn Outline(template: Template) -> impl IntoView {
    let pages = template
        .pages
        .into_iter()
        .enumerate()
        .map(|(index, page)| {
            view! {
                <Panel title=format!("{}. {}", index + 1, page.title)>
                    <ol class="outline">{page.sections.into_iter().map(|spec| view! { <Asked spec=spec/> }).collect_view()}</ol>
                </Panel>
            }
        })
        .collect_view();
    view! {
        <div class="template-pages">{pages}</div>
        <Panel title="Review checklist"><ul class="points">{template.checklist.into_iter().map(|(_, point)| view! { <li>{point}</li> }).collect_view()}</ul></Panel>
    }
}

#[component]
fn Asked(spec: Spec) -> impl IntoView {
    let optional = spec.prose.as_ref().is_some_and(|prose| !prose.required);
    let drafted = spec.prose.as_ref().is_some_and(|prose| prose.drafted);
    view! {
        <li>
            <strong>{spec.title}</strong>
            {optional.then(|| view! { " " <span class="tag">"optional"</span> })}
            {drafted.then(|| view! { " " <span class="tag">"drafted from the record"</span> })}
            {spec.part.map(|part| view! { <p class="muted">"Shows: " {part.title()}</p> })}
            {spec.prose.map(|prose| view! {
                <p>{prose.prompt}</p>
                {(!prose.questions.is_empty()).then(|| view! { <ul>{prose.questions.into_iter().map(|(name, question)| view! { <li><em>{name}</em> " " {question}</li> }).collect_view()}</ul> })}
            })}
        </li>
    }
}

#[component]
fn Versions(versions: Vec<Version>) -> impl IntoView {
    (!versions.is_empty()).then(|| view! {
        <Panel title="Versions" count=versions.len()>
            <ul class="rows">{versions.into_iter().map(|version| {
                let by = version.person.unwrap_or_else(|| "Firebreak".to_owned());
                let same = version.changes.iter().all(|change| matches!(change, Change::Same(_)));
                view! {
                    <li class="row"><div>
                        <strong>{format!("Version {}", version.version)}</strong> " " <span class="muted">{by} ", " <When at=version.at/></span>
                        {if same { view! { <p class="muted">"Same text: title, team or default changed."</p> }.into_any() }
                        else { view! { <Pop label="Changes" icon=icondata_lu::LuDiff class="small quiet"><Diff changes=version.changes/></Pop> }.into_any() }}
                    </div></li>
                }
            }).collect_view()}</ul>
        </Panel>
    })
}
