//! `/incidents/{number}/entries/{entry}`: what an entry of the timeline said before it was corrected.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::show_page::number_in_path;
use crate::error::AppError;
use crate::services::caller;
use crate::ui::{Page, PageHead, Panel, When, page};

/// Earlier texts and times of an entry, latest first.
#[component]
pub fn RevisionsPage() -> impl IntoView {
    let caller = caller();
    let number = number_in_path();
    let entry = use_params_map().get_untracked().get("entry").and_then(|entry| entry.parse::<i64>().ok());
    page(async move {
        let (who, services) = caller?;
        let (number, entry) = number.zip(entry).ok_or(AppError::NotFound)?;
        let timeline = services.incidents.timeline(&who, number).await?;
        let present = timeline.into_iter().find(|one| one.id == entry).ok_or(AppError::NotFound)?;
        let revisions = services.incidents.revisions(&who, number, entry).await?;
        let crumbs = vec![
            ("/incidents".to_owned(), "Incidents".to_owned()),
            (format!("/incidents/{number}#entry-{entry}"), format!("INC-{number}")),
        ];
        Ok(view! {
            <Page title="An entry and its corrections" width="narrow">
                <PageHead title="An entry and its corrections" crumbs=crumbs/>
                <Panel title="As it stands">
                    <div class="prose" inner_html=present.html></div>
                    <p class="muted">"Happened " <When at=present.happened_at/> ", recorded " <When at=present.recorded_at/></p>
                </Panel>
                <Panel title="Before" count=revisions.len()>
                    <ul class="rows">{revisions.into_iter().map(|revision| view! {
                        <li class="row"><div>
                            <p><del>{revision.old_body}</del></p>
                            <p class="muted">"Said to have happened " <When at=revision.old_happened_at/> ". Corrected " <When at=revision.at/>
                                {revision.person.map(|name| format!(" by {name}"))} ": " {revision.reason}</p>
                        </div></li>
                    }).collect_view()}</ul>
                </Panel>
            </Page>
        })
    })
}
