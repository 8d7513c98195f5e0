//! Forms about incidents: who, parse, use case, redirect.
#![allow(missing_docs, reason = "the macro makes a struct of each function's arguments; the function's sentence explains them")]

use leptos::prelude::*;

use super::questionnaire::{Answer, HeldUp, suggest};
use super::timeline_part::SHOWN;
use super::{
    Classification, Declaration, Guardrail, Impact, Kind, Moment, Responsibility, Severity, SeverityChange, Status, StatusChange, Stretch,
    TimeChoice,
};
use crate::actor::Actor;
use crate::error::{AppError, Problems};
use crate::services::{Services, caller, redirect, seen, tell};
use crate::text;

fn to(number: i64, anchor: &str) {
    redirect(&format!("/incidents/{number}{anchor}"));
}

fn word<T: TryFrom<String, Error = String>>(field: &str, typed: String) -> Result<T, AppError> {
    T::try_from(typed).map_err(|message| AppError::field(field, message))
}

/// Declares an incident: only the title is required.
#[server(DeclareIncident, prefix = "/do", endpoint = "declare-incident")]
pub async fn declare_incident(
    title: String,
    #[server(default)] summary: String,
    #[server(default)] kind: String,
    #[server(default)] severity: String,
    #[server(default)] team: Option<i64>,
    #[server(default)] started_at: String,
    #[server(default)] private: String,
    #[server(default)] drill: String,
    #[server(default)] recurrence_of: String,
    #[server(default)] held_up: String,
    #[server(default)] wrong_data: String,
    #[server(default)] workaround: String,
    #[server(default)] signal: Option<i64>,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let mut declaration = Declaration::titled(&title)?.summarised(&summary)?;
    let mut problems = Problems::default();
    if !kind.is_empty() {
        declaration.kind = problems.check("kind", Kind::try_from(kind)).unwrap_or(declaration.kind);
    }
    if severity == "ask" {
        let held_up = problems.check("held_up", HeldUp::try_from(held_up)).unwrap_or(HeldUp::Unknown);
        let wrong_data = problems.check("wrong_data", Answer::try_from(wrong_data)).unwrap_or(Answer::Unknown);
        let workaround = problems.check("workaround", Answer::try_from(workaround)).unwrap_or(Answer::Unknown);
        declaration.severity = suggest(held_up, wrong_data, workaround);
    } else if !severity.is_empty() {
        declaration.severity = problems.check("severity", severity.parse()).unwrap_or(declaration.severity);
    }
    declaration.started_at = problems.check("started_at", text::moment(&started_at, who.zone)).flatten();
    declaration.recurrence_of = text::incident_number(&recurrence_of);
    if declaration.recurrence_of.is_none() && !recurrence_of.trim().is_empty() {
        problems.add("recurrence_of", "Enter the number of the incident that recurred, such as INC-42.");
    }
    problems.finish()?;
    declaration.team = team;
    declaration.signal = signal;
    declaration.private = text::ticked(&private);
    declaration.drill = text::ticked(&drill);
    let number = services.incidents.declare(&who, declaration).await?;
    to(number, "");
    Ok(())
}

/// Rewrites what a severity means here.
#[server(SetMeaning, prefix = "/do", endpoint = "set-meaning")]
pub async fn set_meaning(severity: String, meaning: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let severity = severity.parse().map_err(|message: String| AppError::field("severity", message))?;
    services.incidents.set_meaning(&who, severity, &meaning, &seen()).await?;
    tell("Saved.").await?;
    redirect("/severities");
    Ok(())
}

/// Raises or lowers the severity.
#[server(ChangeSeverity, prefix = "/do", endpoint = "change-severity")]
pub async fn change_severity(
    number: i64,
    #[server(default)] severity: String,
    #[server(default)] reason: String,
    #[server(default)] direction: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let raise = (!direction.is_empty()).then(|| direction == "raise");
    let change = SeverityChange { raise, ..SeverityChange::parse(&severity, &reason)? };
    services.incidents.change_severity(&who, number, change).await?;
    to(number, "");
    Ok(())
}

/// Moves the incident forwards.
#[server(ChangeStatus, prefix = "/do", endpoint = "change-status")]
pub async fn change_status(
    number: i64,
    #[server(default)] status: String,
    #[server(default)] reason: String,
    #[server(default)] time: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let time = if time.is_empty() { None } else { Some(word::<TimeChoice>("time", time)?) };
    services.incidents.set_status(&who, number, StatusChange { to: word::<Status>("status", status)?, reason, time }).await?;
    to(number, "");
    Ok(())
}

