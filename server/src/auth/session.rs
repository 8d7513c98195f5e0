//! What server functions may do with the browser's session.

use std::cell::Cell;

use app::error::AppError;
use app::person::SignedIn;
use app::services::Flash;
use async_trait::async_trait;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use leptos::prelude::use_context;
use tower_sessions::Session;

use super::{NOTE, SIGNED_IN};
use crate::db::limit::was_committed;

/// The session of one browser, and whether its cookies go over https alone.
#[derive(Debug, Clone)]
pub struct BrowserSession(pub Session, pub bool);

/// The name of the session's cookie. `__Host-` makes a browser take it from this host alone, over https (RFC 6265bis, 4.1.3.2).
pub fn session_cookie(secure: bool) -> &'static str {
    if secure { "__Host-firebreak" } else { "firebreak" }
}

/// The name of the cookie by which a known device is recognised.
pub fn device_cookie(secure: bool) -> &'static str {
    if secure { "__Host-firebreak-device" } else { "firebreak-device" }
}

fn lost(error: tower_sessions::session::Error) -> AppError {
    tracing::error!(%error, "a session could not be stored");
    AppError::Unavailable
}

tokio::task_local! {
    static READING: ();
}

/// Middleware: a request that only reads is answered although its session cannot be stored; a note that was shown comes again.
pub async fn reading(request: Request, next: Next) -> Response {
    if request.method().is_safe() { READING.scope((), next.run(request)).await } else { next.run(request).await }
}

/// Whether the request only reads.
pub(super) fn is_reading() -> bool {
    READING.try_with(|()| ()).is_ok()
}

tokio::task_local! {
    static UNSTORED: Cell<bool>;
}

/// Called when a session could not be read or stored.
pub(super) fn unstored() {
    let _ = UNSTORED.try_with(|unstored| unstored.set(true));
}

/// Middleware around the sessions, whose layer answers 500 without a word when one cannot be stored: it is said what became of
/// the request.
pub async fn stored(request: Request, next: Next) -> Response {
    let work = async {
        let response = next.run(request).await;
        (response, UNSTORED.with(Cell::get))
    };
    let (response, unstored) = UNSTORED.scope(Cell::new(false), work).await;
    if !unstored || response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    crate::pages::plain_error(&if was_committed() { AppError::OutcomeUnknown } else { AppError::Unavailable })
}

impl BrowserSession {
    /// Who signed in, if anybody.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] when the session cannot be read: nobody is told to sign in because a database is away.
    pub async fn signed_in(&self) -> Result<Option<SignedIn>, AppError> {
        let kept: Option<(i64, i64)> = self.0.get(SIGNED_IN).await.map_err(lost)?;
        Ok(kept.map(|(person, epoch)| SignedIn { person, epoch }))
    }

    /// The note for this page, which is then gone.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] when the session cannot be stored.
    pub async fn take_note(&self) -> Result<Option<Flash>, AppError> {
        if self.0.get_value(NOTE).await.map_err(lost)?.is_none() {
            return Ok(None);
        }
        self.0.remove(NOTE).await.map_err(lost)
    }
}

#[async_trait]
impl app::services::Session for BrowserSession {
    async fn begin(&self, signed_in: &SignedIn) -> Result<(), AppError> {
        self.0.cycle_id().await.map_err(lost)?;
        self.0.insert(SIGNED_IN, (signed_in.person, signed_in.epoch)).await.map_err(lost)
    }

    fn remember_device(&self, secret: &str) {
        let cookie = format!(
            "{}={secret}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax{}",
            device_cookie(self.1),
            if self.1 { "; Secure" } else { "" }
        );
        if let (Some(response), Ok(cookie)) = (use_context::<leptos_axum::ResponseOptions>(), HeaderValue::from_str(&cookie)) {
            response.append_header(header::SET_COOKIE, cookie);
        }
    }

    async fn end(&self) -> Result<(), AppError> {
        self.0.flush().await.map_err(lost)
    }

    async fn tell(&self, note: Flash) -> Result<(), AppError> {
        self.0.insert(NOTE, note).await.map_err(lost)
    }
}
