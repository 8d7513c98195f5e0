//! `/checks/:id`: a check with its definition, status, results and versions.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::actions::{ChangeThresholds, RunCheck, SetCheckActive};
use super::badges::{OutcomeBadge, StandingBadge};
use super::history::History;
use super::list_page::rhythm;
use super::{Kind, Line, Record, Run, ThresholdChange, Version};
use crate::error::AppError;
use crate::services::{caller, now};
use crate::text::grouped;
use crate::ui::{Empty, Field, Form, Hidden, Icon, Page, PageHead, Panel, Pop, TextArea, When, page, span_words};

/// One check.
#[component]
pub fn CheckPage() -> impl IntoView {
    let caller = caller();
    let id = use_params_map().get_untracked().get("id").and_then(|id| id.parse::<i64>().ok());
    let now = now();
    page(async move {
        let (who, services) = caller?;
        let check = services.checks.show(&who, id.ok_or(AppError::NotFound)?).await?;
        let may = who.require_responder().is_ok();
        let name = check.summary.name.clone();
        let (standing, last) = (check.summary.standing(now), check.summary.last_outcome);
        let alarms = check.summary.alarms.words();
        let (about, runs) = (check.about.clone(), check.runs.clone());
        Ok(view! {
            <Page title=name.clone()>
                <PageHead title=name crumbs=vec![("/checks".into(), "Checks".into())]
                    sub=view! { <StandingBadge standing=standing last=last/> {alarms.map(|words| view! { " " <span class="muted">{words} " in 90 days"</span> })} }.into_any()
                    actions=may.then(|| view! { <Buttons check=check.clone()/> }).into_any()/>
                <div class="split">
                    <div>
                        {(!about.is_empty()).then(|| view! { <p>{about}</p> })}
                        {if runs.is_empty() {
                            let (title, text) = if check.running {
                                ("The first run is in progress", "Reload in a moment to see its result.")
                            } else if check.next_run_at.is_some() {
                                ("Not run yet", "Run it now, or wait for its schedule.")
                            } else {
                                ("Not run yet", "Run it now.")
                            };
                            view! { <Panel title="Runs"><Empty icon=icondata_lu::LuPlay title=title text=text/></Panel> }.into_any()
                        } else {
                            let history = runs.clone();
                            view! {
                                <Panel title="Results"><History runs=history thresholds=check.thresholds/></Panel>
                                <Runs runs=runs/>
                            }.into_any()
                        }}
                        <Versions versions=check.versions.clone()/>
                    </div>
                    <aside>
                        <Facts check=check.clone() now=now/>
                        <Tuning check=check may=may/>
                    </aside>
                </div>
            </Page>
        })
    })
}

#[component]
fn Buttons(check: Record) -> impl IntoView {
    let (id, active) = (check.summary.id, check.summary.active);
    let scheduled = check.summary.every_minutes.is_some();
    view! {
        {scheduled.then(|| view! {
            <Form action=SetCheckActive::PATH class="inline">
                <Hidden name="check" value=id.to_string()/><Hidden name="active" value=(!active).to_string()/>
                <button class="button quiet">{if active { "Pause" } else { "Resume" }}</button>
            </Form>
        })}
        <a class="button" href=format!("/checks/{id}/edit")><Icon of=icondata_lu::LuPencil/>"Edit"</a>
        {if check.running {
            view! { <a class="button primary" href=format!("/checks/{id}")><Icon of=icondata_lu::LuRefreshCw/>"Running: reload"</a> }.into_any()
        } else {
            view! {
                <Form action=RunCheck::PATH class="inline">
                    <Hidden name="check" value=id.to_string()/>
                    <button class="button primary"><Icon of=icondata_lu::LuPlay/>"Run now"</button>
                </Form>
            }.into_any()
        }}
    }
}

#[component]
fn Facts(check: Record, now: DateTime<Utc>) -> impl IntoView {
    let rhythm = rhythm(&check.summary);
    let summary = check.summary;
    let fresh = span_words(chrono::TimeDelta::minutes(summary.fresh_minutes));
    let green = match summary.green_since {
        Some(since) => format!("{} in a row, for {}", summary.green_runs, span_words(now - since)),
        None => "none".to_owned(),
    };
    let columns = (summary.kind == Kind::Match)
        .then(|| view! { <dt>"Must agree"</dt><dd><code>{check.left_column}</code> " and " <code>{check.right_column}</code></dd> });
    view! {
        <Panel title="Facts">
            <dl class="facts">
                <dt>"Version"</dt><dd><a href="#versions">{check.version}</a></dd>
                <dt>"Measures"</dt><dd>{summary.kind.title()}</dd>
                {columns}
                <dt>"Asset"</dt><dd>{match summary.asset {
                    Some((id, name)) => view! { <a href=format!("/assets/{id}")>{name}</a> }.into_any(),
                    None => view! { <span class="muted">"none"</span> }.into_any(),
                }}</dd>
                <dt>"Source"</dt><dd>{summary.source.1}</dd>
                <dt>"Owner"</dt><dd>{match summary.owner {
                    Some((_, name)) => name.into_any(),
                    None => view! { <span class="badge" data-tone="warn"><Icon of=icondata_lu::LuUserX/>"No owner"</span> }.into_any(),
                }}</dd>
                <dt>"Schedule"</dt><dd>{rhythm}</dd>
                {check.next_run_at.map(|at| view! { <dt>"Next run"</dt><dd><When at=at/></dd> })}
                <dt>"Result valid for"</dt><dd>{fresh}</dd>
                <dt>"Green runs"</dt><dd>{green}</dd>
            </dl>
            <details class="more" open=true><summary>"Query"</summary><pre class="query"><code>{check.sql}</code></pre></details>
        </Panel>
    }
}

