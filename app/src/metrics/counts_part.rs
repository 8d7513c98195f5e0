//! Volume: charts, this year beside the same days of last year, years, and months as a heat table.

use std::sync::Arc;

use leptos::prelude::*;

use super::links::{Links, Of};
use super::{Tally, Year, first_day};
use crate::incident::{Kind, Severity};
use crate::text::grouped;
use crate::ui::{BarChart, Look, Series};

/// The months of a year, as charts and tables name them.
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A number that opens to what was counted; nothing opens to nothing.
pub fn count(number: i64, href: String) -> AnyView {
    if number == 0 {
        return view! { <span class="zero">"0"</span> }.into_any();
    }
    view! { <a href=href>{grouped(number)}</a> }.into_any()
}

/// The months beside last year's, and the years by severity.
#[component]
pub fn Pictures(year: Arc<Year>, links: Links) -> impl IntoView {
    let (now, before) = (year.year, year.year - 1);
    let of = |this: bool| Series {
        look: if this { Look::This } else { Look::Last },
        name: if this { now } else { before }.to_string(),
        values: year.months.iter().map(|month| if this { month.this.total() } else { month.last.total() }).collect(),
        links: year.months.iter().map(|month| links.month(if this { now } else { before }, month.month, Of::All)).collect(),
    };
    let compared = &year.compared;
    let so_far = if compared.whole { String::new() } else { format!(", up to {}", compared.this_through.format("%-d %B")) };
    let months_desc =
        format!("{} incidents in {now}{so_far}: {}.", compared.this.total(), year.delta(compared.this.total(), compared.last.total()));
    let by_severity = Severity::ALL.into_iter().map(|severity| Series {
        look: Look::Severity(severity.level()),
        name: severity.code(),
        values: year.years.iter().map(|one| one.count.severity(severity)).collect(),
        links: year.years.iter().map(|one| links.year(one.year, Of::Peak(severity))).collect(),
    });
    let years_desc = year.years.iter().map(|one| format!("{}: {}, {} of them major", one.year, one.count.total(), one.count.major()));
    let years_desc = format!("{}.", years_desc.collect::<Vec<_>>().join("; "));
    let (months_series, years_series) = (vec![of(false), of(true)], by_severity.collect::<Vec<_>>());
    let year_names = year.years.iter().map(|one| one.year.to_string()).collect::<Vec<_>>();
    view! {
        <div class="year-grid">
            <BarChart id="chart-months" title=format!("Incidents by month, {before} and {now}") desc=months_desc of="Month"
                labels=MONTHS.map(str::to_owned).to_vec() series=months_series/>
            <BarChart id="chart-years" title="Incidents by year and peak severity" desc=years_desc of="Year" labels=year_names series=years_series stacked=true/>
        </div>
    }
}

/// Total, severities and types: this year beside the same days of the year before, counted, with the difference in words.
#[component]
pub fn Compared(year: Arc<Year>, links: Links) -> impl IntoView {
    let (compared, comparable) = (&year.compared, year.is_comparable());
    let (this_first, last_first) = (first_day(year.year, 1), first_day(year.year - 1, 1));
    let row = |words: String, of: Of, get: &dyn Fn(&Tally) -> i64| {
        let (this, last) = (get(&compared.this), get(&compared.last));
        view! {
            <tr>
                <th scope="row">{words}</th>
                <td class="num">{count(last, links.incidents(last_first, compared.last_through, of))}</td>
                <td class="num">{count(this, links.incidents(this_first, compared.this_through, of))}</td>
                <td class="num">{if comparable { difference(this, last) } else { "no data".to_owned() }}</td>
            </tr>
        }
    };
    let through = |last: bool| {
        let (number, day) = if last { (year.year - 1, compared.last_through) } else { (year.year, compared.this_through) };
        let until = (!compared.whole).then(|| view! { <small>{format!("to {}", day.format("%-d %b"))}</small> });
        view! { {number} " " {until} }
    };
    let severities = Severity::ALL.into_iter().map(|severity| {
        row(format!("{} {}", severity.code(), severity.word()), Of::Peak(severity), &|tally: &Tally| tally.severity(severity))
    });
    let kinds = Kind::ALL.iter().filter(|kind| compared.this.kind(**kind) + compared.last.kind(**kind) > 0);
    let kinds = kinds.map(|kind| row(kind.title().to_owned(), Of::Kind(*kind), &|tally: &Tally| tally.kind(*kind)));
    view! {
        <div class="table-wrap"><table>
            <thead><tr><th scope="col">"Incidents"</th><th scope="col" class="num">{through(true)}</th><th scope="col" class="num">{through(false)}</th><th scope="col" class="num">"Difference"</th></tr></thead>
            <tbody class="total">{row("All".to_owned(), Of::All, &Tally::total)} {row("Major (SEV1 and 2)".to_owned(), Of::Major, &Tally::major)}</tbody>
            <tbody>{severities.collect_view()}</tbody>
            <tbody>{kinds.collect_view()}</tbody>
        </table></div>
    }
}

