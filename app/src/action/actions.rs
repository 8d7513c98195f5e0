//! Forms about action items: who, parse, use case, redirect.
#![allow(missing_docs, reason = "the macro makes a struct of each function's arguments; the function's sentence explains them")]

use leptos::prelude::*;

use super::{Change, NewAction, Typed};
use crate::due_day::DueDay;
use crate::error::AppError;
use crate::services::{caller, redirect, seen, tell};
use crate::text;

/// Promises something after an incident, or notes an idea.
#[server(AddAction, prefix = "/do", endpoint = "add-action")]
pub async fn add_action(
    number: i64,
    #[server(default)] title: String,
    #[server(default)] about: String,
    #[server(default)] owner: String,
    #[server(default)] due: String,
    #[server(default)] horizon: String,
    #[server(default)] priority: String,
    #[server(default)] check: String,
    #[server(default)] green_runs: String,
    #[server(default)] green_days: String,
    #[server(default)] counts_empty: String,
    #[server(default)] idea: String,
    #[server(default)] tickets: Vec<i64>,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let counts_empty = text::ticked(&counts_empty);
    let typed = Typed { title, about, owner, due, horizon, priority, check, green_runs, green_days, counts_empty, tickets };
    let promise = NewAction { idea: text::ticked(&idea), ..NewAction::parse(&typed, who.zone)? };
    let action = services.actions.add(&who, number, promise).await?;
    tell(&format!("ACT-{action} is noted.")).await?;
    redirect(&format!("/incidents/{number}#actions"));
    Ok(())
}

/// Changes what is promised.
#[server(ChangeAction, prefix = "/do", endpoint = "change-action")]
pub async fn change_action(
    action: i64,
    #[server(default)] title: String,
    #[server(default)] about: String,
    #[server(default)] owner: String,
    #[server(default)] due: String,
    #[server(default)] horizon: String,
    #[server(default)] priority: String,
    #[server(default)] check: String,
    #[server(default)] green_runs: String,
    #[server(default)] green_days: String,
    #[server(default)] counts_empty: String,
    #[server(default)] tickets: Vec<i64>,
    #[server(default)] reason: String,
    #[server(default)] due_reason: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let counts_empty = text::ticked(&counts_empty);
    let typed = Typed { title, about, owner, due, horizon, priority, check, green_runs, green_days, counts_empty, tickets };
    let change = Change { to: NewAction::parse(&typed, who.zone)?, reason, due_reason, seen: seen() };
    services.actions.change(&who, action, change).await?;
    redirect(&format!("/actions/{action}"));
    Ok(())
}

/// Makes an idea a promise.
#[server(PromoteAction, prefix = "/do", endpoint = "promote-action")]
pub async fn promote_action(action: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.actions.promote(&who, action).await?;
    redirect(&format!("/actions/{action}"));
    Ok(())
}

/// Begins the work, or goes on with it.
#[server(StartAction, prefix = "/do", endpoint = "start-action")]
pub async fn start_action(action: i64, #[server(default)] note: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.actions.start(&who, action, &note).await?;
    redirect(&format!("/actions/{action}"));
    Ok(())
}

/// Says what is in the way.
#[server(BlockAction, prefix = "/do", endpoint = "block-action")]
pub async fn block_action(action: i64, #[server(default)] note: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.actions.block(&who, action, &note).await?;
    redirect(&format!("/actions/{action}"));
    Ok(())
}

/// Says that the work is done.
#[server(FinishAction, prefix = "/do", endpoint = "finish-action")]
pub async fn finish_action(action: i64, #[server(default)] note: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.actions.finish(&who, action, &note).await?;
    redirect(&format!("/actions/{action}"));
    Ok(())
}

/// Verifies, as a second person.
#[server(VerifyAction, prefix = "/do", endpoint = "verify-action")]
pub async fn verify_action(action: i64, #[server(default)] note: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.actions.verify(&who, action, &note).await?;
    redirect(&format!("/actions/{action}"));
    Ok(())
}

/// Proposes to leave it until a day.
#[server(ProposeRisk, prefix = "/do", endpoint = "propose-risk")]
pub async fn propose_risk(action: i64, #[server(default)] reason: String, #[server(default)] until: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let until = DueDay::parse(&until, who.zone).map_err(|message| AppError::field("until", message))?;
    services.actions.propose_risk(&who, action, &reason, until).await?;
    redirect(&format!("/actions/{action}"));
    Ok(())
}

/// Answers for leaving it until a day.
#[server(AcceptRisk, prefix = "/do", endpoint = "accept-risk")]
pub async fn accept_risk(action: i64, #[server(default)] reason: String, #[server(default)] until: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let until = DueDay::parse(&until, who.zone).map_err(|message| AppError::field("until", message))?;
    services.actions.accept_risk(&who, action, &reason, until).await?;
    redirect(&format!("/actions/{action}"));
    Ok(())
}

/// Takes a verification back.
#[server(ReopenAction, prefix = "/do", endpoint = "reopen-action")]
pub async fn reopen_action(action: i64, #[server(default)] note: String, #[server(default)] recurred: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.actions.reopen(&who, action, &note, text::ticked(&recurred)).await?;
    redirect(&format!("/actions/{action}"));
    Ok(())
}

/// Confirms, as a second person, that the changed check still shows what was agreed.
#[server(ConfirmCheck, prefix = "/do", endpoint = "confirm-check")]
pub async fn confirm_check(action: i64, #[server(default)] version: i64, #[server(default)] note: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.actions.confirm_check(&who, action, version, &note).await?;
    redirect(&format!("/actions/{action}"));
    Ok(())
}
