//! The form of a status update: who, parse, use case, redirect.
#![allow(missing_docs, reason = "the macro makes a struct of each function's arguments; the function's sentence explains them")]

use leptos::prelude::*;

use super::Audience;
use crate::error::AppError;
use crate::services::{caller, redirect};

/// Writes a status update.
#[server(WriteUpdate, prefix = "/do", endpoint = "write-update")]
pub async fn write_update(number: i64, audience: String, #[server(default)] body: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let audience = Audience::try_from(audience).map_err(|message| AppError::field("audience", message))?;
    let update = services.updates.write(&who, number, audience, &body).await?;
    redirect(&format!("/incidents/{number}#update-{update}"));
    Ok(())
}
