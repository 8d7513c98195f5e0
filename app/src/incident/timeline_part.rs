//! The timeline on the incident page: by day, key moments marked, corrections visible.

use chrono::TimeDelta;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::AddEntry;
use super::{Entry, EntryKind, entry_path};
use crate::part::Part;
use crate::services::optional_user;
use crate::text::grouped;
use crate::ui::{Empty, Field, Form, Hidden, Icon, Panel, TextArea, TimeField, When};

/// How far apart the two times of an entry may be before both are shown in full.
const TOLD_AT_ONCE: TimeDelta = TimeDelta::minutes(5);

/// With more entries than this, earlier ones are folded: who commands needs the latest.
const FOLDED_FROM: usize = 20;
/// How many stay in sight.
const LATEST: usize = 12;
/// How many the page of an incident has at all, and how many key moments from before them; the whole timeline has a page of its own.
pub const SHOWN: usize = 40;

/// What happened, oldest first, and a place to write what happens now.
#[component]
pub fn TimelinePanel(
    /// The incident.
    number: i64,
    /// The latest entries.
    timeline: Part<Entry>,
    /// Key moments before them.
    key_moments: Option<Part<Entry>>,
    /// Whether this reader may write.
    may_work: bool,
) -> impl IntoView {
    let Part { items: mut earlier, total, before, .. } = timeline;
    let count = earlier.len();
    let latest = earlier.split_off(if count > FOLDED_FROM { count - LATEST } else { 0 });
    let pinned = earlier.iter().filter(|entry| entry.pinned).count();
    let all = format!("/incidents/{number}/timeline");
    let just_before = earlier.first().or(latest.first()).map(|first| format!("{all}?before={}", first.id)).unwrap_or_default();
    view! {
        <Panel title="Timeline" id="timeline" count=usize::try_from(total).unwrap_or_default()>
            {if count == 0 {
                view! { <Empty icon=icondata_lu::LuHistory title="No entries yet" text="Changes are recorded automatically; add anything else that happens."/> }.into_any()
            } else {
                view! {
                    {before.then(|| view! {
                        <p class="muted">{format!("Showing the latest {count} of {} entries. ", grouped(total))}
                            <a href=just_before>"Earlier entries"</a> ", " <a href=all>"timeline from the beginning"</a></p>
                    })}
                    {key_moments.filter(|moments| !moments.items.is_empty()).map(|moments| {
                        let summary = format!("Earlier key moments: {}", grouped(moments.total));
                        view! { <details class="more earlier"><summary>{summary}</summary><Entries number=number entries=moments.items may_work=may_work/></details> }
                    })}
                    {(!earlier.is_empty()).then(|| {
                        let summary = format!("Earlier: {} entries, {pinned} of them key moments", earlier.len());
                        view! { <details class="more earlier"><summary>{summary}</summary><Entries number=number entries=earlier may_work=may_work/></details> }
                    })}
                    <Entries number=number entries=latest may_work=may_work/>
                }.into_any()
            }}
            {may_work.then(|| view! { <Write number=number/> })}
        </Panel>
    }
}

/// A new entry.
#[component]
fn Write(number: i64) -> impl IntoView {
    view! {
        <Form action=AddEntry::PATH class="quick">
            <Hidden name="number" value=number.to_string()/>
            <TextArea name="body" label="What happened?" rows=2 required=true placeholder="Markdown is supported."/>
            <details class="more"><summary>"Add a time or a link"</summary>
                <div class="fields">
                    <TimeField name="happened_at" label="Time" hint="Leave empty for now."/>
                    <Field name="evidence_url" label="Evidence link" kind="url" placeholder="https://"/>
                </div>
            </details>
            <div class="form-actions"><button class="button primary">"Add"</button></div>
        </Form>
    }
}

