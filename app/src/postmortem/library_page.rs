//! `/postmortems`: published ones, drafts, and incidents that need one. Its filters are in the URL.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::sheet::StateBadge;
use super::{Facets, Filter, Mine, State, Summary};
use crate::incident::badges::SeverityBadge;
use crate::services::{caller, now};
use crate::ui::page::encode;
use crate::ui::{Asked, Badge, Empty, Icon, Page, PageHead, Panel, Tone, When, page};

/// How many of those that are owed are shown before the library itself.
const LONGEST_WAITING: usize = 3;

/// The library.
#[component]
pub fn LibraryPage() -> impl IntoView {
    let caller = caller();
    let asked = Asked::of(&["state", "q", "year", "team", "asset", "theme", "before"]);
    let now = now();
    let filter = Filter {
        state: asked.word("state"),
        text: asked.text("q"),
        year: asked.parsed("year"),
        team: asked.parsed("team"),
        asset: asked.parsed("asset"),
        theme: asked.text("theme"),
        before: asked.parsed("before"),
    };
    page(async move {
        let (who, services) = caller?;
        let listing = services.postmortems.list(&who, &filter).await?;
        let mine = if filter == Filter::default() { Some(services.postmortems.mine(&who).await?) } else { None };
        let facets = services.postmortems.facets(&who).await?;
        let filtered = !filter.is_open();
        let oldest = listing.postmortems.last().map(|one| one.number);
        let older = oldest.filter(|_| listing.older).map(|oldest| format!("/postmortems?{}before={oldest}", question(&filter)));
        let owed = listing.owed;
        Ok(view! {
            <Page title="Postmortems">
                <PageHead title="Postmortems" sub=view! { <span class="muted">"Three pages each: what happened, why, and what changes."</span> }.into_any()
                    actions=view! {
                        <a class="button" href="/factors"><Icon of=icondata_lu::LuRepeat/>"Recurring factors"</a>
                        <a class="button" href="/templates"><Icon of=icondata_lu::LuLayoutTemplate/>"Templates"</a>
                    }.into_any()/>
                {mine.map(|mine| view! { <Yours mine=mine now=now/> })}
                {(!owed.is_empty()).then(|| view! { <Owed owed=owed now=now/> })}
                <Filters filter=filter facets=facets filtered=filtered/>
                {if listing.postmortems.is_empty() {
                    view! { <Nothing filtered=filtered/> }.into_any()
                } else {
                    view! { <ul class="rows library">{listing.postmortems.into_iter().map(|one| view! { <Row one=one now=now/> }).collect_view()}</ul> }.into_any()
                }}
                {older.map(|href| view! {
                    <nav class="pager" aria-label="Pages"><a class="button" rel="next" href=href>"Older"<Icon of=icondata_lu::LuArrowRight/></a></nav>
                })}
            </Page>
        })
    })
}

/// What was asked for, as it stands in the address of the next page.
fn question(filter: &Filter) -> String {
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let words = [
        ("q", filter.text.clone()),
        ("state", filter.state.map(State::as_str).unwrap_or_default().to_owned()),
        ("year", filter.year.map(|year| year.to_string()).unwrap_or_default()),
        ("team", number(filter.team)),
        ("asset", number(filter.asset)),
        ("theme", filter.theme.clone()),
    ];
    words.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={}&", encode(value))).collect()
}

/// What waits for this reader.
#[component]
fn Yours(mine: Mine, now: DateTime<Utc>) -> impl IntoView {
    let reviews = mine.reviews.len();
    view! {
        {(reviews > 0).then(|| view! {
            <Panel title="Waiting for your review" count=reviews flush=true>
                <ul class="rows">{mine.reviews.into_iter().map(|one| view! { <Row one=one now=now/> }).collect_view()}</ul>
            </Panel>
        })}
        {(!mine.reading.is_empty()).then(|| view! {
            <Panel title="Sent to your teams" count=mine.reading.len() flush=true>
                <ul class="rows">{mine.reading.into_iter().map(|one| view! { <Row one=one now=now/> }).collect_view()}</ul>
            </Panel>
        })}
        {mine.anniversaries.into_iter().map(|one| {
            let ago = if one.years == 1 { "A year ago this week".to_owned() } else { format!("{} years ago this week", one.years) };
            let number = one.postmortem.number;
            let proved = match one.unproved {
                0 => "All of its action items are verified, or their risk is accepted.".to_owned(),
                1 => "1 of its action items is not verified.".to_owned(),
                several => format!("{several} of its action items are not verified."),
            };
            view! {
                <div class="notice" data-tone=if one.unproved == 0 { "info" } else { "warn" }><Icon of=icondata_lu::LuCalendarHeart/>
                    <p>{ago} ": " <a href=format!("/incidents/{number}/postmortem")>{format!("INC-{number} {}", one.postmortem.title)}</a> ". " {proved}</p>
                </div>
            }
        }).collect_view()}
    }
}

