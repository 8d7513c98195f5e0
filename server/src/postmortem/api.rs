//! `GET /incidents/{number}/postmortem.md`: the document as a file.

use app::error::AppError;
use app::services::Who;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::pages::plain_error;
use crate::router::Shared;

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
