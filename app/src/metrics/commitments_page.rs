//! `/insights/commitments`: the action items behind a figure.

use leptos::prelude::*;

use super::durations_page::Pager;
use super::links::{Links, filter};
use super::{Commitment, CommitmentFilter};
use crate::due_day::DueDay;
use crate::services::caller;
use crate::ui::{Asked, Badge, Empty, Page, PageHead, Tone, When, page};

/// Which commitments a number of the yearly page is made of.
#[component]
pub fn CommitmentsPage() -> impl IntoView {
    let caller = caller();
    let asked = Asked::of(&["year", "kind", "team", "which", "page"]);
    page(async move {
        let (who, services) = caller?;
        let filter = filter(&asked);
        let which = asked.word("which").unwrap_or(CommitmentFilter::Made);
        let at = asked.parsed("page").unwrap_or(0);
        let list = services.metrics.commitments(&who, &filter, which, at).await?;
        let links = Links::new(&filter);
        let year = list.year;
        let tabs = CommitmentFilter::ALL.map(|one| {
            let current = (one == which).then_some("page");
            view! { <a href=links.commitments(year, one, 0) aria-current=current>{one.title()}</a> " " }
        });
        let crumbs = vec![(links.page(year), format!("Insights {year}"))];
        let title = format!("Action items of {year}: {}", which.title().to_lowercase());
        let sub = format!("{} in {year}. {}.", list.count, which.meaning());
        Ok(view! {
            <Page title=title.clone() width="wide">
                <PageHead title=title crumbs=crumbs sub=sub.into_any()/>
                <nav class="tabs" aria-label="Which">{tabs.into_iter().collect_view()}</nav>
                {if list.rows.is_empty() {
                    view! { <Empty icon=icondata_lu::LuListChecks title="No action items" text="No action item of this year matches."/> }.into_any()
                } else {
                    view! {
                        <div class="table-wrap"><table class="list">
                            <thead><tr><th>"Action item"</th><th>"Incident"</th><th>"Owner"</th><th>"Created"</th><th>"Original due date"</th><th>"Due"</th><th>"State"</th><th>"Verified"</th><th>"Reopened"</th></tr></thead>
                            <tbody>{list.rows.into_iter().map(|row| view! { <Row row=row/> }).collect_view()}</tbody>
                        </table></div>
                    }.into_any()
                }}
                <Pager at=at more=list.more href=move |page| links.commitments(year, which, page)/>
            </Page>
        })
    })
}

#[component]
fn Row(row: Commitment) -> impl IntoView {
    let day = |at: Option<_>| at.map_or("–".into_any(), |at| view! { <When at=at day=true/> }.into_any());
    let due = |due: Option<DueDay>| due.map_or("–".to_owned(), DueDay::words);
    let tone = match row.state.as_str() {
        "verified" => Tone::Good,
        "accepted_risk" => Tone::Warn,
        _ => Tone::Info,
    };
    let moved = match row.due_moves {
        0 => None,
        1 => Some("moved once".to_owned()),
        many => Some(format!("moved {many} times")),
    };
    let moved = moved.map(|words| view! { " " <small class="muted">{words}</small> });
    let state = row.state.replace('_', " ");
    view! {
        <tr>
            <td class="lead" data-label="Action item"><a href=format!("/actions/{}", row.number)><span class="ref">{format!("ACT-{}", row.number)}</span> " " {row.title}</a></td>
            <td data-label="Incident"><a href=format!("/incidents/{}", row.incident)>{format!("INC-{} {}", row.incident, row.incident_title)}</a></td>
            <td data-label="Owner">{row.owner.map_or_else(|| view! { <Badge tone=Tone::Warn text="nobody"/> }.into_any(), IntoAny::into_any)}</td>
            <td data-label="Created">{day(Some(row.promised_at))}</td>
            <td data-label="Original due date">{due(row.first_due)}</td>
            <td data-label="Due">{due(row.due)} {moved}</td>
            <td data-label="State"><Badge tone=tone text=state/></td>
            <td data-label="Verified">{day(row.verified_at)}</td>
            <td data-label="Reopened">{day(row.reopened_at)}</td>
        </tr>
    }
}
