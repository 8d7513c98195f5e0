//! Forms about backfills: who, parse, use case, redirect.
#![allow(missing_docs, reason = "the macro makes a struct of each function's arguments; the function's sentence explains them")]

use leptos::prelude::*;

use super::NewBackfill;
use crate::error::AppError;
use crate::services::{caller, redirect, seen};
use crate::text;

fn to(incident: i64) {
    redirect(&format!("/incidents/{incident}#backfills"));
}

/// Begins a backfill.
#[server(AddBackfill, prefix = "/do", endpoint = "add-backfill")]
pub async fn add_backfill(
    number: i64,
    #[server(default)] name: String,
    #[server(default)] unit: String,
    #[server(default)] total: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.backfills.add(&who, number, NewBackfill::parse(&name, &unit, &total)?).await?;
    to(number);
    Ok(())
}

/// Reports progress.
#[server(ReportBackfill, prefix = "/do", endpoint = "report-backfill")]
pub async fn report_backfill(backfill: i64, #[server(default)] done: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let done = text::count("the amount done", &done).map_err(|message| AppError::field("done", message))?;
    let done = done.ok_or_else(|| AppError::field("done", "Enter how many are done in total."))?;
    services.backfills.report(&who, backfill, done).await?;
    to(services.backfills.show(&who, backfill).await?.incident);
    Ok(())
}

/// Accepts a backfill as incomplete, with a reason.
#[server(WaiveBackfill, prefix = "/do", endpoint = "waive-backfill")]
pub async fn waive_backfill(backfill: i64, #[server(default)] reason: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.backfills.waive(&who, backfill, &reason).await?;
    to(services.backfills.show(&who, backfill).await?.incident);
    Ok(())
}

/// Corrects name, unit or total.
#[server(DescribeBackfill, prefix = "/do", endpoint = "describe-backfill")]
pub async fn describe_backfill(
    backfill: i64,
    #[server(default)] name: String,
    #[server(default)] unit: String,
    #[server(default)] total: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.backfills.describe(&who, backfill, NewBackfill::parse(&name, &unit, &total)?, &seen()).await?;
    to(services.backfills.show(&who, backfill).await?.incident);
    Ok(())
}