/// Entries, with a heading for each day.
#[component]
pub fn Entries(
    /// The incident.
    number: i64,
    /// Oldest first.
    entries: Vec<Entry>,
    /// Whether this reader may correct them.
    may_work: bool,
) -> impl IntoView {
    let zone = optional_user().map_or(chrono_tz::UTC, |actor| actor.zone);
    let mut last_day = String::new();
    let rows = entries
        .into_iter()
        .map(|entry| {
            let day = entry.happened_at.with_timezone(&zone).format("%A, %-d %B %Y").to_string();
            let new_day = (day != last_day).then(|| day.clone());
            last_day = day;
            view! { {new_day.map(|day| view! { <li class="day"><h3>{day}</h3></li> })} <EntryRow number=number entry=entry may_work=may_work/> }
        })
        .collect_view();
    view! { <ol class="timeline">{rows}</ol> }
}

fn icon(kind: EntryKind) -> &'static icondata_core::IconData {
    match kind {
        EntryKind::Declared => icondata_lu::LuSiren,
        EntryKind::Severity => icondata_lu::LuTriangleAlert,
        EntryKind::Status => icondata_lu::LuArrowRightLeft,
        EntryKind::Role => icondata_lu::LuUsers,
        EntryKind::Impact => icondata_lu::LuTarget,
        EntryKind::Time => icondata_lu::LuClock,
        EntryKind::Merge => icondata_lu::LuMerge,
        EntryKind::Note => icondata_lu::LuPencilLine,
        EntryKind::Ticket => icondata_lu::LuTicket,
        EntryKind::Backfill => icondata_lu::LuDatabase,
        EntryKind::Check => icondata_lu::LuListChecks,
        EntryKind::Action => icondata_lu::LuWrench,
        EntryKind::Signal => icondata_lu::LuRadio,
        EntryKind::Decision => icondata_lu::LuSignpost,
        EntryKind::Update => icondata_lu::LuMegaphone,
        EntryKind::Postmortem => icondata_lu::LuFileText,
    }
}

#[component]
fn EntryRow(number: i64, entry: Entry, may_work: bool) -> impl IntoView {
    let mut class = "entry".to_owned();
    for (is, name) in [(entry.pinned, " pinned"), (entry.kind != EntryKind::Note, " auto"), (entry.struck, " struck")] {
        if is {
            class.push_str(name);
        }
    }
    let zone = optional_user().map_or(chrono_tz::UTC, |actor| actor.zone);
    let clock = entry.happened_at.with_timezone(&zone).format("%H:%M").to_string();
    let utc = entry.happened_at.format("%H:%M UTC").to_string();
    let late = (entry.recorded_at - entry.happened_at).abs() > TOLD_AT_ONCE;
    let by = entry.person.clone().unwrap_or_else(|| "Firebreak".to_owned());
    let via = (entry.source == "api").then_some(" through the API");
    let corrected = match entry.revisions {
        0 => None,
        1 => Some("corrected once".to_owned()),
        times => Some(format!("corrected {times} times")),
    };
    let page = entry_path(number, entry.id);
    let revisions = page.clone();
    let id = format!("entry-{}", entry.id);
    view! {
        <li class=class id=id>
            <div class="when"><time datetime=entry.happened_at.to_rfc3339()>{clock}</time><small>{utc}</small></div>
            <div class="what">
                <Icon of=icon(entry.kind)/>
                <div>
                    <div class="prose" inner_html=entry.html.clone()></div>
                    <p class="by">
                        {entry.pinned.then(|| view! { <span class="tag"><Icon of=icondata_lu::LuPin/>"key moment"</span> " " })}
                        {by} {via}
                        {late.then(|| view! { ", recorded " <When at=entry.recorded_at/> })}
                        {entry.evidence_url.clone().map(|link| view! { ", " <a href=link rel="noopener nofollow">"evidence"</a> })}
                        {corrected.map(|words| view! { ", " <a class="corrected" href=revisions>{words}</a> })}
                    </p>
                    {may_work.then(|| view! { <a class="entry-tools" href=page aria-label="Correct or pin this entry"><Icon of=icondata_lu::LuEllipsis/></a> })}
                </div>
            </div>
        </li>
    }
}
