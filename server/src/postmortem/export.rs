//! The document as Markdown: the same content as the page, made from the same blocks, times in the document's zone.

use std::fmt::Write;

use app::actor::Actor;
use app::error::AppError;
use app::postmortem::words::{self, Block, Cell, Piece};
use app::postmortem::{Document, gaps};
use app::template::Spec;
use app::ui::zone_words;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::show;
use crate::Firebreak;
use crate::incident::escape;

pub async fn markdown(firebreak: &Firebreak, actor: &Actor, number: i64) -> Result<(String, String), AppError> {
    let document = show::show(firebreak, actor, number).await?;
    Ok((format!("INC-{number}-postmortem.md"), render(&document)))
}

fn moment(at: DateTime<Utc>, zone: Tz) -> String {
    format!("{} {}", at.with_timezone(&zone).format("%Y-%m-%d %H:%M"), zone_words(zone))
}

/// A quoted string means the same in YAML and JSON.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

fn render(document: &Document) -> String {
    let mut out = front(document);
    let template = &document.template;
    let incident = &document.facts.incident;
    let _ = write!(out, "\n# INC-{} {}\n", incident.number, escape(&incident.title));
    let people = words::people(&document.facts);
    if !people.is_empty() {
        let lines: Vec<String> = people.iter().map(|(role, names)| format!("{role}: {}", escape(names))).collect();
        let _ = write!(out, "\n{}\n", lines.join("  \n"));
    }
    for erratum in &document.errata {
        let _ = write!(out, "\n> **Erratum, {}:** {}\n", moment(erratum.at, document.zone), erratum.body.trim().replace('\n', "\n> "));
    }
    for (index, page) in template.pages.iter().enumerate() {
        let _ = write!(out, "\n## {}. {}\n", index + 1, page.title);
        for spec in &page.sections {
            section(&mut out, document, spec);
        }
    }
    out
}

fn front(document: &Document) -> String {
    let incident = &document.facts.incident;
    let mut lines = vec![
        format!("incident: \"INC-{}\"", incident.number),
        format!("title: {}", quoted(&incident.title)),
        format!("template: {}", document.template.key),
        format!("state: {}", document.state.as_str()),
        format!("zone: {}", quoted(document.zone.name())),
        format!("severity: \"{}\"", incident.peak_severity.code()),
        format!("authors: [{}]", document.authors.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")),
    ];
    let times = &incident.times;
    let known = [
        ("started", times.started),
        ("detected", times.detected),
        ("declared", Some(times.declared)),
        ("mitigated", times.mitigated),
        ("resolved", times.resolved),
        ("begun", Some(document.created_at)),
        ("published", document.published_at),
    ];
    lines.extend(known.iter().filter_map(|(name, at)| at.map(|at| format!("{name}: {}", at.to_rfc3339()))));
    lines.push(format!("facts_read: {}", document.facts.read_at.to_rfc3339()));
    lines.extend(document.seal.as_ref().map(|seal| format!("sha256: \"{}\"", seal.hash)));
    format!("---\n{}\n---\n", lines.join("\n"))
}

fn section(out: &mut String, document: &Document, spec: &Spec) {
    let _ = write!(out, "\n### {}\n", spec.title);
    let prose = document.section(&spec.key).filter(|section| !section.body.trim().is_empty());
    if let Some(section) = prose {
        if section.generated {
            out.push_str("\n*Drafted from the record, not confirmed yet.*\n");
        }
        let _ = write!(out, "\n{}\n", section.body.trim());
    }
    let Some(part) = spec.part else {
        if prose.is_none() {
            out.push_str("\n*Not written yet.*\n");
        }
        return;
    };
    for block in words::blocks(part, &document.facts) {
        self::block(out, &block, document.zone);
    }
    if document.seal.is_none() {
        for gap in gaps(&document.facts).into_iter().filter(|gap| gap.part == part) {
            let _ = write!(out, "\n*{}*\n", escape(&gap.sentence));
        }
    }
}

fn block(out: &mut String, block: &Block, zone: Tz) {
    match block {
        Block::Say(cell) => {
            let _ = write!(out, "\n{}\n", sentence(cell, zone));
        }
        Block::Pairs(pairs) | Block::Figures(pairs) => {
            out.push('\n');
            for (name, cell) in pairs {
                let _ = match cell.as_slice() {
                    // What has lines of its own, a list for instance, keeps them.
                    [Piece::Written(markdown, _)] if markdown.trim().contains('\n') => {
                        writeln!(out, "- **{name}:**\n\n  {}\n", markdown.trim().replace('\n', "\n  "))
                    }
                    _ => writeln!(out, "- **{name}:** {}", sentence(cell, zone)),
                };
            }
        }
        Block::Table(_, rows) if rows.is_empty() => {}
        Block::Table(head, rows) => {
            let _ = write!(out, "\n| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
            for row in rows {
                let cells: Vec<String> = row.iter().map(|cell| sentence(cell, zone)).collect();
                let _ = writeln!(out, "| {} |", cells.join(" | "));
            }
        }
    }
}

/// On one line, as it may stand in a table.
fn sentence(cell: &Cell, zone: Tz) -> String {
    let folded = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::new();
    for piece in cell {
        let words = match piece {
            Piece::Text(text) | Piece::Muted(text) => kept_blanks(text, &escape(&folded(text))),
            Piece::Strong(text) => format!("**{}**", escape(&folded(text))),
            // Markdown of people stays Markdown; only what would end the cell is escaped.
            Piece::Written(markdown, _) => folded(markdown).replace("\\|", "|").replace('|', "\\|"),
            Piece::Moment(at) => moment(*at, zone),
            Piece::Date(day) => day.to_string(),
            Piece::Day(at) => at.with_timezone(&zone).format("%Y-%m-%d").to_string(),
            Piece::Link(href, text) | Piece::Source(href, text) => {
                format!("[{}]({})", escape(&folded(text)), href.replace(['(', ')', '|', '<', '>'], ""))
            }
            Piece::Severity(severity) => format!("{} {}", severity.code(), severity.word()),
            Piece::Break => "; ".to_owned(),
        };
        out.push_str(&words);
    }
    out.trim().to_owned()
}

/// Blanks at both ends part a piece from its neighbours.
fn kept_blanks(original: &str, folded: &str) -> String {
    let before = if original.starts_with(' ') && !folded.is_empty() { " " } else { "" };
    let after = if original.ends_with(' ') { " " } else { "" };
    format!("{before}{folded}{after}")
}
