//! Renders pages: puts who is asking, the use cases and a refused form into Leptos' context.

use app::edit::Seen;
use app::error::AppError;
use app::person::Client;
use app::services::{CurrentUser, Flash, Now, Outcome, Services, Session};
use app::ui::{FormState, FormToken, Written};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::{provide_context, use_context};
use std::sync::Arc;

use crate::auth::{BrowserSession, client};
use crate::headers::content_security_policy;
use crate::router::Shared;

/// What a page or server function finds in its context.
#[derive(Clone)]
struct Context {
    services: Services,
    who: CurrentUser,
    now: Now,
    client: Client,
    session: Arc<dyn Session>,
    refused: Option<FormState>,
    written: Option<Written>,
    token: FormToken,
    seen: Seen,
    note: Option<Flash>,
}

impl Context {
    fn of(shared: &Shared, request: &Request, note: Option<Flash>) -> Self {
        let extensions = request.extensions();
        let session = extensions.get::<tower_sessions::Session>().cloned().map(|session| BrowserSession(session, shared.secure));
        Self {
            services: shared.services.clone(),
            who: extensions.get::<CurrentUser>().cloned().unwrap_or(CurrentUser(None)),
            now: Now(shared.clock.now()),
            client: client(request, shared.trust_proxy, shared.secure),
            session: session.map_or_else(|| Arc::new(NoSession) as Arc<dyn Session>, |session| Arc::new(session)),
            refused: extensions.get::<FormState>().cloned(),
            written: extensions.get::<Written>().cloned(),
            token: FormToken(shared.firebreak.authors.token(extensions.get::<CurrentUser>().and_then(|who| who.0.as_ref()?.person))),
            seen: extensions.get::<Seen>().cloned().unwrap_or_default(),
            note,
        }
    }

    fn provide(&self) {
        provide_context(self.services.clone());
        provide_context(self.who.clone());
        provide_context(self.now);
        provide_context(self.client.clone());
        provide_context(self.session.clone());
        provide_context(self.token.clone());
        provide_context(self.seen.clone());
        if let Some(refused) = &self.refused {
            provide_context(refused.clone());
        }
        if let Some(written) = &self.written {
            provide_context(written.clone());
        }
        if let Some(note) = &self.note {
            provide_context(note.clone());
        }
    }
}

/// `GET` of every page.
pub async fn show(State(shared): State<Shared>, request: Request) -> Response {
    let session = request.extensions().get::<tower_sessions::Session>().cloned().map(|session| BrowserSession(session, shared.secure));
    let note = match session {
        Some(session) => session.take_note().await.unwrap_or_default(),
        None => None,
    };
    // What an earlier form did is not said beside why this one was refused.
    let refused = request.extensions().get::<FormState>().is_some();
    let note = note.filter(|note| !refused || note.secret.is_some() || note.outcome != Outcome::Done);
    let context = Context::of(&shared, &request, note);
    let site = shared.site.clone();
    let render = leptos_axum::render_app_async_with_context(
        move || context.provide(),
        move || {
            let nonce = leptos::nonce::use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
            if let (Some(response), Ok(policy)) =
                (use_context::<leptos_axum::ResponseOptions>(), HeaderValue::from_str(&content_security_policy(&nonce)))
            {
                response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
            }
            app::shell(site.clone())
        },
    );
    render(request).await
}

/// `POST` of every server function.
pub async fn act(State(shared): State<Shared>, request: Request) -> Response {
    let context = Context::of(&shared, &request, None);
    tell_status(leptos_axum::handle_server_fns_with_context(move || context.provide(), request).await.into_response()).await
}

/// Leptos answers 500 for every error of a server function: programs get the status of what it was.
async fn tell_status(response: Response) -> Response {
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, 64 * 1024).await.unwrap_or_default();
    if let Ok(error) = serde_json::from_slice::<AppError>(&bytes) {
        parts.status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// An error before any page can be rendered.
pub fn plain_error(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let response = (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], Body::from(error.to_string())).into_response();
    crate::answer_time::with_seconds(response, error)
}

/// A request that came past the session layer: nothing can be kept for it.
struct NoSession;

#[async_trait::async_trait]
impl Session for NoSession {
    async fn begin(&self, _: &app::person::SignedIn) -> Result<(), AppError> {
        Err(AppError::Unavailable)
    }

    fn remember_device(&self, _: &str) {}

    async fn end(&self) -> Result<(), AppError> {
        Ok(())
    }

    async fn tell(&self, _: Flash) -> Result<(), AppError> {
        Ok(())
    }
}
