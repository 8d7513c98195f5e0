//! The panels beside the timeline: roles, severity history, impact, times and durations.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::actions::{AddSeverity, CorrectSeverity, CorrectTime, ReleaseRole, SetImpact};
use super::badges::SeverityBadge;
use super::ledger::Ledger;
use super::{Assignment, Correction, Duration, Guardrail, Incident, Measure, Moment, Severity, SeverityInterval};
use crate::text::grouped;
use crate::ui::{
    Badge, Check, Empty, Field, Form, Hidden, Icon, Panel, Pop, SeenValue, Select, TextArea, TimeField, Tone, When, span_words,
};

/// Who does what, and who did.
#[component]
pub fn PeoplePanel(
    /// The incident.
    number: i64,
    /// Present roles first.
    roles: Vec<Assignment>,
    /// Who sees it when it is private.
    members: Vec<(i64, String)>,
    /// Whether it is private.
    private: bool,
    /// Whether this reader may change anything.
    may_work: bool,
) -> impl IntoView {
    let (present, past): (Vec<_>, Vec<_>) = roles.into_iter().partition(|role| role.until.is_none());
    let nobody = present.is_empty();
    view! {
        <Panel title="Roles" id="people">
            {nobody.then(|| view! { <Empty icon=icondata_lu::LuUserRoundX title="No commander" text="Assign an incident commander, so that one person leads."/> })}
            <ul class="rows">{present.into_iter().map(|role| view! {
                <li class="row">
                    <div><strong>{role.name}</strong><p class="muted">{role.role.title()} " since " <When at=role.from/></p></div>
                    {may_work.then(|| view! {
                        <Form action=ReleaseRole::PATH key=role.id.to_string() class="inline">
                            <Hidden name="number" value=number.to_string()/><Hidden name="assignment" value=role.id.to_string()/>
                            <button class="button small quiet">"Unassign"</button>
                        </Form>
                    })}
                </li>
            }).collect_view()}</ul>
            {(!past.is_empty()).then(|| view! {
                <details class="more"><summary>{format!("Earlier: {}", past.len())}</summary>
                    <ul class="plain">{past.into_iter().map(|role| view! {
                        <li class="muted">{role.name} ", " {role.role.title().to_lowercase()} ", " <When at=role.from/> {role.until.map(|until| view! { " to " <When at=until/> })}</li>
                    }).collect_view()}</ul>
                </details>
            })}
            {private.then(|| view! { <p class="muted">"Members: " {members.into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(", ")} "."</p> })}
        </Panel>
    }
}

/// Every severity it had, how long, and why.
#[component]
pub fn SeverityPanel(
    /// The incident.
    number: i64,
    /// Whether this reader may correct.
    may_command: bool,
    /// Oldest first.
    intervals: Vec<SeverityInterval>,
    /// When the incident was over, if it is.
    over_since: Option<DateTime<Utc>>,
    /// Until when the last one is counted while it is not.
    now: DateTime<Utc>,
) -> impl IntoView {
    let rows = intervals.clone();
    let end = over_since.unwrap_or(now);
    let changes: Vec<_> = intervals.iter().skip(1).map(|one| (one.id, one.severity, one.from)).collect();
    view! {
        <Panel title="Severity" id="severity">
            <Ledger intervals=intervals until=end/>
            <ul class="rows">{rows.into_iter().map(|interval| {
                let span = span_words(interval.lasted(end));
                let lasts = if interval.until.is_none() && over_since.is_none() { format!("{span} so far") } else { span };
                view! {
                    <li class="row"><div>
                        <SeverityBadge severity=interval.severity/> " " <strong>{lasts}</strong>
                        <p class="muted">"from " <When at=interval.from/> {interval.corrected.then(|| view! { " " <span class="corrected">"corrected"</span> })}
                            {interval.person.map(|name| format!(", {name}"))} ": " {interval.reason}</p>
                    </div></li>
                }
            }).collect_view()}</ul>
            {may_command.then(|| view! { <SeverityForms number=number changes=changes now=now/> })}
        </Panel>
    }
}

