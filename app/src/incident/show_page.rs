//! `/incidents/{number}`: everything about one incident, and everything that can be done with it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::badges::{SeverityBadge, StatusBadge};
use crate::error::AppError;
use crate::services::caller;
use crate::ui::{Page, PageHead, page};

/// One incident.
#[component]
pub fn ShowPage() -> impl IntoView {
    let caller = caller();
    let number = use_params_map().get_untracked().get("number").and_then(|number| number.trim_start_matches("INC-").parse::<i64>().ok());
    page(async move {
        let (who, services) = caller?;
        let record = services.incidents.show(&who, number.ok_or(AppError::NotFound)?).await?;
        let incident = record.incident;
        Ok(view! {
            <Page title=format!("INC-{} {}", incident.number, incident.title)>
                <PageHead title=incident.title reference=format!("INC-{}", incident.number) crumbs=vec![("/incidents".to_owned(), "Incidents".to_owned())]
                    sub=view! { <SeverityBadge severity=incident.severity/> " " <StatusBadge status=incident.status/> }.into_any()/>
            </Page>
        })
    })
}
