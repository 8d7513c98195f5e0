//! Addresses that pages had earlier, which people may have kept.

use axum::extract::Request;
use axum::response::Redirect;

/// `GET /year`, `/year.csv` and the pages below it: what they showed is now below `/insights`.
pub async fn year(request: Request) -> Redirect {
    let asked = request.uri().path_and_query().map_or("", |asked| asked.as_str());
    Redirect::permanent(&format!("/insights{}", asked.strip_prefix("/year").unwrap_or_default()))
}
