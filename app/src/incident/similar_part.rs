//! Similar past incidents, on the page of an open one, with their action items that are not verified.

use leptos::prelude::*;

use super::badges::SeverityBadge;
use super::similar::Similar;
use crate::services::caller;
use crate::ui::page::part;
use crate::ui::{Panel, When};

/// Up to three past incidents that look like this one; nothing when there are none.
#[component]
pub fn AlikePanel(
    /// The incident.
    number: i64,
) -> impl IntoView {
    let caller = caller();
    part(async move {
        let (who, services) = caller?;
        let similar = services.incidents.similar(&who, number).await?;
        Ok((!similar.is_empty()).then(|| {
            view! { <Panel title="Similar incidents" id="similar"><ul class="rows">{similar.into_iter().map(|one| view! { <One one=one/> }).collect_view()}</ul></Panel> }
        }))
    })
}

#[component]
fn One(one: Similar) -> impl IntoView {
    let mut common: Vec<String> = one.assets.clone();
    common.extend(one.words.iter().map(|word| format!("“{word}”")));
    let href = if one.published { format!("/incidents/{}/postmortem", one.number) } else { format!("/incidents/{}", one.number) };
    view! {
        <li class="similar">
            <p><SeverityBadge severity=one.peak_severity/> " " <a href=href><span class="ref">{format!("INC-{}", one.number)}</span> " " {one.title}</a></p>
            <p class="muted">{common.join(", ")} ". " <When at=one.declared_at day=true/> {one.published.then_some(", with its postmortem")}</p>
            {(!one.unproved.is_empty()).then(|| view! {
                <ul class="unproved">{one.unproved.into_iter().map(|action| view! {
                    <li><a href=format!("/actions/{}", action.number)>{format!("ACT-{}", action.number)}</a> " " {action.title} ", " <strong>{action.state.replace('_', " ")}</strong></li>
                }).collect_view()}</ul>
            })}
        </li>
    }
}
