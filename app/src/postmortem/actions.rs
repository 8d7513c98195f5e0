//! Forms about postmortems: who, parse, use case, redirect.
#![allow(missing_docs, reason = "the macro makes a struct of each function's arguments; the function's sentence explains them")]

use leptos::prelude::*;

use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use super::Approval;
use super::Feedback;
use crate::error::AppError;
use crate::services::{caller, redirect, tell};
use crate::text;

fn to(number: i64, rest: &str) {
    redirect(&format!("/incidents/{number}/postmortem{rest}"));
}

/// Begins the postmortem of an incident.
#[server(BeginPostmortem, prefix = "/do", endpoint = "begin-postmortem")]
pub async fn begin_postmortem(number: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.postmortems.begin(&who, number).await?;
    to(number, "/edit");
    Ok(())
}

/// Stores the text of a section.
#[server(SaveSection, prefix = "/do", endpoint = "save-section")]
pub async fn save_section(number: i64, section: String, version: i64, #[server(default)] body: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let stored = services.postmortems.save_section(&who, number, &section, &body, version).await?;
    let together = if stored > version + 1 { " Somebody else saved other lines while you were writing; they are included." } else { "" };
    tell(format!("Saved as version {stored}.{together}")).await?;
    to(number, &format!("/edit#section-{section}"));
    Ok(())
}

/// Stores what somebody has written so far; gives the version.
#[server(AutosaveSection, prefix = "/do", endpoint = "autosave-section")]
pub async fn autosave_section(number: i64, section: String, version: i64, #[server(default)] body: String) -> Result<i64, AppError> {
    let (who, services) = caller()?;
    services.postmortems.autosave(&who, number, &section, &body, version).await
}

/// Writes it by another template.
#[server(UseTemplate, prefix = "/do", endpoint = "use-template")]
pub async fn use_template(number: i64, template: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.postmortems.use_template(&who, number, &template).await?;
    tell("Template changed. All texts are kept.").await?;
    to(number, "/edit");
    Ok(())
}

/// Writes another incident up in the same postmortem.
#[server(CoverIncident, prefix = "/do", endpoint = "cover-incident")]
pub async fn cover_incident(number: i64, #[server(default)] incident: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let other = text::incident("incident", &incident)?;
    services.postmortems.cover(&who, number, other).await?;
    tell(format!("INC-{other} is now covered by this postmortem, too.")).await?;
    to(number, "/edit");
    Ok(())
}

/// Leaves an incident to a postmortem of its own again.
#[server(UncoverIncident, prefix = "/do", endpoint = "uncover-incident")]
pub async fn uncover_incident(number: i64, #[server(default)] incident: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let other = text::incident("incident", &incident)?;
    services.postmortems.uncover(&who, number, other).await?;
    tell(format!("INC-{other} is no longer covered by this postmortem.")).await?;
    to(number, "/edit");
    Ok(())
}

/// What the blameless lint says about a text of a section that is being written, and how full its page is with it.
#[server(QuestionSection, prefix = "/do", endpoint = "question-section")]
pub async fn question_section(number: i64, section: String, #[server(default)] body: String) -> Result<Feedback, AppError> {
    let (who, services) = caller()?;
    services.postmortems.question(&who, number, &section, &body).await
}

/// Keeps words that the blameless lint would say otherwise, with a reason.
#[server(KeepFinding, prefix = "/do", endpoint = "keep-finding")]
pub async fn keep_finding(
    number: i64,
    section: String,
    rule: String,
    phrase: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.postmortems.keep_finding(&who, number, &section, (&rule, &phrase), &reason).await?;
    tell(format!("“{phrase}” is kept, with your reason.")).await?;
    to(number, &format!("/edit#section-{section}"));
    Ok(())
}

