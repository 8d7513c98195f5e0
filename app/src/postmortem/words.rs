//! The facts in words, said once: the page, the Markdown export and every later form are made from these blocks.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::facts::{Action, Backfill, Check, Covered, Decision, Facts};
use crate::factor::Factor;
use crate::incident::spans::lasted;
use crate::incident::{Duration, Responsibility, Severity, entry_path};
use crate::template::Part;
use crate::text::grouped;
use crate::ui::{span_words, zone_words};

/// A piece of a sentence or cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words, as they are.
    Text(String),
    /// Bold words.
    Strong(String),
    /// Muted words.
    Muted(String),
    /// Text that somebody wrote as Markdown, and the same as safe HTML.
    Written(String, String),
    /// A moment.
    Moment(DateTime<Utc>),
    /// The day of a moment.
    Day(DateTime<Utc>),
    /// A day of the calendar, the same in every zone.
    Date(NaiveDate),
    /// A link: address and words.
    Link(String, String),
    /// A link to where the record keeps it; of no use on paper.
    Source(String, String),
    /// A severity.
    Severity(Severity),
    /// A new line.
    Break,
}

/// The heads of a table: a column of moments names the zone they are in.
pub fn heads(head: &[&str], rows: &[Vec<Cell>], zone: Tz) -> Vec<String> {
    let has_moments = |column: usize| rows.iter().any(|row| matches!(row.get(column).map(Vec::as_slice), Some([Piece::Moment(_), ..])));
    let named =
        |(column, name): (usize, &&str)| if has_moments(column) { format!("{name} ({})", zone_words(zone)) } else { (*name).to_owned() };
    head.iter().enumerate().map(named).collect()
}

/// What stands together.
pub type Cell = Vec<Piece>;

