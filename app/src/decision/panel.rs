//! Decisions on the page of an incident.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::{StrikeDecision, SupersedeDecision};
use super::{Alternative, Decision, Prose};
use crate::services::caller;
use crate::ui::page::part;
use crate::ui::{Badge, Empty, Form, Hidden, Icon, Panel, Pop, Select, TextArea, Tone, When};

/// The decisions of an incident, each with its options compared.
#[component]
pub fn DecisionsPanel(
    /// The incident.
    number: i64,
) -> impl IntoView {
    let caller = caller();
    part(async move {
        let (who, services) = caller?;
        let decisions = services.decisions.of_incident(&who, number).await?;
        let may_work = who.require_responder().is_ok();
        let titles: Vec<(i64, String)> = decisions.iter().map(|decision| (decision.id, decision.title())).collect();
        let (standing, past): (Vec<_>, Vec<_>) = decisions.into_iter().partition(Decision::stands);
        let (count, none) = (titles.len(), titles.is_empty());
        let new = may_work.then(|| view! { <a class="button small" href=format!("/incidents/{number}/decisions/new")><Icon of=icondata_lu::LuSignpost/>"Add"</a> });
        let choices: Vec<(String, String)> = standing.iter().map(|one| (one.id.to_string(), one.title())).collect();
        Ok(view! {
            <Panel title="Decisions" id="decisions" count=count actions=new.into_any()>
                {none.then(|| view! { <Empty icon=icondata_lu::LuSignpost title="No decisions" text="When there is more than one option, record which was chosen and why: it is the first question asked later."/> })}
                {standing.into_iter().map(|decision| {
                    let others = choices.iter().filter(|(id, _)| *id != decision.id.to_string()).cloned().collect();
                    view! { <DecisionView number=number decision=decision titles=titles.clone() others=others may_work=may_work/> }
                }).collect_view()}
                {past.into_iter().map(|decision| view! { <DecisionView number=number decision=decision titles=titles.clone() others=Vec::new() may_work=false/> }).collect_view()}
            </Panel>
        })
    })
}

#[component]
fn DecisionView(
    number: i64,
    decision: Decision,
    titles: Vec<(i64, String)>,
    others: Vec<(String, String)>,
    may_work: bool,
) -> impl IntoView {
    let id = decision.id;
    let stands = decision.stands();
    let chosen = decision.chosen().map(|option| option.label.clone()).unwrap_or_default();
    let late = (decision.recorded_at - decision.decided_at).num_minutes() > 5;
    let by = decision.decided_by.clone().unwrap_or_else(|| "Firebreak".to_owned());
    let superseded = decision.superseded_by.map(|newer| {
        let title = titles.into_iter().find(|(id, _)| *id == newer).map(|(_, title)| title).unwrap_or_default();
        view! { <p><Badge tone=Tone::Neutral text="superseded"/> " by " <a href=format!("#decision-{newer}")>{title}</a></p> }
    });
    let struck = decision
        .struck
        .clone()
        .map(|(at, reason)| view! { <p><Badge tone=Tone::Bad text="struck through"/> " " <When at=at/> ": " {reason}</p> });
    let texts = [
        ("Problem", decision.problem),
        ("Constraints", decision.constraints),
        ("Why", decision.why),
        ("Objections", decision.objections),
        ("Revisit when", decision.revisit_when),
    ];
    view! {
        <article class="decision" id=format!("decision-{id}") data-stands=stands.to_string()>
            <h3>{format!("Decided: {chosen}")}</h3>
            <p class="muted">{by} ", " <When at=decision.decided_at/> {late.then(|| view! { ", recorded " <When at=decision.recorded_at/> })}</p>
            {superseded} {struck}
            <details class="more" open=stands><summary>"Options and reasons"</summary>
                <dl class="facts">{texts.into_iter().filter(|(_, prose)| !prose.text.is_empty()).map(|(words, prose)| view! { <dt>{words}</dt><dd class="prose" inner_html=prose.html></dd> }).collect_view()}</dl>
                <div class="options">{decision.options.into_iter().enumerate().map(|(index, option)| view! { <OptionView index=index option=option/> }).collect_view()}</div>
            </details>
            {may_work.then(|| view! { <Tools number=number decision=id others=others/> })}
        </article>
    }
}

#[component]
fn OptionView(index: usize, option: Alternative) -> impl IntoView {
    let letter = super::LETTERS.get(index).map(char::to_ascii_uppercase).unwrap_or_default();
    let row = |words: &'static str, prose: Prose| {
        (!prose.text.is_empty()).then(|| view! { <dt>{words}</dt><dd class="prose" inner_html=prose.html></dd> })
    };
    view! {
        <article class="option" data-chosen=option.chosen.to_string()>
            <p><strong>{format!("{letter}. {}", option.label)}</strong> {option.chosen.then(|| view! { " " <span class="badge" data-tone="good"><Icon of=icondata_lu::LuCheck/>"chosen"</span> })}</p>
            <dl>{row("Pros", option.pros)}{row("Cons", option.cons)}{row("Risk", option.risk)}</dl>
        </article>
    }
}

#[component]
fn Tools(number: i64, decision: i64, others: Vec<(String, String)>) -> impl IntoView {
    view! {
        <div class="form-actions">
            {(!others.is_empty()).then(|| view! {
                <Pop label="Mark as superseded" icon=icondata_lu::LuReplace class="small quiet" holds=(SupersedeDecision::PATH, decision.to_string())>
                    <Form action=SupersedeDecision::PATH key=decision.to_string()>
                        <Hidden name="number" value=number.to_string()/><Hidden name="decision" value=decision.to_string()/>
                        <Select name="by" label="Superseded by" options=others/>
                        <div class="form-actions"><button class="button primary">"Mark as superseded"</button></div>
                    </Form>
                </Pop>
            })}
            <Pop label="Retract" icon=icondata_lu::LuStrikethrough class="small quiet" holds=(StrikeDecision::PATH, decision.to_string())>
                <Form action=StrikeDecision::PATH key=decision.to_string()>
                    <Hidden name="number" value=number.to_string()/><Hidden name="decision" value=decision.to_string()/>
                    <TextArea name="reason" label="Reason" rows=2 required=true hint="The decision stays readable, struck through."/>
                    <div class="form-actions"><button class="button danger">"Retract"</button></div>
                </Form>
            </Pop>
        </div>
    }
}
