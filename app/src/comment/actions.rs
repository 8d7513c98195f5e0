//! Forms about comments: who, parse, use case, redirect.
#![allow(missing_docs, reason = "the macro makes a struct of each function's arguments; the function's sentence explains them")]

use leptos::prelude::*;

use super::NewComment;
use crate::error::AppError;
use crate::services::{caller, redirect, tell};

fn back(number: i64, section: &str) {
    redirect(&format!("/incidents/{number}/postmortem/edit#section-{section}"));
}

/// Says something about a section.
#[server(SayComment, prefix = "/do", endpoint = "say-comment")]
pub async fn say_comment(
    number: i64,
    section: String,
    #[server(default)] quote: String,
    #[server(default)] body: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.comments.say(&who, number, NewComment { section: section.clone(), quote, body }).await?;
    back(number, &section);
    Ok(())
}

/// Says that a comment is answered, or that it is not.
#[server(ResolveComment, prefix = "/do", endpoint = "resolve-comment")]
pub async fn resolve_comment(number: i64, comment: i64, #[server(default)] resolved: bool) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let section = services.comments.resolve(&who, number, comment, resolved).await?;
    back(number, &section);
    Ok(())
}

/// Makes an action item of a comment.
#[server(CreateActionFromComment, prefix = "/do", endpoint = "create-action-from-comment")]
pub async fn create_action_from_comment(number: i64, comment: i64, #[server(default)] title: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let action = services.comments.create_action(&who, number, comment, &title).await?;
    tell(format!("The comment is now ACT-{action}: add an owner, a due date and how it is verified.")).await?;
    redirect(&format!("/actions/{action}"));
    Ok(())
}
