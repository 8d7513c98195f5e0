//! What is asked while somebody types: who, use case.
#![allow(missing_docs, reason = "the macro makes a struct of each function's arguments; the function's sentence explains them")]

use leptos::prelude::*;

use super::Mention;
use crate::error::AppError;
use crate::services::caller;

/// What can be named in a text about an incident; nothing is stored.
#[server(OfferMentions, prefix = "/do", endpoint = "offer-mentions")]
pub async fn offer_mentions(
    number: i64,
    #[server(default)] entries: bool,
    #[server(default)] typed: String,
) -> Result<Vec<Mention>, AppError> {
    let (who, services) = caller()?;
    services.mentions.offer(&who, number, entries, &typed).await
}
