//! `/insights`: the figures of a year. Each opens to what it counts.

use std::sync::Arc;

use leptos::prelude::*;

use super::counts_part::{Compared, Heat, Pictures, Years};
use super::durations_part::Durations;
use super::links::{Links, Of, filter};
use super::majors_part::Majors;
use super::promises_part::{Guardrails, Promised};
use super::{Interval, Year, YearFilter};
use crate::incident::{Kind, Measure};
use crate::services::caller;
use crate::text::grouped;
use crate::ui::{Asked, Empty, Icon, Page, PageHead, Panel, page};

/// The year in numbers.
#[component]
pub fn YearPage() -> impl IntoView {
    let caller = caller();
    let asked = Asked::of(&["year", "kind", "team"]);
    page(async move {
        let (who, services) = caller?;
        let filter = filter(&asked);
        let year = services.metrics.year(&who, &filter).await?;
        let teams: Vec<(String, String)> =
            services.people.teams(&who).await?.into_iter().map(|team| (team.id.to_string(), team.name)).collect();
        let links = Links::new(&filter);
        let number = year.year;
        let nothing = year.years.iter().all(|one| one.count.total() == 0);
        let narrowed = filter.kind.is_some() || filter.team.is_some();
        let title = format!("Insights {number}");
        Ok(view! {
            <Page title=title width="wide">
                <PageHead title=format!("Insights {number}") sub=view! { <Scope year=year.clone()/> }.into_any() actions=view! {
                    <a class="button" href=links.page(number - 1) rel="prev"><Icon of=icondata_lu::LuArrowLeft/>{number - 1}</a>
                    {year.compared.whole.then(|| view! { <a class="button" href=links.page(number + 1) rel="next">{number + 1}<Icon of=icondata_lu::LuArrowRight/></a> })}
                    <a class="button" href=links.csv(number)><Icon of=icondata_lu::LuDownload/>"CSV"</a>
                }.into_any()/>
                <Narrow filter=filter year=year.clone() teams=teams/>
                {if nothing && !narrowed {
                    view! { <Empty icon=icondata_lu::LuCalendarRange title="No incidents yet" text="Insights count declared incidents. Drills are excluded."><a class="button primary" href="/incidents/new">"Declare an incident"</a></Empty> }.into_any()
                } else {
                    view! { <Report year=year links=links/> }.into_any()
                }}
            </Page>
        })
    })
}

/// Which days are counted, and what is not.
#[component]
fn Scope(year: Arc<Year>) -> impl IntoView {
    let through = year.compared.this_through.format("%-d %b %Y").to_string();
    view! {
        <span>
            {format!("1 Jan – {through}, days in {}. ", year.zone)}
            "By date of declaration and peak severity. Drills, canceled and merged incidents are excluded; private incidents are counted only for their members. Action items are counted by their own dates."
        </span>
    }
}

#[component]
fn Narrow(filter: YearFilter, year: Arc<Year>, teams: Vec<(String, String)>) -> impl IntoView {
    let choose = |name: &'static str, label: &'static str, all: Option<&'static str>, options: Vec<(String, String)>, chosen: String| {
        view! {
            <select name=name aria-label=label>
                {all.map(|words| view! { <option value="">{words}</option> })}
                {options.into_iter().map(|(value, words)| { let selected = value == chosen; view! { <option value=value selected=selected>{words}</option> } }).collect_view()}
            </select>
        }
    };
    let years = (year.first..=year.latest).rev().map(|one| (one.to_string(), one.to_string())).collect();
    let kind = filter.kind.map(|kind| kind.as_str().to_owned()).unwrap_or_default();
    let team = filter.team.map(|team| team.to_string()).unwrap_or_default();
    view! {
        <form class="filters" method="get" action="/insights">
            {choose("year", "Year", None, years, year.year.to_string())}
            {choose("kind", "Type", Some("All types"), Kind::options(), kind)}
            {choose("team", "Team", Some("All teams"), teams, team)}
            <button class="button"><Icon of=icondata_lu::LuListFilter/>"Show"</button>
        </form>
    }
}

#[component]
fn Report(year: Arc<Year>, links: Links) -> impl IntoView {
    let [headline, pictures, compared, years, heat, durations, majors, guardrails, promised] = std::array::from_fn(|_| year.clone());
    view! {
        <Headline year=headline links=links/>
        <Panel title="Volume" id="how-many"><Pictures year=pictures links=links/></Panel>
        <Panel title="Compared with last year" flush=true id="against"><Compared year=compared links=links/></Panel>
        <Panel title="By year" flush=true id="years"><Years year=years links=links/></Panel>
        <Panel title="By month" flush=true id="months"><Heat year=heat links=links/></Panel>
        <Panel title="Durations" flush=true id="how-long"><Durations year=durations links=links/></Panel>
        <Panel title="Major incidents" flush=true id="major"><Majors year=majors links=links/></Panel>
        <div class="year-grid">
            <Panel title="Action items completed" flush=true id="promises"><Promised year=promised links=links/></Panel>
            <Panel title="Data impact" flush=true id="guardrail"><Guardrails year=guardrails links=links/></Panel>
        </div>
    }
}

/// The four numbers to remember.
#[component]
fn Headline(year: Arc<Year>, links: Links) -> impl IntoView {
    let compared = &year.compared;
    let (first, through) = (super::first_day(year.year, 1), compared.this_through);
    let resolve = year.durations.iter().find(|figure| figure.measure == Interval::Life(Measure::Resolve));
    let resolved = resolve.and_then(|figure| figure.median).map_or("–".to_owned(), super::durations_part::seconds);
    let resolve_words = resolve.map_or(String::new(), |figure| format!("median of {} · started → resolved", figure.recorded));
    let resolve_link = links.durations(year.year, Interval::Life(Measure::Resolve), None, 0);
    let kept = year.promises.on_time_share().map_or("–".to_owned(), |share| format!("{share} %"));
    let kept_words = format!(
        "{} of {} due so far",
        year.promises.count(super::CommitmentFilter::OnTime),
        year.promises.count(super::CommitmentFilter::Due)
    );
    let kept_link = links.commitments(year.year, super::CommitmentFilter::OnTime, 0);
    let delta = year.delta(compared.this.total(), compared.last.total());
    let major_delta = year.delta(compared.this.major(), compared.last.major());
    let tile = |label: &'static str, number: String, href: String, words: String| {
        view! { <div class="stat"><span class="stat-label">{label}</span><span class="stat-value"><a href=href>{number}</a></span><span class="stat-note">{words}</span></div> }
    };
    view! {
        <div class="grid">
            {tile("Incidents", grouped(compared.this.total()), links.incidents(first, through, Of::All), delta)}
            {tile("Major incidents", grouped(compared.this.major()), links.incidents(first, through, Of::Major), major_delta)}
            {tile("Time to resolve", resolved, resolve_link, resolve_words)}
            {tile("Action items verified on time", kept, kept_link, kept_words)}
        </div>
    }
}
