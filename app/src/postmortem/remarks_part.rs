//! What the blameless lint says about a section, under its field: the words, why, how else, and the answer "keep, because".

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::Remark;
use super::actions::KeepFinding;
use crate::ui::{Form, Hidden, Icon, Pop, TextArea, When};

/// The remarks on one section.
#[component]
pub fn Remarks(
    /// The incident's number.
    number: i64,
    /// Those of this section.
    remarks: Vec<Remark>,
    /// Whether they can still be answered.
    open: bool,
) -> impl IntoView {
    let (kept, unanswered): (Vec<Remark>, Vec<Remark>) = remarks.into_iter().partition(|remark| remark.kept.is_some());
    let count = kept.len();
    view! {
        {(open && !unanswered.is_empty()).then(|| view! {
            <ul class="remarks" aria-label="Suggestions for blameless wording">
                {unanswered.into_iter().map(|remark| view! { <Unanswered number=number remark=remark/> }).collect_view()}
            </ul>
        })}
        {open.then(|| view! { <ul class="remarks remarks-live" aria-live="polite" aria-label="About the text as it stands"></ul> })}
        {(count > 0).then(|| view! {
            <details class="more"><summary>{if count == 1 { "1 phrase is kept with a reason".to_owned() } else { format!("{count} phrases are kept with a reason") }}</summary>
                <ul class="remarks kept">{kept.into_iter().map(|remark| view! { <KeptOne remark=remark/> }).collect_view()}</ul>
            </details>
        })}
    }
}

#[component]
fn Unanswered(number: i64, remark: Remark) -> impl IntoView {
    let Remark { section, finding, .. } = remark;
    let phrase = finding.phrase.clone();
    let key = format!("-{section}-{}-{}", finding.rule, finding.at.start);
    view! {
        <li class="remark" data-phrase=phrase>
            <p><Icon of=icondata_lu::LuMessageCircleQuestion/> <mark dir="auto">{finding.phrase.clone()}</mark> " " <strong>{finding.title}</strong></p>
            <p class="muted">{finding.why}</p>
            <p>{finding.instead}</p>
            <Pop label="Keep, with a reason" icon=icondata_lu::LuPin class="small" holds=(KeepFinding::PATH, key.clone())>
                <Form action=KeepFinding::PATH key=key>
                    <Hidden name="number" value=number.to_string()/>
                    <Hidden name="section" value=section/>
                    <Hidden name="rule" value=finding.rule/>
                    <Hidden name="phrase" value=finding.phrase/>
                    <TextArea name="reason" label="Reason" hint="Reviewers can read it." required=true/>
                    <div class="form-actions"><button class="button">"Keep"</button></div>
                </Form>
            </Pop>
        </li>
    }
}

#[component]
fn KeptOne(remark: Remark) -> impl IntoView {
    let (phrase, kept) = (remark.finding.phrase.clone(), remark.kept);
    view! {
        <li class="remark" data-phrase=phrase>
            <p><mark dir="auto">{remark.finding.phrase}</mark> " " <strong>{remark.finding.title}</strong></p>
            {kept.map(|kept| view! { <p dir="auto">{kept.reason} " " <span class="muted">{kept.person.unwrap_or_else(|| "Firebreak".to_owned())} ", " <When at=kept.at/></span></p> })}
        </li>
    }
}
