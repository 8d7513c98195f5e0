//! Puts who is asking into the request, once, for pages, forms and the API alike.

use std::net::{IpAddr, SocketAddr};
use std::sync::Once;

use app::error::AppError;
use app::person::Client;
use app::services::CurrentUser;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_sessions::Session;

use super::session::{BrowserSession, device_cookie};
use crate::router::Shared;

/// Middleware: [`CurrentUser`] as an extension of the request, from the bearer token if there is one, else from the session.
pub async fn identify(State(shared): State<Shared>, session: Session, mut request: Request, next: Next) -> Response {
    let bearer = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    let actor = match bearer {
        Some(secret) => shared.services.people.actor_of_token(secret.trim()).await,
        None => of_session(&shared, session).await,
    };
    match actor {
        Ok(actor) => {
            request.extensions_mut().insert(CurrentUser(actor));
            next.run(request).await
        }
        Err(error) => crate::pages::plain_error(&error).into_response(),
    }
}

async fn of_session(shared: &Shared, session: Session) -> Result<Option<app::actor::Actor>, AppError> {
    match BrowserSession(session, shared.secure).signed_in().await? {
        Some(signed_in) => shared.services.people.actor_of_session(&signed_in).await,
        None => Ok(None),
    }
}

/// Said once, however many requests come through the proxy.
static UNTRUSTED: Once = Once::new();

/// What wrong passwords of this request are counted by: its network address and its device.
pub fn client(request: &Request, trust_proxy: bool, secure: bool) -> Client {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
    if !trust_proxy && request.headers().contains_key("x-forwarded-for") {
        UNTRUSTED.call_once(|| {
            let peer = peer.map(|peer| peer.to_string()).unwrap_or_default();
            tracing::warn!(
                "requests come through a proxy at {peer}, and everybody seems to come from there: if it is yours and sets \
                 X-Forwarded-For, set FIREBREAK_TRUST_PROXY=true, so that wrong passwords are counted by where they come from"
            );
        });
    }
    Client { address: address(request.headers(), peer, trust_proxy), device: device(request.headers(), secure) }
}

/// The peer's address, or the last one a trusted proxy wrote; IPv6 by /64. `None` for this machine's own: it is a proxy's, and
/// whoever shares it would be locked out by anybody else.
fn address(headers: &HeaderMap, peer: Option<IpAddr>, trust_proxy: bool) -> Option<String> {
    // A header that comes in several lines is one list (RFC 9110, 5.3): the proxy's own entry is the last of the last.
    let mut lines = headers.get_all("x-forwarded-for").into_iter().filter(|_| trust_proxy).filter_map(|line| line.to_str().ok());
    let last = lines.next_back().and_then(|line| line.rsplit(',').next()).and_then(|last| last.trim().parse::<IpAddr>().ok());
    match last.map(|address| address.to_canonical()).or(peer).filter(|address| !address.is_loopback())? {
        IpAddr::V6(address) => Some(address.segments()[..4].iter().map(|part| format!("{part:x}:")).collect()),
        address => Some(address.to_string()),
    }
}

/// The secret of a browser that signed in before.
fn device(headers: &HeaderMap, secure: bool) -> Option<String> {
    let cookies = headers.get_all(COOKIE).into_iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(';'));
    let mut pairs = cookies.filter_map(|cookie| cookie.trim().split_once('='));
    let (_, secret) = pairs.find(|(name, _)| *name == device_cookie(secure))?;
    (secret.len() <= 100).then(|| secret.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_forged_line_neither_frees_nor_blocks_anybody() {
        let peer = Some(IpAddr::from([198, 51, 100, 7]));
        let seen = |lines: &[&str], peer, trust| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_str(line).unwrap());
            }
            address(&headers, peer, trust)
        };
        let is = |address: &str| Some(address.to_owned());
        assert_eq!(seen(&["203.0.113.9"], peer, false), is("198.51.100.7"), "nobody's word is taken");
        assert_eq!(seen(&["10.0.0.1, 203.0.113.9"], peer, true), is("203.0.113.9"), "the proxy's own entry is the last");
        assert_eq!(seen(&["10.0.0.1", "203.0.113.9"], peer, true), is("203.0.113.9"), "also in a line of its own");
        assert_eq!(seen(&["203.0.113.9", "nonsense"], peer, true), is("198.51.100.7"));
        assert_eq!(seen(&["2001:db8:1:2:3::9"], peer, true), seen(&["2001:db8:1:2:ffff::1"], peer, true), "a network is one place");
        assert_eq!(seen(&["::ffff:203.0.113.9"], peer, true), is("203.0.113.9"));
        assert_eq!(seen(&["203.0.113.9"], Some(IpAddr::from([127, 0, 0, 1])), false), None, "that of the proxy beside it");
    }
}
