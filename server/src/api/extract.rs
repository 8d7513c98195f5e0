//! Extractors of handlers. What cannot be extracted becomes a [`Problem`], on the field it belongs to.

use app::actor::Actor;
use app::services::CurrentUser;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// Who asks.
pub struct Caller(pub Actor);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let actor = parts.extensions.get::<CurrentUser>().and_then(|who| who.0.clone());
        actor.map(Self).ok_or_else(|| Problem::stranger("Send a token, as Authorization: Bearer fb_…"))
    }
}

/// A part of the path; one that is not even of the right kind leads nowhere.
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let taken: Result<_, PathRejection> = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        taken.map(|path| Self(path.0)).map_err(|_| app::error::AppError::NotFound.into())
    }
}

/// The parameters after the question mark. One that may be given several times is a list; one that is not known is refused.
pub struct Query<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let pairs = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
        let taken = serde_path_to_error::deserialize(serde_html_form::Deserializer::new(pairs));
        taken.map(Self).map_err(|error| refused("parameter", &error.path().to_string(), &error.inner().to_string()))
    }
}

/// The body.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let sent = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let sent = sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if sent != "application/json" && !(sent.starts_with("application/") && sent.ends_with("+json")) {
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send JSON, with the header Content-Type: application/json."));
        }
        let bytes =
            Bytes::from_request(request, state).await.map_err(|error| Problem::new(error.status(), "The body could not be read."))?;
        let mut json = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let (path, inner) = (error.path().to_string(), error.into_inner());
            if inner.is_data() { refused("field", &path, &inner.to_string()) } else { malformed(&inner) }
        })?;
        json.end().map_err(|error| malformed(&error))?;
        Ok(Self(value))
    }
}

fn malformed(error: &serde_json::Error) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, format!("This is not JSON: {error}."))
}

/// One sentence for what serde says about a field or parameter.
pub(super) fn refused(what: &str, path: &str, message: &str) -> Problem {
    let message = message.split(" at line ").next().unwrap_or(message);
    let named = message.split('`').nth(1).unwrap_or_default();
    if message.starts_with("unknown field") {
        let known =
            message.split_once("expected ").map(|(_, known)| known.trim_start_matches("one of ").replace('`', "")).unwrap_or_default();
        return Problem::field(named, format!("The {what} “{named}” does not exist here; the possible ones are: {known}."));
    }
    if message.starts_with("missing field") {
        return Problem::field(named, format!("“{named}” is required."));
    }
    if let Some(("", rest)) = message.split_once("unknown variant ") {
        let wrong = rest.split('`').nth(1).unwrap_or_default();
        let known = rest.split_once("expected ").map(|(_, known)| known.trim_start_matches("one of ").replace('`', "")).unwrap_or_default();
        return Problem::field(path, format!("“{wrong}” is not a possible value; choose one of: {known}."));
    }
    Problem::field(path, format!("The {what} “{path}” is not valid: {message}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_serde_says_becomes_a_sentence_on_the_field() {
        let told = |path: &str, message: &str| refused("field", path, message).errors.remove(0);
        let unknown = told("titel", "unknown field `titel`, expected one of `title`, `summary` at line 1 column 9");
        assert_eq!(
            (unknown.field.as_str(), unknown.message.as_str()),
            ("titel", "The field “titel” does not exist here; the possible ones are: title, summary.")
        );
        assert_eq!(told(".", "missing field `title` at line 1 column 2").message, "“title” is required.");
        let word = told("kind", "unknown variant `fire`, expected one of `data`, `service` at line 1 column 9");
        assert_eq!((word.field.as_str(), word.message.as_str()), ("kind", "“fire” is not a possible value; choose one of: data, service."));
        assert!(
            told("severity", "invalid type: string \"x\", expected i64 at line 1 column 3").message.contains("“severity” is not valid")
        );
    }
}
