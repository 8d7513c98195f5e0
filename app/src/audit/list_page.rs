//! `/audit` for admins: who changed what when.

use leptos::prelude::*;

use super::AuditEntry;
use crate::services::caller;
use crate::ui::{Asked, Empty, Page, PageHead, Panel, When, page};

/// The audit log, the latest first.
#[component]
pub fn AuditPage() -> impl IntoView {
    let caller = caller();
    let asked = Asked::of(&["subject", "before"]);
    let subject = asked.text("subject");
    let before = asked.parsed::<i64>("before");
    page(async move {
        let (who, services) = caller?;
        let entries = services.audits.entries(&who, before, subject.trim()).await?;
        let next = crate::ui::page::encode(subject.trim());
        let older = entries.last().map(|last| format!("/audit?subject={next}&before={}", last.id)).filter(|_| entries.len() == 100);
        let empty = entries.is_empty();
        Ok(view! {
            <Page title="Audit log" width="wide">
                <PageHead title="Audit log"/>
                <form method="get" action="/audit" class="filters">
                    <input type="search" name="subject" value=subject placeholder="incident/42" aria-label="Subject"/>
                    <button class="button">"Filter"</button>
                </form>
                <Panel title="Entries" flush=true>
                    {empty.then(|| view! { <Empty icon=icondata_lu::LuScrollText title="No entries" text="No entry matches."/> })}
                    {(!empty).then(|| view! {
                        <div class="table-wrap"><table class="list">
                            <thead><tr><th>"Entry"</th><th>"Time"</th><th>"Person"</th><th>"Subject"</th><th>"Records"</th><th>"Hash"</th></tr></thead>
                            <tbody>{entries.into_iter().map(|entry| view! { <Row entry=entry/> }).collect_view()}</tbody>
                        </table></div>
                    })}
                </Panel>
                {older.map(|href| view! { <p><a class="button" rel="next" href=href>"Older"</a></p> })}
                <p class="muted">"Programs export it with " <code>"GET /api/v1/audit"</code> "; " <code>"firebreak verify"</code> " checks it."</p>
            </Page>
        })
    })
}

#[component]
fn Row(entry: AuditEntry) -> impl IntoView {
    let (records, href) = (entry.records(), entry.href());
    let hash: String = entry.hash.chars().take(12).collect();
    view! {
        <tr>
            <td>{entry.id}</td>
            <td>{entry.at.map(|at| view! { <When at=at/> })}</td>
            <td>{entry.person.unwrap_or_else(|| "Firebreak".to_owned())}</td>
            <td>{match href {
                Some(href) => view! { <a href=href>{entry.subject.clone()}</a> }.into_any(),
                None => entry.subject.clone().into_any(),
            }} " " <small class="muted">{format!("no. {}", entry.link)}</small></td>
            <td>{records}</td>
            <td><code>{hash}</code></td>
        </tr>
    }
}
