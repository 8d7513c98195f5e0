//! The one field for a time. It carries the zone in which it was shown and the instant it held, so that an instant
//! that nobody moved keeps its seconds and its offset; and it asks which instant is meant when a local time came twice.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use leptos::prelude::*;

use super::form::{Framed, conflicts, described, submitted, typed};
use crate::edit::WAS;
use crate::local_time::{settle, shown, twice};
use crate::services::optional_user;

/// What the field carries beside the time and the instant it held: the zone, and the instant that was chosen.
const ZONE: &str = ".zone";
const WHICH: &str = ".which";

/// A date and a time in the reader's zone.
#[component]
pub fn TimeField(
    /// The argument of the server function.
    name: &'static str,
    /// The title.
    #[prop(into)]
    label: String,
    /// What it holds at first.
    #[prop(optional, into)]
    value: Option<DateTime<Utc>>,
    /// One sentence that helps.
    #[prop(optional, into)]
    hint: String,
    /// Whether the form cannot go without it.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    // A form that was refused comes back as it was shown, also when the reader's zone is another one now.
    let zone_before = submitted(&format!("{name}{ZONE}"));
    let was = match &zone_before {
        Some(_) if !conflicts() => submitted(&format!("{name}{WAS}")).unwrap_or_default(),
        _ => value.map(|at| at.to_rfc3339()).unwrap_or_default(),
    };
    let zone: Tz = zone_before.and_then(|zone| zone.parse().ok()).or_else(|| optional_user().map(|who| who.zone)).unwrap_or(Tz::UTC);
    let chosen = submitted(&format!("{name}{WHICH}")).unwrap_or_else(|| was.clone());
    let (value, error, id) = typed(name, value.map(|at| shown(at, zone)).unwrap_or_default());
    let instants = twice(&value, zone);
    let described_by = described(&id, &hint, error.as_ref());
    let invalid = error.is_some().then_some("true");
    view! {
        <Framed id=id.clone() label=label optional={!required} hint=hint error=error>
            <input id=id.clone() type="datetime-local" name=name value=value required=required step="60" aria-describedby=described_by aria-invalid=invalid/>
            <input type="hidden" name=format!("{name}{ZONE}") value=zone.name()/>
            <input type="hidden" name=format!("{name}{WAS}") value=was/>
            {instants.map(|instants| view! { <Which name=name id=id instants=instants chosen=chosen/> })}
        </Framed>
    }
}

/// Which of two instants is meant.
#[component]
fn Which(name: &'static str, id: String, instants: [DateTime<Tz>; 2], chosen: String) -> impl IntoView {
    let chosen: Option<DateTime<Utc>> = chosen.parse().ok();
    let choices = instants.into_iter().zip(["First", "Second"]).map(|(at, title)| {
        let checked = chosen.is_some_and(|chosen| shown(chosen, Tz::UTC) == shown(at.to_utc(), Tz::UTC));
        let (local, utc) = (at.format("%H:%M, UTC%:z").to_string(), at.to_utc().format("%H:%M UTC").to_string());
        let id = format!("{id}-{}", title.to_lowercase());
        let label_for = id.clone();
        view! {
            <label class="choice" for=label_for>
                <input id=id type="radio" name=format!("{name}{WHICH}") value=at.to_utc().to_rfc3339() checked=checked/>
                <span class="choice-title">{format!("{title}: {local}")}</span>
                <span class="choice-text">{utc}</span>
            </label>
        }
    });
    view! { <fieldset class="choices"><legend>"This time occurred twice. Choose one."</legend>{choices.collect_view()}</fieldset> }
}

/// A form with every time settled, or nothing when it has no [`TimeField`].
pub fn settled(fields: &[(String, String)]) -> Option<Vec<(String, String)>> {
    let find = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    let zone = |name: &str| find(&format!("{name}{ZONE}"))?.parse::<Tz>().ok();
    let instant = |name: &str, what: &str| find(&format!("{name}{what}"))?.parse::<DateTime<Utc>>().ok();
    fields.iter().any(|(name, _)| zone(name).is_some()).then(|| {
        let settle = |(name, typed): &(String, String)| match zone(name) {
            Some(zone) => (name.clone(), settle(typed, zone, instant(name, WAS), instant(name, WHICH))),
            None => (name.clone(), typed.clone()),
        };
        fields.iter().map(settle).collect()
    })
}