/// Stores an earlier text of a section once more.
#[server(RestoreSection, prefix = "/do", endpoint = "restore-section")]
pub async fn restore_section(number: i64, section: String, earlier: i64, version: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let stored = services.postmortems.restore(&who, number, &section, earlier, version).await?;
    tell(format!("Version {earlier} restored as version {stored}.")).await?;
    to(number, &format!("/edit#section-{section}"));
    Ok(())
}

/// Drafts once more what nobody has written in.
#[server(RedraftPostmortem, prefix = "/do", endpoint = "redraft-postmortem")]
pub async fn redraft_postmortem(number: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let words = match services.postmortems.redraft(&who, number).await? {
        0 => "The drafts are up to date.".to_owned(),
        1 => "1 draft refreshed.".to_owned(),
        several => format!("{several} drafts refreshed."),
    };
    tell(words).await?;
    to(number, "/edit");
    Ok(())
}

/// Asks somebody else to read it.
#[server(SendToReview, prefix = "/do", endpoint = "send-to-review")]
pub async fn send_to_review(number: i64, #[server(default)] note: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.postmortems.send_to_review(&who, number, &note).await?;
    to(number, "");
    Ok(())
}

/// Asks somebody to read it before it is published.
#[server(AskReviewer, prefix = "/do", endpoint = "ask-reviewer")]
pub async fn ask_reviewer(number: i64, person: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.postmortems.ask_reviewer(&who, number, person).await?;
    to(number, "#review");
    Ok(())
}

/// Back to a draft, with a reason.
#[server(AskForChanges, prefix = "/do", endpoint = "ask-for-changes")]
pub async fn ask_for_changes(number: i64, #[server(default)] note: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.postmortems.ask_for_changes(&who, number, &note).await?;
    to(number, "");
    Ok(())
}

/// Approves the text that was read.
#[server(ApprovePostmortem, prefix = "/do", endpoint = "approve-postmortem")]
pub async fn approve_postmortem(
    number: i64,
    revision: i64,
    #[server(default)] note: String,
    #[server(flatten)] ticked: BTreeMap<String, String>,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let points = ticked.into_iter().filter(|(_, value)| value == "on").map(|(name, _)| name).collect();
    services.postmortems.approve(&who, number, Approval { revision: Some(revision), note, points }).await?;
    to(number, "");
    Ok(())
}

/// Publishes an approved one.
#[server(PublishPostmortem, prefix = "/do", endpoint = "publish-postmortem")]
pub async fn publish_postmortem(number: i64, #[server(default)] note: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.postmortems.publish(&who, number, &note).await?;
    to(number, "");
    Ok(())
}

/// Sends a published one to teams and channels: `team_3=on`, `channel_1=on`.
#[server(SendPostmortem, prefix = "/do", endpoint = "send-postmortem")]
pub async fn send_postmortem(
    number: i64,
    #[server(default)] note: String,
    #[server(flatten)] ticked: BTreeMap<String, String>,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let chosen = |prefix: &str| {
        let on = ticked.iter().filter(|(_, value)| *value == "on");
        on.filter_map(|(name, _)| name.strip_prefix(prefix)?.parse().ok()).collect()
    };
    let names = services.postmortems.send_to(&who, number, &chosen("team_"), &chosen("channel_"), &note).await?;
    tell(format!("Sent to {names}.")).await?;
    to(number, "#audience");
    Ok(())
}

/// Says what turned out to be otherwise after publication.
#[server(AddErratum, prefix = "/do", endpoint = "add-erratum")]
pub async fn add_erratum(number: i64, #[server(default)] body: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.postmortems.add_erratum(&who, number, &body).await?;
    tell("Erratum added.").await?;
    to(number, "");
    Ok(())
}

/// Says that one has read it, and whether it was useful.
#[server(MarkRead, prefix = "/do", endpoint = "mark-read")]
pub async fn mark_read(number: i64, #[server(default)] useful: bool) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.postmortems.mark_read(&who, number, useful).await?;
    tell("Saved. The authors can see it.").await?;
    to(number, "#readers");
    Ok(())
}
