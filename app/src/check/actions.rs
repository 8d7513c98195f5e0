//! Forms about checks and sources: who, parse, use case, redirect.
#![allow(missing_docs, reason = "the macro makes a struct of each function's arguments; the function's sentence explains them")]

use leptos::prelude::*;

use super::{Draft, SourceEdit, Thresholds, Typed};
use crate::error::AppError;
use crate::services::{Flash, caller, redirect, seen, session, tell};

/// Makes a check.
#[server(AddCheck, prefix = "/do", endpoint = "add-check")]
pub async fn add_check(
    name: String,
    #[server(default)] about: String,
    #[server(default)] asset: String,
    #[server(default)] source: String,
    #[server(default)] owner: String,
    #[server(default)] kind: String,
    #[server(default)] sql: String,
    #[server(default)] left_column: String,
    #[server(default)] right_column: String,
    #[server(default)] warn_above: String,
    #[server(default)] fail_above: String,
    #[server(default)] every_minutes: String,
    #[server(default)] fresh_minutes: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    #[rustfmt::skip]
    let typed = Typed { name, about, asset, source, owner, kind, sql, left_column, right_column, warn_above, fail_above, every_minutes, fresh_minutes };
    let check = services.checks.add(&who, Draft::parse(&typed)?).await?;
    redirect(&format!("/checks/{check}"));
    Ok(())
}

/// Changes what a check is; its thresholds are tuned by a form of their own.
#[server(ChangeCheck, prefix = "/do", endpoint = "change-check")]
pub async fn change_check(
    check: i64,
    name: String,
    #[server(default)] about: String,
    #[server(default)] asset: String,
    #[server(default)] source: String,
    #[server(default)] owner: String,
    #[server(default)] kind: String,
    #[server(default)] sql: String,
    #[server(default)] left_column: String,
    #[server(default)] right_column: String,
    #[server(default)] every_minutes: String,
    #[server(default)] fresh_minutes: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    #[rustfmt::skip]
    let typed = Typed { name, about, asset, source, owner, kind, sql, left_column, right_column, every_minutes, fresh_minutes, ..Typed::default() };
    services.checks.change(&who, check, Draft::parse(&typed)?, &reason, &seen()).await?;
    redirect(&format!("/checks/{check}"));
    Ok(())
}

/// Tunes the thresholds.
#[server(ChangeThresholds, prefix = "/do", endpoint = "change-thresholds")]
pub async fn change_thresholds(
    check: i64,
    #[server(default)] warn_above: String,
    #[server(default)] fail_above: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.checks.change_thresholds(&who, check, Thresholds::parse(&warn_above, &fail_above)?, &reason, &seen()).await?;
    tell("Thresholds changed, from the next run on. Action items that rely on this check start their verification again.").await?;
    redirect(&format!("/checks/{check}"));
    Ok(())
}

/// Switches the schedule off, or on again.
#[server(SetCheckActive, prefix = "/do", endpoint = "set-check-active")]
pub async fn set_check_active(check: i64, active: bool) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.checks.set_active(&who, check, active).await?;
    redirect(&format!("/checks/{check}"));
    Ok(())
}

/// Runs a check now and shows the run.
#[server(RunCheck, prefix = "/do", endpoint = "run-check")]
pub async fn run_check(check: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let run = services.checks.run_now(&who, check).await?;
    redirect(&format!("/checks/{check}/runs/{run}"));
    Ok(())
}

/// A failure was none.
#[server(MarkFalseAlarm, prefix = "/do", endpoint = "mark-false-alarm")]
pub async fn mark_false_alarm(run: i64, #[server(default)] reason: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let check = services.checks.mark_false_alarm(&who, run, &reason).await?;
    redirect(&format!("/checks/{check}/runs/{run}"));
    Ok(())
}

/// Adds a source.
#[server(AddSource, prefix = "/do", endpoint = "add-source")]
pub async fn add_source(#[server(default)] name: String, #[server(default)] url: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.checks.add_source(&who, &name, &url).await?;
    redirect("/checks/sources");
    Ok(())
}

/// Changes a source, and says whether it answers then.
#[server(ChangeSource, prefix = "/do", endpoint = "change-source")]
pub async fn change_source(
    source: i64,
    #[server(default)] name: String,
    #[server(default)] url: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.checks.change_source(&who, source, SourceEdit { name: Some(name), url: Some(url), reason, seen: seen() }).await?;
    let note = match services.checks.try_source(&who, source).await {
        Ok(answer) => Flash::done(format!("Source changed. {answer}")),
        Err(error) => Flash::refused(format!("Source changed, but its checks cannot run: {error}")),
    };
    session().tell(note).await?;
    redirect(&format!("/checks/sources/{source}"));
    Ok(())
}

/// Removes a source that no check reads.
#[server(RemoveSource, prefix = "/do", endpoint = "remove-source")]
pub async fn remove_source(source: i64, #[server(default)] reason: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.checks.remove_source(&who, source, &reason).await?;
    tell("Source removed.").await?;
    redirect("/checks/sources");
    Ok(())
}

/// Asks a source whether it answers.
#[server(TrySource, prefix = "/do", endpoint = "try-source")]
pub async fn try_source(source: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let sentence = services.checks.try_source(&who, source).await?;
    tell(sentence).await?;
    redirect("/checks/sources");
    Ok(())
}
