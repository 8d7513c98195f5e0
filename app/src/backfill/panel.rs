//! Backfills on the page of an incident: progress, rate and estimated end.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::{AddBackfill, DescribeBackfill, ReportBackfill, WaiveBackfill};
use super::{Backfill, Rate};
use crate::services::{caller, now, optional_user};
use crate::text::grouped;
use crate::ui::{Badge, Empty, Field, Form, FormState, Hidden, Line, LineChart, Panel, Pop, TextArea, Tone, When, part, span_words};

/// Counted repair work, with its rate and when it will be done.
#[component]
pub fn BackfillsPanel(
    /// The incident.
    number: i64,
) -> impl IntoView {
    let caller = caller();
    let now = now();
    part(async move {
        let (who, services) = caller?;
        let backfills = services.backfills.of_incident(&who, number).await?;
        let may_work = who.require_responder().is_ok();
        let (none, count) = (backfills.is_empty(), backfills.len());
        Ok(view! {
            <Panel title="Backfills" id="backfills" count=count>
                {none.then(|| view! { <Empty icon=icondata_lu::LuDatabase title="No backfills" text="When data is missing or wrong, record how much has to be restored: the rate and the estimated end are computed from progress reports."/> })}
                {backfills.into_iter().map(|backfill| view! { <One backfill=backfill may_work=may_work now=now/> }).collect_view()}
                {may_work.then(|| view! {
                    <Pop label="Add backfill" icon=icondata_lu::LuPlus class="small" holds=(AddBackfill::PATH, String::new())>
                        <Form action=AddBackfill::PATH>
                            <Hidden name="number" value=number.to_string()/>
                            <Fields/>
                            <div class="form-actions"><button class="button primary">"Add backfill"</button></div>
                        </Form>
                    </Pop>
                })}
            </Panel>
        })
    })
}

#[component]
fn Fields(
    #[prop(optional, into)] name: String,
    #[prop(optional, into)] unit: String,
    #[prop(optional, into)] total: String,
) -> impl IntoView {
    view! {
        <Field name="name" label="Title" value=name required=true placeholder="Missing predictions"/>
        <div class="fields">
            <Field name="total" label="Total" value=total required=true placeholder="258,000,000"/>
            <Field name="unit" label="Unit" value=unit placeholder="predictions" hint="Defaults to rows."/>
        </div>
    }
}

#[component]
fn One(backfill: Backfill, may_work: bool, now: DateTime<Utc>) -> impl IntoView {
    let (done, total, percent) = (backfill.done, backfill.total, backfill.percent());
    let words = format!("{} of {} {} ({percent} %)", grouped(done), grouped(total), backfill.unit);
    let badge = match (&backfill.finished_at, backfill.waived_reason.is_empty()) {
        (Some(_), _) => (Tone::Good, "done"),
        (None, false) => (Tone::Neutral, "waived"),
        (None, true) if done == 0 => (Tone::Warn, "not begun"),
        (None, true) => (Tone::Info, "under way"),
    };
    let label = format!("{}: {words}", backfill.name);
    let id = format!("backfill-{}", backfill.id);
    let waived = backfill.waived_reason.clone();
    let drawn = backfill.clone();
    let paced = backfill.clone();
    view! {
        <article class="backfill" id=id>
            <p class="backfill-head"><strong>{backfill.name.clone()}</strong> " " <Badge tone=badge.0 text=badge.1/></p>
            <progress class="progress" max=total value=done aria-label=label>{format!("{percent} %")}</progress>
            <p class="backfill-count">{words}</p>
            <Pace backfill=paced now=now/>
            {(!waived.is_empty()).then(|| view! { <p class="muted">"Accepted as incomplete: " {waived}</p> })}
            {may_work.then(|| view! { <Tools backfill=backfill/> })}
            <Chart backfill=drawn/>
        </article>
    }
}

/// `3,000,000 predictions an hour`, or by the day when an hour is too short to count.
fn rate_words(rate: Rate, unit: &str) -> String {
    match (rate.per_hour(), rate.per_day()) {
        (0, 0) => format!("less than one of the {unit} a day"),
        (hour, day) if hour < 10 => format!("{} {unit} a day", grouped(day)),
        (hour, day) => format!("{} {unit} an hour ({} a day)", grouped(hour), grouped(day)),
    }
}

