//! `/incidents/new`: declares an incident, with one required field.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::DeclareIncident;
use super::questionnaire::{Answer, HeldUp};
use super::{Kind, Severity};
use crate::services::caller;
use crate::ui::{Asked, Check, Choice, Field, Form, Hidden, Icon, Page, PageHead, Select, TextArea, TimeField, page};

/// The declaration.
#[component]
pub fn DeclarePage() -> impl IntoView {
    let caller = caller();
    let asked = Asked::of(&["recurrence_of", "title", "signal"]);
    let recurrence = asked.text("recurrence_of");
    let (title, signal) = (asked.text("title"), asked.parsed::<i64>("signal"));
    page(async move {
        let (who, services) = caller?;
        who.require_responder()?;
        let meanings = services.incidents.meanings(&who).await?;
        let teams: Vec<(String, String)> =
            services.people.teams(&who).await?.into_iter().map(|team| (team.id.to_string(), team.name)).collect();
        Ok(view! {
            <Page title="Declare an incident" width="narrow">
                <PageHead title="Declare an incident" sub=view! { <span class="muted">"Only the title is required. When in doubt, declare: you can cancel it."</span> }.into_any()/>
                <Form action=DeclareIncident::PATH>
                    <Field name="title" label="Title" value=title required=true autofocus=true placeholder="Predictions are missing from the warehouse"/>
                    {signal.map(|id| view! { <Hidden name="signal" value=id.to_string()/> <p class="hint">"The "<a href=format!("/signals/{id}")>"signal"</a>" you came from is linked to it."</p> })}
                    <fieldset class="choices">
                        <legend>"Severity"</legend>
                        <p class="hint">"When in doubt, choose the higher severity. You can change it at any time."</p>
                        {Severity::ALL.into_iter().zip(meanings).map(|(severity, meaning)| view! {
                            <Choice name="severity" value=severity.level().to_string() chosen={severity == Severity::DEFAULT}
                                title=format!("{} {}", severity.code(), severity.word()) text=meaning/>
                        }).collect_view()}
                        <Choice name="severity" value="ask" title="Help me choose" text="Answer three questions below. When in doubt, the severity is the higher one."/>
                    </fieldset>
                    <details class="more">
                        <summary>"Three questions"</summary>
                        <Select name="held_up" label="Who is blocked?" options=HeldUp::options()/>
                        <Select name="wrong_data" label="Can wrong data reach a decision or a customer?" options=Answer::options()/>
                        <Select name="workaround" label="Is there a lasting workaround?" options=Answer::options()/>
                    </details>
                    <TextArea name="summary" label="Summary" placeholder="Symptoms, since when, who is affected"/>
                    <details class="more">
                        <summary>"More: type, team, start of impact, private, drill"</summary>
                        <div class="fields">
                            <Select name="kind" label="Type" options=Kind::options() value="data"/>
                            <Select name="team" label="Owning team" options=teams none="No team yet"/>
                        </div>
                        <TimeField name="started_at" label="Start of impact"/>
                        <Check name="private" label="Private" hint="Only members see it. Others can tell from the gap in the numbers that a private incident exists, and nothing else."/>
                        <Check name="drill" label="Drill" hint="Marked as a drill everywhere, and excluded from metrics."/>
                        {if recurrence.is_empty() {
                            view! { <Field name="recurrence_of" label="Recurrence of" placeholder="INC-42" hint="The closed incident that recurred."/> }.into_any()
                        } else {
                            view! { <Hidden name="recurrence_of" value=recurrence/> }.into_any()
                        }}
                    </details>
                    <div class="form-actions">
                        <button class="button primary"><Icon of=icondata_lu::LuSiren/>"Declare"</button>
                        <a class="button quiet" href="/incidents">"Cancel"</a>
                    </div>
                </Form>
            </Page>
        })
    })
}
