//! `/templates`: the postmortem templates; `/templates/new`: a new one, as a copy.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::Listed;
use super::actions::AddTemplate;
use super::show_page::Fields;
use crate::services::caller;
use crate::ui::{Asked, Form, Icon, Page, PageHead, Panel, page};

/// All templates.
#[component]
pub fn TemplatesPage() -> impl IntoView {
    let caller = caller();
    page(async move {
        let (who, services) = caller?;
        let (used, retired): (Vec<Listed>, Vec<Listed>) = services.templates.list(&who).await?.into_iter().partition(|one| !one.retired);
        let may_write = who.require_commander().is_ok();
        Ok(view! {
            <Page title="Templates">
                <PageHead title="Templates" crumbs=vec![("/postmortems".to_owned(), "Postmortems".to_owned())]
                    sub=view! { <span class="muted">"Sections, questions and review checklist of postmortems. A postmortem keeps the version that it was started with."</span> }.into_any()
                    actions=may_write.then(|| view! { <a class="button primary" href="/templates/new"><Icon of=icondata_lu::LuPlus/>"Add template"</a> }.into_any()).into_any()/>
                <Panel title="In use" count=used.len() flush=true><Rows templates=used/></Panel>
                {(!retired.is_empty()).then(|| view! { <Panel title="Retired" count=retired.len() flush=true><Rows templates=retired/></Panel> })}
            </Page>
        })
    })
}

#[component]
fn Rows(templates: Vec<Listed>) -> impl IntoView {
    view! {
        <ul class="rows">{templates.into_iter().map(|one| {
            let whose = match (&one.team, one.shipped) {
                (Some((_, team)), _) => team.clone(),
                (None, true) => "built in".to_owned(),
                (None, false) => "everybody's".to_owned(),
            };
            let begun = one.kind.map(|kind| format!("; default for {} incidents", kind.title().to_lowercase()));
            view! {
                <li class="row"><div>
                    <a href=format!("/templates/{}", one.key)><strong>{one.title}</strong></a>
                    <p class="muted">{format!("Version {}, {whose}", one.version)} {begun}</p>
                </div></li>
            }
        }).collect_view()}</ul>
    }
}

/// A new template: the text of another one to begin with.
#[component]
pub fn NewTemplatePage() -> impl IntoView {
    let caller = caller();
    let from = Asked::of(&["from"]).get("from").unwrap_or_else(|| "data".to_owned());
    page(async move {
        let (who, services) = caller?;
        who.require_commander()?;
        let model = services.templates.show(&who, &from).await?;
        let teams = services.people.teams(&who).await?.into_iter().map(|team| (team.id.to_string(), team.name)).collect::<Vec<_>>();
        let listed = Listed { title: String::new(), team: None, kind: None, ..model.listed.clone() };
        Ok(view! {
            <Page title="Add template">
                <PageHead title="Add template" crumbs=vec![("/templates".to_owned(), "Templates".to_owned())]
                    sub=view! { <span class="muted">{format!("Starts as a copy of “{}”.", model.listed.title)}</span> }.into_any()/>
                <Panel title="Template">
                    <Form action=AddTemplate::PATH>
                        <Fields listed=listed source=model.source teams=teams/>
                        <div class="form-actions"><button class="button primary">"Add template"</button></div>
                    </Form>
                </Panel>
            </Page>
        })
    })
}