/// What nobody began: the longest waiting at once, the others folded.
#[component]
fn Owed(owed: Vec<Summary>, now: DateTime<Utc>) -> impl IntoView {
    let mut first = owed;
    let count = first.len();
    let rest = first.split_off(count.min(LONGEST_WAITING));
    let rows = move |rows: Vec<Summary>| view! { <ul class="rows">{rows.into_iter().map(|one| view! { <Row one=one now=now/> }).collect_view()}</ul> };
    let words = format!("{} more", rest.len());
    view! {
        <Panel title="Required and not started" count=count flush=true>
            {rows(first)}
            {(!rest.is_empty()).then(|| view! { <details class="more owed"><summary>{words}</summary>{rows(rest)}</details> })}
        </Panel>
    }
}

#[component]
fn Filters(filter: Filter, facets: Facets, filtered: bool) -> impl IntoView {
    let select = |name: &'static str, any: &'static str, chosen: String, options: Vec<(String, String)>| {
        (!options.is_empty()).then(|| {
            view! {
                <select name=name aria-label=any>
                    <option value="">{any}</option>
                    {options.into_iter().map(|(value, words)| {
                        let selected = value == chosen;
                        view! { <option value=value selected=selected>{words}</option> }
                    }).collect_view()}
                </select>
            }
        })
    };
    let numbered = |all: Vec<(i64, String)>| all.into_iter().map(|(number, name)| (number.to_string(), name)).collect::<Vec<_>>();
    let shown = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let years = facets.years.into_iter().map(|year| (year.to_string(), year.to_string())).collect();
    let themes = facets.themes.into_iter().map(|theme| (theme.clone(), theme)).collect();
    view! {
        <form class="filters" method="get" action="/postmortems">
            <input type="search" name="q" value=filter.text placeholder="Words, or INC-42" aria-label="Words"/>
            <select name="state" aria-label="State">
                <option value="">"Any state"</option>
                {State::ALL.iter().map(|state| view! { <option value=state.as_str() selected={filter.state == Some(*state)}>{state.title()}</option> }).collect_view()}
            </select>
            {select("year", "Any year", filter.year.map(|year| year.to_string()).unwrap_or_default(), years)}
            {select("team", "Any team", shown(filter.team), numbered(facets.teams))}
            {select("asset", "Any asset", shown(filter.asset), numbered(facets.assets))}
            {select("theme", "Any theme", filter.theme, themes)}
            <button class="button"><Icon of=icondata_lu::LuListFilter/>"Filter"</button>
            {filtered.then(|| view! { <p class="chips"><a href="/postmortems">"Clear filters"</a></p> })}
        </form>
    }
}

#[component]
fn Nothing(filtered: bool) -> impl IntoView {
    if filtered {
        view! { <Empty icon=icondata_lu::LuSearchX title="No postmortem matches" text="Use other words, or any state."><a class="button" href="/postmortems">"Clear filters"</a></Empty> }.into_any()
    } else {
        view! { <Empty icon=icondata_lu::LuBookOpen title="No postmortems yet" text="Start one on the page of an incident. Its draft contains what is recorded there."><a class="button" href="/incidents">"Incidents"</a></Empty> }.into_any()
    }
}

#[component]
fn Row(one: Summary, now: DateTime<Utc>) -> impl IntoView {
    let begun = one.state.is_some();
    let href = if begun { format!("/incidents/{}/postmortem", one.number) } else { format!("/incidents/{}#postmortem", one.number) };
    view! {
        <li class="row"><div>
            <a href=href><span class="ref">{format!("INC-{}", one.number)}</span> " " {one.title}</a> " "
            <SeverityBadge severity=one.peak_severity/> " "
            {one.state.map(|state| view! { <StateBadge state=state/> " " })}
            {(one.published_at.is_none()).then(|| view! { <Due at=one.due_at now=now/> })}
            {one.drill.then(|| view! { " " <span class="badge drill">"drill"</span> })}
            {one.private.then(|| view! { " " <span class="badge private"><Icon of=icondata_lu::LuLock/>"private"</span> })}
            {(!one.excerpt.is_empty()).then(|| view! { <p dir="auto">{one.excerpt}</p> })}
            <p class="muted">{match (one.published_at, one.updated_at, one.resolved_at) {
                (Some(at), ..) => view! { "Published " <When at=at day=true/> }.into_any(),
                (None, Some(at), _) => view! { "Last changed " <When at=at/> }.into_any(),
                (None, None, Some(at)) => view! { "Resolved " <When at=at day=true/> }.into_any(),
                (None, None, None) => ().into_any(),
            }}</p>
        </div></li>
    }
}

/// Until when it is due, loudly when that is over.
#[component]
pub fn Due(
    /// Until when; nothing is shown without it.
    at: Option<DateTime<Utc>>,
    /// The moment of this page.
    now: DateTime<Utc>,
) -> impl IntoView {
    at.map(|at| {
        let day = at.format("%-d %b %Y");
        if at < now {
            view! { <Badge tone=Tone::Bad text=format!("overdue since {day}")/> }
        } else {
            view! { <Badge tone=Tone::Warn text=format!("due {day}")/> }
        }
    })
}
