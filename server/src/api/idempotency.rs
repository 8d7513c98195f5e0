//! `Idempotency-Key`: a POST that is sent twice is done once, also when both arrive together, when the first answer was
//! lost on the way, and when the process died in between.
//!
//! The first request with a key claims it; its effect marks the claim as done in its own transaction ([`once`]); its
//! answer is kept for a day. A duplicate gets the kept answer, or waits for it. A claim whose holder was lost can be taken
//! over only as long as nothing was done under it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use app::actor::Via;
use app::services::CurrentUser;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::problem::{MEDIA_TYPE, Problem};
use super::store::{self, Known};
use crate::Firebreak;
use crate::check::sandbox::REQUEST_LIMIT;
use crate::clock::millis;
use crate::db::idempotency::{self as claims, Claim};
use crate::db::{DbError, Tx, limit};
use crate::router::Shared;

/// The header that carries the key.
pub const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The header of an answer that was given before.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The longest body, in bytes.
const LONGEST: usize = 1024 * 1024;
/// How long a key is remembered, in milliseconds.
const KEPT: i64 = 24 * 60 * 60 * 1_000;
/// After how many milliseconds a request without an answer counts as lost. Longer than any time-out.
const LOST: i64 = 60_000;
const _: () = assert!(REQUEST_LIMIT.as_millis() < LOST as u128, "a request that is still at work is not lost");
/// How long a duplicate waits for the first one's answer, in steps of [`STEP`].
const STEPS: u32 = 200;
const STEP: Duration = Duration::from_millis(25);
/// How often it is tried to keep an answer, and how long between two tries: as long as the request is not taken for lost.
const KEEPING: u32 = 110;
const KEEPING_STEP: Duration = Duration::from_millis(500);

/// Middleware: limits the body, and does a POST with a key once.
pub async fn deduplicate(State(shared): State<Shared>, request: Request, next: Next) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    if parts.method.is_safe() {
        return Ok(next.run(Request::from_parts(parts, Body::empty())).await);
    }
    let bytes =
        to_bytes(body, LONGEST).await.map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "The body must be 1 MiB or smaller."))?;
    let Some((token, key)) = key(&parts)? else {
        return Ok(next.run(Request::from_parts(parts, Body::from(bytes))).await);
    };
    let fingerprint = fingerprint(&parts, &bytes);
    let firebreak = shared.firebreak;
    for _ in 0..STEPS {
        let now = millis(firebreak.clock.now());
        let claim = Claim::new(token, key.clone(), crate::secret::random(), now);
        if claimed(&firebreak, &claim, &fingerprint).await? {
            let request = Request::from_parts(parts, Body::from(bytes));
            // On a task of its own: a client that goes away early finds the answer when it asks again.
            let work = tokio::spawn(limit::inherit(perform(firebreak, claim, request, next)));
            return Ok(work.await.unwrap_or_else(|error| super::problem::of_panic(Box::new(error))));
        }
        match known(&firebreak, token, &key).await? {
            Some(known) if known.fingerprint != fingerprint => return Err(reused()),
            Some(Known { status: Some(status), body, location, .. }) => return Ok(replay(status, body, location)),
            Some(known) if known.done_at.is_some_and(|at| at <= now - LOST) => return Err(answer_lost()),
            _ => tokio::time::sleep(STEP).await,
        }
    }
    let mut busy =
        Problem::new(StatusCode::CONFLICT, "The first request with this Idempotency-Key is still in progress; try again in a moment.");
    busy.retry_after = Some(2);
    Err(busy.named("in-progress", "The same request is in progress"))
}

/// Token and key, if the program sent one.
fn key(parts: &Parts) -> Result<Option<(i64, String)>, Problem> {
    let mut values = parts.headers.get_all(KEY).iter().filter(|_| parts.method == axum::http::Method::POST);
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Problem::field("Idempotency-Key", "Send one Idempotency-Key, not several."));
    }
    let sound = value.to_str().ok().filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
    let key = sound.ok_or_else(|| Problem::field("Idempotency-Key", "Send 1 to 255 visible ASCII characters, such as a UUID."))?;
    let actor = parts.extensions.get::<CurrentUser>().and_then(|who| who.0.as_ref());
    match actor.map(|actor| actor.via) {
        Some(Via::Api { token, .. }) => Ok(Some((token, key.to_owned()))),
        _ => Err(Problem::stranger("An Idempotency-Key belongs to a token.")),
    }
}

