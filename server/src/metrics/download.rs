//! `GET /insights.csv`.

use app::error::AppError;
use app::incident::Kind;
use app::metrics::YearFilter;
use app::services::CurrentUser;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::pages::plain_error;
use crate::router::Shared;

/// What the address says; what is not understood is ignored, as on the page.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    year: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    team: String,
}

/// The incidents of a year as a file.
pub async fn year_csv(
    State(shared): State<Shared>,
    Extension(CurrentUser(actor)): Extension<CurrentUser>,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(actor) = actor else { return plain_error(&AppError::SignIn) };
    let filter = YearFilter { year: asked.year.parse().ok(), kind: Kind::try_from(asked.kind).ok(), team: asked.team.parse().ok() };
    match shared.services.metrics.csv(&actor, &filter).await {
        Ok(csv) => {
            let name = filter.year.map_or_else(|| "incidents.csv".to_owned(), |year| format!("incidents-{year}.csv"));
            let disposition = format!("attachment; filename=\"{name}\"");
            ([(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)], csv)
                .into_response()
        }
        Err(error) => plain_error(&error),
    }
}
