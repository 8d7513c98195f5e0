//! What a program is told when something did not work: RFC 9457, `application/problem+json`, for every error of the API.

use app::error::{AppError, FieldError};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// The media type of RFC 9457.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Why it was not done, for a program to act on and for a person to read (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Names the situation; it never changes, so a program may decide by it.
    #[serde(rename = "type")]
    #[schema(example = "urn:problem-type:firebreak:invalid")]
    pub kind: String,
    /// The situation in a few words, the same for every occurrence.
    #[schema(example = "Some fields are not valid")]
    pub title: &'static str,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// What to do about this occurrence, in one sentence.
    #[schema(example = "Enter a title.")]
    pub detail: String,
    /// One sentence for each field, parameter or header that cannot be accepted as it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<FieldProblem>,
    /// Under which the operator's log has the details of an internal error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Seconds after which the next try is worth it: the header `Retry-After`.
    #[serde(skip)]
    pub retry_after: Option<u32>,
}

/// What is wrong with one field.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The field, parameter or header.
    #[schema(example = "title")]
    pub field: String,
    /// What to do about it, in one sentence.
    #[schema(example = "Enter a title.")]
    pub message: String,
}

/// Name and title of the situation that a status stands for.
fn situation(status: StatusCode) -> (&'static str, &'static str) {
    match status.as_u16() {
        400 => ("malformed", "The request cannot be read"),
        401 => ("token-needed", "A bearer token is required"),
        403 => ("forbidden", "The token does not permit this"),
        404 => ("not-found", "Not found"),
        405 => ("method-not-allowed", "Method not allowed"),
        409 => ("conflict", "The current state does not allow this"),
        413 => ("too-large", "The request is too large"),
        415 => ("not-json", "The request is not JSON"),
        422 => ("invalid", "Some fields are not valid"),
        429 => ("too-many", "Too many requests"),
        503 => ("unavailable", "Temporarily unavailable"),
        _ => ("internal", "Internal error"),
    }
}

impl Problem {
    /// A situation named by its status, with one sentence for this occurrence.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        let (kind, title) = situation(status);
        let retry_after = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(5);
        Self {
            kind: format!("urn:problem-type:firebreak:{kind}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
            reference: None,
            retry_after,
        }
    }

    /// One field cannot be accepted.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        AppError::field(field, message).into()
    }

    /// No token, or one that does not work.
    pub fn stranger(detail: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, detail)
    }

    /// There is no such path.
    pub fn no_such_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "The API has no such path; /api/v1/openapi.json lists all paths.")
    }

    /// Renames the situation, where one status stands for several.
    pub fn named(mut self, kind: &str, title: &'static str) -> Self {
        self.kind = format!("urn:problem-type:firebreak:{kind}");
        self.title = title;
        self
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut problem = Self::new(status, error.to_string());
        match error {
            AppError::Invalid { errors } | AppError::Overlap { errors } => {
                problem.errors = errors.into_iter().map(|FieldError { field, message }| FieldProblem { field, message }).collect();
            }
            AppError::TooMany { seconds } => problem.retry_after = Some(seconds),
            AppError::Internal { reference } => problem.reference = Some(reference),
            AppError::OutcomeUnknown => problem = problem.named("outcome-unknown", "It is not known whether the change was saved"),
            _ => {}
        }
        problem
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response();
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"Firebreak\""));
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A handler that panicked: logged once under a reference, which is all that is told.
pub fn of_panic(_: Box<dyn std::any::Any + Send>) -> Response {
    Problem::from(crate::secret::internal("an API handler panicked")).into_response()
}

/// Middleware: an error that something else than a handler answered with (routing, time-outs) speaks like all the others.
pub async fn speak(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let response = next.run(request).await;
    let told = response.headers().get(header::CONTENT_TYPE).is_some_and(|value| value == MEDIA_TYPE);
    let status = response.status();
    if told || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let sentence = match status {
        StatusCode::METHOD_NOT_ALLOWED => {
            format!("This path does not support {method}; the header Allow lists the methods that it supports.")
        }
        StatusCode::SERVICE_UNAVAILABLE => "This took too long. Try again; with an Idempotency-Key it is not done twice.".to_owned(),
        _ => "See /api/v1/openapi.json for the parameters of this path.".to_owned(),
    };
    Problem::new(status, sentence).into_response()
}
