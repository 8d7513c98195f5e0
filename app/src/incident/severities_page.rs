//! `/severities`: the meanings of the five severities, which admins edit.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::Severity;
use super::actions::SetMeaning;
use super::badges::SeverityBadge;
use crate::services::caller;
use crate::ui::{Field, Form, Hidden, Page, PageHead, Panel, page};

/// The five severities.
#[component]
pub fn SeveritiesPage() -> impl IntoView {
    let caller = caller();
    page(async move {
        let (who, services) = caller?;
        let meanings = services.incidents.meanings(&who).await?;
        let admin = who.require_admin().is_ok();
        Ok(view! {
            <Page title="Severities" width="narrow">
                <PageHead title="Severities" sub=view! { <span class="muted">"SEV1 and SEV2 are major: they require a postmortem, even if the severity is lowered later."</span> }.into_any()/>
                <Panel title="What they mean in your organization" flush=true>
                    <ul class="rows">{Severity::ALL.into_iter().zip(meanings).map(|(severity, meaning)| view! {
                        <li class="row"><div><SeverityBadge severity=severity/>
                            {if admin { view! { <MeaningForm severity=severity meaning=meaning/> }.into_any() } else { view! { <p>{meaning}</p> }.into_any() }}
                        </div></li>
                    }).collect_view()}</ul>
                </Panel>
                <p class="muted">"Use criteria that can be checked: who is blocked, and whether wrong data can reach a decision."</p>
            </Page>
        })
    })
}

#[component]
fn MeaningForm(severity: Severity, meaning: String) -> impl IntoView {
    let level = severity.level().to_string();
    view! {
        <Form action=SetMeaning::PATH key=level.clone() edit=true>
            <Hidden name="severity" value=level/>
            <Field name="meaning" label="Meaning" value=meaning required=true/>
            <div class="form-actions"><button class="button small">"Save"</button></div>
        </Form>
    }
}