/// Correcting when a severity changed, and adding a change that was missed.
#[component]
fn SeverityForms(number: i64, changes: Vec<(i64, Severity, DateTime<Utc>)>, now: DateTime<Utc>) -> impl IntoView {
    let zone = crate::services::optional_user().map_or(chrono_tz::UTC, |who| who.zone);
    let instants: Vec<(String, String)> = changes.iter().map(|(id, _, at)| (format!("change-{id}"), at.to_rfc3339())).collect();
    let options: Vec<(String, String)> = changes
        .into_iter()
        .map(|(id, severity, at)| (id.to_string(), format!("to {}, {}", severity.code(), at.with_timezone(&zone).format("%Y-%m-%d %H:%M"))))
        .collect();
    let severities = Severity::ALL.map(|one| (one.level().to_string(), format!("{} {}", one.code(), one.word()))).to_vec();
    view! {
        {(!options.is_empty()).then(|| view! {
            <Pop label="Correct a severity change" icon=icondata_lu::LuClock class="small" holds=(CorrectSeverity::PATH, String::new())>
                <Form action=CorrectSeverity::PATH edit=true>
                    <Hidden name="number" value=number.to_string()/>
                    {instants.into_iter().map(|(name, at)| view! { <SeenValue name=name value=at/> }).collect_view()}
                    <Select name="change" label="Change" options=options none="Choose a change"/>
                    <TimeField name="at" label="Time" value=now required=true
                        hint="Between the change before it and the change after it. The first severity begins with the declaration: correct that time instead."/>
                    <TextArea name="reason" label="Reason" rows=2 required=true/>
                    <div class="form-actions"><button class="button primary">"Correct time"</button></div>
                </Form>
            </Pop>
        })}
        <Pop label="Add a missed severity change" icon=icondata_lu::LuPlus class="small" holds=(AddSeverity::PATH, String::new())>
            <Form action=AddSeverity::PATH>
                <Hidden name="number" value=number.to_string()/>
                <Select name="severity" label="Severity" options=severities none="Choose a severity"/>
                <TimeField name="at" label="Time" value=now required=true hint="After the declaration, not in the future."/>
                <TextArea name="reason" label="Reason" rows=2 required=true/>
                <div class="form-actions"><button class="button primary">"Add change"</button></div>
            </Form>
        </Pop>
    }
}

fn tone(guardrail: Guardrail) -> Tone {
    match guardrail {
        Guardrail::Halted | Guardrail::Unaffected => Tone::Good,
        Guardrail::WrongData => Tone::Bad,
        Guardrail::Unknown => Tone::Warn,
    }
}

/// What was hit, and whether consumers were halted or got wrong data.
#[component]
pub fn ImpactPanel(
    /// The incident.
    incident: Incident,
    /// Affected assets.
    assets: Vec<(i64, String)>,
    /// Whether this reader may change anything.
    may_work: bool,
) -> impl IntoView {
    let (known, number) = (incident.clone(), incident.number);
    let none = assets.is_empty();
    view! {
        <Panel title="Impact" id="impact">
            <p><Badge tone=tone(incident.guardrail) text=incident.guardrail.title()/></p>
            <dl class="facts">
                <dt>"Assets"</dt>
                <dd>{if none { view! { <span class="muted">"none"</span> }.into_any() } else {
                    assets.into_iter().map(|(id, name)| view! { <a class="tag" href=format!("/assets/{id}")>{name}</a> " " }).collect_view().into_any() }}</dd>
                {incident.records_affected.map(|records| view! { <dt>"Records"</dt><dd>{grouped(records)}</dd> })}
                {(!incident.customers.is_empty()).then(|| view! { <dt>"Customers"</dt><dd>{incident.customers}</dd> })}
                {(!incident.money_at_stake.is_empty()).then(|| view! { <dt>"Financial exposure"</dt><dd>{incident.money_at_stake}</dd> })}
            </dl>
            {may_work.then(|| view! {
                <div class="form-actions">
                    <ImpactForm incident=known/>
                    <a class="button small" href=format!("/incidents/{number}/assets")><Icon of=icondata_lu::LuBoxes/>{if none { "Add assets" } else { "Edit assets" }}</a>
                </div>
            })}
        </Panel>
    }
}

#[component]
fn ImpactForm(incident: Incident) -> impl IntoView {
    let records = incident.records_affected.map(|records| records.to_string()).unwrap_or_default();
    view! {
        <Pop label="Edit impact" icon=icondata_lu::LuTarget class="small" holds=(SetImpact::PATH, String::new())>
            <Form action=SetImpact::PATH edit=true>
                <Hidden name="number" value=incident.number.to_string()/>
                <Select name="guardrail" label="Data impact" value=incident.guardrail.as_str() options=Guardrail::options()/>
                <Field name="records_affected" label="Records affected" value=records placeholder="258000000"/>
                <TextArea name="customers" label="Customers or programs affected" rows=2 value=incident.customers/>
                <Field name="money_at_stake" label="Financial exposure" value=incident.money_at_stake placeholder="$1M+ of nominations"/>
                <div class="form-actions"><button class="button primary">"Save impact"</button></div>
            </Form>
        </Pop>
    }
}

