//! Writing: a text is stored over the one its writer saw, or not at all; every stored text is kept.

use std::time::Duration;

use app::actor::Actor;
use app::error::AppError;
use app::postmortem::{Comparison, Feedback, Section, Version, section_findings};
use app::text;

use super::reading::TEXTS;
use super::{diff, draft, pdf_document, record, show, store};
use crate::Firebreak;
use crate::clock::{instant, millis};
use crate::db::Tx;
use crate::incident::{Row, load, load_to_change};
use crate::markdown::to_html;
use crate::template;

/// The longest section, in characters: thirty times what its page holds.
const LONGEST: usize = 100_000;
/// How long putting two texts together may wait for a permit.
const MERGE_WAIT: Duration = Duration::from_secs(1);
/// Texts on one page of the history.
const PAGE: usize = 20;

const OVERTAKEN: &str = "Somebody else has saved another version of this section. Both texts are kept and shown below: combine them, then \
                         save again.";

const OVERTAKEN_STEP: &str = "Somebody else has saved another version of this section. Your text is kept in this browser: save it to combine \
                              the two.";

/// The incident, and its postmortem if its text may be changed.
pub async fn open(tx: &mut Tx, actor: &Actor, number: i64) -> Result<(Row, store::Row), AppError> {
    let incident = load_to_change(tx, actor, number).await?;
    let row = show::find(tx, number).await?;
    match row.state()?.locked() {
        Some(sentence) => Err(AppError::conflict(sentence)),
        None => Ok((incident, row)),
    }
}

async fn section(tx: &mut Tx, row: &store::Row, key: &str) -> Result<Section, AppError> {
    row.template()?.find(key).ok_or(AppError::NotFound)?;
    store::sections(tx, row.id).await?.into_iter().find(|section| section.key == key).ok_or(AppError::NotFound)
}

/// Why a text is stored.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stored {
    /// Somebody saved it. What somebody else stored in other lines since then stays.
    Saved,
    /// Somebody paused while writing: a step, only over the text they saw.
    Step,
    /// An earlier text came back, only over the one that was seen.
    Restored,
}

/// Stores the text of a section. What somebody else stored in other lines since `version` stays.
pub async fn save(firebreak: &Firebreak, actor: &Actor, number: i64, key: &str, body: &str, version: i64) -> Result<i64, AppError> {
    store_text(firebreak, actor, number, key, body, version, Stored::Saved).await
}

/// Stores what was written so far.
pub async fn autosave(firebreak: &Firebreak, actor: &Actor, number: i64, key: &str, body: &str, version: i64) -> Result<i64, AppError> {
    store_text(firebreak, actor, number, key, body, version, Stored::Step).await
}

async fn store_text(
    firebreak: &Firebreak,
    actor: &Actor,
    number: i64,
    key: &str,
    body: &str,
    version: i64,
    why: Stored,
) -> Result<i64, AppError> {
    let checked = |body: &str| text::prose("this section", body, LONGEST).map_err(|message| AppError::field("body", message));
    let mut tx = firebreak.db.write().await?;
    let (_, row) = open(&mut tx, actor, number).await?;
    let stored = section(&mut tx, &row, key).await?;
    let mut body = checked(body)?;
    if stored.body == body && (!stored.generated || why == Stored::Step) {
        if why == Stored::Saved {
            store::set_step(&mut tx, row.id, key, stored.version, false).await?;
            tx.commit().await?;
        }
        return Ok(stored.version);
    }
    let overtaken = if why == Stored::Step { OVERTAKEN_STEP } else { OVERTAKEN };
    if stored.version != version {
        let seen = if why == Stored::Saved { store::version(&mut tx, row.id, key, version).await? } else { None };
        let (theirs, mine) = (stored.body.clone(), body);
        // The database waits meanwhile: not for long.
        let merged = TEXTS.run_within(MERGE_WAIT, move || seen.and_then(|seen| diff::merge(&seen, &theirs, &mine))).await?;
        body = checked(&merged.ok_or_else(|| AppError::conflict(overtaken))?)?;
    }
    let by = store::By { person: actor.person, at: millis(firebreak.clock.now()) };
    let Some(now) = store::save(&mut tx, row.id, key, &body, false, stored.version, by).await? else {
        return Err(AppError::conflict(overtaken));
    };
    if why == Stored::Step {
        store::set_step(&mut tx, row.id, key, now, true).await?;
    }
    tx.commit().await?;
    Ok(now)
}

pub async fn use_template(firebreak: &Firebreak, actor: &Actor, number: i64, key: &str) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let at = millis(now);
    let mut tx = firebreak.db.write().await?;
    let (incident, row) = open(&mut tx, actor, number).await?;
    let template = template::pin(&mut tx, key, at).await?;
    let template = template.ok_or_else(|| AppError::field("template", "Choose one of the templates."))?;
    let stored = store::sections(&mut tx, row.id).await?;
    let comments = crate::comment::of_postmortem(&mut tx, row.id).await?;
    let said = |section: &&Section| {
        let written = !section.generated && !section.body.trim().is_empty();
        written || comments.iter().any(|comment| comment.section == section.key && comment.is_open())
    };
    // What was written or said stays where somebody sees it.
    if let Some(lost) = stored.iter().filter(said).find(|section| template.sections().all(|spec| spec.key != section.key)) {
        let title = row.template()?.find(&lost.key).map_or_else(|| lost.key.clone(), |(spec, _)| spec.title.clone());
        let sentence = format!(
            "“{}” has no section #{}, and “{title}” has text or an open comment. Move it to another section first.",
            template.title, lost.key
        );
        return Err(AppError::field("template", sentence));
    }
    let facts = record::read(&mut tx, incident, now).await?;
    for (key, body) in draft::all(&template, &facts, row.zone()?) {
        if stored.iter().all(|section| section.key != key) {
            store::add_section(&mut tx, row.id, &key, &body, !body.is_empty(), at).await?;
        }
    }
    store::set_template(&mut tx, row.id, &template, at).await?;
    Ok(tx.commit().await?)
}

