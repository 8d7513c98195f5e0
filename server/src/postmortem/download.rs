//! The document as a file, `GET /incidents/{number}/postmortem.md` and `.pdf`, and its short address.

use app::error::AppError;
use app::postmortem::Paper;
use app::services::{CurrentUser, Flash, Session as _};
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};

use crate::auth::BrowserSession;
use crate::pages::plain_error;
use crate::router::Shared;

/// `GET /postmortems/{number}`: the short address of the document.
pub async fn short(Path(number): Path<String>) -> Response {
    match app::text::incident_number(&number) {
        Some(number) if number > 0 => Redirect::to(&format!("/incidents/{number}/postmortem")).into_response(),
        _ => plain_error(&AppError::NotFound),
    }
}

/// `GET /incidents/{number}/postmortem.md`.
pub async fn markdown(
    State(shared): State<Shared>,
    Extension(CurrentUser(actor)): Extension<CurrentUser>,
    Path(number): Path<String>,
) -> Response {
    let exported = async {
        let actor = actor.ok_or(AppError::SignIn)?;
        let number = app::text::incident_number(&number).ok_or(AppError::NotFound)?;
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

/// What may be asked of the PDF.
#[derive(Debug, Clone, Copy, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OnPaper {
    /// `a4` or `letter`; without it the one that is usual where the reader lives.
    #[param(inline)]
    paper: Option<Size>,
}

/// A size of paper.
#[derive(Debug, Clone, Copy, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
enum Size {
    A4,
    Letter,
}

impl OnPaper {
    /// Letter is usual in North America and a few neighbours; time zones named after America are taken for them.
    pub fn for_reader(self, zone: chrono_tz::Tz) -> Paper {
        match self.paper {
            Some(Size::A4) => Paper::A4,
            Some(Size::Letter) => Paper::Letter,
            None if zone.name().starts_with("America/") || zone.name().starts_with("US/") => Paper::Letter,
            None => Paper::A4,
        }
    }
}

/// What links on paper begin with: the address people type, else the one this reader typed.
pub fn base(shared: &Shared, headers: &HeaderMap) -> String {
    let typed = || headers.get(header::HOST).and_then(|host| host.to_str().ok()).map(|host| format!("http://{host}"));
    shared.base_url.clone().or_else(typed).unwrap_or_default()
}

/// `GET /incidents/{number}/postmortem.pdf`. What does not fit is said on the document's page, where it can be shortened.
pub async fn pdf(
    State(shared): State<Shared>,
    Extension(CurrentUser(actor)): Extension<CurrentUser>,
    session: Option<Extension<tower_sessions::Session>>,
    Path(number): Path<String>,
    Query(on): Query<OnPaper>,
    headers: HeaderMap,
) -> Response {
    let made = async {
        let actor = actor.ok_or(AppError::SignIn)?;
        let number = app::text::incident_number(&number).ok_or(AppError::NotFound)?;
        shared.services.postmortems.export_pdf(&actor, number, on.for_reader(actor.zone), &base(&shared, &headers)).await
    };
    match (made.await, session) {
        (Ok(file), _) => file_response(file),
        (Err(AppError::Conflict { message }), Some(Extension(session))) => {
            match BrowserSession(session, shared.secure).tell(Flash::refused(message)).await {
                Ok(()) => Redirect::to(&format!("/incidents/{number}/postmortem")).into_response(),
                Err(error) => plain_error(&error),
            }
        }
        (Err(error), _) => plain_error(&error),
    }
}

/// A PDF that opens beside the page.
pub fn file_response(file: app::postmortem::File) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{}\"", file.name)),
    ];
    (headers, file.bytes.as_ref().clone()).into_response()
}
