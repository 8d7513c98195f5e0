//! The major incidents of the year, one by one.

use std::sync::Arc;

use leptos::prelude::*;

use super::links::{Links, Of};
use super::{Major, Year};
use crate::incident::badges::{SeverityBadge, StatusBadge};
use crate::ui::{Badge, Empty, Tone, When};

/// SEV1 and SEV2 incidents of the year, the latest first.
#[component]
pub fn Majors(year: Arc<Year>, links: Links) -> impl IntoView {
    if year.majors.is_empty() {
        let text = format!("No incident of {} was SEV1 or SEV2.", year.year);
        return view! { <Empty icon=icondata_lu::LuShieldCheck title="None" text=text/> }.into_any();
    }
    let total = year.count().major();
    let shown = i64::try_from(year.majors.len()).unwrap_or_default();
    let rest = (total > shown).then(|| {
        let href = links.year(year.year, Of::Major);
        view! { <p class="hint table-note">{format!("Showing the latest {shown}. ")}<a href=href>{format!("Show all {total}")}</a></p> }
    });
    view! {
        <div class="table-wrap"><table class="list">
            <thead><tr>
                <th scope="col">"Incident"</th><th scope="col">"Peak severity"</th><th scope="col">"Status"</th><th scope="col">"Declared"</th>
                <th scope="col">"Major since"</th><th scope="col">"Commander"</th><th scope="col">"Postmortem"</th>
            </tr></thead>
            <tbody>{year.majors.iter().cloned().map(|major| view! { <Row major=major/> }).collect_view()}</tbody>
        </table></div>
        {rest}
    }
    .into_any()
}

#[component]
fn Row(major: Major) -> impl IntoView {
    let (tone, postmortem) = match major.postmortem.as_deref() {
        Some("published") => (Tone::Good, "published".to_owned()),
        Some(state) => (Tone::Info, state.replace('_', " ")),
        None => (Tone::Warn, "not begun".to_owned()),
    };
    view! {
        <tr>
            <td class="lead" data-label="Incident"><a href=format!("/incidents/{}", major.number)><span class="ref">{format!("INC-{}", major.number)}</span> " " {major.title}</a></td>
            <td data-label="Peak severity"><SeverityBadge severity=major.peak_severity/></td>
            <td data-label="Status"><StatusBadge status=major.status/></td>
            <td data-label="Declared"><When at=major.declared_at day=true/></td>
            <td data-label="Major since">{major.major_at.map_or("–".into_any(), |at| view! { <When at=at/> }.into_any())}</td>
            <td data-label="Commander">{major.commander.unwrap_or_else(|| "–".to_owned())}</td>
            <td data-label="Postmortem"><Badge tone=tone text=postmortem/></td>
        </tr>
    }
}
