//! `/incidents/{number}`: one incident, and the actions on it.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::badges::{SeverityBadge, StatusBadge};
use super::command_bar::CommandBar;
use super::facts_part::{ImpactPanel, PeoplePanel, SeverityPanel, TimesPanel};
use super::similar_part::AlikePanel;
use super::timeline_part::{SHOWN, TimelinePanel};
use super::{Incident, Record, Status, Stretch};
use crate::action::panel::ActionsPanel;
use crate::backfill::panel::BackfillsPanel;
use crate::decision::panel::DecisionsPanel;
use crate::error::AppError;
use crate::postmortem::panel::PostmortemPanel;
use crate::services::{caller, now};
use crate::signal::panel::SignalsPanel;
use crate::ticket::panel::TicketsPanel;
use crate::ui::{Icon, Page, PageHead, Panel, When, page, span_words};
use crate::update::panel::UpdatesPanel;

/// The number in the address: `42` or `INC-42`.
pub fn number_in_path() -> Option<i64> {
    use_params_map().get_untracked().get("number").and_then(|number| crate::text::incident_number(&number))
}

/// One incident.
#[component]
pub fn ShowPage() -> impl IntoView {
    let caller = caller();
    let (number, now) = (number_in_path(), now());
    page(async move {
        let (who, services) = caller?;
        let number = number.ok_or(AppError::NotFound)?;
        let record = services.incidents.show(&who, number).await?;
        let timeline = services.incidents.timeline(&who, number, Stretch::Latest, SHOWN).await?;
        let key_moments = match timeline.items.first().filter(|_| timeline.before) {
            Some(first) => Some(services.incidents.key_moments(&who, number, first.id, SHOWN).await?),
            None => None,
        };
        let people: Vec<(String, String)> =
            services.people.people(&who).await?.into_iter().filter(|p| p.active).map(|p| (p.id.to_string(), p.name)).collect();
        let may_work = who.require_responder().is_ok();
        let may_command = who.require_commander().is_ok()
            || who.person.is_some_and(|me| record.incident.commander.as_ref().is_some_and(|(id, _)| *id == me));
        let next = if record.incident.status == Status::Resolved { Status::Closed } else { Status::Resolved };
        let open_items = services.incidents.open_items(&who, number, next).await?;
        let teams = if may_work { services.people.teams(&who).await? } else { Vec::new() };
        let teams: Vec<(String, String)> = teams.into_iter().map(|team| (team.id.to_string(), team.name)).collect();
        let (private, open) = (record.incident.private, record.incident.status.is_open());
        let Record { incident, severities, roles, corrections, assets, members, duplicates, over_since } = record;
        let title = format!("INC-{number} {}", incident.title);
        let commanded = incident.clone();
        let corrected = super::corrected_by_hand(&incident.times, &corrections);
        Ok(view! {
            <Page title=title width="wide">
                <Head incident=incident.clone() now=now/>
                {may_work.then(move || view! { <CommandBar incident=commanded people=people may_command=may_command open_items=open_items corrected=corrected teams=teams/> })}
                <Notices incident=incident.clone() duplicates=duplicates now=now/>
                <Steps incident=incident.clone()/>
                <Sections/>
                <div class="split">
                    <div>
                        <Summary incident=incident.clone()/>
                        {open.then(|| view! { <AlikePanel number=number/> })}
                        <UpdatesPanel number=number/>
                        <TimelinePanel number=number timeline=timeline key_moments=key_moments may_work=may_work/>
                        <DecisionsPanel number=number/>
                        <ActionsPanel number=number/>
                        <TicketsPanel number=number/>
                        <BackfillsPanel number=number/>
                    </div>
                    <aside>
                        <PeoplePanel number=number roles=roles members=members private=private may_work=may_work/>
                        <SeverityPanel number=number may_command=may_command intervals=severities over_since=over_since now=now/>
                        <ImpactPanel incident=incident.clone() assets=assets may_work=may_work/>
                        <TimesPanel incident=incident corrections=corrections may_work=may_work/>
                        <SignalsPanel number=number/>
                        <PostmortemPanel number=number/>
                    </aside>
                </div>
            </Page>
        })
    })
}

#[component]
fn Head(incident: Incident, now: DateTime<Utc>) -> impl IntoView {
    let open = incident.status.is_open();
    let lasted = span_words(incident.times.resolved.unwrap_or(now) - incident.times.declared);
    let ended = open || incident.times.resolved.is_some();
    let due = incident.next_update_at.filter(|_| open);
    let sub = view! {
        <SeverityBadge severity=incident.severity/> " " <StatusBadge status=incident.status/> " "
        <span class="tag">{incident.kind.title()}</span>
        {incident.drill.then(|| view! { " " <span class="badge drill">"drill"</span> })}
        {incident.private.then(|| view! { " " <span class="badge private"><Icon of=icondata_lu::LuLock/>"private"</span> })}
        {incident.team.clone().map(|(_, name)| view! { " " <span class="tag">{name}</span> })}
        " " <span class="muted">"declared " <When at=incident.times.declared/> {incident.declared_by.clone().map(|name| format!(" by {name}"))}
            {ended.then(|| if open { format!(", open for {lasted}") } else { format!(", resolved after {lasted}") })}</span>
        {due.map(|due| if due < now {
            view! { " " <a class="badge" data-tone="bad" href="#updates"><Icon of=icondata_lu::LuAlarmClock/>{format!("update overdue by {}", span_words(now - due))}</a> }.into_any()
        } else {
            view! { " " <a class="badge" data-tone="info" href="#updates"><Icon of=icondata_lu::LuAlarmClock/>{format!("next update in {}", span_words(due - now))}</a> }.into_any()
        })}
    };
    view! {
        <PageHead title=incident.title reference=format!("INC-{}", incident.number) crumbs=vec![("/incidents".to_owned(), "Incidents".to_owned())] sub=sub.into_any()/>
    }
}

