//! The files the browser needs, embedded in the binary.

use app::Site;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../target/site/pkg"]
struct Files;

const ICON: &str = include_str!("icon.svg");

/// What was built, by its hashed names.
pub fn site() -> Site {
    let find = |suffix: &str| Files::iter().find(|name| name.starts_with("firebreak-") && name.ends_with(suffix));
    Site { script: find(".js").map(|name| name.trim_end_matches(".js").to_owned()), style: find(".css").map(|name| format!("/pkg/{name}")) }
}

/// `GET /pkg/{name}`: a file whose name changes with its content, so it may be kept for ever.
pub async fn file(Path(name): Path<String>) -> Response {
    let Some(file) = Files::get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css",
        _ => "application/octet-stream",
    };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")], file.data).into_response()
}

/// `GET /icon.svg`.
pub async fn icon() -> Response {
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")], ICON).into_response()
}
