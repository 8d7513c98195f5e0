//! Forms about tickets: who, parse, use case, redirect.
#![allow(missing_docs, reason = "the macro makes a struct of each function's arguments; the function's sentence explains them")]

use leptos::prelude::*;

use super::{NewTicket, State};
use crate::error::AppError;
use crate::services::{caller, redirect, seen};

fn to(incident: i64) {
    redirect(&format!("/incidents/{incident}#tickets"));
}

/// Notes a ticket.
#[server(AddTicket, prefix = "/do", endpoint = "add-ticket")]
pub async fn add_ticket(
    number: i64,
    #[server(default)] external_key: String,
    #[server(default)] title: String,
    #[server(default)] url: String,
    #[server(default)] horizon: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.tickets.add(&who, number, NewTicket::parse(&external_key, &title, &url, &horizon)?).await?;
    to(number);
    Ok(())
}

/// Moves a ticket to another state.
#[server(ChangeTicketState, prefix = "/do", endpoint = "change-ticket-state")]
pub async fn change_ticket_state(ticket: i64, #[server(default)] state: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let state = State::try_from(state).map_err(|message| AppError::field("state", message))?;
    services.tickets.change_state(&who, ticket, state, &seen()).await?;
    to(services.tickets.show(&who, ticket).await?.incident);
    Ok(())
}

/// Corrects a ticket.
#[server(DescribeTicket, prefix = "/do", endpoint = "describe-ticket")]
pub async fn describe_ticket(
    ticket: i64,
    #[server(default)] external_key: String,
    #[server(default)] title: String,
    #[server(default)] url: String,
    #[server(default)] horizon: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.tickets.describe(&who, ticket, NewTicket::parse(&external_key, &title, &url, &horizon)?, &seen()).await?;
    to(services.tickets.show(&who, ticket).await?.incident);
    Ok(())
}
