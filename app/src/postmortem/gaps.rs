//! What is missing in the record, with a link to where it is added.

use super::facts::Facts;
use crate::incident::{Duration, Guardrail};
use crate::template::Part;

/// Something that nobody recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Beside which facts it is said.
    pub part: Part,
    /// What is missing, as one sentence.
    pub sentence: String,
    /// Where it is added.
    pub href: String,
    /// The words of the link.
    pub ask: &'static str,
}

/// Everything that the record lacks for a whole postmortem.
pub fn gaps(facts: &Facts) -> Vec<Gap> {
    let mut found = Vec::new();
    let number = facts.incident.number;
    let mut lacks = |part: Part, anchor: &str, ask: &'static str, sentence: String| {
        found.push(Gap { part, sentence, href: format!("/incidents/{number}{anchor}"), ask });
    };
    let times = &facts.incident.times;
    if times.started.is_none() {
        lacks(Part::Severity, "#times", "Add", "The start of the impact is not recorded.".to_owned());
    }
    if times.mitigated.is_none() && times.resolved.is_some() {
        lacks(Part::Severity, "#times", "Add", "The time of mitigation is not recorded.".to_owned());
    }
    if facts.incident.status.is_open() {
        lacks(Part::Severity, "", "View incident", format!("INC-{number} is not resolved yet: it is {}.", facts.incident.status.as_str()));
    }
    for took in facts.durations.iter().filter(|took| took.duration == Duration::Invalid) {
        let (title, definition) = (took.measure.title(), took.measure.definition());
        lacks(
            Part::Severity,
            "#times",
            "Correct",
            format!("{title} ({definition}) is invalid, because the second time is before the first, so it is excluded."),
        );
    }
    if facts.incident.guardrail == Guardrail::Unknown {
        lacks(Part::Impact, "#impact", "Add", "The data impact (halted or wrong data) is not recorded.".to_owned());
    }
    if facts.assets.is_empty() {
        lacks(Part::Impact, "#impact", "Add assets", "No affected assets are recorded.".to_owned());
    }
    if facts.timeline.len() < 2 {
        lacks(Part::Timeline, "#timeline", "Pin key moments", "Fewer than two key moments are pinned on the timeline.".to_owned());
    }
    if facts.signals.is_empty() {
        lacks(Part::Signals, "#signals", "Link a signal", "No signal is linked. Was there an early warning?".to_owned());
    }
    for factor in facts.factors.iter().filter(|factor| factor.evidence.is_none()) {
        let sentence = format!("The factor “{}” has no evidence in the timeline.", factor.title);
        lacks(Part::Factors, "/postmortem/edit#section-causes", "Add evidence", sentence);
    }
    if facts.decisions.is_empty() {
        lacks(Part::Decisions, "#decisions", "Record a decision", "No decisions are recorded.".to_owned());
    }
    if facts.promises().next().is_none() {
        lacks(Part::Actions, "#actions", "Add action item", "No action items are recorded.".to_owned());
    }
    for action in facts.promises() {
        let called = format!("“{}”", action.title);
        if action.owner.is_none() {
            lacks(Part::Actions, "#actions", "Assign an owner", format!("{called} has no owner."));
        }
        if action.due_at.is_none() {
            lacks(Part::Actions, "#actions", "Set a due date", format!("{called} has no due date."));
        }
    }
    for backfill in facts.backfills.iter().filter(|backfill| backfill.done < backfill.total && backfill.waived_reason.is_empty()) {
        let sentence =
            format!("The backfill “{}” is incomplete: {} of {} {}.", backfill.name, backfill.done, backfill.total, backfill.unit);
        lacks(Part::Chart, "#backfills", "Report progress", sentence);
    }
    found
}