#[component]
fn Pace(backfill: Backfill, now: DateTime<Utc>) -> impl IntoView {
    let reported = span_words(now - backfill.updated_at);
    match (backfill.finished_at, backfill.rate, backfill.eta) {
        (Some(at), ..) => {
            let took = span_words(at - backfill.started_at);
            view! { <p class="muted">"Done " <When at=at/> ", after " {took} "."</p> }.into_any()
        }
        (None, Some(rate), Some(eta)) if eta > now => {
            let (pace, left) = (rate_words(rate, &backfill.unit), span_words(eta - now));
            view! { <p>{pace} ". Done by " <When at=eta/> " if it goes on like this, in " {left} "."</p> }.into_any()
        }
        (None, Some(rate), Some(eta)) => {
            let pace = rate_words(rate, &backfill.unit);
            view! { <p>{pace} " at the last report. Estimated end was " <When at=eta/> ", but nothing has been reported for " {reported} "."</p> }
                .into_any()
        }
        _ if backfill.points.len() < 2 => {
            view! { <p class="muted">"No progress reported yet, so there is no estimated end."</p> }.into_any()
        }
        _ => view! { <p class="muted">"No recent progress, so there is no estimated end. Last report " {reported} " ago."</p> }.into_any(),
    }
}

#[component]
fn Tools(backfill: Backfill) -> impl IntoView {
    let id = backfill.id.to_string();
    let (short, refused) = (backfill.is_short(), |path: &str| FormState::of(path, &backfill.id.to_string()).is_some());
    let open = refused(WaiveBackfill::PATH) || refused(DescribeBackfill::PATH);
    let (report_id, waive_id, describe_id) = (id.clone(), id.clone(), id.clone());
    let (waive_key, describe_key) = (id.clone(), id.clone());
    let label = format!("Total {} done", backfill.unit);
    view! {
        <Form action=ReportBackfill::PATH key=id class="backfill-report">
            <Hidden name="backfill" value=report_id/>
            <Field name="done" label=label required=true placeholder=grouped(backfill.done)/>
            <div class="form-actions"><button class="button">"Report progress"</button></div>
        </Form>
        <details class="more" open=open>
            <summary>{if short { "Edit, or accept as incomplete" } else { "Edit" }}</summary>
            {short.then(|| view! {
                <Form action=WaiveBackfill::PATH key=waive_key>
                    <Hidden name="backfill" value=waive_id/>
                    <TextArea name="reason" label="Reason for accepting it as incomplete" rows=2 required=true/>
                    <div class="form-actions"><button class="button small">"Accept as incomplete"</button></div>
                </Form>
            })}
            <Form action=DescribeBackfill::PATH key=describe_key edit=true>
                <Hidden name="backfill" value=describe_id/>
                <Fields name=backfill.name unit=backfill.unit total=grouped(backfill.total)/>
                <div class="form-actions"><button class="button small">"Save"</button></div>
            </Form>
        </details>
    }
}

#[component]
fn Chart(backfill: Backfill) -> impl IntoView {
    let zone = optional_user().map_or(chrono_tz::UTC, |actor| actor.zone);
    let (Some(first), Some(last)) = (backfill.points.first(), backfill.points.last()) else { return ().into_any() };
    if backfill.points.len() < 2 || first.at == last.at {
        return ().into_any();
    }
    let words = |at: DateTime<Utc>| at.with_timezone(&zone).format("%-d %b %Y, %H:%M").to_string();
    let desc = format!(
        "From {} {} on {} to {} on {}, of {} in total.",
        grouped(first.done),
        backfill.unit,
        words(first.at),
        grouped(last.done),
        words(last.at),
        grouped(backfill.total)
    );
    let points = backfill.points.iter().map(|point| (point.at.timestamp_millis(), point.done, words(point.at))).collect();
    let lines = vec![Line { name: backfill.unit.clone(), points }];
    let goal = (backfill.total, format!("all {}", grouped(backfill.total)));
    let title = format!("{}: progress", backfill.name);
    view! { <LineChart id=format!("backfill-chart-{}", backfill.id) title=title desc=desc of="Reported" lines=lines goal=goal/> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backfill::{Point, rate};
    use chrono::TimeDelta;

    #[test]
    fn a_rate_is_told_by_the_unit_of_time_that_fits() {
        let at = |hours: i64, done: i64| Point { at: DateTime::UNIX_EPOCH + TimeDelta::hours(hours), done };
        let words = |hours, done| rate_words(rate(&[at(0, 0), at(hours, done)]).unwrap(), "rows");
        assert_eq!(words(10, 30_000_000), "3,000,000 rows an hour (72,000,000 a day)");
        assert_eq!(words(24, 48), "48 rows a day");
        assert_eq!(words(240, 3), "less than one of the rows a day");
    }
}
