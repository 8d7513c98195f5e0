//! `/checks/:id/runs/:run`: one run, with a sample of the rows that disagreed.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::actions::{MarkFalseAlarm, RunCheck};
use super::badges::OutcomeBadge;
use super::{Outcome, Run, Sample};
use crate::error::AppError;
use crate::services::caller;
use crate::text::grouped;
use crate::ui::{Form, Hidden, Icon, Page, PageHead, Panel, Pop, TextArea, When, page};

/// One run.
#[component]
pub fn RunPage() -> impl IntoView {
    let caller = caller();
    let params = use_params_map().get_untracked();
    let number = move |name: &str| params.get(name).and_then(|id| id.parse::<i64>().ok());
    let (check, run) = (number("id"), number("run"));
    page(async move {
        let (who, services) = caller?;
        let (check, run) = check.zip(run).ok_or(AppError::NotFound)?;
        let run = services.checks.run(&who, run).await?;
        if run.check != check {
            return Err(AppError::NotFound);
        }
        let name = services.checks.show(&who, check).await?.summary.name;
        let may = who.require_responder().is_ok();
        let outcome = run.outcome;
        let sample = run.sample.clone();
        Ok(view! {
            <Page title=format!("Run of {name}")>
                <PageHead title=run.message.clone() crumbs=vec![("/checks".into(), "Checks".into()), (format!("/checks/{check}"), name)]
                    sub=view! { <OutcomeBadge outcome=outcome/> " " {meaning(outcome)} }.into_any()
                    actions=may.then(|| view! { <Buttons run=run.clone()/> }).into_any()/>
                {run.false_alarm.clone().map(|alarm| view! {
                    <div class="notice" data-tone="info"><Icon of=icondata_lu::LuBellOff/><p>
                        "Marked as a false alarm by " {alarm.by.unwrap_or_else(|| "somebody".to_owned())} " (" <When at=alarm.at/> "): " {alarm.reason}
                    </p></div>
                })}
                <Facts run=run/>
                {sample.map(|sample| view! { <Rows sample=sample/> })}
            </Page>
        })
    })
}

fn meaning(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "within the thresholds",
        Outcome::Warn => "above the threshold for a warning",
        Outcome::Fail => "above the threshold for a failure",
        Outcome::Error => "the check could not be evaluated, which is not a pass",
    }
}

#[component]
fn Buttons(run: Run) -> impl IntoView {
    let alarm = matches!(run.outcome, Outcome::Warn | Outcome::Fail) && run.false_alarm.is_none();
    view! {
        {alarm.then(|| view! {
            <Pop label="Mark as false alarm" icon=icondata_lu::LuBellOff holds=(MarkFalseAlarm::PATH, String::new())>
                <Form action=MarkFalseAlarm::PATH>
                    <Hidden name="run" value=run.id.to_string()/>
                    <TextArea name="reason" label="Reason" required=true rows=2
                        hint="Counted in the false alarm rate. The green runs still start again from the next run."/>
                    <div class="form-actions"><button class="button primary">"Mark as false alarm"</button></div>
                </Form>
            </Pop>
        })}
        <Form action=RunCheck::PATH class="inline">
            <Hidden name="check" value=run.check.to_string()/>
            <button class="button primary"><Icon of=icondata_lu::LuPlay/>"Run again"</button>
        </Form>
    }
}

#[component]
fn Facts(run: Run) -> impl IntoView {
    let took = (run.finished_at - run.started_at).num_milliseconds();
    let by = match run.person {
        Some(person) => format!("{person} ({})", run.asked_by.title()),
        None => run.asked_by.title().to_owned(),
    };
    view! {
        <Panel title="Facts">
            <dl class="facts">
                <dt>"Wrong rows"</dt><dd>{run.measured.map_or_else(|| "not measured".to_owned(), grouped)}</dd>
                <dt>"Rows examined"</dt><dd>{run.examined.map_or_else(|| "unknown".to_owned(), grouped)}</dd>
                <dt>"Version of the check"</dt><dd>{run.version.map_or_else(|| "unknown".to_owned(), |version| version.to_string())}</dd>
                <dt>"Started"</dt><dd><When at=run.started_at/></dd>
                <dt>"Ended"</dt><dd><When at=run.finished_at/></dd>
                <dt>"Duration"</dt><dd>{if took < 10_000 { format!("{took} ms") } else { format!("{} s", took / 1_000) }}</dd>
                <dt>"Started by"</dt><dd>{by}</dd>
            </dl>
        </Panel>
    }
}

#[component]
fn Rows(sample: Sample) -> impl IntoView {
    let count = sample.rows.len();
    let columns = sample.columns.clone();
    view! {
        <Panel title="Sample of rows that disagree" count=count flush=true>
            <div class="table-wrap">
                <table class="list">
                    <thead><tr>{sample.columns.into_iter().map(|name| view! { <th>{name}</th> }).collect_view()}</tr></thead>
                    <tbody>{sample.rows.into_iter().map(|row| view! {
                        <tr>{row.into_iter().zip(columns.clone()).map(|(cell, name)| view! {
                            <td data-label=name>{match cell {
                                Some(cell) => view! { <code>{cell}</code> }.into_any(),
                                None => view! { <span class="muted">"null"</span> }.into_any(),
                            }}</td>
                        }).collect_view()}</tr>
                    }).collect_view()}</tbody>
                </table>
            </div>
        </Panel>
    }
}
