//! `GET /incidents/{number}/images/{image}`, and `POST /incidents/{number}/images/new`: a form with a file, from the editor.

use app::error::AppError;
use app::services::{CurrentUser, Flash, Session as _};
use app::ui::FormState;
use axum::Extension;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use crate::auth::BrowserSession;
use crate::forms;
use crate::pages::plain_error;
use crate::router::Shared;

/// The longest form with a file, in bytes; a file that is a little too large is told so.
pub const LONGEST: usize = 12 * 1024 * 1024;

/// The image itself. It never changes, and who may not see the incident does not see it.
pub async fn show(
    State(shared): State<Shared>,
    Extension(CurrentUser(actor)): Extension<CurrentUser>,
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
    Extension(CurrentUser(actor)): Extension<CurrentUser>,
    session: Option<Extension<tower_sessions::Session>>,
    Path((number, name)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.clone();
    let mut sent = Sent::default();
    let kept = async {
        let actor = actor.ok_or(AppError::SignIn)?;
        let number = number.parse().ok().filter(|_| name == "new").ok_or(AppError::NotFound)?;
        let form = Multipart::from_request(Request::from_parts(parts.clone(), body), &()).await;
        read(form.map_err(|_| broken("The form was incomplete. Submit it again."))?, &mut sent).await?;
        let author = shared.firebreak.authors.person(&sent.token);
        if author.is_some() && author != actor.person {
            return Err(forms::of_somebody_else());
        }
        if sent.bytes.is_empty() {
            return Err(broken("Choose an image."));
        }
        shared.services.images.add(&actor, number, &sent.alt, std::mem::take(&mut sent.bytes)).await
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
        (Ok(_), false, Some(Extension(session))) => {
            let text = format!("Image uploaded. Copy this line into the text: {words}");
            match BrowserSession(session, shared.secure).tell(Flash::done(text)).await {
                Ok(()) => Redirect::to(&format!("/incidents/{number}/postmortem/edit")).into_response(),
                Err(error) => plain_error(&error),
            }
        }
        (Err(error @ (AppError::Invalid { .. } | AppError::Busy | AppError::Unavailable)), false, Some(_)) => {
            let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let action = format!("/incidents/{number}/images/new");
            let values = vec![("alt".to_owned(), sent.alt)];
            let state = FormState { action, key: String::new(), values, error: error.clone() };
            forms::again(&shared, parts, &format!("/incidents/{number}/postmortem/edit"), state, status).await
        }
        (Err(error), ..) => plain_error(error),
        (Ok(_), false, None) => words.into_response(),
    }
}

/// What a form with a file carries.
#[derive(Default)]
struct Sent {
    /// What the image shows.
    alt: String,
    bytes: Vec<u8>,
    token: String,
}

fn broken(words: &str) -> AppError {
    AppError::field("image", words)
}

/// Reads as much of it as arrives.
async fn read(mut form: Multipart, sent: &mut Sent) -> Result<(), AppError> {
    let broken = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => broken("This file is larger than 8 MB."),
        _ => broken("The upload was incomplete. Try again."),
    };
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("alt") => sent.alt = field.text().await.map_err(broken)?,
            Some("image") => sent.bytes = field.bytes().await.map_err(broken)?.to_vec(),
            Some(app::ui::FORM_TOKEN) => sent.token = field.text().await.map_err(broken)?,
            _ => {}
        }
    }
    Ok(())
}
