//! A form that came while there is no database to make its page from: what was typed comes back on a page that needs none.

use std::fmt::Write as _;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{LONGEST, fields, is_secret, once, page_of, referer_path, too_long};
use crate::router::Shared;

/// It loads its style, and sends its form.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Middleware around sessions and time limits: a form of a browser that gets a bare sentence with 503 gets its text back with it.
pub async fn give_back(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let is_form = request.method() == Method::POST && request.uri().path().starts_with("/do/") && wants_html(request.headers());
    if !is_form {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, LONGEST).await else { return too_long() };
    let action = parts.uri.path().to_owned();
    let back = page_of(&bytes).or_else(|| referer_path(&parts.headers)).unwrap_or_else(|| "/".to_owned());
    let response = next.run(Request::from_parts(parts, Body::from(bytes.clone()))).await;
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let fields: Vec<_> = fields(&bytes).filter(|(name, _)| !matches!(name.as_str(), "keep" | "kept")).collect();
    // Nothing that is secret is written into a page.
    let secret = fields.iter().any(|(name, _)| is_secret(name));
    if response.status() != StatusCode::SERVICE_UNAVAILABLE || !kind.starts_with("text/plain") || secret {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let Ok(sentence) = to_bytes(body, 64 * 1024).await else { return head.into_response() };
    let page = page(&shared, &action, &back, &fields, &String::from_utf8_lossy(&sentence));
    head.headers.remove(header::CONTENT_LENGTH);
    head.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    head.headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Response::from_parts(head, Body::from(page))
}

fn wants_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

fn page(shared: &Shared, action: &str, back: &str, fields: &[(String, String)], sentence: &str) -> String {
    let (action, back, sentence) = (escaped(action), escaped(back), escaped(sentence));
    let mut page = String::from("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Not answered – Firebreak</title>");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    if let Some(style) = &shared.site.style {
        let _ = write!(page, "<link rel=\"stylesheet\" href=\"{}\">", escaped(style));
    }
    let _ = write!(page, "</head><body><main class=\"page narrow\"><h1>Your text is not lost</h1><p role=\"alert\">{sentence}</p>");
    let _ = write!(page, "<p>Check first: <a href=\"{back}\">the page with this form</a>, <a href=\"/incidents\">all incidents</a>.</p>");
    let _ = write!(page, "<form method=\"post\" action=\"{action}\">");
    for (name, value) in fields {
        let _ = write!(page, "<input type=\"hidden\" name=\"{}\" value=\"{}\">", escaped(name), escaped(value));
    }
    if fields.iter().all(|(name, _)| name != "form_page") {
        let _ = write!(page, "<input type=\"hidden\" name=\"form_page\" value=\"{back}\">");
    }
    page.push_str("<button class=\"primary\" type=\"submit\">Send again</button></form>");
    if fields.iter().any(|(name, _)| name == once::FIELD) && once::makes_once(&action) {
        page.push_str("<p>Sending it again saves it only once, even if it was saved already.</p>");
    }
    for (_, value) in fields.iter().filter(|(_, value)| value.trim().contains(char::is_whitespace)) {
        let _ = write!(page, "<pre>{}</pre>", escaped(value));
    }
    page.push_str("</main></body></html>");
    page
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