/// Corrects when a severity changed.
#[server(CorrectSeverity, prefix = "/do", endpoint = "correct-severity")]
pub async fn correct_severity(
    number: i64,
    #[server(default)] change: Option<i64>,
    #[server(default)] at: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let mut problems = Problems::default();
    let change = problems.check("change", change.ok_or_else(|| "Choose a change.".to_owned())).unwrap_or_default();
    let at = problems.check("at", needed(&at, who.zone)).unwrap_or_default();
    problems.finish()?;
    let seen = seen().renamed(&format!("change-{change}"), "at");
    services.incidents.correct_severity(&who, number, change, at, &reason, &seen).await?;
    to(number, "#severity");
    Ok(())
}

/// Adds a change of severity that was missed.
#[server(AddSeverity, prefix = "/do", endpoint = "add-severity")]
pub async fn add_severity(
    number: i64,
    #[server(default)] severity: String,
    #[server(default)] at: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let mut problems = Problems::default();
    let severity = problems.check("severity", severity.parse()).unwrap_or(Severity::DEFAULT);
    let at = problems.check("at", needed(&at, who.zone)).unwrap_or_default();
    problems.finish()?;
    services.incidents.add_severity(&who, number, severity, at, &reason).await?;
    to(number, "#severity");
    Ok(())
}

fn needed(typed: &str, zone: chrono_tz::Tz) -> Result<chrono::DateTime<chrono::Utc>, String> {
    text::moment(typed, zone)?.ok_or_else(|| "Enter the time at which it happened.".to_owned())
}

/// Changes the type or the owning team.
#[server(ClassifyIncident, prefix = "/do", endpoint = "classify-incident")]
pub async fn classify_incident(number: i64, kind: String, #[server(default)] team: Option<i64>) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.incidents.classify(&who, number, Classification { kind: word::<Kind>("kind", kind)?, team }, &seen()).await?;
    tell("Saved.").await?;
    to(number, "");
    Ok(())
}

/// Back to work, with a reason.
#[server(ReopenIncident, prefix = "/do", endpoint = "reopen-incident")]
pub async fn reopen_incident(number: i64, reason: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.incidents.reopen(&who, number, &reason).await?;
    to(number, "");
    Ok(())
}

/// Gives somebody a role.
#[server(AssignRole, prefix = "/do", endpoint = "assign-role")]
pub async fn assign_role(number: i64, role: String, person: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.incidents.assign(&who, number, word::<Responsibility>("role", role)?, person).await?;
    to(number, "#people");
    Ok(())
}

/// Unassigns a role.
#[server(ReleaseRole, prefix = "/do", endpoint = "release-role")]
pub async fn release_role(number: i64, assignment: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.incidents.release(&who, number, assignment).await?;
    to(number, "#people");
    Ok(())
}

/// Writes to the timeline.
#[server(AddEntry, prefix = "/do", endpoint = "add-entry")]
pub async fn add_entry(
    number: i64,
    body: String,
    #[server(default)] happened_at: String,
    #[server(default)] evidence_url: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let at = text::moment(&happened_at, who.zone).map_err(|message| AppError::field("happened_at", message))?;
    let link = text::link(&evidence_url).map_err(|message| AppError::field("evidence_url", message))?;
    let entry = services.incidents.note(&who, number, &body, at, link).await?;
    to(number, &format!("#entry-{entry}"));
    Ok(())
}

/// To where an entry is seen among its neighbours: the incident's page, or that of the whole timeline when it is further back.
async fn back_to(who: &Actor, services: &Services, number: i64, entry: i64) {
    let latest = services.incidents.timeline(who, number, Stretch::Latest, SHOWN).await;
    if latest.is_ok_and(|part| part.items.iter().all(|one| one.id != entry)) {
        redirect(&format!("/incidents/{number}/timeline?entry={entry}#entry-{entry}"));
    } else {
        to(number, &format!("#entry-{entry}"));
    }
}

/// Corrects an entry.
#[server(CorrectEntry, prefix = "/do", endpoint = "correct-entry")]
pub async fn correct_entry(number: i64, entry: i64, body: String, happened_at: String, reason: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let at = text::moment(&happened_at, who.zone).map_err(|message| AppError::field("happened_at", message))?;
    let at = at.ok_or_else(|| AppError::field("happened_at", "Enter the time at which it happened."))?;
    services.incidents.correct_entry(&who, number, entry, &body, at, &reason, &seen()).await?;
    back_to(&who, &services, number, entry).await;
    Ok(())
}

