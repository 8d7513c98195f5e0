//! `/incidents/{number}/updates`: every status update of an incident, a hundred at a time.

use leptos::prelude::*;

use super::panel::UpdateView;
use crate::error::AppError;
use crate::incident::show_page::number_in_path;
use crate::part::MOST;
use crate::services::caller;
use crate::ui::{Asked, Empty, Page, PageHead, Pager, Panel, page};

/// The latest first.
#[component]
pub fn IncidentUpdatesPage() -> impl IntoView {
    let (caller, number) = (caller(), number_in_path());
    let after = Asked::of(&["after"]).parsed("after");
    page(async move {
        let (who, services) = caller?;
        let number = number.ok_or(AppError::NotFound)?;
        let updates = services.updates.of_incident(&who, number, after, MOST).await?.updates;
        let path = format!("/incidents/{number}/updates");
        let next = updates.items.last().filter(|_| updates.after).map(|last| format!("{path}?after={}", last.id));
        let first = updates.before.then_some(path);
        let crumbs = vec![("/incidents".to_owned(), "Incidents".to_owned()), (format!("/incidents/{number}"), format!("INC-{number}"))];
        let none = updates.items.is_empty();
        Ok(view! {
            <Page title=format!("Status updates of INC-{number}")>
                <PageHead title=format!("Status updates of INC-{number}") crumbs=crumbs/>
                {none.then(|| view! { <Empty icon=icondata_lu::LuMegaphone title="No status updates" text="Post updates on the page of the incident."/> })}
                {(!none).then(|| view! {
                    <Panel title="Updates" count=usize::try_from(updates.total).unwrap_or_default()>
                        {updates.items.into_iter().map(|update| view! { <UpdateView update=update/> }).collect_view()}
                    </Panel>
                })}
                <Pager back=first back_words="Latest" on=next on_words="Earlier"/>
            </Page>
        })
    })
}