fn difference(this: i64, last: i64) -> String {
    match this - last {
        0 => "no change".to_owned(),
        more if more > 0 => format!("{more} more"),
        fewer => format!("{} fewer", -fewer),
    }
}

/// Every year that has any, by severity and type.
#[component]
pub fn Years(year: Arc<Year>, links: Links) -> impl IntoView {
    let present = (!year.compared.whole).then_some(year.year);
    let used: Vec<Kind> = Kind::ALL.iter().copied().filter(|kind| year.years.iter().any(|one| one.count.kind(*kind) > 0)).collect();
    let kinds = used.clone();
    let rows = year.years.iter().rev().map(|one| {
        let (number, tally) = (one.year, one.count);
        let so_far = (present == Some(number)).then(|| view! { <small>"so far"</small> });
        let by_kind = kinds.iter().map(|kind| view! { <td class="num">{count(tally.kind(*kind), links.year(number, Of::Kind(*kind)))}</td> });
        view! {
            <tr>
                <th scope="row"><a href=links.page(number)>{number}</a>{so_far}</th>
                <td class="num total">{count(tally.total(), links.year(number, Of::All))}</td>
                {Severity::ALL.map(|severity| view! { <td class="num">{count(tally.severity(severity), links.year(number, Of::Peak(severity)))}</td> }).into_iter().collect_view()}
                {by_kind.collect_view()}
            </tr>
        }
    });
    view! {
        <div class="table-wrap"><table class="dense">
            <thead><tr>
                <th scope="col">"Year"</th><th scope="col" class="num">"All"</th>
                {Severity::ALL.map(|severity| view! { <th scope="col" class="num">{severity.code()}</th> }).into_iter().collect_view()}
                {used.into_iter().map(|kind| view! { <th scope="col" class="num">{kind.title()}</th> }).collect_view()}
            </tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table></div>
    }
}

/// Months across, severities and types down: the more, the stronger, and the number in every cell.
#[component]
pub fn Heat(year: Arc<Year>, links: Links) -> impl IntoView {
    let number = year.year;
    let row = |words: String, of: Of, get: &dyn Fn(&Tally) -> i64, most: i64| {
        let cells = year.months.iter().map(|month| {
            let value = get(&month.this);
            let heat = if most == 0 { 0 } else { (value * 4 + most - 1) / most };
            view! { <td data-heat=heat>{count(value, links.month(number, month.month, of))}</td> }
        });
        view! { <tr><th scope="row">{words}</th>{cells.collect_view()}</tr> }
    };
    let most = |get: &dyn Fn(&Tally) -> i64| year.months.iter().map(|month| get(&month.this)).max().unwrap_or_default();
    let severest = Severity::ALL.into_iter().map(|severity| most(&|tally| tally.severity(severity))).max().unwrap_or_default();
    let fullest = Kind::ALL.iter().map(|kind| most(&|tally| tally.kind(*kind))).max().unwrap_or_default();
    let all = row("All".to_owned(), Of::All, &Tally::total, most(&Tally::total));
    let severities = Severity::ALL
        .into_iter()
        .map(|severity| row(severity.code(), Of::Peak(severity), &|tally: &Tally| tally.severity(severity), severest));
    let kinds = Kind::ALL.iter().filter(|kind| most(&|tally| tally.kind(**kind)) > 0);
    let kinds = kinds.map(|kind| row(kind.title().to_owned(), Of::Kind(*kind), &|tally: &Tally| tally.kind(*kind), fullest));
    view! {
        <div class="table-wrap"><table class="months">
            <thead><tr><th scope="col">{number}</th>{MONTHS.map(|month| view! { <th scope="col">{month}</th> }).into_iter().collect_view()}</tr></thead>
            <tbody class="total">{all}</tbody>
            <tbody>{severities.collect_view()}</tbody>
            <tbody>{kinds.collect_view()}</tbody>
        </table></div>
    }
}
