//! `/signals/{signal}`: one signal with its triage history.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::dispose_part::{DisposeForm, IncidentLink, SignalBadge};
use super::{Disposed, Signal, SignalRecord};
use crate::error::AppError;
use crate::services::{caller, now};
use crate::ui::{Page, PageHead, Panel, When, page};

/// One signal.
#[component]
pub fn SignalPage() -> impl IntoView {
    let caller = caller();
    let (id, now) = (use_params_map().get_untracked().get("signal").and_then(|id| id.parse::<i64>().ok()), now());
    page(async move {
        let (who, services) = caller?;
        let SignalRecord { signal, html, history } = services.signals.show(&who, id.ok_or(AppError::NotFound)?).await?;
        let judge = who.require_responder().is_ok().then(|| signal.clone());
        let (title, disposition, seen_at) = (signal.title.clone(), signal.disposition, signal.seen_at);
        Ok(view! {
            <Page title=title.clone() width="narrow">
                <PageHead title=title crumbs=vec![("/signals".to_owned(), "Signals".to_owned())]
                    sub=view! { <SignalBadge disposition=disposition seen_at=seen_at now=now/> }.into_any()/>
                <About signal=signal html=html now=now/>
                {judge.map(|signal| view! { <Panel title="Triage"><DisposeForm signal=signal/></Panel> })}
                {(!history.is_empty()).then(|| view! { <History history=history/> })}
            </Page>
        })
    })
}

#[component]
fn About(signal: Signal, html: String, now: DateTime<Utc>) -> impl IntoView {
    let late = (signal.recorded_at - signal.seen_at).num_minutes() > 5;
    let by = signal.raised_by.unwrap_or_else(|| "Firebreak".to_owned());
    let ago = format!(", {} ago", super::rough_words(now - signal.seen_at));
    view! {
        <Panel title="Description">
            {if html.is_empty() {
                view! { <p class="muted">"No description."</p> }.into_any()
            } else {
                view! { <div class="prose" inner_html=html></div> }.into_any()
            }}
            <dl class="facts">
                <dt>"Source"</dt><dd>{signal.source}</dd>
                <dt>"Seen"</dt><dd><When at=signal.seen_at/> {ago}</dd>
                <dt>"Raised by"</dt><dd>{by} {late.then(|| view! { ", recorded " <When at=signal.recorded_at/> })}</dd>
                {signal.check.map(|check| view! { <dt>"Check"</dt><dd><a href=format!("/checks/{check}")>"Check that raised it"</a></dd> })}
                {signal.incident.map(|incident| view! { <dt>"Incident"</dt><dd><IncidentLink incident=incident/></dd> })}
            </dl>
        </Panel>
    }
}

#[component]
fn History(history: Vec<Disposed>) -> impl IntoView {
    view! {
        <Panel title="Triage history" count=history.len()>
            <ul class="rows">{history.into_iter().map(|said| {
                let by = said.person.unwrap_or_else(|| "Firebreak".to_owned());
                view! {
                    <li class="row"><div>
                        <strong>{said.disposition.title()}</strong> {said.incident.map(|number| view! { " " <a href=format!("/incidents/{number}")>{format!("INC-{number}")}</a> })}
                        <p class="muted">{by} ", " <When at=said.at/></p>
                        {(!said.reason.is_empty()).then(|| view! { <p>{said.reason}</p> })}
                    </div></li>
                }
            }).collect_view()}</ul>
        </Panel>
    }
}
