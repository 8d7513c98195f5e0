//! A form that makes something makes it once, however often it is sent: each page gives its forms a token, which is stored with
//! what the form makes, in the same transaction. "Back" and a second click, a nervous double tap, and sending again after a
//! connection that broke at the last moment lead to what was made.

use std::sync::Arc;
use std::time::Duration;

use app::error::AppError;

use crate::clock::millis;
use crate::db::DbError;
use crate::db::idempotency::{self, Sending};
use crate::router::Shared;
use crate::secret;

/// The field that carries the token.
pub const FIELD: &str = app::ui::FORM_TOKEN;

/// The server functions that make something: sent twice, they would make it twice. The others are the same when they are sent again.
pub const MAKING: &[&str] = &[
    "add-action",
    "add-asset",
    "add-backfill",
    "add-channel",
    "add-check",
    "add-entry",
    "add-erratum",
    "add-factor",
    "add-person",
    "add-source",
    "add-team",
    "add-template",
    "add-ticket",
    "create-action-from-comment",
    "create-token",
    "declare-incident",
    "raise-signal",
    "record-decision",
    "say-comment",
    "supersede-decision",
    "write-update",
];

/// How long the answer to the first sending is waited for, in steps of [`STEP`].
const STEPS: u32 = 80;
const STEP: Duration = Duration::from_millis(25);

/// Whether a form of this server function makes something, and once.
pub fn makes_once(action: &str) -> bool {
    action.strip_prefix("/do/").is_some_and(|endpoint| MAKING.contains(&endpoint))
}

/// This sending of a form that makes something; `whose` tells browsers apart, so that nobody can use up the token of another.
pub fn sending(shared: &Shared, action: &str, whose: &str, fields: &[(String, String)]) -> Option<Arc<Sending>> {
    let token = fields.iter().find(|(name, _)| name == FIELD).map(|(_, token)| token).filter(|token| (1..=100).contains(&token.len()))?;
    if !makes_once(action) {
        return None;
    }
    let typed: Vec<_> = fields.iter().filter(|(name, _)| !matches!(name.as_str(), "form_key" | "form_page" | "keep" | FIELD)).collect();
    let fingerprint = secret::hash(&format!("{typed:?}"));
    let key = format!("form {}", secret::hash(&format!("{whose}\n{action}\n{token}")));
    Some(Arc::new(Sending::new(key, fingerprint, millis(shared.clock.now()))))
}

/// Remembers where the form led to.
pub async fn remember(shared: &Shared, sending: &Sending, location: &str) {
    let kept = async {
        let mut tx = shared.firebreak.db.write_aside().await?;
        idempotency::leads_to(&mut tx, &sending.key, location).await?;
        tx.commit().await
    };
    let kept: Result<(), DbError> = kept.await;
    if let Err(error) = kept {
        tracing::warn!(%error, "where a form led to could not be stored");
    }
}

/// Where the form that was sent before led to.
///
/// # Errors
/// [`AppError::Conflict`] when something else was typed into it then.
pub async fn led_to(shared: &Shared, sending: &Sending) -> Result<Option<String>, AppError> {
    for _ in 0..STEPS {
        let mut tx = shared.firebreak.db.read().await?;
        let found = idempotency::sent(&mut tx, &sending.key).await?;
        drop(tx);
        match found {
            Some((fingerprint, _)) if fingerprint.as_ref() != Some(&sending.fingerprint) => {
                return Err(AppError::conflict(
                    "This form was already submitted with other text, which is saved. To save this one, too, submit it again.",
                ));
            }
            Some((_, Some(location))) => return Ok(Some(location)),
            _ => tokio::time::sleep(STEP).await,
        }
    }
    Ok(None)
}
