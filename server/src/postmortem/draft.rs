//! The first text of a section, made of what the record says and nothing else. What is not recorded is left out; the page
//! asks for it.

use app::incident::{Duration, Guardrail, Kind, Measure, Severity};
use app::postmortem::facts::Facts;
use app::template::Template;
use app::ui::{span_words, zone_words};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::incident::escape;

/// Key and text of every section that is drafted; a text is empty when the record says nothing.
pub fn all(template: &Template, facts: &Facts, zone: Tz) -> Vec<(String, String)> {
    template
        .prose()
        .map(|(spec, prose)| (spec.key.clone(), if prose.drafted { one(&spec.key, facts, zone) } else { String::new() }))
        .collect()
}

fn one(key: &str, facts: &Facts, zone: Tz) -> String {
    match key {
        "summary" => summary(facts, zone),
        "impact" => impact(facts),
        "surprised" => surprised(facts, zone),
        _ => String::new(),
    }
}

fn length(seconds: i64) -> String {
    span_words(TimeDelta::try_seconds(seconds).unwrap_or_default())
}

/// A moment with its zone: the text stands wherever somebody copies it.
fn at(moment: DateTime<Utc>, zone: Tz) -> String {
    format!("{} {}", moment.with_timezone(&zone).format("%-d %b %Y, %H:%M"), zone_words(zone))
}

fn took(facts: &Facts, measure: Measure) -> Option<String> {
    match facts.took(measure)? {
        Duration::Recorded(seconds) => Some(length(seconds)),
        _ => None,
    }
}

fn coded(severity: Severity) -> String {
    format!("{} ({})", severity.code(), severity.word())
}

/// The first paragraph of a Markdown text, on one line.
fn first_paragraph(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.trim().lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join(" "))
}

/// Five lines: what, when, how bad, who, how it ended.
fn summary(facts: &Facts, zone: Tz) -> String {
    let incident = &facts.incident;
    let times = &incident.times;
    let kind = if incident.kind == Kind::Other { String::new() } else { format!("{} ", incident.kind.title().to_lowercase()) };
    let mut lines =
        vec![format!("**{}**: a {kind}incident with peak severity {}.", escape(&incident.title), coded(incident.peak_severity))];
    lines.extend(first_paragraph(&incident.summary));
    let began = times.started.map(|started| format!("It started on {}", at(started, zone)));
    let noticed = took(facts, Measure::Detect).map(|span| format!("was noticed after {span}"));
    let declared = format!("{} declared on {}", if began.is_some() { "was" } else { "It was" }, at(times.declared, zone));
    let mut when: Vec<String> = began.into_iter().chain(noticed).collect();
    when.push(declared);
    lines.push(format!("{}.", joined(&when)));
    if !facts.covered.is_empty() {
        let others: Vec<String> =
            facts.covered.iter().map(|one| format!("INC-{} {} ({})", one.number, escape(&one.title), one.peak_severity.code())).collect();
        lines.push(format!("Also covered: {}.", joined(&others)));
    }
    lines.extend(escalation(facts));
    let mitigated = took(facts, Measure::Mitigate).map(|span| format!("was mitigated after {span}"));
    let resolved = match (took(facts, Measure::Resolve), times.resolved) {
        (Some(span), _) => Some(format!("was resolved after {span}")),
        (None, Some(resolved)) => Some(format!("was resolved on {}", at(resolved, zone))),
        (None, None) => None,
    };
    let end: Vec<String> = mitigated.into_iter().chain(resolved).collect();
    if end.is_empty() {
        lines.push(format!("It is {}.", incident.status.as_str()));
    } else {
        lines.push(format!("It {}.", joined(&end)));
    }
    lines.join("\n")
}

fn joined(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn escalation(facts: &Facts) -> Option<String> {
    let first = facts.severities.first()?.severity;
    let peak = facts.incident.peak_severity;
    if first == peak {
        return None;
    }
    let after =
        facts.severities.iter().find(|one| one.severity == peak).map(|one| length((one.from - facts.severities[0].from).num_seconds()))?;
    Some(format!("It was declared as {} and became {} after {after}.", first.code(), peak.code()))
}

/// The guardrail, and who was hit; the numbers stand beside it. Nothing while nothing is recorded.
fn impact(facts: &Facts) -> String {
    let incident = &facts.incident;
    let mut lines = Vec::new();
    match incident.guardrail {
        Guardrail::Halted => lines.push("Consumers were halted before they could get wrong data.".to_owned()),
        Guardrail::WrongData => lines.push("Wrong data was delivered to consumers.".to_owned()),
        Guardrail::Unaffected => lines.push("Consumers were not affected.".to_owned()),
        Guardrail::Unknown => {}
    }
    if !incident.customers.trim().is_empty() {
        lines.push(format!("Affected: {}.", escape(incident.customers.trim().trim_end_matches('.'))));
    }
    lines.join("\n")
}

/// The signs that there were; nothing when none is linked.
fn surprised(facts: &Facts, zone: Tz) -> String {
    let early: Vec<_> = facts.signals.iter().filter(|signal| signal.lead_seconds.is_some()).collect();
    let Some(first) = early.first() else { return String::new() };
    let mut lines = vec![format!(
        "The first sign, “{}” ({}), was seen on {}, {} before the incident was declared.",
        escape(&first.title),
        escape(&first.source),
        at(first.seen_at, zone),
        length(first.lead_seconds.unwrap_or_default())
    )];
    if early.len() > 1 {
        lines.push(format!("In total, {} signals came before the declaration.", early.len()));
    }
    lines.extend(took(facts, Measure::Major).map(|span| format!("It became major {span} after the declaration.")));
    lines.join("\n")
}
