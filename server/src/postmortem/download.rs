//! The document as a file, `GET /incidents/{number}/postmortem.md`, and its short address.

use app::error::AppError;
use app::services::Who;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};

use crate::pages::plain_error;
use crate::router::Shared;

/// `GET /postmortems/{number}`: the short address of the document.
pub async fn short(Path(number): Path<String>) -> Response {
    match number.trim_start_matches("INC-").parse::<i64>() {
        Ok(number) if number > 0 => Redirect::to(&format!("/incidents/{number}/postmortem")).into_response(),
        _ => plain_error(&AppError::NotFound),
    }
}

/// `GET /incidents/{number}/postmortem.md`.
pub async fn markdown(State(shared): State<Shared>, Extension(Who(actor)): Extension<Who>, Path(number): Path<String>) -> Response {
    let exported = async {
        let actor = actor.ok_or(AppError::SignIn)?;
        let number = number.trim_start_matches("INC-").parse().map_err(|_| AppError::NotFound)?;
        shared.services.postmortems.export_markdown(&actor, number).await
    };
    match exported.await {
        Ok((name, text)) => {
            let headers = [
                (header::CONTENT_TYPE, "text/markdown; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
            ];
            (headers, text).into_response()
        }
        Err(error) => plain_error(&error),
    }
}
