//! `/signals`: open signals first, with their age. Its filters are in the URL.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::{DisposeSignal, RaiseSignal};
use super::dispose_part::{DisposeForm, IncidentLink, SignalBadge};
use super::{Disposition, Place, Signal, SignalFilter, SignalListing, rough_words};
use crate::services::{caller, now};
use crate::ui::page::encode;
use crate::ui::{Asked, Empty, Field, Form, Icon, Page, PageHead, Pop, TextArea, TimeField, When, page};

/// What the address asks for.
#[derive(Clone)]
struct Question {
    disposition: Option<Disposition>,
    text: String,
    after: Option<Place>,
}

impl Question {
    fn read() -> Self {
        let asked = Asked::of(&["disposition", "q", "after"]);
        Self { disposition: asked.word("disposition"), text: asked.text("q"), after: asked.parsed("after") }
    }

    fn filtered(&self) -> bool {
        self.disposition.is_some() || !self.text.trim().is_empty()
    }

    /// The same list from `after` on.
    fn link(&self, after: Option<Place>) -> String {
        let word = self.disposition.map_or("", Disposition::as_str);
        let after = after.map(|place| format!("&after={place}")).unwrap_or_default();
        format!("/signals?disposition={word}&q={}{after}", encode(&self.text))
    }
}

/// The list.
#[component]
pub fn SignalsPage() -> impl IntoView {
    let caller = caller();
    let (asked, now) = (Question::read(), now());
    page(async move {
        let (who, services) = caller?;
        let filter = SignalFilter { disposition: asked.disposition, text: asked.text.clone(), after: asked.after };
        let listing = services.signals.list(&who, &filter).await?;
        let may_work = who.require_responder().is_ok();
        let sub = match listing.open {
            0 => "No open signals.".to_owned(),
            1 => "1 signal is waiting for triage.".to_owned(),
            several => format!("{several} signals are waiting for triage."),
        };
        Ok(view! {
            <Page title="Signals">
                <PageHead title="Signals" sub=view! { <span class="muted">{sub}</span> }.into_any() actions=view! { <RaisePop/> }.into_any()/>
                <Filters asked=asked.clone()/>
                {if listing.signals.is_empty() {
                    view! { <Nothing filtered=asked.filtered()/> }.into_any()
                } else {
                    view! { <Rows listing=listing asked=asked now=now may_work=may_work/> }.into_any()
                }}
            </Page>
        })
    })
}

#[component]
fn RaisePop() -> impl IntoView {
    view! {
        <Pop label="Raise signal" icon=icondata_lu::LuRadio class="primary" holds=(RaiseSignal::PATH, String::new())>
            <Form action=RaiseSignal::PATH>
                <p class="hint">"Raise anything unusual. It is triaged afterwards."</p>
                <Field name="title" label="Title" required=true placeholder="This task ID looks odd"/>
                <TextArea name="body" label="Description" placeholder="Where, how often, compared with what"/>
                <div class="fields">
                    <Field name="source" label="Source" placeholder="person" hint="slack, alert, check, customer, …"/>
                    <TimeField name="seen_at" label="Seen at" hint="Leave empty for now. It can be long ago."/>
                </div>
                <div class="form-actions"><button class="button primary">"Raise signal"</button></div>
            </Form>
        </Pop>
    }
}

#[component]
fn Filters(asked: Question) -> impl IntoView {
    let chosen = asked.disposition.map_or("", Disposition::as_str);
    let filtered = asked.filtered();
    view! {
        <form class="filters" method="get" action="/signals">
            <input type="search" name="q" value=asked.text placeholder="Words in title, text or source" aria-label="Words"/>
            <select name="disposition" aria-label="Disposition">
                <option value="">"Open first, then all"</option>
                {Disposition::options().into_iter().map(|(value, words)| { let selected = value == chosen; view! { <option value=value selected=selected>{words}</option> } }).collect_view()}
            </select>
            <button class="button"><Icon of=icondata_lu::LuListFilter/>"Filter"</button>
            {filtered.then(|| view! { <p class="chips"><a href="/signals">"Clear filters"</a></p> })}
        </form>
    }
}

#[component]
fn Nothing(filtered: bool) -> impl IntoView {
    if filtered {
        view! { <Empty icon=icondata_lu::LuSearchX title="No signal matches" text="Use another disposition or other words."><a class="button" href="/signals">"Clear filters"</a></Empty> }.into_any()
    } else {
        view! { <Empty icon=icondata_lu::LuRadio title="No signals yet" text="When something looks unusual, raise a signal: early signals help to find the next incident sooner."/> }.into_any()
    }
}

#[component]
fn Rows(listing: SignalListing, asked: Question, now: DateTime<Utc>, may_work: bool) -> impl IntoView {
    let next = listing.next.map(|place| asked.link(Some(place)));
    let first = asked.after.map(|_| asked.link(None));
    view! {
        <section class="panel flush"><div class="panel-body">
            <ul class="rows">{listing.signals.into_iter().map(|signal| view! { <Row signal=signal now=now may_work=may_work/> }).collect_view()}</ul>
        </div></section>
        {(next.is_some() || first.is_some()).then(|| view! {
            <nav class="pager" aria-label="Pages">
                {first.map(|href| view! { <a class="button" href=href><Icon of=icondata_lu::LuArrowLeft/>"First page"</a> })}
                {next.map(|href| view! { <a class="button" rel="next" href=href>"Next page"<Icon of=icondata_lu::LuArrowRight/></a> })}
            </nav>
        })}
    }
}

#[component]
fn Row(signal: Signal, now: DateTime<Utc>, may_work: bool) -> impl IntoView {
    let judge = (may_work && signal.disposition == Disposition::Open).then(|| signal.clone());
    let id = signal.id;
    let seen = format!("{} ago", rough_words(now - signal.seen_at));
    let by = signal.raised_by.unwrap_or_else(|| "Firebreak".to_owned());
    view! {
        <li class="row">
            <div>
                <a href=format!("/signals/{id}")><strong>{signal.title}</strong></a> " " <SignalBadge disposition=signal.disposition seen_at=signal.seen_at now=now/>
                <p class="muted"><span class="tag">{signal.source}</span> " seen " <When at=signal.seen_at/> ", " {seen} ", raised by " {by}</p>
                {(!signal.reason.is_empty()).then(|| view! { <p>{signal.reason}</p> })}
                {signal.incident.map(|incident| view! { <p><IncidentLink incident=incident/></p> })}
            </div>
            {judge.map(|signal| view! {
                <Pop label="Triage" icon=icondata_lu::LuListChecks class="small" holds=(DisposeSignal::PATH, id.to_string())><DisposeForm signal=signal/></Pop>
            })}
        </li>
    }
}
