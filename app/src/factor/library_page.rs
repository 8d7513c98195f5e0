//! `/factors`: recurring factors. Themes of contributing factors across incidents, the most frequent first.

use leptos::prelude::*;

use super::{Recurring, Seen};
use crate::services::caller;
use crate::ui::{Badge, Empty, Page, PageHead, Tone, When, page};

/// The page.
#[component]
pub fn FactorLibraryPage() -> impl IntoView {
    let caller = caller();
    page(async move {
        let (who, services) = caller?;
        let themes = services.factors.recurring(&who).await?;
        let crumbs = vec![("/postmortems".to_owned(), "Postmortems".to_owned())];
        let body = if themes.is_empty() {
            view! {
                <Empty icon=icondata_lu::LuRepeat title="No themes"
                    text="Set a theme on the factors of a causal chain in the postmortem editor. Themes that recur across incidents are listed here."/>
            }
            .into_any()
        } else {
            view! { <div class="themes">{themes.into_iter().map(|theme| view! { <Theme theme=theme/> }).collect_view()}</div> }.into_any()
        };
        Ok(view! {
            <Page title="Recurring factors">
                <PageHead title="Recurring factors" crumbs=crumbs sub=view! { <span class="muted">"Contributing factors by theme, across incidents."</span> }.into_any()/>
                {body}
            </Page>
        })
    })
}

#[component]
fn Theme(theme: Recurring) -> impl IntoView {
    let (incidents, proved, all) = (theme.incidents(), theme.proved(), theme.factors.len());
    let seen = if incidents == 1 { "1 incident".to_owned() } else { format!("{incidents} incidents") };
    let tone = if proved == all { Tone::Good } else { Tone::Warn };
    let href = format!("/postmortems?theme={}", crate::ui::page::encode(&theme.theme));
    view! {
        <section class="theme">
            <h2><a href=href>{theme.theme}</a> " " <span class="muted">{seen}</span> " " <Badge tone=tone text=format!("{proved} of {all} verified as fixed")/></h2>
            <div class="table-wrap"><table class="list">
                <thead><tr><th scope="col">"Incident"</th><th scope="col">"Declared"</th><th scope="col">"Factor"</th><th scope="col">"Addressed by"</th></tr></thead>
                <tbody>{theme.factors.into_iter().map(|seen| view! { <SeenRow seen=seen/> }).collect_view()}</tbody>
            </table></div>
        </section>
    }
}

#[component]
fn SeenRow(seen: Seen) -> impl IntoView {
    let Seen { factor, number, incident, declared_at } = seen;
    let answer = match factor.action {
        Some(action) => view! { <a href=format!("/actions/{}", action.number)>{format!("ACT-{}", action.number)}</a> " " {action.title} ", " <strong>{action.state.replace('_', " ")}</strong> }.into_any(),
        None if factor.no_action.is_empty() => view! { <span class="muted">"not addressed yet"</span> }.into_any(),
        None => view! { <span class="muted">"Accepted: "</span> {factor.no_action} }.into_any(),
    };
    view! {
        <tr>
            <td class="lead" data-label="Incident"><a href=format!("/incidents/{number}/postmortem")><span class="ref">{format!("INC-{number}")}</span> " " {incident}</a></td>
            <td data-label="Declared"><When at=declared_at day=true/></td>
            <td data-label="Factor"><strong>{factor.kind.title()}</strong> " " {factor.title}</td>
            <td data-label="Addressed by">{answer}</td>
        </tr>
    }
}
