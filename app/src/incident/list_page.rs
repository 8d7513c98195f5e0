//! `/incidents`: the list of incidents. Its filters are in the URL.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::badges::{SeverityBadge, StatusBadge};
use super::{Filter, Kind, Listing, Severity, Status, Summary};
use crate::services::{caller, now};
use crate::text;
use crate::ui::page::encode;
use crate::ui::{Asked, Empty, Icon, Page, PageHead, When, page, span_words};

/// The names of the filters in the URL.
const NAMES: [&str; 12] = ["q", "status", "severity", "kind", "team", "from", "until", "drill", "peak", "counted", "guardrail", "returned"];
/// Where a page of the list begins.
const PLACES: [&str; 2] = ["before", "after"];
/// Those that come with a number of the year and have no field of their own: the form carries them.
const CARRIED: [&str; 4] = ["peak", "counted", "guardrail", "returned"];

/// What the address asks for.
fn filter(asked: &Asked, zone: chrono_tz::Tz) -> Filter {
    let day = |name: &str, plus: u64| -> Option<DateTime<Utc>> {
        let day = asked.read(name, |day| text::day(day).ok())?;
        Some(text::day_start(day.checked_add_days(chrono::Days::new(plus))?, zone))
    };
    let statuses = asked.all("status", |word| match word {
        "open" => Some(Status::OPEN.to_vec()),
        word => Status::try_from(word.to_owned()).ok().map(|status| vec![status]),
    });
    let levels = |name: &str| -> Vec<Severity> {
        let levels = asked.all(name, |word| match word {
            "major" => Some(Severity::ALL.into_iter().filter(|severity| severity.is_major()).collect()),
            word => word.parse().ok().map(|severity| vec![severity]),
        });
        levels.concat()
    };
    let yes = |name: &str| asked.read(name, |word| (word == "yes").then_some(true)).unwrap_or_default();
    Filter {
        text: asked.text("q"),
        statuses: statuses.concat(),
        severities: levels("severity"),
        peaks: levels("peak"),
        counted: yes("counted"),
        guardrail: asked.word("guardrail"),
        returned: yes("returned"),
        kind: asked.word("kind"),
        team: asked.parsed("team"),
        from: day("from", 0),
        until: day("until", 1),
        drill: asked.read("drill", |word| match word {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }),
        before: asked.parsed("before"),
        after: asked.parsed("after"),
    }
}

/// The same list with something else: `(name, value)` replaced, an empty value left out.
fn link(asked: &Asked, change: &[(&str, String)]) -> String {
    let kept = NAMES.iter().filter(|name| !change.iter().any(|(changed, _)| changed == *name));
    let kept = kept.flat_map(|name| asked.values(name).into_iter().map(move |value| ((*name).to_owned(), value)));
    let changed = change.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    let pairs: Vec<String> =
        kept.chain(changed).filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={}", encode(&value))).collect();
    if pairs.is_empty() { "/incidents".to_owned() } else { format!("/incidents?{}", pairs.join("&")) }
}

/// The list.
#[component]
pub fn ListPage() -> impl IntoView {
    let caller = caller();
    let asked = Asked::of(&[&NAMES[..], &PLACES[..]].concat());
    let now = now();
    page(async move {
        let (who, services) = caller?;
        let filter = filter(&asked, who.zone);
        let listing = services.incidents.list(&who, &filter).await?;
        let counts = services.incidents.open_counts(&who).await?;
        let teams: Vec<(String, String)> =
            services.people.teams(&who).await?.into_iter().map(|team| (team.id.to_string(), team.name)).collect();
        let filtered = NAMES.iter().any(|name| asked.get(name).is_some());
        Ok(view! {
            <Page title="Incidents" width="wide">
                <PageHead title="Incidents" sub=view! { <OpenCounts counts=counts/> }.into_any()/>
                <Filters asked=asked.clone() teams=teams/>
                {if listing.incidents.is_empty() {
                    view! { <Nothing filtered=filtered/> }.into_any()
                } else {
                    view! { <Table listing=listing asked=asked now=now/> }.into_any()
                }}
            </Page>
        })
    })
}

#[component]
fn OpenCounts(counts: [i64; 5]) -> impl IntoView {
    let total: i64 = counts.iter().sum();
    if total == 0 {
        return view! { <span class="muted">"No open incidents."</span> }.into_any();
    }
    let worst = counts.iter().enumerate().filter(|(_, count)| **count > 0).map(|(index, count)| {
        let href = format!("/incidents?status=open&severity={}", index + 1);
        view! { <a class="tag" href=href>{format!("{count} × SEV{}", index + 1)}</a> " " }
    });
    view! { <a href="/incidents?status=open">{format!("{total} open")}</a> " " {worst.collect_view()} }.into_any()
}

