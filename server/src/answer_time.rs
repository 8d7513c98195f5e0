//! The time limit of a request, and `Retry-After` on every 429 and 503.

use std::time::Duration;

use app::error::AppError;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::api::Problem;
use crate::check::sandbox::REQUEST_LIMIT;
use crate::db::limit::{Late, was_committed, within};

/// Seconds after which the next try is worth it, when nothing better is known.
const SOON: HeaderValue = HeaderValue::from_static("5");
const NEXT_MINUTE: HeaderValue = HeaderValue::from_static("60");

/// How long requests may take.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// Pages and forms, which may run a check.
    pub page: Duration,
    /// Operations of the API; those that run a check have what a check has.
    pub operation: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self { page: REQUEST_LIMIT, operation: Duration::from_secs(25) }
    }
}

fn of(late: Late) -> AppError {
    match late {
        Late::Undone => AppError::Unavailable,
        Late::Unknown => AppError::OutcomeUnknown,
    }
}

/// Middleware for pages and forms: what takes longer is answered with what became of it.
pub async fn limit_page(State(time): State<Duration>, request: Request, next: Next) -> Response {
    within(time, next.run(request)).await.unwrap_or_else(|late| crate::pages::plain_error(&of(late)))
}

/// Middleware for the API: the same as a problem.
pub async fn limit_operation(State(time): State<Duration>, request: Request, next: Next) -> Response {
    let work = async {
        let response = next.run(request).await;
        // It was stored, and what failed came after it: reading the answer.
        let denied = response.status().is_server_error() && was_committed();
        if denied { Problem::from(AppError::OutcomeUnknown).into_response() } else { response }
    };
    within(time, work).await.unwrap_or_else(|late| Problem::from(of(late)).into_response())
}

/// Middleware around everything: no 429 or 503 goes out without `Retry-After`.
pub async fn say_when(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let when = match response.status() {
        StatusCode::SERVICE_UNAVAILABLE => SOON,
        StatusCode::TOO_MANY_REQUESTS => NEXT_MINUTE,
        _ => return response,
    };
    response.headers_mut().entry(header::RETRY_AFTER).or_insert(when);
    response
}

/// The seconds of an error that knows them, on the answer it became.
pub fn with_seconds(mut response: Response, error: &AppError) -> Response {
    if let AppError::TooMany { seconds } = error {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
    }
    response
}
