//! `/insights/durations`: the incidents behind a duration, with the two times each was computed from.

use leptos::prelude::*;

use super::durations_part::seconds;
use super::links::{Links, filter};
use super::{DurationRow, Interval, Outcome, PAGE};
use crate::incident::badges::SeverityBadge;
use crate::incident::{Duration, Measure};
use crate::services::caller;
use crate::ui::{Asked, Badge, Empty, Page, PageHead, Tone, When, page};

/// Which incidents a duration of the yearly page is made of.
#[component]
pub fn DurationsPage() -> impl IntoView {
    let caller = caller();
    let asked = Asked::of(&["year", "kind", "team", "measure", "state", "page"]);
    page(async move {
        let (who, services) = caller?;
        let filter = filter(&asked);
        let measure = asked.word("measure").unwrap_or(Interval::Life(Measure::Resolve));
        let outcome = asked.read("state", |state| Outcome::ALL.into_iter().find(|one| one.as_str() == state));
        let at = asked.parsed("page").unwrap_or(0);
        let list = services.metrics.durations(&who, &filter, measure, outcome, at).await?;
        let links = Links::new(&filter);
        let year = list.year;
        let (from, until) = measure.names();
        let figure = list.figure;
        let made = figure.median.zip(figure.ninetieth).map(|(median, ninetieth)| {
            format!("Median {}, 90th percentile {}, of {} incidents. ", seconds(median), seconds(ninetieth), figure.recorded)
        });
        let tabs = std::iter::once((None, "all", figure.recorded + figure.pending + figure.not_applicable + figure.invalid))
            .chain(Outcome::ALL.map(|one| (Some(one), one.title(), figure.count(one))));
        let tabs = tabs.map(move |(one, words, count)| {
            let current = (one == outcome).then_some("page");
            view! { <a href=links.durations(year, measure, one, 0) aria-current=current>{format!("{count} {words}")}</a> " " }
        });
        let others = Interval::ALL.into_iter().filter(move |one| *one != measure);
        let others = others.map(move |one| view! { <a class="button small" href=links.durations(year, one, None, 0)>{one.title()}</a>  });
        let title = format!("{} in {year}", measure.title());
        let crumbs = vec![(links.page(year), format!("Insights {year}"))];
        Ok(view! {
            <Page title=title.clone() width="wide">
                <PageHead title=title crumbs=crumbs sub=view! { {made} {format!("Defined as {}.", measure.definition())} }.into_any()/>
                <nav class="tabs" aria-label="Which">{tabs.collect_view()}</nav>
                {if list.rows.is_empty() {
                    view! { <Empty icon=icondata_lu::LuTimer title="No incidents" text="No incident of this year matches."/> }.into_any()
                } else {
                    view! {
                        <div class="table-wrap"><table class="list">
                            <thead><tr><th>"Incident"</th><th>"Peak severity"</th><th>{capital(from)}</th><th>{capital(until)}</th><th class="num">"Duration"</th></tr></thead>
                            <tbody>{list.rows.into_iter().map(|row| view! { <Row row=row/> }).collect_view()}</tbody>
                        </table></div>
                    }.into_any()
                }}
                <Pager at=at more=list.more href=move |page| links.durations(year, measure, outcome, page)/>
                <nav class="panel-links" aria-label="Other durations">{others.collect_view()}</nav>
            </Page>
        })
    })
}

#[component]
fn Row(row: DurationRow) -> impl IntoView {
    let when = |at: Option<_>| at.map_or("–".into_any(), |at| view! { <When at=at/> }.into_any());
    let lasted = match row.duration {
        Duration::Recorded(length) => seconds(length).into_any(),
        other => {
            let tone = if other == Duration::Invalid { Tone::Bad } else { Tone::Neutral };
            view! { <Badge tone=tone text=Outcome::of(other).title()/> }.into_any()
        }
    };
    view! {
        <tr>
            <td class="lead" data-label="Incident"><a href=format!("/incidents/{}", row.number)><span class="ref">{format!("INC-{}", row.number)}</span> " " {row.title}</a></td>
            <td data-label="Peak severity"><SeverityBadge severity=row.peak_severity/></td>
            <td data-label="From">{when(row.from)}</td>
            <td data-label="Until">{when(row.until)}</td>
            <td class="num" data-label="Duration">{lasted}</td>
        </tr>
    }
}

/// Pages of a list behind a number, from zero.
#[component]
pub fn Pager(
    /// Which page this is.
    at: usize,
    /// Whether there is another.
    more: bool,
    /// The address of a page.
    href: impl Fn(usize) -> String,
) -> impl IntoView {
    let (before, after) = ((at > 0).then(|| href(at.saturating_sub(1))), more.then(|| href(at + 1)));
    (at > 0 || more).then(|| {
        view! {
            <nav class="pager" aria-label="Pages">
                {before.map(|href| view! { <a class="button" rel="prev" href=href>{format!("Previous {PAGE}")}</a> })}
                {after.map(|href| view! { <a class="button" rel="next" href=href>{format!("Next {PAGE}")}</a> })}
            </nav>
        }
    })
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