#[component]
fn Tuning(check: Record, may: bool) -> impl IntoView {
    let thresholds = check.thresholds;
    let id = check.summary.id;
    let warn = thresholds.warn_above.map(|warn| warn.to_string()).unwrap_or_default();
    view! {
        <Panel title="Thresholds" actions=may.then(|| view! {
            <Pop label="Edit thresholds" icon=icondata_lu::LuSlidersHorizontal class="small" holds=(ChangeThresholds::PATH, String::new())>
                <Form action=ChangeThresholds::PATH edit=true>
                    <Hidden name="check" value=id.to_string()/>
                    <Field name="warn_above" label="Warn above" value=warn hint="Number of wrong rows. Leave empty to never warn."/>
                    <Field name="fail_above" label="Fail above" value=thresholds.fail_above.to_string() hint="Number of wrong rows."/>
                    <TextArea name="reason" label="Reason" required=true rows=2 placeholder="Why the previous thresholds were wrong"/>
                    <div class="form-actions"><button class="button primary">"Save thresholds"</button></div>
                </Form>
            </Pop>
        }).into_any()>
            <p>{capital(&thresholds.words()) + "."}</p>
            {(!check.changes.is_empty()).then(|| view! {
                <ul class="rows">{check.changes.into_iter().map(|change| view! { <Change change=change/> }).collect_view()}</ul>
            })}
        </Panel>
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[component]
fn Change(change: ThresholdChange) -> impl IntoView {
    view! {
        <li class="row"><div>
            <strong>{capital(&change.new.words())}</strong>
            <p>{change.reason}</p>
            <p class="muted">"before: " {change.old.words()} " · " {change.person.unwrap_or_else(|| "Firebreak".to_owned())} ", " <When at=change.at/></p>
        </div></li>
    }
}

/// How many runs are shown at once; the rest is folded.
const LATEST: usize = 15;

#[component]
fn Runs(runs: Vec<Run>) -> impl IntoView {
    let count = runs.len();
    let (latest, earlier) = runs.split_at(count.min(LATEST));
    let (latest, earlier) = (latest.to_vec(), earlier.to_vec());
    view! {
        <Panel title="Runs" count=count flush=true>
            <RunTable runs=latest/>
            {(!earlier.is_empty()).then(|| view! {
                <details class="more"><summary>{format!("{} earlier", earlier.len())}</summary><RunTable runs=earlier/></details>
            })}
        </Panel>
    }
}

/// `14 of 60,000`, or that nobody knows of how many.
fn wrong_of(run: &Run) -> String {
    match (run.measured, run.examined) {
        (None, _) => "–".to_owned(),
        (Some(wrong), Some(all)) => format!("{} of {}", grouped(wrong), grouped(all)),
        (Some(wrong), None) => format!("{} of an unknown number", grouped(wrong)),
    }
}

#[component]
fn RunTable(runs: Vec<Run>) -> impl IntoView {
    view! {
        <div class="table-wrap">
            <table class="list">
                <thead><tr><th>"Started"</th><th>"Outcome"</th><th class="num">"Wrong rows"</th><th>"Message"</th><th>"Started by"</th></tr></thead>
                <tbody>{runs.into_iter().map(|run| view! {
                    <tr>
                        <td class="lead" data-label="Started"><a href=format!("/checks/{}/runs/{}", run.check, run.id)><When at=run.started_at/></a>
                            {run.version.map(|version| view! { " " <small class="muted">{format!("version {version}")}</small> })}</td>
                        <td data-label="Outcome"><OutcomeBadge outcome=run.outcome/>
                            {run.false_alarm.is_some().then(|| view! { " " <span class="tag">"false alarm"</span> })}</td>
                        <td class="num" data-label="Wrong rows">{wrong_of(&run)}</td>
                        <td data-label="Message">{run.message}</td>
                        <td data-label="Started by">{run.person.unwrap_or_else(|| run.asked_by.title().to_owned())}</td>
                    </tr>
                }).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// What it judged by, and since when; the latest first.
#[component]
fn Versions(versions: Vec<Version>) -> impl IntoView {
    let count = versions.len();
    view! {
        <Panel title="Versions" id="versions" count=count>
            <ul class="rows">{versions.into_iter().map(|version| view! { <OneVersion version=version/> }).collect_view()}</ul>
        </Panel>
    }
}

#[component]
fn OneVersion(version: Version) -> impl IntoView {
    let lines = version.lines.into_iter().map(|line| match line {
        Line::Same(text) => view! { <span>"  "{text}"\n"</span> }.into_any(),
        Line::Gone(text) => view! { <del>"− "{text}"\n"</del> }.into_any(),
        Line::New(text) => view! { <ins>"+ "{text}"\n"</ins> }.into_any(),
    });
    let (first, lines) = (version.version == 1, lines.collect_view());
    let whole = version.content.lines();
    view! {
        <li class="row"><div>
            <strong>{format!("Version {}", version.version)}</strong>
            {(!version.reason.is_empty()).then(|| view! { <p>{version.reason}</p> })}
            <p class="muted">{version.person.unwrap_or_else(|| "Firebreak".to_owned())} ", " <When at=version.at/></p>
            {if first {
                view! { <details class="more"><summary>"Definition"</summary><pre class="query"><code>{whole}</code></pre></details> }.into_any()
            } else {
                view! { <details class="more"><summary>"Changes"</summary><pre class="query"><code>{lines}</code></pre></details> }.into_any()
            }}
        </div></li>
    }
}
