//! The disposition of a signal as a badge, and the triage form.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::DisposeSignal;
use super::{Disposition, JUDGED, Signal, Waiting, rough_words, waiting};
use crate::ui::page::encode;
use crate::ui::{Badge, Field, Form, Hidden, Icon, SeenValue, Select, TextArea, Tone};

/// `open for 9 months`, or what became of it.
#[component]
pub fn SignalBadge(
    /// The disposition.
    disposition: Disposition,
    /// When it was seen.
    seen_at: DateTime<Utc>,
    /// The moment the page is shown.
    now: DateTime<Utc>,
) -> impl IntoView {
    let age = now - seen_at;
    let (tone, words) = match disposition {
        Disposition::Open => {
            let tone = match waiting(age) {
                Waiting::Fresh => Tone::Info,
                Waiting::Stale => Tone::Warn,
                Waiting::Ignored => Tone::Bad,
            };
            (tone, format!("open for {}", rough_words(age)))
        }
        Disposition::Explained => (Tone::Good, "explained".to_owned()),
        Disposition::Noise => (Tone::Neutral, "noise".to_owned()),
        Disposition::Incident => (Tone::Warn, "incident".to_owned()),
    };
    view! { <Badge tone=tone text=words/> }
}

/// The incident a signal belongs to, as a link.
#[component]
pub fn IncidentLink(
    /// Number and title.
    incident: (i64, String),
) -> impl IntoView {
    let (number, title) = incident;
    view! { <a href=format!("/incidents/{number}")><span class="ref">{format!("INC-{number}")}</span> " " {title}</a> }
}

/// Says what a signal was.
#[component]
pub fn DisposeForm(
    /// Which.
    signal: Signal,
) -> impl IntoView {
    let id = signal.id.to_string();
    let open = signal.disposition == Disposition::Open;
    let mut options: Vec<(String, String)> = vec![
        ("explained".to_owned(), "Explained: a harmless cause is known".to_owned()),
        ("noise".to_owned(), "Noise: not meaningful".to_owned()),
        ("incident".to_owned(), "Incident: part of an incident".to_owned()),
    ];
    if !open {
        options.push(("open".to_owned(), "Open: reopen for triage".to_owned()));
    }
    let declare = format!("/incidents/new?title={}&signal={id}", encode(&signal.title));
    view! {
        <Form action=DisposeSignal::PATH key=id.clone() edit=true>
            <Hidden name="signal" value=id/>
            <SeenValue name=JUDGED value=signal.judged()/>
            <Select name="disposition" label="Triage" options=options/>
            <TextArea name="reason" label="Reason" rows=2 hint="Required unless it is part of an incident." placeholder="The nightly load was late, as on the first of every month"/>
            <Field name="incident" label="Incident" placeholder="INC-42" hint="Only if it is part of a declared incident."/>
            <div class="form-actions">
                <button class="button primary">"Save"</button>
                {signal.incident.is_none().then(|| view! { <a class="button" href=declare><Icon of=icondata_lu::LuSiren/>"Declare an incident"</a> })}
            </div>
        </Form>
    }
}
