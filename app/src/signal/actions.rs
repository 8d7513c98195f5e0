//! Forms about signals: who, parse, use case, redirect.
#![allow(missing_docs, reason = "the macro makes a struct of each function's arguments; the function's sentence explains them")]

use leptos::prelude::*;

use super::{Disposition, NewSignal, Verdict};
use crate::edit::Seen;
use crate::error::AppError;
use crate::services::{caller, redirect, seen, tell};
use crate::text;

/// Notes something noticed.
#[server(RaiseSignal, prefix = "/do", endpoint = "raise-signal")]
pub async fn raise_signal(
    #[server(default)] title: String,
    #[server(default)] body: String,
    #[server(default)] source: String,
    #[server(default)] seen_at: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let seen_at = text::moment(&seen_at, who.zone).map_err(|message| AppError::field("seen_at", message))?;
    let signal = services.signals.raise(&who, NewSignal { title, body, source, seen_at }).await?;
    tell("Signal raised. It is waiting for triage.").await?;
    redirect(&format!("/signals/{signal}"));
    Ok(())
}

/// Says what a signal was.
#[server(DisposeSignal, prefix = "/do", endpoint = "dispose-signal")]
pub async fn dispose_signal(
    signal: i64,
    #[server(default)] disposition: String,
    #[server(default)] reason: String,
    #[server(default)] incident: String,
) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let word = Disposition::try_from(disposition).map_err(|message| AppError::field("disposition", message))?;
    services.signals.dispose(&who, signal, verdict(word, reason, &incident)?, &seen()).await?;
    redirect(&format!("/signals/{signal}"));
    Ok(())
}

#[cfg(feature = "ssr")]
fn verdict(disposition: Disposition, reason: String, incident: &str) -> Result<Verdict, AppError> {
    Ok(match disposition {
        Disposition::Explained => Verdict::Explained(reason),
        Disposition::Noise => Verdict::Noise(reason),
        Disposition::Open => Verdict::Open(reason),
        Disposition::Incident => {
            let number = text::incident_number(incident);
            Verdict::Incident(number.ok_or_else(|| AppError::field("incident", "Enter the number of the incident, such as INC-42."))?)
        }
    })
}

/// Links a signal to an incident, from the incident's page.
#[server(LinkSignal, prefix = "/do", endpoint = "link-signal")]
pub async fn link_signal(number: i64, signal: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    // Its list shows those that belong to no incident.
    let mut seen = Seen::nothing();
    seen.insert("incident", "");
    let linked = services.signals.dispose(&who, signal, Verdict::Incident(number), &seen).await;
    // The number is not typed here but that of the page: without its incident there is no page.
    linked.map_err(|error| if error.message_for("incident").is_some() { AppError::NotFound } else { error })?;
    redirect(&format!("/incidents/{number}#signals"));
    Ok(())
}
