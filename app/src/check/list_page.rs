//! `/checks`: checks that fail or are stale first. Its filters are in the URL.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::badges::StandingBadge;
use super::{Standing, Summary};
use crate::services::{caller, now};
use crate::ui::{Asked, Empty, Icon, Page, PageHead, When, page};

/// The list.
#[component]
pub fn ChecksPage() -> impl IntoView {
    let caller = caller();
    let asked = Asked::of(&["q", "standing"]);
    let now = now();
    page(async move {
        let (who, services) = caller?;
        let all = services.checks.all(&who).await?;
        let total = all.len();
        let words = asked.text("q");
        let standing = asked.word("standing");
        let counts: Vec<(Standing, usize)> =
            Standing::ALL.iter().map(|one| (*one, all.iter().filter(|check| check.standing(now) == *one).count())).collect();
        let wanted = words.trim().to_lowercase();
        let found: Vec<Summary> = all
            .into_iter()
            .filter(|check| standing.is_none_or(|one| check.standing(now) == one))
            .filter(|check| {
                let asset = check.asset.as_ref().map_or("", |(_, name)| name);
                [check.name.as_str(), asset, &check.source.1].iter().any(|text| text.to_lowercase().contains(&wanted))
            })
            .collect();
        let may = who.require_responder().is_ok();
        Ok(view! {
            <Page title="Checks">
                <PageHead title="Checks" sub=view! { <Counts counts=counts/> }.into_any() actions=view! {
                    <a class="button" href="/checks/sources"><Icon of=icondata_lu::LuDatabase/>"Sources"</a>
                    {may.then(|| view! { <a class="button primary" href="/checks/new"><Icon of=icondata_lu::LuPlus/>"Add check"</a> })}
                }.into_any()/>
                <Filters words=words standing=standing/>
                {match (found.is_empty(), total) {
                    (false, _) => view! { <CheckTable checks=found now=now/> }.into_any(),
                    (true, 0) => view! {
                        <Empty icon=icondata_lu::LuShieldCheck title="No checks yet" text="A check counts the wrong rows in a source, on a schedule, and keeps every result.">
                            {may.then(|| view! { <a class="button primary" href="/checks/new">"Add check"</a> })}
                        </Empty>
                    }.into_any(),
                    (true, _) => view! { <Empty icon=icondata_lu::LuSearch title="No check matches" text="Use fewer words, or another status."><a class="button" href="/checks">"Show all"</a></Empty> }.into_any(),
                }}
            </Page>
        })
    })
}

#[component]
fn Counts(counts: Vec<(Standing, usize)>) -> impl IntoView {
    counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(standing, count)| {
            let href = format!("/checks?standing={}", standing.as_str());
            view! { <a class="tag" href=href>{format!("{count} {}", standing.title().to_lowercase())}</a> " " }
        })
        .collect_view()
}

#[component]
fn Filters(words: String, standing: Option<Standing>) -> impl IntoView {
    let filtered = !words.is_empty() || standing.is_some();
    view! {
        <form class="filters" method="get" action="/checks">
            <input type="search" name="q" value=words placeholder="Name, asset or source" aria-label="Words"/>
            <label><span class="visually-hidden">"Status"</span>
                <select name="standing" aria-label="Status">
                    <option value="">"Any status"</option>
                    {Standing::ALL.iter().map(|one| { let selected = standing == Some(*one); view! { <option value=one.as_str() selected=selected>{one.title()}</option> } }).collect_view()}
                </select>
            </label>
            <button class="button"><Icon of=icondata_lu::LuListFilter/>"Filter"</button>
            {filtered.then(|| view! { <p class="chips"><a href="/checks">"Clear filters"</a></p> })}
        </form>
    }
}

/// Checks as rows: here, and on the page of an asset.
#[component]
pub fn CheckTable(
    /// Which.
    checks: Vec<Summary>,
    /// When they are looked at.
    now: DateTime<Utc>,
) -> impl IntoView {
    view! {
        <div class="table-wrap">
            <table class="list">
                <thead><tr><th>"Check"</th><th>"Status"</th><th>"Asset"</th><th>"Owner"</th><th>"Last run"</th><th>"Schedule"</th><th class="num">"Green runs"</th><th>"Failures, 90 days"</th></tr></thead>
                <tbody>{checks.into_iter().map(|check| view! { <Row check=check now=now/> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// `every 60 min`, `on demand`, `paused`.
pub fn rhythm(check: &Summary) -> String {
    match (check.every_minutes, check.active) {
        (None, _) => "on demand".to_owned(),
        (Some(_), false) => "paused".to_owned(),
        (Some(1_440), true) => "every day".to_owned(),
        (Some(60), true) => "every hour".to_owned(),
        (Some(every), true) => format!("every {}", crate::ui::span_words(chrono::TimeDelta::minutes(every))),
    }
}

#[component]
fn Row(check: Summary, now: DateTime<Utc>) -> impl IntoView {
    let standing = check.standing(now);
    let rhythm = rhythm(&check);
    let alarms = check.alarms.words().unwrap_or_else(|| "none".to_owned());
    view! {
        <tr>
            <td class="lead" data-label="Check"><a href=format!("/checks/{}", check.id)>{check.name}</a></td>
            <td data-label="Status"><StandingBadge standing=standing last=check.last_outcome/></td>
            <td data-label="Asset">{match check.asset {
                Some((id, name)) => view! { <a href=format!("/assets/{id}")>{name}</a> }.into_any(),
                None => "–".into_any(),
            }}</td>
            <td data-label="Owner">{match check.owner {
                Some((_, name)) => name.into_any(),
                None => view! { <span class="badge" data-tone="warn"><Icon of=icondata_lu::LuUserX/>"nobody"</span> }.into_any(),
            }}</td>
            <td data-label="Last run">{check.last_run_at.map_or_else(|| "–".into_any(), |at| view! { <When at=at/> }.into_any())}</td>
            <td data-label="Schedule">{rhythm}</td>
            <td class="num" data-label="Green runs">{check.green_runs}</td>
            <td data-label="Failures, 90 days">{alarms}</td>
        </tr>
    }
}
