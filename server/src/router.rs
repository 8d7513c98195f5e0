//! The whole HTTP surface on one screen.

use app::error::AppError;
use app::services::Services;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_sessions::cookie::SameSite;
use tower_sessions::{Expiry, SessionManagerLayer};

use crate::auth::{SessionStore, identify, reading, session_cookie, stored};
use crate::clock::millis;
use crate::config::Config;
use crate::{Clock, Firebreak, answer_time, api, base_address, forms, headers, image, metrics, moved, pages, postmortem, site};

/// What every handler shares.
#[derive(Clone)]
pub struct Shared {
    /// The use cases.
    pub services: Services,
    /// What time it is.
    pub clock: Clock,
    /// The browser's files.
    pub site: app::Site,
    /// Whether `X-Forwarded-For` is believed.
    pub trust_proxy: bool,
    /// Whether people come over https: cookies are then sent over nothing else.
    pub secure: bool,
    /// The address people type, if the operator said it.
    pub base_url: Option<String>,
    /// For probes.
    pub firebreak: Firebreak,
}

/// Every route, from the outside in: headers; the API, which knows bearer tokens and no cookie, and has times of its own; then
/// the time of a page, probes, CSRF, sessions, who is asking; then forms and pages.
pub fn router(firebreak: Firebreak, config: &Config) -> Router {
    let services = firebreak.services();
    let shared = Shared {
        services,
        clock: firebreak.clock.clone(),
        site: site::site(),
        trust_proxy: config.trust_proxy,
        secure: config.secure_cookies,
        base_url: config.base_url.clone(),
        firebreak,
    };
    let sessions = SessionManagerLayer::new(SessionStore::new(shared.firebreak.db.clone(), shared.clock.clone()))
        .with_name(session_cookie(config.secure_cookies))
        .with_same_site(SameSite::Lax)
        .with_secure(config.secure_cookies)
        .with_expiry(Expiry::OnInactivity(time::Duration::days(14)));
    let forms = Router::new()
        .route("/do/{*name}", post(pages::act))
        .layer(from_fn_with_state(shared.clone(), forms::rerender))
        .layer(DefaultBodyLimit::max(forms::LONGEST));
    let images = Router::new()
        .route("/incidents/{number}/images/{image}", get(image::show).post(image::add))
        .layer(DefaultBodyLimit::max(image::LONGEST));
    Router::new()
        .merge(forms)
        .merge(images)
        .route("/incidents/{number}/postmortem.md", get(postmortem::download::markdown))
        .route("/incidents/{number}/postmortem.pdf", get(postmortem::download::pdf))
        .route("/postmortems/{number}", get(postmortem::download::short))
        .route("/insights.csv", get(metrics::year_csv))
        .route("/year", get(moved::year))
        .route("/year.csv", get(moved::year))
        .route("/year/{*rest}", get(moved::year))
        .fallback(get(pages::show))
        .layer(from_fn_with_state(shared.clone(), identify))
        .layer(sessions)
        .layer(from_fn(reading))
        .layer(from_fn(stored))
        .layer(from_fn(cookie_needs_origin))
        .layer(CsrfLayer::new())
        .route("/livez", get(|| async { "alive" }))
        .route("/readyz", get(ready))
        .route("/icon.svg", get(site::icon))
        .route("/pkg/{name}", get(site::file))
        .layer(from_fn_with_state(config.times.page, answer_time::limit_page))
        .nest("/api/v1", api::router(shared.clone(), config.times.operation))
        .route("/api/{*rest}", any(api::nothing_here))
        .layer(from_fn_with_state(shared.clone(), forms::unsent::give_back))
        .layer(from_fn_with_state(config.secure_cookies, headers::secure))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(shared.clone(), base_address::compare))
        .layer(from_fn(answer_time::say_when))
        .layer(CatchPanicLayer::new())
        .with_state(shared)
}

/// Whether the database reads and stores.
async fn ready(State(shared): State<Shared>) -> Response {
    let now = millis(shared.clock.now());
    if shared.firebreak.readiness.of(&shared.firebreak.db, now).await {
        "ready".into_response()
    } else {
        pages::plain_error(&AppError::Unavailable)
    }
}

/// Browsers say where a form comes from. A session cookie on a change that does not say is refused.
async fn cookie_needs_origin(request: Request, next: Next) -> Response {
    let told = |headers: &HeaderMap| headers.contains_key("sec-fetch-site") || headers.contains_key(header::ORIGIN);
    if !request.method().is_safe() && request.headers().contains_key(header::COOKIE) && !told(request.headers()) {
        return (StatusCode::FORBIDDEN, "The form does not say which page it was sent from, so it was rejected.").into_response();
    }
    next.run(request).await
}