/// What a reader has to know before anything else.
#[component]
fn Notices(incident: Incident, duplicates: Vec<(i64, String)>, now: DateTime<Utc>) -> impl IntoView {
    let out_of_order = incident.times.out_of_order();
    let number = incident.number;
    let long_quiet = incident.status == Status::Resolved && incident.times.resolved.is_some_and(|at| (now - at).num_days() >= 14);
    view! {
        {(incident.status == Status::Merged).then(|| view! {
            <div class="notice" data-tone="info"><Icon of=icondata_lu::LuMerge/><p>"This incident was merged as a duplicate"
                {incident.merged_into.map(|into| view! { " into " <a href=format!("/incidents/{into}")>{format!("INC-{into}")}</a> })} "."</p></div>
        })}
        {incident.recurrence_of.map(|earlier| view! {
            <div class="notice" data-tone="warn"><Icon of=icondata_lu::LuRepeat/><p>"This is a recurrence of " <a href=format!("/incidents/{earlier}")>{format!("INC-{earlier}")}</a> "."</p></div>
        })}
        {out_of_order.map(|(earlier, later)| view! {
            <div class="notice" data-tone="warn"><Icon of=icondata_lu::LuClockAlert/><p>{format!("Its times are out of order (“{}” comes before “{}”), so the durations between them are left out of the metrics.", later.as_str(), earlier.as_str())}" " <a href="#times">"View times"</a></p></div>
        })}
        {long_quiet.then(|| view! {
            <div class="notice" data-tone="info"><Icon of=icondata_lu::LuArchive/><p>"This incident has been resolved for more than two weeks. Close it when its postmortem and action items are done or scheduled."</p></div>
        })}
        {(!duplicates.is_empty()).then(|| view! {
            <div class="notice" data-tone="info"><Icon of=icondata_lu::LuMerge/><p>"Merged into this one: "
                {duplicates.into_iter().map(|(duplicate, title)| view! { <a href=format!("/incidents/{duplicate}")>{format!("INC-{duplicate} {title}")}</a> " " }).collect_view()}</p></div>
        })}
        {(incident.status == Status::Closed).then(|| view! {
            <p class="muted">"If the problem recurs, " <a href=format!("/incidents/new?recurrence_of={number}")>"declare a recurrence"</a> "."</p>
        })}
    }
}

#[component]
fn Steps(incident: Incident) -> impl IntoView {
    if matches!(incident.status, Status::Canceled | Status::Merged) {
        return ().into_any();
    }
    let times = incident.times;
    let steps = Status::STEPS.map(|step| {
        let state = match step.cmp(&incident.status) {
            std::cmp::Ordering::Less => "done",
            std::cmp::Ordering::Equal => "current",
            std::cmp::Ordering::Greater => "todo",
        };
        let at = match step {
            Status::Triage => Some(times.declared),
            Status::Mitigated => times.mitigated,
            Status::Resolved => times.resolved,
            Status::Closed => times.closed,
            _ => None,
        };
        let current = (state == "current").then_some("step");
        view! { <li data-state=state aria-current=current><span>{step.as_str()}</span>{at.filter(|_| state != "todo").map(|at| view! { <small><When at=at/></small> })}</li> }
    });
    view! { <ol class="steps" aria-label="Lifecycle">{steps.into_iter().collect_view()}</ol> }.into_any()
}

/// The parts of the page: it grows long, and the way down should not.
#[component]
fn Sections() -> impl IntoView {
    const PARTS: [(&str, &str); 8] = [
        ("#summary", "Summary"),
        ("#timeline", "Timeline"),
        ("#decisions", "Decisions"),
        ("#actions", "Action items"),
        ("#tickets", "Tickets"),
        ("#backfills", "Backfills"),
        ("#people", "Roles"),
        ("#postmortem", "Postmortem"),
    ];
    view! {
        <nav class="tabs sections" aria-label="On this page">
            {PARTS.into_iter().map(|(href, words)| view! { <a href=href>{words}</a> }).collect_view()}
        </nav>
    }
}

#[component]
fn Summary(incident: Incident) -> impl IntoView {
    let empty = incident.summary.is_empty();
    view! {
        <Panel title="Summary" id="summary">
            {if empty {
                view! { <p class="muted">"No summary yet. Add one for people who join."</p> }.into_any()
            } else {
                view! { <div class="prose" inner_html=incident.summary_html></div> }.into_any()
            }}
        </Panel>
    }
}
