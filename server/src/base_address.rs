//! The address people type, and what a proxy in front says about it.

use std::sync::Once;

use axum::extract::{Request, State};
use axum::http::uri::{Scheme, Uri};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::router::Shared;

/// `http://` or `https://` and a host, perhaps with a port, and nothing else.
///
/// # Errors
/// One sentence that names what is wrong with it.
pub fn parse(typed: &str) -> Result<String, String> {
    let refused = |why: &str| Err(format!("it must be http:// or https:// and a host, such as https://firebreak.example.org, {why}"));
    if typed.contains(['?', '#']) {
        return refused("without a query or fragment");
    }
    let Ok(uri) = typed.parse::<Uri>() else { return refused("and this cannot be read as one") };
    let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) else { return refused("and this is not one") };
    if *scheme != Scheme::HTTP && *scheme != Scheme::HTTPS {
        return refused("and this begins with something else");
    }
    if authority.as_str().contains('@') {
        return refused("without a user");
    }
    let host = authority.host();
    let sound = host.starts_with('[') || host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if host.is_empty() || !sound {
        return refused("with an international name in its xn-- form");
    }
    if !(authority.port().is_none() && authority.as_str() == host || authority.port_u16().is_some_and(|port| port > 0)) {
        return refused("and its port must be a number from 1 to 65535");
    }
    if !matches!(uri.path(), "" | "/") {
        return refused("without a path");
    }
    Ok(typed.trim_end_matches('/').to_owned())
}

/// Each said once, however many requests show it.
static UNSAID: Once = Once::new();
static OTHER: Once = Once::new();

/// Middleware: warns when what a proxy says does not fit the setting.
pub async fn compare(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    warn(&shared, request.headers());
    next.run(request).await
}

fn warn(shared: &Shared, headers: &HeaderMap) {
    let told = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if !shared.secure && told("x-forwarded-proto").is_some_and(|proto| proto.eq_ignore_ascii_case("https")) {
        UNSAID.call_once(|| {
            tracing::warn!(
                "requests come over https through a proxy, but cookies are not marked as secure: set FIREBREAK_BASE_URL=https://…"
            );
        });
    }
    let ours = shared.base_url.as_deref().and_then(|base| base.split("://").nth(1));
    let theirs = told("x-forwarded-host").or_else(|| told(header::HOST.as_str()));
    if let (Some(ours), Some(theirs), true) = (ours, theirs, headers.contains_key(header::COOKIE))
        && !ours.eq_ignore_ascii_case(theirs)
    {
        OTHER.call_once(|| {
            tracing::warn!(theirs, "requests use another address than FIREBREAK_BASE_URL, {ours}: links in messages use the latter");
        });
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn an_address_is_a_scheme_and_a_host() {
        for right in ["https://firebreak.example.org", "http://127.0.0.1:3000", "https://[::1]:8443", "https://host"] {
            assert_eq!(parse(right).as_deref(), Ok(right));
        }
        assert_eq!(parse("https://host/").as_deref(), Ok("https://host"));
        let wrong = [
            "",
            "host",
            "https://",
            "https://host?x=1",
            "https://host/?x=1",
            "https://host#top",
            "https://host/path",
            "https://me@host",
            "https://me:secret@host",
            "https://host:99999",
            "https://host:0",
            "https://host:",
            "https://ho st",
            "https://host\\x",
            "ftp://host",
            "https://host\n",
            " https://host",
            "//host",
            "https://host//",
        ];
        for wrong in wrong {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