/// Pins a key moment, or unpins it.
#[server(PinEntry, prefix = "/do", endpoint = "pin-entry")]
pub async fn pin_entry(number: i64, entry: i64, pinned: bool) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.incidents.pin(&who, number, entry, pinned).await?;
    back_to(&who, &services, number, entry).await;
    Ok(())
}

/// Strikes an entry through, or takes that back.
#[server(StrikeEntry, prefix = "/do", endpoint = "strike-entry")]
pub async fn strike_entry(number: i64, entry: i64, struck: bool) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.incidents.strike(&who, number, entry, struck).await?;
    back_to(&who, &services, number, entry).await;
    Ok(())
}

/// Describes the impact.
#[server(SetImpact, prefix = "/do", endpoint = "set-impact")]
pub async fn set_impact(
    number: i64,
    guardrail: String,
    #[server(default)] customers: String,
    #[server(default)] records_affected: String,
    #[server(default)] money_at_stake: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let guardrail = word::<Guardrail>("guardrail", guardrail)?;
    let records_affected = text::count("the records", &records_affected).map_err(|message| AppError::field("records_affected", message))?;
    let impact = Impact { guardrail, customers, records_affected, money_at_stake, assets: Vec::new() };
    // The assets have a page of their own: none is added here, and none removed.
    let mut seen = seen();
    seen.insert("assets", "");
    services.incidents.set_impact(&who, number, impact, &seen).await?;
    to(number, "#impact");
    Ok(())
}

/// Says which assets were hit.
#[server(SetAssets, prefix = "/do", endpoint = "set-assets")]
pub async fn set_assets(number: i64, #[server(default)] assets: Vec<i64>) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.incidents.set_assets(&who, number, &assets, &seen()).await?;
    to(number, "#impact");
    Ok(())
}

/// Corrects a moment.
#[server(CorrectTime, prefix = "/do", endpoint = "correct-time")]
pub async fn correct_time(
    number: i64,
    moment: String,
    #[server(default)] at: String,
    reason: String,
    #[server(default)] insist: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let at = text::moment(&at, who.zone).map_err(|message| AppError::field("at", message))?;
    let moment = word::<Moment>("moment", moment)?;
    let seen = seen().renamed(moment.as_str(), "at");
    services.incidents.correct_time(&who, number, moment, at, &reason, text::ticked(&insist), &seen).await?;
    to(number, "#times");
    Ok(())
}

/// Merges a duplicate into another incident.
#[server(MergeIncident, prefix = "/do", endpoint = "merge-incident")]
pub async fn merge_incident(number: i64, into: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let target = text::incident("into", &into)?;
    services.incidents.merge(&who, number, target).await?;
    to(target, "");
    Ok(())
}

/// Takes a merge back.
#[server(UnmergeIncident, prefix = "/do", endpoint = "unmerge-incident")]
pub async fn unmerge_incident(number: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.incidents.unmerge(&who, number).await?;
    to(number, "");
    Ok(())
}

/// Changes title and summary.
#[server(DescribeIncident, prefix = "/do", endpoint = "describe-incident")]
pub async fn describe_incident(number: i64, title: String, #[server(default)] summary: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.incidents.describe(&who, number, &title, &summary, &seen()).await?;
    to(number, "");
    Ok(())
}

/// Marks a drill, or takes that back.
#[server(MarkIncident, prefix = "/do", endpoint = "mark-incident")]
pub async fn mark_incident(number: i64, drill: bool) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.incidents.mark_drill(&who, number, drill).await?;
    tell("Saved.").await?;
    to(number, "");
    Ok(())
}

/// Hides an incident from everybody who is not a member.
#[server(MakePrivate, prefix = "/do", endpoint = "make-private")]
pub async fn make_private(number: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.incidents.make_private(&who, number).await?;
    tell("The incident is private: only its members can see it.").await?;
    to(number, "");
    Ok(())
}

/// Shows a private incident to everybody.
#[server(MakePublic, prefix = "/do", endpoint = "make-public")]
pub async fn make_public(number: i64, #[server(default)] confirm: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.incidents.make_public(&who, number, text::ticked(&confirm)).await?;
    tell("The incident is public: everybody who can sign in can see it.").await?;
    to(number, "");
    Ok(())
}

/// Lets somebody see a private incident.
#[server(AddMember, prefix = "/do", endpoint = "add-member")]
pub async fn add_member(number: i64, person: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.incidents.add_member(&who, number, person).await?;
    to(number, "#people");
    Ok(())
}
