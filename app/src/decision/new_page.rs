//! `/incidents/{number}/decisions/new`: records a decision with its options.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::RecordDecision;
use crate::error::AppError;
use crate::incident::show_page::number_in_path;
use crate::services::caller;
use crate::ui::{Choice, Field, Form, FormState, Hidden, Icon, Page, PageHead, Select, TextArea, TimeField, page};

/// The fields of each option: letter, and the names of label, pros, cons and risk.
const OPTIONS: [(&str, &str, &str, &str, &str); 6] = [
    ("a", "option_a", "pros_a", "cons_a", "risk_a"),
    ("b", "option_b", "pros_b", "cons_b", "risk_b"),
    ("c", "option_c", "pros_c", "cons_c", "risk_c"),
    ("d", "option_d", "pros_d", "cons_d", "risk_d"),
    ("e", "option_e", "pros_e", "cons_e", "risk_e"),
    ("f", "option_f", "pros_f", "cons_f", "risk_f"),
];
/// How many options are always shown; the others open in place.
const SHOWN: usize = 4;

/// The form of a decision.
#[component]
pub fn DecidePage() -> impl IntoView {
    let caller = caller();
    let number = number_in_path();
    let refused = FormState::of(RecordDecision::PATH, "");
    page(async move {
        let (who, services) = caller?;
        who.require_responder()?;
        let number = number.ok_or(AppError::NotFound)?;
        let incident = services.incidents.show(&who, number).await?.incident;
        let people = services.people.people(&who).await?.into_iter().filter(|person| person.active);
        let people: Vec<(String, String)> = people.map(|person| (person.id.to_string(), person.name)).collect();
        let decider = incident.commander.map(|(id, _)| id).or(who.person).map(|id| id.to_string()).unwrap_or_default();
        let standing = services.decisions.of_incident(&who, number).await?.into_iter().filter(super::Decision::stands);
        let standing: Vec<(String, String)> = standing.map(|decision| (decision.id.to_string(), decision.title())).collect();
        let unchosen = refused.as_ref().and_then(|state| state.error.message_for("chosen").map(str::to_owned));
        let many =
            refused.is_some_and(|state| ["option_e", "option_f"].iter().any(|name| state.value(name).is_some_and(|text| !text.is_empty())));
        let crumbs = vec![(format!("/incidents/{number}#decisions"), format!("INC-{number} {}", incident.title))];
        Ok(view! {
            <Page title=format!("Record a decision for INC-{number}") width="wide">
                <PageHead title="A decision" crumbs=crumbs sub=view! { <span class="muted">"Record the options that were considered, not only the one that was chosen."</span> }.into_any()/>
                <Form action=RecordDecision::PATH>
                    <Hidden name="number" value=number.to_string()/>
                    <TextArea name="problem" label="Problem" required=true rows=2 placeholder="Predictions are missing and a program waits: how do we repair it?"/>
                    <TextArea name="constraints" label="Constraints" rows=2 placeholder="258M rows to backfill; programs need data now; a small team"/>
                    {unchosen.map(|message| view! { <p class="error" role="alert"><Icon of=icondata_lu::LuCircleAlert/>{message}</p> })}
                    <div class="options">{OPTIONS[..SHOWN].iter().map(|names| view! { <OptionFields names=*names/> }).collect_view()}</div>
                    <details class="more" open=many><summary>"More options"</summary>
                        <div class="options">{OPTIONS[SHOWN..].iter().map(|names| view! { <OptionFields names=*names/> }).collect_view()}</div>
                    </details>
                    <TextArea name="why" label="Reason for the choice" required=true placeholder="It balances urgency with not having to do this again"/>
                    <div class="fields">
                        <Select name="decided_by" label="Decided by" options=people value=decider/>
                        <TimeField name="decided_at" label="Time" hint="Leave empty for now."/>
                    </div>
                    <TextArea name="objections" label="Objections, and by whom" rows=2/>
                    <TextArea name="revisit_when" label="Revisit when" rows=2 placeholder="The backfill takes longer than six weeks"/>
                    {(!standing.is_empty()).then(|| view! { <Select name="supersedes" label="Supersedes" options=standing none="No"/> })}
                    <div class="form-actions">
                        <button class="button primary">"Record decision"</button>
                        <a class="button quiet" href=format!("/incidents/{number}#decisions")>"Cancel"</a>
                    </div>
                </Form>
            </Page>
        })
    })
}

#[component]
fn OptionFields(names: (&'static str, &'static str, &'static str, &'static str, &'static str)) -> impl IntoView {
    let (letter, label, pros, cons, risk) = names;
    let upper = letter.to_uppercase();
    view! {
        <fieldset class="option">
            <legend>{format!("Option {upper}")}</legend>
            <Field name=label label="Title"/>
            <TextArea name=pros label="Pros" rows=2/>
            <TextArea name=cons label="Cons" rows=2/>
            <TextArea name=risk label="Risk" rows=2/>
            <Choice name="chosen" value=letter title=format!("{upper} was chosen")/>
        </fieldset>
    }
}
