//! The forms with which people move an action item.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::{AcceptRisk, BlockAction, FinishAction, ProposeRisk, ReopenAction, StartAction, VerifyAction};
use super::{ActionItem, State, Step};
use crate::ui::{Check, Field, Form, Hidden, Pop, TextArea};

/// What a press of the button says.
fn verb(step: Step, from: State) -> &'static str {
    match (step, from) {
        (Step::Start, State::Open) => "Start",
        (Step::Start, State::AwaitingEvidence) => "Mark as not done",
        (Step::Start, _) => "Unblock",
        (Step::Block, _) => "Mark as blocked",
        (Step::Finish, _) => "Mark as done",
        (Step::Verify, _) => "Verify",
        (Step::AcceptRisk, _) => "Accept risk",
        (Step::Reopen, _) => "Reopen",
    }
}

fn icon(step: Step) -> &'static icondata_core::IconData {
    match step {
        Step::Start => icondata_lu::LuPlay,
        Step::Block => icondata_lu::LuOctagonPause,
        Step::Finish => icondata_lu::LuCheck,
        Step::Verify => icondata_lu::LuBadgeCheck,
        Step::AcceptRisk => icondata_lu::LuScale,
        Step::Reopen => icondata_lu::LuRotateCcw,
    }
}

fn path(step: Step) -> &'static str {
    match step {
        Step::Start => StartAction::PATH,
        Step::Block => BlockAction::PATH,
        Step::Finish => FinishAction::PATH,
        Step::Verify => VerifyAction::PATH,
        Step::AcceptRisk => AcceptRisk::PATH,
        Step::Reopen => ReopenAction::PATH,
    }
}

/// Every step that this reader can take now.
#[component]
pub fn Steps(
    /// Of which.
    item: ActionItem,
    /// What they can do.
    steps: Vec<Step>,
) -> impl IntoView {
    let (state, judged) = (item.state, item.check.is_some());
    let number = item.number.to_string();
    let proposed = item.proposal.clone().map(|proposal| (proposal.reason, proposal.until.iso())).unwrap_or_default();
    // Whoever cannot accept its risk can propose it.
    let propose = !item.idea && Step::AcceptRisk.fits(state) && !steps.is_empty() && !steps.contains(&Step::AcceptRisk);
    let propose = propose.then(|| {
        let (number, proposed) = (number.clone(), proposed.clone());
        view! {
            <Pop label="Propose accepting the risk" icon=icondata_lu::LuScale holds=(ProposeRisk::PATH, String::new())>
                <Form action=ProposeRisk::PATH>
                    <Hidden name="action" value=number/>
                    <RiskFields proposed=proposed/>
                    <p class="hint">"A commander other than the owner and you accepts it."</p>
                    <div class="form-actions"><button class="button primary">"Propose"</button></div>
                </Form>
            </Pop>
        }
    });
    let steps = steps
        .into_iter()
        .map(|step| {
            let (action, number, proposed) = (path(step), number.clone(), proposed.clone());
            let class = if matches!(step, Step::Finish | Step::Verify) { "primary" } else { "" };
            view! {
                <Pop label=verb(step, state) icon=icon(step) class=class holds=(action, String::new())>
                    <Form action=action>
                        <Hidden name="action" value=number/>
                        <Words step=step judged=judged proposed=proposed/>
                        <div class="form-actions"><button class="button primary">{verb(step, state)}</button></div>
                    </Form>
                </Pop>
            }
        })
        .collect_view();
    view! { {steps} {propose} }
}

#[component]
fn RiskFields(proposed: (String, String)) -> impl IntoView {
    let (reason, until) = proposed;
    view! {
        <TextArea name="reason" label="Reason" rows=2 required=true value=reason/>
        <Field name="until" label="Accepted until" kind="date" required=true value=until hint="After that date it counts as open again."/>
    }
}

#[component]
fn Words(step: Step, judged: bool, proposed: (String, String)) -> impl IntoView {
    match step {
        Step::Start => view! { <TextArea name="note" label="Note" rows=2/> }.into_any(),
        Step::Block => view! { <TextArea name="note" label="What is blocking it?" rows=2 required=true/> }.into_any(),
        Step::Finish => {
            let hint = if judged {
                "This does not verify it: from now on, runs of its check do."
            } else {
                "This does not verify it: a second person, neither the owner nor you, does."
            };
            view! { <TextArea name="note" label="What was done?" rows=2 hint=hint/> }.into_any()
        }
        Step::Verify => view! { <TextArea name="note" label="Evidence" rows=2 required=true placeholder="Counted for each task: 258,000,000 of 258,000,000"/> }.into_any(),
        Step::AcceptRisk => view! { <RiskFields proposed=proposed/> }.into_any(),
        Step::Reopen => view! {
            <TextArea name="note" label="Reason" rows=2 required=true/>
            <Check name="recurred" label="The problem recurred" hint="Counted as a recurrence in Insights."/>
        }
        .into_any(),
    }
}
