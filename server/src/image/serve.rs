//! `GET /incidents/{number}/images/{image}`, and `POST /incidents/{number}/images/new`: a form with a file, from the editor.

use app::error::AppError;
use app::services::{Note, Session as _, Who};
use axum::Extension;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use crate::auth::BrowserSession;
use crate::pages::plain_error;
use crate::router::Shared;

/// The longest form with a file, in bytes; a file that is a little too large is told so.
pub const LONGEST: usize = 12 * 1024 * 1024;

/// The image itself. It never changes, and who may not see the incident does not see it.
pub async fn show(
    State(shared): State<Shared>,
    Extension(Who(actor)): Extension<Who>,
    Path((number, name)): Path<(String, String)>,
) -> Response {
    let found = async {
        let actor = actor.ok_or(AppError::SignIn)?;
        let number = number.parse().map_err(|_| AppError::NotFound)?;
        shared.services.images.show(&actor, number, &name).await
    };
    match found.await {
        Ok(picture) => {
            let headers = [
                (header::CONTENT_TYPE, picture.mime),
                (header::CACHE_CONTROL, "private, max-age=600"),
                (header::CONTENT_DISPOSITION, "inline"),
            ];
            (headers, picture.bytes.as_ref().clone()).into_response()
        }
        Err(error) => plain_error(&error),
    }
}

/// Keeps an image. A script gets the line that shows it; a form comes back to the editor, which says it.
pub async fn add(
    State(shared): State<Shared>,
    Extension(Who(actor)): Extension<Who>,
    session: Option<Extension<tower_sessions::Session>>,
    Path((number, name)): Path<(String, String)>,
    headers: HeaderMap,
    form: Multipart,
) -> Response {
    let kept = async {
        let actor = actor.ok_or(AppError::SignIn)?;
        let number = number.parse().ok().filter(|_| name == "new").ok_or(AppError::NotFound)?;
        let (alt, bytes) = read(form).await?;
        shared.services.images.add(&actor, number, &alt, bytes).await
    };
    let kept = kept.await;
    let script = headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes() == b"application/json");
    let words = match &kept {
        Ok(image) => image.markdown(),
        Err(AppError::Invalid { errors }) => errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join(" "),
        Err(error) => error.to_string(),
    };
    match (&kept, script, session) {
        (Ok(_), true, _) => words.into_response(),
        (Err(error), true, _) => (StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), words).into_response(),
        (Ok(_) | Err(AppError::Invalid { .. } | AppError::Busy), false, Some(Extension(session))) => {
            let text = if kept.is_ok() { format!("The image is kept. Write this line where it belongs: {words}") } else { words };
            match BrowserSession(session, shared.secure).tell(Note { text, secret: None }).await {
                Ok(()) => Redirect::to(&format!("/incidents/{number}/postmortem/edit")).into_response(),
                Err(error) => plain_error(&error),
            }
        }
        (Err(error), ..) => plain_error(error),
        (Ok(_), false, None) => words.into_response(),
    }
}

/// What it shows, and its bytes.
async fn read(mut form: Multipart) -> Result<(String, Vec<u8>), AppError> {
    let broken = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => AppError::field("image", "This file is larger than 8 MB."),
        _ => AppError::field("image", "The file did not arrive whole: send it once more."),
    };
    let (mut alt, mut bytes) = (String::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("alt") => alt = field.text().await.map_err(broken)?,
            Some("image") => bytes = field.bytes().await.map_err(broken)?.to_vec(),
            _ => {}
        }
    }
    if bytes.is_empty() {
        return Err(AppError::field("image", "Please choose an image."));
    }
    Ok((alt, bytes))
}
