//! Forms about templates: who, parse, use case, redirect.
#![allow(missing_docs, reason = "the macro makes a struct of each function's arguments; the function's sentence explains them")]

use leptos::prelude::*;

use super::Wanted;
use crate::error::AppError;
use crate::incident::Kind;
use crate::services::{caller, redirect, tell};

fn wanted(title: String, team: &str, kind: String, source: String) -> Result<Wanted, AppError> {
    let team = (!team.is_empty()).then(|| team.parse()).transpose().map_err(|_| AppError::field("team", "Choose one of the teams."))?;
    let kind = (!kind.is_empty()).then(|| Kind::try_from(kind)).transpose().map_err(|sentence| AppError::field("kind", sentence))?;
    Ok(Wanted { title, team, kind, source })
}

/// Adds a template.
#[server(AddTemplate, prefix = "/do", endpoint = "add-template")]
pub async fn add_template(
    #[server(default)] title: String,
    #[server(default)] team: String,
    #[server(default)] kind: String,
    #[server(default)] source: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let key = services.templates.add(&who, wanted(title, &team, kind, source)?).await?;
    tell("Template added. It can be chosen in every draft.").await?;
    redirect(&format!("/templates/{key}"));
    Ok(())
}

/// Stores the next version of a template.
#[server(ChangeTemplate, prefix = "/do", endpoint = "change-template")]
pub async fn change_template(
    template: String,
    version: i64,
    #[server(default)] title: String,
    #[server(default)] team: String,
    #[server(default)] kind: String,
    #[server(default)] source: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let stored = services.templates.change(&who, &template, version, wanted(title, &team, kind, source)?).await?;
    tell(format!("Saved as version {stored}. Existing postmortems keep their version.")).await?;
    redirect(&format!("/templates/{template}"));
    Ok(())
}

/// Takes a template out of use, or back into it.
#[server(RetireTemplate, prefix = "/do", endpoint = "retire-template")]
pub async fn retire_template(template: String, #[server(default)] retired: bool) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.templates.retire(&who, &template, retired).await?;
    tell(if retired { "Template retired. Existing postmortems keep it." } else { "Template in use again." }).await?;
    redirect(&format!("/templates/{template}"));
    Ok(())
}
