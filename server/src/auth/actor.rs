//! Puts who is asking into the request, once, for pages, forms and the API alike.

use std::net::{IpAddr, SocketAddr};

use app::error::AppError;
use app::services::Who;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_sessions::Session;

use super::BrowserSession;
use crate::router::Shared;

/// Middleware: [`Who`] as an extension of the request, from the bearer token if there is one, else from the session.
pub async fn identify(State(shared): State<Shared>, session: Session, mut request: Request, next: Next) -> Response {
    let bearer = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    let actor = match bearer {
        Some(secret) => shared.services.people.actor_of_token(secret.trim()).await,
        None => of_session(&shared, session).await,
    };
    match actor {
        Ok(actor) => {
            request.extensions_mut().insert(Who(actor));
            next.run(request).await
        }
        Err(error) => crate::pages::plain_error(&error).into_response(),
    }
}

async fn of_session(shared: &Shared, session: Session) -> Result<Option<app::actor::Actor>, AppError> {
    match BrowserSession(session).signed_in().await? {
        Some(signed_in) => shared.services.people.actor_of_session(&signed_in).await,
        None => Ok(None),
    }
}

/// The address that sign-in attempts are counted by: the peer's, or what a trusted proxy says. IPv6 counts by /64.
pub fn client_address(request: &Request, trust_proxy: bool) -> String {
    let forwarded = request.headers().get("x-forwarded-for").filter(|_| trust_proxy).and_then(|value| value.to_str().ok());
    let forwarded = forwarded.and_then(|list| list.rsplit(',').next()).and_then(|last| last.trim().parse::<IpAddr>().ok());
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    match forwarded.or(peer) {
        Some(IpAddr::V6(address)) => address.segments()[..4].iter().map(|part| format!("{part:x}:")).collect(),
        Some(address) => address.to_string(),
        None => "unknown".to_owned(),
    }
}
