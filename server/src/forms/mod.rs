//! Forms of a browser, with or without JavaScript: an accepted one redirects, a refused one comes back as the page it
//! was on, with everything that was typed. See `docs/decisions/0005-forms.md`.

mod author;
mod once;
mod store;
pub mod unsent;

pub use author::Authors;
pub use store::STATEMENTS;

use app::edit::Seen;
use app::error::AppError;
use app::services::{CurrentUser, Flash, Session as _};
use app::ui::page::local_path;
use app::ui::{FormState, Written};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use crate::auth::BrowserSession;
use crate::pages;
use crate::router::Shared;

/// The longest form, in bytes: a long postmortem section in the densest encoding.
pub const LONGEST: usize = 4 * 1024 * 1024;

/// Middleware around the server functions.
pub async fn rerender(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let wants_html =
        request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("text/html"));
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, LONGEST).await else {
        return too_long();
    };
    let author = value(&bytes, once::FIELD).and_then(|token| shared.firebreak.authors.person(&token));
    let sender = parts.extensions.get::<CurrentUser>().and_then(|who| who.0.as_ref()?.person);
    let anybodys = matches!(parts.uri.path(), "/do/sign-in" | "/do/set-up" | "/do/accept-invitation");
    let elses = !anybodys && author.is_some() && sender.is_some() && author != sender;
    if !wants_html {
        if elses {
            return told(&of_somebody_else());
        }
        let meant = settled(&bytes, &mut parts.headers);
        return next.run(Request::from_parts(parts, Body::from(meant))).await;
    }
    // The answer of a server function to a program is its outcome; to a browser we answer ourselves.
    parts.headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let action = parts.uri.path().to_owned();
    let back = page_of(&bytes).or_else(|| referer_path(&parts.headers)).unwrap_or_else(|| "/".to_owned());
    parts.extensions.insert(Seen::of(fields(&bytes)));
    let page = parts.clone();
    if elses {
        // Neither what was typed nor the page it was on: it may be one that this person does not see.
        let state = FormState { key: String::new(), values: Vec::new(), action: String::new(), error: of_somebody_else() };
        return again(&shared, page, "/", state, StatusCode::CONFLICT).await;
    }
    let whose = page.headers.get(header::COOKIE).map(|cookie| format!("{cookie:?}")).unwrap_or_default();
    let whose = sender.map_or(whose, |person| person.to_string());
    let sending = once::sending(&shared, &action, &whose, &fields(&bytes).collect::<Vec<_>>());
    let meant = settled(&bytes, &mut parts.headers);
    let work = next.run(Request::from_parts(parts, Body::from(meant)));
    let mut response = match &sending {
        Some(sending) => crate::db::idempotency::sending(sending.clone(), work).await,
        None => work.await,
    };
    if let Some(sending) = &sending {
        if sending.came_again() {
            match once::led_to(&shared, sending).await {
                Ok(location) => return Redirect::to(location.as_deref().unwrap_or(&back)).into_response(),
                Err(error) => response = told(&error),
            }
        } else if let Some(location) = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok())
            && response.status().is_success()
        {
            once::remember(&shared, sending, location).await;
        }
    }
    if response.status().is_success() {
        let accepted = accepted(&response, &back, value(&bytes, "keep").as_deref());
        return match value(&bytes, "kept") {
            Some(sealed) => give_back(&shared, page, &sealed, &bytes, accepted).await,
            None => accepted,
        };
    }
    let mut error = refusal(response).await;
    if error.status() >= 500 && crate::db::limit::was_committed() {
        error = AppError::OutcomeUnknown;
    }
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut values = pairs(&bytes);
    // What may be stored is sent again under the same token, so that it is not made twice.
    if let (true, Some(token)) = (matches!(error, AppError::OutcomeUnknown | AppError::Unavailable), value(&bytes, once::FIELD)) {
        values.push((once::FIELD.to_owned(), token));
    }
    let mut state = FormState { key: value(&bytes, "form_key").unwrap_or_default(), values, action, error };
    let mut page = page;
    if state.error == AppError::SignIn {
        page.extensions.insert(written(&shared, author, &state).await);
        state.values.clear();
        return again(&shared, page, &format!("/sign-in?next={}", app::ui::page::encode(&back)), state, status).await;
    }
    // A password that was not right loses nothing either.
    if let Some(sealed) = value(&bytes, "kept") {
        page.extensions.insert(Written::Kept(sealed));
    }
    again(&shared, page, &back, state, status).await
}

fn too_long() -> Response {
    pages::plain_error(&AppError::field("form", "The form is too large; nothing was saved."))
}

/// The form was on a page that was made for somebody else.
pub fn of_somebody_else() -> AppError {
    AppError::conflict(
        "Somebody else was signed in here when this form was opened, so nothing was saved. If you wrote it, sign in with your own account: your \
         browser's Back button leads to it.",
    )
}

/// What becomes of a form that was sent without a session.
async fn written(shared: &Shared, author: Option<i64>, state: &FormState) -> Written {
    let Some(author) = author else { return Written::Unknown };
    // Whoever cannot be asked about is taken for active: the form waits.
    if crate::person::is_active(&shared.firebreak, author).await.unwrap_or(true) {
        return shared.firebreak.authors.seal(author, state).map_or(Written::Unknown, Written::Kept);
    }
    let typed = state.values.iter().map(|(_, value)| value.trim()).filter(|value| value.contains(char::is_whitespace));
    Written::Lost(typed.map(str::to_owned).collect())
}

