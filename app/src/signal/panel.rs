//! Signals on the page of an incident, with the warning lead time.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::LinkSignal;
use super::{Disposition, Linkable, Signal, Warnings, rough_words};
use crate::services::caller;
use crate::ui::page::part;
use crate::ui::{Empty, Form, Hidden, Panel, Pop, Select, When, span_words};

/// How many the page of an incident shows.
const SHOWN: usize = 10;

/// The signals of an incident, with the warning lead time in words.
#[component]
pub fn SignalsPanel(
    /// The incident.
    number: i64,
) -> impl IntoView {
    let caller = caller();
    part(async move {
        let (who, services) = caller?;
        let warnings = services.signals.of_incident(&who, number, None, SHOWN).await?;
        let linkable = if who.require_responder().is_ok() { services.signals.linkable(&who).await? } else { Vec::new() };
        let lead = lead_words(&warnings);
        let count = usize::try_from(warnings.signals.total).unwrap_or_default();
        let more = warnings.signals.after.then(|| format!("/incidents/{number}/signals"));
        let link = (!linkable.is_empty()).then(|| view! { <LinkPop number=number linkable=linkable/> }.into_any());
        Ok(view! {
            <Panel title="Signals" id="signals" count=count actions=link.into_any()>
                {lead.map(|words| view! { <p>{words}</p> })}
                {if count == 0 {
                    view! { <Empty icon=icondata_lu::LuRadio title="No signals" text="Link anything that was noticed before the declaration. It shows how early the incident could have been detected."/> }.into_any()
                } else {
                    view! { <ul class="rows">{warnings.signals.items.into_iter().map(|signal| view! { <Row signal=signal/> }).collect_view()}</ul>
                        {more.map(|href| view! { <p><a href=href>{format!("All {count} signals")}</a></p> })} }.into_any()
                }}
            </Panel>
        })
    })
}

/// The warning lead time as a sentence.
pub fn lead_words(warnings: &Warnings) -> Option<String> {
    if warnings.signals.total == 0 {
        return None;
    }
    Some(match warnings.lead_time() {
        Some(lead) => {
            let (rough, exact) = (rough_words(lead), span_words(lead));
            let exact = if rough.starts_with(&exact) || lead.num_days() < 2 { String::new() } else { format!(" ({exact})") };
            format!("Warning lead time: the first signal was seen {rough}{exact} before the incident was declared.")
        }
        None => "No signal came before the declaration.".to_owned(),
    })
}

#[component]
fn LinkPop(number: i64, linkable: Vec<Linkable>) -> impl IntoView {
    let options = linkable
        .into_iter()
        .map(|signal| {
            let judged = if signal.disposition == Disposition::Open { String::new() } else { format!(", {}", signal.disposition.as_str()) };
            (signal.id.to_string(), format!("{} ({}{judged})", signal.title, signal.seen_at.format("%-d %b %Y")))
        })
        .collect();
    view! {
        <Pop label="Link signal" icon=icondata_lu::LuLink class="small" holds=(LinkSignal::PATH, String::new())>
            <Form action=LinkSignal::PATH>
                <Hidden name="number" value=number.to_string()/>
                <Select name="signal" label="Signal" options=options/>
                <div class="form-actions"><button class="button primary">"Link signal"</button><a class="button quiet" href="/signals">"All signals"</a></div>
            </Form>
        </Pop>
    }
}

#[component]
pub fn Row(
    /// The signal.
    signal: Signal,
) -> impl IntoView {
    view! {
        <li class="row"><div>
            <a href=format!("/signals/{}", signal.id)>{signal.title}</a>
            <p class="muted"><span class="tag">{signal.source}</span> " " <When at=signal.seen_at/></p>
        </div></li>
    }
}