#[component]
fn Filters(asked: Asked, teams: Vec<(String, String)>) -> impl IntoView {
    let choose = |name: &'static str, label: &'static str, all: &'static str, options: Vec<(String, String)>| {
        let chosen = asked.text(name);
        view! {
            <label><span class="visually-hidden">{label}</span>
                <select name=name aria-label=label>
                    <option value="">{all}</option>
                    {options.into_iter().map(|(value, words)| { let selected = value == chosen; view! { <option value=value selected=selected>{words}</option> } }).collect_view()}
                </select>
            </label>
        }
    };
    let statuses = std::iter::once(("open".to_owned(), "Open".to_owned()))
        .chain(Status::ALL.map(|status| (status.as_str().to_owned(), capital(status.as_str()))))
        .collect();
    let severities = std::iter::once(("major".to_owned(), "Major (SEV1 and 2)".to_owned()))
        .chain(Severity::ALL.map(|severity| (severity.level().to_string(), format!("{} {}", severity.code(), severity.word()))))
        .collect();
    let drills = vec![("no".to_owned(), "Exclude drills".to_owned()), ("yes".to_owned(), "Drills".to_owned())];
    let active: Vec<(String, String)> = NAMES
        .iter()
        .filter_map(|name| {
            asked.get(name).map(|value| {
                let words = if *name == "team" {
                    teams.iter().find(|(id, _)| *id == value).map_or(value.clone(), |(_, name)| name.clone())
                } else {
                    value
                };
                (link(&asked, &[(name, String::new())]), format!("{}: {words}", if *name == "q" { "words" } else { name }))
            })
        })
        .collect();
    view! {
        <form class="filters" method="get" action="/incidents">
            <input type="search" name="q" value=asked.text("q") placeholder="Words, or INC-42" aria-label="Words"/>
            {choose("status", "Status", "Any status", statuses)}
            {choose("severity", "Severity", "Any severity", severities)}
            {choose("kind", "Type", "All types", Kind::options())}
            {choose("team", "Team", "Any team", teams)}
            {choose("drill", "Drills", "Include drills", drills)}
            {CARRIED.into_iter().filter_map(|name| asked.get(name).map(|value| view! { <input type="hidden" name=name value=value/> })).collect_view()}
            <label>"From " <input type="date" name="from" value=asked.text("from")/></label>
            <label>"to " <input type="date" name="until" value=asked.text("until")/></label>
            <button class="button"><Icon of=icondata_lu::LuListFilter/>"Filter"</button>
            {(!active.is_empty()).then(|| view! {
                <p class="chips">
                    {active.into_iter().map(|(href, words)| view! { <a class="chip" href=href>{words} <Icon of=icondata_lu::LuX/><span class="visually-hidden">"remove"</span></a> " " }).collect_view()}
                    <a href="/incidents">"Clear filters"</a>
                </p>
            })}
        </form>
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[component]
fn Nothing(filtered: bool) -> impl IntoView {
    if filtered {
        view! { <Empty icon=icondata_lu::LuSearchX title="No incident matches" text="Use fewer filters or other words."><a class="button" href="/incidents">"Clear filters"</a></Empty> }.into_any()
    } else {
        view! { <Empty icon=icondata_lu::LuFlame title="No incidents yet" text="When something is wrong, declare an incident: a title is enough. Start with a drill to try it."><a class="button primary" href="/incidents/new">"Declare an incident"</a></Empty> }.into_any()
    }
}

#[component]
fn Table(listing: Listing, asked: Asked, now: DateTime<Utc>) -> impl IntoView {
    let newest = listing.incidents.first().map(|incident| incident.number.to_string()).unwrap_or_default();
    let oldest = listing.incidents.last().map(|incident| incident.number.to_string()).unwrap_or_default();
    let newer = listing.newer.then(|| link(&asked, &[("after", newest)]));
    let older = listing.older.then(|| link(&asked, &[("before", oldest)]));
    view! {
        <div class="table-wrap">
            <table class="list">
                <thead><tr><th>"Incident"</th><th>"Severity"</th><th>"Status"</th><th>"Type"</th><th>"Team"</th><th>"Commander"</th><th>"Declared"</th><th class="num">"Duration"</th></tr></thead>
                <tbody>{listing.incidents.into_iter().map(|incident| view! { <Row incident=incident now=now/> }).collect_view()}</tbody>
            </table>
        </div>
        {(newer.is_some() || older.is_some()).then(|| view! {
            <nav class="pager" aria-label="Pages">
                {newer.map(|href| view! { <a class="button" rel="prev" href=href><Icon of=icondata_lu::LuArrowLeft/>"Newer"</a> })}
                {older.map(|href| view! { <a class="button" rel="next" href=href>"Older"<Icon of=icondata_lu::LuArrowRight/></a> })}
            </nav>
        })}
    }
}

#[component]
fn Row(incident: Summary, now: DateTime<Utc>) -> impl IntoView {
    let lasted = match (incident.resolved_at, incident.status.is_open()) {
        (Some(resolved), _) => span_words(resolved - incident.declared_at),
        (None, true) => span_words(now - incident.declared_at),
        (None, false) => "–".to_owned(),
    };
    let dash = || "–".to_owned();
    view! {
        <tr>
            <td class="lead" data-label="Incident">
                <a href=format!("/incidents/{}", incident.number)><span class="ref">{format!("INC-{}", incident.number)}</span> " " {incident.title}</a>
                {incident.drill.then(|| view! { " " <span class="badge drill">"drill"</span> })}
                {incident.private.then(|| view! { " " <span class="badge private"><Icon of=icondata_lu::LuLock/>"private"</span> })}
            </td>
            <td data-label="Severity"><SeverityBadge severity=incident.severity/></td>
            <td data-label="Status"><StatusBadge status=incident.status/></td>
            <td data-label="Type">{incident.kind.title()}</td>
            <td data-label="Team">{incident.team.unwrap_or_else(dash)}</td>
            <td data-label="Commander">{incident.commander.unwrap_or_else(dash)}</td>
            <td data-label="Declared"><When at=incident.declared_at/></td>
            <td class="num" data-label="Duration">{lasted}</td>
        </tr>
    }
}
