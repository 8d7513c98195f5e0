//! `/incidents/{number}/postmortem/sections/{section}`: the versions of a section, with differences, and the button that restores one.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::actions::RestoreSection;
use super::{Change, Version};
use crate::error::AppError;
use crate::incident::show_page::number_in_path;
use crate::services::caller;
use crate::ui::{Asked, Form, Hidden, Icon, Page, PageHead, Pop, When, page};

/// What changed, word by word.
#[component]
pub fn Diff(
    /// In order.
    changes: Vec<Change>,
) -> impl IntoView {
    view! {
        <p class="diff" dir="auto">{changes.into_iter().map(|change| match change {
            Change::Same(text) => view! { {text} }.into_any(),
            Change::Gone(text) => view! { <del>{text}</del> }.into_any(),
            Change::New(text) => view! { <ins>{text}</ins> }.into_any(),
        }).collect_view()}</p>
    }
}

/// The history of a section.
#[component]
pub fn VersionsPage() -> impl IntoView {
    let caller = caller();
    let number = number_in_path();
    let key = use_params_map().get_untracked().get("section").unwrap_or_default();
    let before: Option<i64> = Asked::of(&["before"]).parsed("before");
    page(async move {
        let (who, services) = caller?;
        let number = number.ok_or(AppError::NotFound)?;
        let document = services.postmortems.show(&who, number).await?;
        let (section, versions) = services.postmortems.versions(&who, number, &key, before).await?;
        let open = document.state.locked().is_none() && who.require_responder().is_ok();
        let title = document.template.find(&key).map(|(spec, _)| spec.title.clone()).unwrap_or_default();
        let oldest = versions.last().map_or(1, |version| version.version);
        let crumbs = vec![
            (format!("/incidents/{number}/postmortem"), format!("INC-{number} postmortem")),
            (format!("/incidents/{number}/postmortem/edit#section-{key}"), "Edit".to_owned()),
        ];
        Ok(view! {
            <Page title=format!("Versions of “{title}”, INC-{number}")>
                <PageHead title=format!("Versions of “{title}”") crumbs=crumbs/>
                <ol class="versions" reversed=true>
                    {versions.into_iter().map(|version| {
                        let back = (open && version.version != section.version).then_some(section.version);
                        view! { <Shown number=number section=key.clone() version=version over=back/> }
                    }).collect_view()}
                </ol>
                {(oldest > 1).then(|| view! {
                    <nav class="pager" aria-label="Pages"><a class="button" rel="next" href=format!("?before={oldest}")>"Older"<Icon of=icondata_lu::LuArrowRight/></a></nav>
                })}
            </Page>
        })
    })
}

/// `over` is the present version, if this one can be brought back over it.
#[component]
fn Shown(number: i64, section: String, version: Version, over: Option<i64>) -> impl IntoView {
    let by = version.person.unwrap_or_else(|| "Firebreak, from the record".to_owned());
    let id = version.version;
    let same = version.changes.iter().all(|change| matches!(change, Change::Same(_)));
    view! {
        <li class="panel">
            <header>
                <h2>{format!("Version {id}")}</h2> " " <span class="muted">{by} ", " <When at=version.at/></span>
                {over.map(|over| view! {
                    <div class="actions"><Form action=RestoreSection::PATH key=id.to_string() class="inline">
                        <Hidden name="number" value=number.to_string()/><Hidden name="section" value=section/>
                        <Hidden name="earlier" value=id.to_string()/><Hidden name="version" value=over.to_string()/>
                        <button class="button small"><Icon of=icondata_lu::LuRotateCcw/>"Restore"</button>
                    </Form></div>
                })}
            </header>
            <div class="panel-body">
                {if same {
                    view! { <p class="muted">{if version.body.is_empty() { "Empty." } else { "Same text: the draft was confirmed." }}</p> }.into_any()
                } else {
                    view! { <Diff changes=version.changes/> }.into_any()
                }}
                <Pop label="Full text" icon=icondata_lu::LuFileText class="small quiet"><p class="diff" dir="auto">{version.body}</p></Pop>
            </div>
        </li>
    }
}
