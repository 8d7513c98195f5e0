//! `/incidents/{number}/signals`: all signals of an incident, a hundred per page.

use leptos::prelude::*;

use super::panel::{Row, lead_words};
use crate::error::AppError;
use crate::incident::show_page::number_in_path;
use crate::part::MOST;
use crate::services::caller;
use crate::ui::{Asked, Empty, Page, PageHead, Pager, page};

/// The earliest first.
#[component]
pub fn IncidentSignalsPage() -> impl IntoView {
    let (caller, number) = (caller(), number_in_path());
    let after = Asked::of(&["after"]).parsed("after");
    page(async move {
        let (who, services) = caller?;
        let number = number.ok_or(AppError::NotFound)?;
        let warnings = services.signals.of_incident(&who, number, after, MOST).await?;
        let sub = lead_words(&warnings).unwrap_or_default();
        let path = format!("/incidents/{number}/signals");
        let next = warnings.signals.items.last().filter(|_| warnings.signals.after).map(|last| format!("{path}?after={}", last.id));
        let first = warnings.signals.before.then_some(path);
        let crumbs = vec![("/incidents".to_owned(), "Incidents".to_owned()), (format!("/incidents/{number}"), format!("INC-{number}"))];
        let none = warnings.signals.items.is_empty();
        Ok(view! {
            <Page title=format!("Signals of INC-{number}")>
                <PageHead title=format!("Signals of INC-{number}") crumbs=crumbs sub=view! { <span class="muted">{sub}</span> }.into_any()/>
                {none.then(|| view! { <Empty icon=icondata_lu::LuRadio title="No signals" text="Link signals on the page of the incident."/> })}
                <ul class="rows">{warnings.signals.items.into_iter().map(|signal| view! { <Row signal=signal/> }).collect_view()}</ul>
                <Pager back=first back_words="Earliest" on=next on_words="Next page"/>
            </Page>
        })
    })
}