/// A form that waited for its author; nobody else who signs in gets it.
async fn give_back(shared: &Shared, page: Parts, sealed: &str, bytes: &[u8], accepted: Response) -> Response {
    let session = page.extensions.get::<tower_sessions::Session>().cloned().map(|session| BrowserSession(session, shared.secure));
    let Some(session) = session else { return accepted };
    let person = match session.signed_in().await {
        Ok(signed_in) => signed_in.map(|signed_in| signed_in.person),
        Err(error) => return pages::plain_error(&error),
    };
    let state = person.and_then(|person| shared.firebreak.authors.unseal(person, sealed));
    let next = value(bytes, "next").filter(|next| local_path(next).is_some());
    if let (Some(state), Some(next)) = (state, next) {
        let error =
            AppError::conflict("You were signed out and are signed in again. Nothing is lost: check the form, and submit it again.");
        return again(shared, page, &next, FormState { error, ..state }, StatusCode::OK).await;
    }
    // It is only a word: when it cannot be kept, the sign-in holds all the same.
    let _ = session
        .tell(Flash::notice("Somebody else was signed out here while writing. Their text was not saved, and is not shown to you."))
        .await;
    accepted
}

/// The form with its times as they are meant (`app::ui::time_field`).
fn settled(bytes: &Bytes, headers: &mut axum::http::HeaderMap) -> Bytes {
    let typed: Vec<(String, String)> = fields(bytes).collect();
    let Some(meant) = app::ui::time_field::settled(&typed) else { return bytes.clone() };
    headers.remove(header::CONTENT_LENGTH);
    form_urlencoded::Serializer::new(String::new()).extend_pairs(meant).finish().into()
}

/// The browser is sent on. When it keeps the typed text until it is stored (`app::ui::LocalDrafts`), a cookie says that it is.
fn accepted(response: &Response, back: &str, keep: Option<&str>) -> Response {
    let target = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or(back);
    let mut redirect = Redirect::to(target).into_response();
    for cookie in response.headers().get_all(header::SET_COOKIE) {
        redirect.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    let keep = keep.filter(|keep| (1..=40).contains(&keep.len()) && keep.chars().all(|c| c.is_ascii_alphanumeric()));
    if let Some(Ok(stored)) = keep.map(|keep| HeaderValue::from_str(&format!("firebreak_stored={keep}; Path=/; Max-Age=600; SameSite=Lax")))
    {
        redirect.headers_mut().append(header::SET_COOKIE, stored);
    }
    redirect
}

/// Who is signed in now: the form may have been the one that signs in.
async fn who(shared: &Shared, parts: &Parts) -> Result<Option<CurrentUser>, AppError> {
    let Some(session) = parts.extensions.get::<tower_sessions::Session>().cloned() else { return Ok(None) };
    let Some(signed_in) = BrowserSession(session, shared.secure).signed_in().await? else { return Ok(None) };
    Ok(Some(CurrentUser(shared.services.people.actor_of_session(&signed_in).await?)))
}

/// The page at `target` once more, with the refused form on it.
pub async fn again(shared: &Shared, mut parts: Parts, target: &str, state: FormState, status: StatusCode) -> Response {
    let Ok(uri) = target.parse::<Uri>() else { return pages::plain_error(&state.error).into_response() };
    match who(shared, &parts).await {
        Ok(Some(who)) => drop(parts.extensions.insert(who)),
        Ok(None) => {}
        Err(error) => return pages::plain_error(if state.error.status() >= 500 { &state.error } else { &error }),
    }
    parts.method = Method::GET;
    parts.uri = uri;
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    parts.headers.insert(header::ACCEPT, HeaderValue::from_static("text/html"));
    let error = state.error.clone();
    parts.extensions.insert(state);
    let mut response = pages::show(State(shared.clone()), Request::from_parts(parts, Body::empty())).await;
    // There is no page: what became of the form is said all the same.
    if response.status().is_server_error() && error.status() >= 500 {
        return pages::plain_error(&error);
    }
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    crate::answer_time::with_seconds(response, &error)
}

/// An error as a server function would tell it.
fn told(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, serde_json::to_string(error).unwrap_or_default()).into_response()
}

async fn refusal(response: Response) -> AppError {
    let bytes = to_bytes(response.into_body(), 64 * 1024).await.unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_else(|error| crate::secret::internal(format_args!("a refusal is not understood: {error}")))
}

/// The page a form was on: only this site's own path and query are ever taken.
fn referer_path(headers: &axum::http::HeaderMap) -> Option<String> {
    let uri: Uri = headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    let host = headers.get(header::HOST)?.to_str().ok()?;
    // After a refused form the address bar shows the form's own address: go to the start page instead of a 405.
    let ours = uri.authority().is_some_and(|authority| authority.as_str() == host) && !uri.path().starts_with("/do/");
    ours.then(|| uri.path_and_query().map(ToString::to_string)).flatten()
}

/// The page that the form says it is on: only a path of this site is ever taken.
fn page_of(bytes: &[u8]) -> Option<String> {
    value(bytes, "form_page").filter(|path| local_path(path).is_some() && !path.starts_with("/do/"))
}

fn pairs(bytes: &[u8]) -> Vec<(String, String)> {
    let ours = |name: &str| matches!(name, "kept" | "keep" | "form_key" | "form_page" | once::FIELD);
    fields(bytes).filter(|(name, _)| !is_secret(name) && !ours(name)).collect()
}

/// Whether what is typed there is never written into a page.
fn is_secret(name: &str) -> bool {
    name.contains("password") || matches!(name, "old" | "new" | "secret")
}

fn value(bytes: &[u8], wanted: &str) -> Option<String> {
    fields(bytes).find(|(name, _)| name == wanted).map(|(_, value)| value)
}

fn fields(bytes: &[u8]) -> impl Iterator<Item = (String, String)> {
    form_urlencoded::parse(bytes).into_owned()
}
