//! Forms about channels: who, parse, use case, redirect.
#![allow(missing_docs, reason = "the macro makes a struct of each function's arguments; the function's sentence explains them")]

use leptos::prelude::*;

use super::NewChannel;
use crate::error::AppError;
use crate::services::{caller, redirect, tell, tell_secret};

/// Adds a channel.
#[server(AddChannel, prefix = "/do", endpoint = "add-channel")]
pub async fn add_channel(
    #[server(default)] name: String,
    #[server(default)] kind: String,
    #[server(default)] url: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    match services.channels.add(&who, NewChannel { name, kind, url }).await? {
        Some(secret) => tell_secret("Channel added. Its messages are signed with this secret, which is shown only once:", secret).await?,
        None => tell("Channel added. Published postmortems can be sent to it.").await?,
    }
    redirect("/channels");
    Ok(())
}

/// Stops sending to a channel, or begins again.
#[server(SetChannelActive, prefix = "/do", endpoint = "set-channel-active")]
pub async fn set_channel_active(channel: i64, #[server(default)] active: bool) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.channels.set_active(&who, channel, active).await?;
    redirect("/channels");
    Ok(())
}

/// Tries a message again.
#[server(RetryMessage, prefix = "/do", endpoint = "retry-message")]
pub async fn retry_message(message: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.channels.retry(&who, message).await?;
    tell("Delivery is retried within a few seconds.").await?;
    redirect("/channels");
    Ok(())
}

/// Sends a word to a channel at once, to see whether it arrives.
#[server(TryChannel, prefix = "/do", endpoint = "try-channel")]
pub async fn try_channel(channel: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.channels.try_out(&who, channel).await?;
    tell("The test message was delivered.").await?;
    redirect("/channels");
    Ok(())
}
