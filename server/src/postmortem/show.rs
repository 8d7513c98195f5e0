//! The document: facts from the record of this moment, or the frozen ones; prose, steps and hash.

use std::sync::Arc;

use app::actor::Actor;
use app::error::AppError;
use app::incident::Status;
use app::postmortem::{ContentHash, Document, Facts, Section, Standing, State, remarks};
use app::template::Template;
use chrono::{DateTime, Utc};

use super::reading::TEXTS;
use super::{content_hash, cover, diff, draft, record, store};
use crate::Firebreak;
use crate::clock::instant;
use crate::db::{DbError, Tx};
use crate::incident::{self, Row};
use crate::markdown::to_html;

/// The postmortem of an incident that was loaded for this actor.
pub async fn find(tx: &mut Tx, number: i64) -> Result<store::Row, AppError> {
    store::find(tx, number).await?.ok_or(AppError::NotFound)
}

/// The sections in the order of the template.
pub async fn sections(tx: &mut Tx, template: &Template, id: i64) -> Result<Vec<Section>, DbError> {
    let mut stored = store::sections(tx, id).await?;
    Ok(template
        .prose()
        .filter_map(|(spec, _)| Some(stored.swap_remove(stored.iter().position(|section| section.key == spec.key)?)))
        .collect())
}

/// What is stored as the facts of a published postmortem.
pub fn understood(stored: &str) -> Result<Facts, DbError> {
    serde_json::from_str(stored).map_err(|error| DbError::Understood(format!("facts of a postmortem: {error}")))
}

pub async fn show(firebreak: &Firebreak, actor: &Actor, number: i64) -> Result<Document, AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.read().await?;
    let incident = incident::load(&mut tx, actor, number).await?;
    let row = find(&mut tx, number).await?;
    let (due_at, private) = (due_at(firebreak, &incident), incident.private);
    let template = row.template()?;
    let mut sections = sections(&mut tx, &template, row.id).await?;
    let events = store::events(&mut tx, row.id).await?;
    let authors = store::authors(&mut tx, row.id).await?;
    let mut facts = match &row.facts {
        Some(stored) => understood(stored)?,
        None => record::read(&mut tx, incident, now).await?,
    };
    let errata = store::readers::errata(&mut tx, row.id).await?;
    let audience = store::audience::of(&mut tx, row.id).await?;
    let read_by = store::readers::readers(&mut tx, row.id, actor).await?;
    let kept = store::kept_findings(&mut tx, row.id).await?;
    let comments = crate::comment::of_postmortem(&mut tx, row.id).await?;
    let reviewers = store::reviewers::of(&mut tx, row.id).await?;
    drop(tx);
    let seal = row.facts.as_ref().zip(row.content_hash.clone()).map(|(stored, hash)| {
        let holds = content_hash::hash(stored, &template, &sections) == hash;
        ContentHash { hash, holds }
    });
    let frozen = row.facts.is_some();
    let zone = row.zone()?;
    let read = TEXTS.run(move || {
        let remarks = if frozen { Vec::new() } else { remarks(&template, &sections, &facts, &kept) };
        for section in &mut sections {
            section.html = to_html(&section.body);
        }
        if !frozen {
            for (key, fresh) in draft::all(&template, &facts, zone) {
                let overtaken =
                    |section: &&mut Section| section.key == key && section.generated && section.body.trim_end() != fresh.trim_end();
                if let Some(section) = sections.iter_mut().find(overtaken) {
                    section.outdated = diff::changes(&section.body, &fresh);
                }
            }
        }
        facts.html = facts.written().map(|text| (text.to_owned(), to_html(text))).collect();
        (template, sections, facts, remarks)
    });
    let (template, sections, facts, remarks) = read.await?;
    Ok(Document {
        state: row.state()?,
        revision: sections.iter().map(|section| section.version).sum(),
        facts,
        sections,
        remarks,
        comments,
        reviewers,
        errata,
        private,
        zone,
        audience,
        readers: read_by,
        events,
        authors,
        created_at: instant(row.created_at),
        created_by: row.created_by,
        due_at,
        published_at: row.published_at.map(instant),
        seal,
        template: Arc::new(template),
    })
}

/// Until when the postmortem of this incident is due, if it owes one.
fn due_at(firebreak: &Firebreak, incident: &Row) -> Option<DateTime<Utc>> {
    let peak = incident.peak_severity.try_into().ok().filter(|_| !incident.drill)?;
    firebreak.due.at(peak, instant(incident.resolved_at?))
}

/// Why no postmortem can be begun for an incident, if so.
pub fn blocker(incident: &Row) -> Result<Option<String>, DbError> {
    Ok(match (incident.status()?, incident.merged_into) {
        (Status::Merged, None) => Some("This incident is merged into another one, which has the postmortem.".to_owned()),
        (Status::Merged, Some(into)) => Some(format!("This incident is merged into INC-{into}, which has the postmortem.")),
        (Status::Canceled, _) => Some("This incident was canceled, so it needs no postmortem.".to_owned()),
        _ => None,
    })
}

pub async fn standing(firebreak: &Firebreak, actor: &Actor, number: i64) -> Result<Standing, AppError> {
    let mut tx = firebreak.db.read().await?;
    let incident = incident::load(&mut tx, actor, number).await?;
    let row = store::find(&mut tx, number).await?;
    let covered = cover::blocker(&mut tx, actor, number).await?;
    let full: app::incident::Incident = incident.clone().try_into()?;
    let state: Option<State> = row.as_ref().map(store::Row::state).transpose()?;
    Ok(Standing {
        state,
        earned: covered.is_none()
            && full.peak_severity.is_major()
            && !full.drill
            && !matches!(full.status, Status::Canceled | Status::Merged),
        peak_severity: full.peak_severity,
        allowance: firebreak.due.words(full.peak_severity),
        due_at: due_at(firebreak, &incident).filter(|_| covered.is_none()),
        published_at: row.and_then(|row| row.published_at).map(instant),
        blocker: match covered {
            Some(sentence) => Some(sentence),
            None => blocker(&incident)?,
        },
    })
}