/// Facts of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Names and what they are.
    Pairs(Vec<(&'static str, Cell)>),
    /// A table with the words of its head.
    Table(&'static [&'static str], Vec<Vec<Cell>>),
    /// Names and their numbers, several in a row.
    Figures(Vec<(&'static str, Cell)>),
    /// A sentence.
    Say(Cell),
}

fn text(words: impl Into<String>) -> Piece {
    Piece::Text(words.into())
}

fn muted(words: impl Into<String>) -> Piece {
    Piece::Muted(words.into())
}

/// Text that somebody wrote as Markdown.
fn written(facts: &Facts, markdown: &str) -> Piece {
    Piece::Written(markdown.to_owned(), facts.html.get(markdown).cloned().unwrap_or_default())
}

fn seconds(seconds: i64) -> String {
    span_words(TimeDelta::try_seconds(seconds).unwrap_or_default())
}

/// What the record says about `part`.
pub fn blocks(part: Part, facts: &Facts) -> Vec<Block> {
    match part {
        Part::Impact => impact(facts),
        Part::Severity => severity(facts),
        Part::Timeline => timeline(facts),
        Part::Chart => chart(facts),
        Part::Factors => factors(facts),
        Part::Signals => signals(facts),
        Part::Decisions => facts.decisions.iter().flat_map(|one| decision(facts, one)).collect(),
        Part::Actions => actions(facts),
    }
}

/// Where the facts of a part are kept on the page of the incident.
pub fn source(part: Part, number: i64) -> String {
    let anchor = match part {
        Part::Impact => "#impact",
        Part::Severity | Part::Chart => "#severity",
        Part::Timeline => "#timeline",
        Part::Factors => "#timeline",
        Part::Signals => "#signals",
        Part::Decisions => "#decisions",
        Part::Actions => "#actions",
    };
    format!("/incidents/{number}{anchor}")
}

/// Who did what, for the head of the first page.
pub fn people(facts: &Facts) -> Vec<(&'static str, String)> {
    let mut lines: Vec<(&'static str, String)> = Responsibility::ALL
        .iter()
        .filter_map(|role| {
            let mut names: Vec<&str> = Vec::new();
            for held in facts.roles.iter().filter(|held| held.role == *role) {
                if !names.contains(&held.name.as_str()) {
                    names.push(&held.name);
                }
            }
            (!names.is_empty()).then(|| (role.title(), names.join(", ")))
        })
        .collect();
    lines.extend(facts.incident.declared_by.clone().map(|name| ("Declared by", name)));
    lines.extend(facts.incident.team.clone().map(|name| ("Team", name)));
    lines
}

fn impact(facts: &Facts) -> Vec<Block> {
    let incident = &facts.incident;
    let mut pairs: Vec<(&'static str, Cell)> = vec![("Guardrail", vec![Piece::Strong(incident.guardrail.title().to_owned())])];
    if !facts.assets.is_empty() {
        let mut cell = Cell::new();
        for (index, asset) in facts.assets.iter().enumerate() {
            if index > 0 {
                cell.push(text(", "));
            }
            cell.push(Piece::Link(format!("/assets/{}", asset.id), asset.name.clone()));
            cell.push(muted(format!(" ({})", asset.owner.as_deref().unwrap_or("no owner"))));
        }
        pairs.push(("Assets", cell));
    }
    if !incident.customers.is_empty() {
        pairs.push(("Customers", vec![text(incident.customers.clone())]));
    }
    if let Some(records) = incident.records_affected {
        pairs.push(("Records", vec![text(grouped(records))]));
    }
    if !incident.money_at_stake.is_empty() {
        pairs.push(("Exposure", vec![text(incident.money_at_stake.clone())]));
    }
    let mut blocks = vec![Block::Pairs(pairs)];
    if !facts.covered.is_empty() {
        let row = |other: &Covered| {
            let name = Piece::Link(format!("/incidents/{}", other.number), format!("INC-{}", other.number));
            let over = match other.resolved_at {
                Some(at) => vec![text(seconds((at - other.started_at.unwrap_or(other.declared_at)).num_seconds()))],
                None => vec![muted("not resolved yet")],
            };
            vec![
                vec![name, text(format!(" {}", other.title))],
                vec![Piece::Severity(other.peak_severity)],
                vec![Piece::Moment(other.declared_at)],
                over,
            ]
        };
        blocks.push(Block::Table(&["Also covered", "Peak severity", "Declared", "Duration"], facts.covered.iter().map(row).collect()));
    }
    blocks
}

fn severity(facts: &Facts) -> Vec<Block> {
    let rows = facts.severities.iter().map(|one| {
        let lasts = one.until.is_none() && facts.incident.status.is_open();
        let span = format!(
            "{}{}",
            span_words(lasted(one.from, one.until, facts.over_at().unwrap_or(facts.read_at))),
            if lasts { " so far" } else { "" }
        );
        vec![vec![Piece::Severity(one.severity)], vec![Piece::Moment(one.from)], vec![text(span)], vec![text(one.reason.clone())]]
    });
    let mut pairs: Vec<(&'static str, Cell)> = Vec::new();
    for took in &facts.durations {
        let words = match took.duration {
            Duration::Recorded(length) => vec![Piece::Strong(seconds(length))],
            Duration::Pending => vec![muted("pending")],
            Duration::NotApplicable => continue,
            Duration::Invalid => vec![muted("invalid, excluded")],
        };
        pairs.push((took.measure.title(), words.into_iter().chain([muted(format!(" {}", took.measure.definition()))]).collect()));
    }
    let mut blocks = vec![Block::Table(&["Severity", "From", "Duration", "Reason"], rows.collect()), Block::Figures(pairs)];
    if !facts.corrected.is_empty() {
        let moments: Vec<&str> = facts.corrected.iter().map(|moment| moment.as_str()).collect();
        blocks.push(Block::Say(vec![
            muted(format!("Corrected times: {}. ", moments.join(", "))),
            Piece::Link(format!("/incidents/{}#times", facts.incident.number), "Corrections".to_owned()),
        ]));
    }
    blocks
}

fn timeline(facts: &Facts) -> Vec<Block> {
    let rows = facts.timeline.iter().map(|moment| {
        let number = moment.incident.unwrap_or(facts.incident.number);
        let mut what = moment.incident.map(|other| muted(format!("INC-{other} "))).into_iter().collect::<Vec<_>>();
        what.push(written(facts, &moment.body));
        if let Some(url) = &moment.evidence_url {
            what.extend([text(" "), Piece::Link(url.clone(), "Evidence".to_owned())]);
        }
        // A minute or two between the event and its note is how writing works.
        if (moment.recorded_at - moment.happened_at).num_minutes() > 5 {
            what.extend([muted(" recorded "), Piece::Moment(moment.recorded_at)]);
        }
        what.extend([text(" "), Piece::Source(entry_path(number, moment.entry), "entry".to_owned())]);
        vec![vec![Piece::Moment(moment.happened_at)], what]
    });
    vec![Block::Table(&["When", "What happened"], rows.collect())]
}

fn chart(facts: &Facts) -> Vec<Block> {
    let each: Vec<String> =
        facts.time_at_each().iter().map(|(severity, length)| format!("{} for {}", severity.code(), seconds(*length))).collect();
    let mut blocks = vec![Block::Say(vec![text(format!("{}.", each.join(", ")))])];
    blocks.extend(facts.backfills.iter().map(|backfill| Block::Say(backfilled(backfill, facts.incident.number))));
    blocks
}

fn backfilled(backfill: &Backfill, number: i64) -> Cell {
    let share = if backfill.total > 0 { i128::from(backfill.done) * 100 / i128::from(backfill.total) } else { 0 };
    let mut cell = vec![
        Piece::Link(format!("/incidents/{number}#backfills"), backfill.name.clone()),
        text(format!(": {} of {} {} ({share} %)", grouped(backfill.done), grouped(backfill.total), backfill.unit)),
    ];
    match backfill.finished_at {
        Some(at) => cell.extend([text(format!(", complete after {} on ", span_words(at - backfill.started_at))), Piece::Day(at)]),
        None if !backfill.waived_reason.is_empty() => cell.push(text(format!(", accepted as incomplete: {}", backfill.waived_reason))),
        None => cell.push(text(", incomplete")),
    }
    cell.push(text("."));
    cell
}

fn factors(facts: &Facts) -> Vec<Block> {
    let place = |id: i64| facts.factors.iter().position(|other| other.id == id).map(|index| (index + 1).to_string());
    let row = |(index, factor): (usize, &Factor)| {
        let mut what = vec![Piece::Strong(format!("{} {}", index + 1, factor.kind.title())), text(format!(" {}", factor.title))];
        if !factor.theme.is_empty() {
            what.push(muted(format!(" {}", factor.theme)));
        }
        let led = factor.leads_to.and_then(place).map_or_else(|| muted("impact"), text);
        let evidence = factor.evidence.as_ref().map_or_else(
            || vec![muted("none yet")],
            |entry| {
                let href = entry_path(facts.incident.number, entry.entry);
                vec![Piece::Moment(entry.at), text(" "), Piece::Source(href, "entry".to_owned())]
            },
        );
        let answer = match &factor.action {
            Some(action) => vec![
                Piece::Link(format!("/actions/{}", action.number), format!("ACT-{}", action.number)),
                text(format!(" {}, ", action.title)),
                Piece::Strong(action.state.replace('_', " ")),
            ],
            None if factor.no_action.is_empty() => vec![muted("not addressed yet")],
            None => vec![muted("accepted: "), text(factor.no_action.clone())],
        };
        vec![what, vec![led], evidence, answer]
    };
    let rows: Vec<Vec<Cell>> = facts.factors.iter().enumerate().map(row).collect();
    (!rows.is_empty()).then_some(Block::Table(&["Factor", "Led to", "Evidence", "Addressed by"], rows)).into_iter().collect()
}

fn signals(facts: &Facts) -> Vec<Block> {
    if facts.signals.is_empty() {
        return Vec::new();
    }
    let rows = facts.signals.iter().map(|signal| {
        let lead = signal.lead_seconds.map_or_else(|| "after the declaration".to_owned(), |lead| format!("{} before", seconds(lead)));
        vec![
            vec![Piece::Moment(signal.seen_at)],
            vec![Piece::Link(format!("/signals/{}", signal.id), signal.title.clone()), muted(format!(" {}", signal.source))],
            vec![text(lead)],
        ]
    });
    let table = Block::Table(&["Seen", "Signal", "Warning"], rows.collect());
    let lead = facts.lead_seconds.map(|lead| {
        Block::Say(vec![
            text("Warning lead time: "),
            Piece::Strong(seconds(lead)),
            muted(" from the first linked signal to the declaration"),
            text("."),
        ])
    });
    lead.into_iter().chain([table]).collect()
}

fn decision(facts: &Facts, decision: &Decision) -> Vec<Block> {
    let mut pairs: Vec<(&'static str, Cell)> = Vec::new();
    let mut head = vec![written(facts, &decision.problem)];
    if facts.decisions.len() > 1 {
        head.extend([muted(" decided "), Piece::Day(decision.decided_at)]);
    }
    if decision.superseded {
        head.push(muted(" superseded by a later decision"));
    }
    pairs.push(("Problem", head));
    let mut pair = |name: &'static str, words: &str| {
        if !words.trim().is_empty() {
            pairs.push((name, vec![written(facts, words)]));
        }
    };
    pair("Constraints", &decision.constraints);
    pair("Why", &decision.why);
    pair("Objections", &decision.objections);
    pair("Revisit when", &decision.revisit_when);
    pairs.extend(decision.decided_by.clone().map(|name| ("Decided by", vec![text(name)])));
    let rows: Vec<Vec<Cell>> = decision
        .options
        .iter()
        .map(|option| {
            let label = if option.chosen {
                vec![Piece::Strong(format!("✓ {}", option.label)), muted(" chosen")]
            } else {
                vec![text(option.label.clone()), muted(" not taken")]
            };
            vec![label, vec![written(facts, &option.pros)], vec![written(facts, &option.cons)], vec![written(facts, &option.risk)]]
        })
        .collect();
    let table = (!rows.is_empty()).then_some(Block::Table(&["Option", "For", "Against", "Risk"], rows));
    [Block::Pairs(pairs)].into_iter().chain(table).collect()
}

/// A day of the calendar; of what was frozen before days were kept, the day of its end.
fn day(ends_at: Option<DateTime<Utc>>, day: Option<NaiveDate>) -> Option<Piece> {
    day.map(Piece::Date).or(ends_at.map(Piece::Day))
}

fn actions(facts: &Facts) -> Vec<Block> {
    let row = |action: &Action| {
        let mut what = vec![Piece::Link(format!("/actions/{}", action.number), action.title.clone())];
        let horizon = action.horizon.replace('_', "-");
        let about: Vec<&str> = [horizon.as_str()].into_iter().chain(action.tickets.iter().map(String::as_str)).collect();
        what.extend([Piece::Break, muted(about.join(", "))]);
        let owner = action.owner.clone().map_or_else(|| muted("nobody yet"), text);
        let mut due = vec![day(action.due_at, action.due_day).unwrap_or_else(|| muted("no date"))];
        due.extend(
            day(action.first_due_at, action.first_due_day).into_iter().flat_map(|first| [Piece::Break, muted("originally due "), first]),
        );
        vec![what, vec![owner], due, evidence(action)]
    };
    let mut blocks = Vec::new();
    let promises: Vec<Vec<Cell>> = facts.promises().map(row).collect();
    if !promises.is_empty() {
        blocks.push(Block::Table(&["Action item", "Owner", "Due", "State and evidence"], promises));
    }
    let ideas: Vec<&str> = facts.actions.iter().filter(|action| action.idea).map(|action| action.title.as_str()).collect();
    if !ideas.is_empty() {
        blocks.push(Block::Say(vec![muted("Ideas: "), text(format!("{}.", ideas.join("; ")))]));
    }
    if !facts.tickets.is_empty() {
        let mut cell = vec![muted("Tickets: ")];
        for (index, ticket) in facts.tickets.iter().enumerate() {
            if index > 0 {
                cell.push(text("; "));
            }
            let href = ticket.url.clone().unwrap_or_else(|| format!("/incidents/{}#tickets", facts.incident.number));
            cell.push(Piece::Link(href, ticket.key.clone()));
            cell.push(text(format!(" {} ({})", ticket.title, ticket.state.replace('_', " "))));
        }
        blocks.push(Block::Say(cell));
    }
    blocks
}

/// The state of a promise and what shows it.
fn evidence(action: &Action) -> Cell {
    let mut cell = vec![Piece::Strong(action.state.replace('_', " "))];
    if let (Some(at), true) = (action.verified_at, action.state == "verified") {
        cell.extend([text(" "), Piece::Day(at)]);
        if let Some(name) = &action.verified_by {
            cell.push(text(format!(" by {name}")));
        }
        if action.earlier_version {
            cell.push(text(", by an earlier version of the check"));
        }
    }
    if action.state == "accepted_risk" {
        cell.extend(day(action.risk_expires_at, action.risk_expires_day).into_iter().flat_map(|day| [text(" until "), day]));
        cell.extend([Piece::Break, text(action.risk_reason.clone())]);
    }
    let proof = action.check.as_ref().map(|check| (Piece::Link(format!("/checks/{}", check.id), check.name.clone()), checked(check)));
    match (proof, action.evidence.is_empty()) {
        (Some((link, words)), true) => cell.extend([Piece::Break, link, text(format!(": {words}"))]),
        (Some((link, _)), false) => cell.extend([Piece::Break, link, Piece::Break, text(action.evidence.clone())]),
        (None, false) => cell.extend([Piece::Break, text(action.evidence.clone())]),
        (None, true) => {}
    }
    if action.recurrences > 0 {
        cell.extend([Piece::Break, text(format!("recurred {} ×", action.recurrences))]);
    }
    cell
}

fn checked(check: &Check) -> String {
    let agreed = match (check.agreed_runs, check.agreed_days) {
        (runs, 0) => format!("{runs} agreed"),
        (runs, days) => format!("{runs} and {days} days required"),
    };
    match check.outcome.as_str() {
        "never" => format!("not run yet; {agreed}"),
        "pass" => format!("green {} × in a row; {agreed}", check.green_runs),
        other => format!("{other}; {agreed}"),
    }
}