pub async fn question(firebreak: &Firebreak, actor: &Actor, number: i64, key: &str, body: &str) -> Result<Feedback, AppError> {
    let mut document = show::show(firebreak, actor, number).await?;
    actor.require_responder()?;
    let body = text::prose("this section", body, LONGEST).map_err(|message| AppError::field("body", message))?;
    let template = document.template.clone();
    let page = template.pages.iter().position(|page| page.sections.iter().any(|spec| spec.key == key)).ok_or(AppError::NotFound)?;
    let section = document.sections.iter_mut().find(|section| section.key == key).ok_or(AppError::NotFound)?;
    body.clone_into(&mut section.body);
    section.generated = false;
    let people: Vec<String> = document.facts.people().iter().map(ToString::to_string).collect();
    let key = key.to_owned();
    let look = move || (section_findings(&key, &body, &people.iter().map(String::as_str).collect::<Vec<_>>()), to_html(&body));
    let (findings, html) = TEXTS.run(look).await?;
    let sheet = pdf_document::sheet(firebreak, actor, &document, page).await?;
    Ok(Feedback { findings, sheet, html })
}

pub async fn keep_finding(
    firebreak: &Firebreak,
    actor: &Actor,
    number: i64,
    key: &str,
    (rule, phrase): (&str, &str),
    reason: &str,
) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let reason = text::reason("a reason", reason).map_err(|message| AppError::field("reason", message))?;
    let found = show::show(firebreak, actor, number).await?.remarks;
    let mut tx = firebreak.db.write().await?;
    let (_, row) = open(&mut tx, actor, number).await?;
    if !found.iter().any(|one| one.section == key && one.finding.rule == rule && one.finding.phrase == phrase) {
        return Err(AppError::conflict("These words are no longer in the text."));
    }
    let by = store::By { person: actor.person, at: millis(now) };
    store::keep_finding(&mut tx, row.id, key, (rule, phrase), &reason, by).await?;
    Ok(tx.commit().await?)
}

pub async fn restore(firebreak: &Firebreak, actor: &Actor, number: i64, key: &str, earlier: i64, version: i64) -> Result<i64, AppError> {
    let mut tx = firebreak.db.read().await?;
    load(&mut tx, actor, number).await?;
    let row = show::find(&mut tx, number).await?;
    let body = store::version(&mut tx, row.id, key, earlier).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    store_text(firebreak, actor, number, key, &body, version, Stored::Restored).await
}

pub async fn redraft(firebreak: &Firebreak, actor: &Actor, number: i64) -> Result<usize, AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let (incident, row) = open(&mut tx, actor, number).await?;
    let facts = record::read(&mut tx, incident, now).await?;
    let stored = store::sections(&mut tx, row.id).await?;
    let mut changed = 0;
    for (key, body) in draft::all(&row.template()?, &facts, row.zone()?) {
        let Some(section) = stored.iter().find(|section| section.key == key) else { continue };
        // Nobody has written in it: it is a draft, or it has been empty from the beginning.
        let untouched = section.generated || (section.version == 1 && section.body.is_empty());
        if !untouched || section.body == body {
            continue;
        }
        let by = store::By { person: None, at: millis(now) };
        store::save(&mut tx, row.id, &key, &body, !body.is_empty(), section.version, by).await?;
        changed += 1;
    }
    tx.commit().await?;
    Ok(changed)
}

pub async fn compare(firebreak: &Firebreak, actor: &Actor, number: i64, key: &str, other: &str) -> Result<Comparison, AppError> {
    let mut tx = firebreak.db.read().await?;
    load(&mut tx, actor, number).await?;
    let row = show::find(&mut tx, number).await?;
    let mut theirs = section(&mut tx, &row, key).await?;
    let other = other.replace("\r\n", "\n");
    TEXTS
        .run(move || {
            theirs.html = to_html(&theirs.body);
            let changes = diff::changes(&theirs.body, other.trim_end());
            Comparison { theirs, mine_html: to_html(&other), changes }
        })
        .await
}

pub async fn versions(
    firebreak: &Firebreak,
    actor: &Actor,
    number: i64,
    key: &str,
    before: Option<i64>,
) -> Result<(Section, Vec<Version>), AppError> {
    let mut tx = firebreak.db.read().await?;
    load(&mut tx, actor, number).await?;
    let row = show::find(&mut tx, number).await?;
    let mut section = section(&mut tx, &row, key).await?;
    section.html = to_html(&section.body);
    let texts = store::versions(&mut tx, row.id, key, before.unwrap_or(i64::MAX), PAGE as i64 + 1).await?;
    drop(tx);
    let read = TEXTS.run(move || compared(&texts));
    Ok((section, read.await?))
}

/// Each version with what it changed in the one before.
fn compared(texts: &[(i64, String, Option<String>, i64)]) -> Vec<Version> {
    let earlier = texts.iter().skip(1).map(|(_, body, ..)| body.as_str()).chain([""]);
    let version = |((version, body, person, at), earlier): (&(i64, String, Option<String>, i64), &str)| Version {
        version: *version,
        body: body.clone(),
        changes: diff::changes(earlier, body),
        person: person.clone(),
        at: instant(*at),
    };
    texts.iter().zip(earlier).take(PAGE).map(version).collect()
}