fn fingerprint(parts: &Parts, body: &Bytes) -> String {
    let path = parts.uri.path_and_query().map_or("", |path| path.as_str());
    let hash = Sha256::new().chain_update(parts.method.as_str()).chain_update([0]).chain_update(path).chain_update([0]).chain_update(body);
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn claimed(firebreak: &Firebreak, claim: &Claim, fingerprint: &str) -> Result<bool, Problem> {
    static FORGOTTEN_AT: AtomicI64 = AtomicI64::new(0);
    let mut tx = write(firebreak).await?;
    let claimed = store::claim(&mut tx, claim, fingerprint, claim.at - KEPT, claim.at - LOST).await.map_err(told)?;
    tx.commit().await.map_err(told)?;
    // Once an hour somebody sweeps up what has expired.
    if claimed && claim.at - FORGOTTEN_AT.load(Ordering::Relaxed) > 60 * 60 * 1_000 {
        FORGOTTEN_AT.store(claim.at, Ordering::Relaxed);
        let mut tx = write(firebreak).await?;
        store::forget(&mut tx, claim.at - KEPT).await.map_err(told)?;
        tx.commit().await.map_err(told)?;
    }
    Ok(claimed)
}

async fn known(firebreak: &Firebreak, token: i64, key: &str) -> Result<Option<Known>, Problem> {
    let mut tx = firebreak.db.read().await.map_err(told)?;
    store::find(&mut tx, token, key).await.map_err(told)
}

/// An answer that is kept for whoever sends the request again.
struct StoredResponse {
    held: (i64, String, String),
    again: bool,
    status: StatusCode,
    location: Option<String>,
    body: String,
}

impl StoredResponse {
    async fn store(&self, firebreak: &Firebreak) -> Result<(), DbError> {
        let mut tx = firebreak.db.write_aside().await?;
        if self.again {
            store::release(&mut tx, &self.held).await?;
            // Something was done after all: whoever asks again is told so.
            let lost = answer_lost();
            let body = serde_json::to_string(&lost).unwrap_or_default();
            store::answer(&mut tx, &self.held, i64::from(lost.status), &body, None).await?;
        } else {
            store::answer(&mut tx, &self.held, i64::from(self.status.as_u16()), &self.body, self.location.as_deref()).await?;
        }
        tx.commit().await
    }
}

fn location(headers: &HeaderMap) -> Option<String> {
    headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// Does it, and keeps the answer; one that says "try again" lets go of the key instead, unless something was done.
async fn perform(firebreak: Firebreak, claim: Claim, request: Request, next: Next) -> Response {
    let held = (claim.token, claim.key.clone(), claim.claim.clone());
    let (parts, body) = claims::with_claim(claim, next.run(request)).await.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let again = parts.status.is_server_error() || matches!(parts.status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT);
    let kept = StoredResponse {
        held,
        again,
        status: parts.status,
        location: location(&parts.headers),
        body: String::from_utf8_lossy(&bytes).into_owned(),
    };
    if let Err(error) = kept.store(&firebreak).await {
        tracing::warn!(%error, "the answer to a request with an idempotency key cannot be kept yet");
        // Nobody waits for it, and whoever asks again finds it as soon as there is a database.
        tokio::spawn(async move {
            for _ in 0..KEEPING {
                tokio::time::sleep(KEEPING_STEP).await;
                match kept.store(&firebreak).await {
                    Ok(()) => return,
                    Err(error) => tracing::debug!(%error, "nor now"),
                }
            }
            tracing::warn!("the answer to a request with an idempotency key could not be kept");
        });
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn replay(status: i64, body: Option<String>, location: Option<String>) -> Response {
    let status = u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::OK);
    let kind = if status.is_success() { "application/json" } else { MEDIA_TYPE };
    let mut response = (status, [(header::CONTENT_TYPE, kind)], body.unwrap_or_default()).into_response();
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    if let Some(location) = location.and_then(|location| HeaderValue::try_from(location).ok()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn reused() -> Problem {
    let message = "This key was used with another request; create a new one for each request.";
    Problem::field("Idempotency-Key", message).named("key-reused", "The Idempotency-Key was used for another request")
}

fn answer_lost() -> Problem {
    let detail = "The first request with this Idempotency-Key was done, but its response was lost. Check what was saved before you send it with a new key.";
    Problem::new(StatusCode::CONFLICT, detail).named("answer-lost", "It was done, and its response was lost")
}

async fn write(firebreak: &Firebreak) -> Result<Tx, Problem> {
    firebreak.db.write_aside().await.map_err(told)
}

fn told(error: DbError) -> Problem {
    app::error::AppError::from(error).into()
}
