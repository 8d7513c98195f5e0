//! Incidents by data impact, and the figures about action items.

use std::sync::Arc;

use leptos::prelude::*;

use super::counts_part::count;
use super::links::Links;
use super::{CommitmentFilter, Year};

/// "Halted, not wrong": how often the guardrail held.
#[component]
pub fn Guardrails(year: Arc<Year>, links: Links) -> impl IntoView {
    let number = year.year;
    let rows = year.guardrail.iter().map(|(guardrail, incidents)| {
        let href = links.with(number, "guardrail", guardrail.as_str());
        view! { <tr><th scope="row">{guardrail.title()}</th><td class="num">{count(*incidents, href)}</td></tr> }
    });
    let returned = count(year.recurrences, links.with(number, "returned", "yes"));
    view! {
        <div class="table-wrap"><table>
            <thead><tr><th scope="col">"Incidents"</th><th scope="col" class="num">{number}</th></tr></thead>
            <tbody>{rows.collect_view()}</tbody>
            <tbody><tr><th scope="row">"Recurrences of an earlier incident"</th><td class="num">{returned}</td></tr></tbody>
        </table></div>
    }
}

/// What became of promises in the year.
#[component]
pub fn Promised(year: Arc<Year>, links: Links) -> impl IntoView {
    let number = year.year;
    let share = year.promises.on_time_share();
    let rows = CommitmentFilter::ALL.map(|promise| {
        let found = i64::try_from(year.promises.count(promise)).unwrap_or(i64::MAX);
        let share = share.filter(|_| promise == CommitmentFilter::OnTime);
        let share = share
            .map(|share| view! { <span class="muted">{format!(", {share} % of {}", year.promises.count(CommitmentFilter::Due))}</span> });
        let part = promise.part_of().is_some().then_some("yes");
        view! {
            <tr data-part=part>
                <th scope="row">{promise.title()}<small>{promise.meaning()}</small></th>
                <td class="num">{count(found, links.commitments(number, promise, 0))}{share}</td>
            </tr>
        }
    });
    view! {
        <div class="table-wrap"><table>
            <thead><tr><th scope="col">"Action items"</th><th scope="col" class="num">{number}</th></tr></thead>
            <tbody>{rows.into_iter().collect_view()}</tbody>
        </table></div>
    }
}
