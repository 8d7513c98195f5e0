//! Forms about contributing factors: who, parse, use case, redirect.
#![allow(missing_docs, reason = "the macro makes a struct of each function's arguments; the function's sentence explains them")]

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::NewFactor;
use crate::error::{AppError, Problems};
use crate::services::{caller, redirect, seen, tell};
use crate::text;

fn back(number: i64) {
    redirect(&format!("/incidents/{number}/postmortem/edit#section-causes"));
}

#[cfg(feature = "ssr")]
fn read(typed: &BTreeMap<String, String>) -> Result<NewFactor, AppError> {
    let get = |name: &str| typed.get(name).cloned().unwrap_or_default();
    let mut problems = Problems::default();
    let mut number = |name: &str, what: &str| problems.check(name, text::count(what, &get(name))).flatten();
    let (leads_to, entry, action) = (number("leads_to", "the factor"), number("entry", "the entry"), number("action", "the action item"));
    problems.finish()?;
    Ok(NewFactor { kind: get("kind"), title: get("title"), theme: get("theme"), leads_to, entry, action, no_action: get("no_action") })
}

/// Adds a factor to the causal chain.
#[server(AddFactor, prefix = "/do", endpoint = "add-factor")]
pub async fn add_factor(number: i64, #[server(flatten)] typed: BTreeMap<String, String>) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.factors.add(&who, number, read(&typed)?).await?;
    back(number);
    Ok(())
}

/// Says a factor otherwise, or answers it.
#[server(ChangeFactor, prefix = "/do", endpoint = "change-factor")]
pub async fn change_factor(number: i64, factor: i64, #[server(flatten)] typed: BTreeMap<String, String>) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.factors.change(&who, number, factor, read(&typed)?, &seen()).await?;
    back(number);
    Ok(())
}

/// Takes a factor out of the chain.
#[server(RemoveFactor, prefix = "/do", endpoint = "remove-factor")]
pub async fn remove_factor(number: i64, factor: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.factors.remove(&who, number, factor).await?;
    tell("Factor removed. The factors around it are linked to each other.").await?;
    back(number);
    Ok(())
}
