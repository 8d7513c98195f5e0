//! State, due date and owner as badges: words and shapes, not colours alone.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::{ActionItem, Progress, State};
use crate::ui::Icon;

/// Where an action item is, by what it counts as now.
#[component]
pub fn StateBadge(
    /// Which.
    item: ActionItem,
    /// When it is looked at.
    now: DateTime<Utc>,
) -> impl IntoView {
    if item.idea {
        return view! { <span class="badge"><Icon of=icondata_lu::LuLightbulb/>"Idea"</span> }.into_any();
    }
    if item.has_expired(now) {
        return view! { <span class="badge" data-tone="bad"><Icon of=icondata_lu::LuAlarmClock/>"Risk expired"</span> }.into_any();
    }
    let (tone, icon) = match item.state {
        State::Open if item.recurrences > 0 => ("bad", icondata_lu::LuRepeat),
        State::Open => ("neutral", icondata_lu::LuCircleDashed),
        State::InProgress => ("info", icondata_lu::LuWrench),
        State::Blocked => ("bad", icondata_lu::LuOctagonPause),
        State::AwaitingEvidence => ("warn", icondata_lu::LuHourglass),
        State::Verified => ("good", icondata_lu::LuBadgeCheck),
        State::AcceptedRisk => ("neutral", icondata_lu::LuScale),
    };
    view! { <span class="badge" data-tone=tone><Icon of=icon/>{item.state.title()}</span> }.into_any()
}

/// `by 31 Oct 2025`, and whether that is over.
#[component]
pub fn Due(
    /// Of which.
    item: ActionItem,
    /// When it is looked at.
    now: DateTime<Utc>,
) -> impl IntoView {
    let moved = item.moved_words().map(|words| view! { " " <small class="muted">{words}</small> });
    let Some(due) = item.due else { return view! { <span class="muted">"no date"</span> {moved} }.into_any() };
    let (day, date) = (due.words(), due.iso());
    if item.is_overdue(now) {
        return view! { <span class="badge" data-tone="bad"><Icon of=icondata_lu::LuAlarmClock/><time datetime=date>{format!("{day}, overdue")}</time></span> {moved} }.into_any();
    }
    view! { <time datetime=date>{day}</time> {moved} }.into_any()
}

/// Who keeps it; that nobody does is said.
#[component]
pub fn OwnerName(
    /// Of which.
    item: ActionItem,
    /// When it is looked at.
    now: DateTime<Utc>,
) -> impl IntoView {
    let unowned = item.is_unowned(now);
    match item.owner {
        Some((_, name)) => name.into_any(),
        None if unowned => view! { <span class="badge" data-tone="warn"><Icon of=icondata_lu::LuUserX/>"No owner"</span> }.into_any(),
        None => view! { <span class="muted">"No owner"</span> }.into_any(),
    }
}

/// `2 of 3 green runs`, `green for 4 of 7 days`.
pub fn progress_words(item: &ActionItem, progress: &Progress) -> String {
    let criterion = item.criterion;
    let mut said = Vec::new();
    if criterion.green_runs() > 0 {
        let many = progress.count.min(criterion.green_runs());
        said.push(match criterion.green_runs() {
            1 => format!("{many} of 1 green run"),
            several => format!("{many} of {several} green runs in a row"),
        });
    }
    if criterion.green_days() > 0 {
        said.push(format!("green for {} of {} days", progress.green_for.num_days().min(criterion.green_days()), criterion.green_days()));
    }
    said.join(", ")
}

/// How far the proof is, with the check it comes from.
#[component]
pub fn Proof(
    /// Of which.
    item: ActionItem,
) -> impl IntoView {
    let told = match item.unconfirmed() {
        Some(version) => Some(format!("version {version} needs confirmation by a second person")),
        None if item.is_of_earlier_version() => Some("verified by an earlier version of this check".to_owned()),
        None => item.progress().map(|progress| progress_words(&item, &progress)),
    };
    let asked = item.criterion.words();
    let by_hand = match item.state {
        State::Verified => item.evidence.clone(),
        _ => "verified by a second person".to_owned(),
    };
    match item.check {
        Some(check) => view! { <a href=format!("/checks/{}", check.id)>{check.name}</a> ": " {told.unwrap_or(asked)} }.into_any(),
        None => by_hand.into_any(),
    }
}