/// The present value of a moment, and what it was before, the latest first.
#[component]
fn Corrected(moment: Moment, present: Option<DateTime<Utc>>, corrections: Vec<Correction>) -> impl IntoView {
    let shown = |at: Option<DateTime<Utc>>| at.map_or_else(|| "not recorded".into_any(), |at| view! { <When at=at/> }.into_any());
    view! {
        <li><strong>{format!("{}:", moment.as_str())}</strong> " now " {shown(present)}
            <ul class="plain">{corrections.into_iter().map(|correction| view! {
                <li class="muted">"set from " {shown(correction.old)} " to " {shown(correction.new)} {correction.person.map(|name| format!(" by {name}"))} ": " {correction.reason}</li>
            }).collect_view()}</ul>
        </li>
    }
}

/// When things happened, how long they took by which definition, and what was corrected.
#[component]
pub fn TimesPanel(
    /// The incident.
    incident: Incident,
    /// Latest first.
    corrections: Vec<Correction>,
    /// Whether this reader may correct.
    may_work: bool,
) -> impl IntoView {
    let times = incident.times;
    let over = !incident.status.is_open();
    let number = incident.number.to_string();
    let latest = |moment: Moment| corrections.iter().find(|correction| correction.moment == moment);
    let moments = Moment::ALL.map(|moment| {
        let mark = latest(moment).is_some_and(|correction| correction.new == times.get(moment));
        view! {
            <dt>{moment.as_str()}</dt>
            <dd>{times.get(moment).map_or_else(|| view! { <span class="muted">"not recorded"</span> }.into_any(), |at| view! { <When at=at/> }.into_any())}
                {mark.then(|| view! { " " <span class="corrected">"corrected"</span> })}</dd>
        }
    });
    let measures = Measure::ALL.map(|measure| {
        let words = match measure.of(&times, over) {
            Duration::Recorded(_) => measure.of(&times, over).span().map(span_words).unwrap_or_default(),
            Duration::Pending => "pending".to_owned(),
            Duration::NotApplicable => "not applicable".to_owned(),
            Duration::Invalid => "invalid".to_owned(),
        };
        view! { <dt>{measure.title()}<small>{measure.definition()}</small></dt><dd>{words}</dd> }
    });
    let options = Moment::ALL.map(|moment| (moment.as_str().to_owned(), moment.as_str().to_owned())).to_vec();
    let instant = move |moment: Moment| times.get(moment).map(|at| at.to_rfc3339()).unwrap_or_default();
    let now = crate::services::now();
    view! {
        <Panel title="Times" id="times">
            <dl class="facts">{moments.into_iter().collect_view()}</dl>
            <h3>"Durations"</h3>
            <dl class="facts">{measures.into_iter().collect_view()}</dl>
            {(!corrections.is_empty()).then(|| view! {
                <details class="more"><summary>{format!("Corrections: {}", corrections.len())}</summary>
                    <ul class="plain">{Moment::ALL.into_iter().filter_map(|moment| {
                        let mine: Vec<Correction> = corrections.iter().filter(|correction| correction.moment == moment).cloned().collect();
                        (!mine.is_empty()).then(|| view! { <Corrected moment=moment present=times.get(moment) corrections=mine/> })
                    }).collect_view()}</ul>
                </details>
            })}
            {may_work.then(|| view! {
                <Pop label="Correct a time" icon=icondata_lu::LuClock class="small" holds=(CorrectTime::PATH, String::new())>
                    <Form action=CorrectTime::PATH edit=true>
                        <Hidden name="number" value=number/>
                        {Moment::ALL.map(|moment| view! { <SeenValue name=moment.as_str() value=instant(moment)/> }).into_iter().collect_view()}
                        <Select name="moment" label="Time to correct" value="started" options=options/>
                        <TimeField name="at" label="Corrected value" value=now hint="Leave empty if it is not known."/>
                        <TextArea name="reason" label="Reason" rows=2 required=true/>
                        <Check name="insist" label="Save anyway" hint="If the times would be out of order: they are marked, and excluded from durations."/>
                        <div class="form-actions"><button class="button primary">"Correct time"</button></div>
                    </Form>
                </Pop>
            })}
        </Panel>
    }
}
