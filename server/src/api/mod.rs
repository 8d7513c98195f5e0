//! `/api/v1`: what programs use. The same use cases as the pages, behind bearer tokens, JSON and problem details.
//!
//! To add an operation: a handler with `#[utoipa::path]` in `server/src/<noun>/api.rs`, its name in that file's
//! `routes()`, and an example of its body for the tests that walk every operation. What every operation has in common
//! (problems, `Idempotency-Key`) is added to the document by [`document`].

mod answer;
mod bearer;
mod change;
mod document;
mod extract;
mod idempotency;
mod problem;
mod store;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use answer::{After, Answer, Created, Items, Listed, Named, created, link};
pub use change::{Change, SeenFields};
pub use document::DOCUMENT;
pub use extract::{Caller, Json, Path, Query};
pub use problem::Problem;
pub use store::{STATEMENTS, forget as forget_keys};

use crate::check::sandbox::REQUEST_LIMIT;
use crate::router::Shared;
use crate::{action, asset, audit, backfill, check, decision, incident, metrics, person, postmortem, signal, ticket, update};

/// How the paths end whose operations ask a source.
const RUNS_A_CHECK: [&str; 2] = ["/runs", "/probe"];

/// Every operation that needs a token.
fn closed() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .merge(incident::api::routes())
        .merge(signal::api::routes())
        .merge(decision::api::routes())
        .merge(update::api::routes())
        .merge(ticket::api::routes())
        .merge(backfill::api::routes())
        .merge(action::api::routes())
        .merge(check::api::routes())
        .merge(asset::api::routes())
        .merge(postmortem::api::routes())
        .merge(metrics::api::routes())
        .merge(person::api::routes())
        .merge(audit::api::routes())
        .merge(person::departure_api::routes())
}

/// Every operation that does not.
fn open() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(document::read_openapi))
}

/// Every route below `/api/v1`, from the outside in: problems, time, who asks, once.
pub fn router(shared: Shared, time: Duration) -> Router<Shared> {
    let closed = Router::from(closed())
        .fallback(nothing_here)
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(from_fn_with_state(shared.clone(), idempotency::deduplicate))
        .layer(from_fn_with_state(shared, bearer::identify));
    closed.merge(Router::from(open())).layer(from_fn_with_state(time, within_time)).layer(from_fn(problem::speak))
}

/// Ends a request whose time is up; one that runs a check may take as long as a check may.
async fn within_time(State(time): State<Duration>, request: Request, next: Next) -> Response {
    let runs = request.method() == Method::POST && RUNS_A_CHECK.iter().any(|end| request.uri().path().ends_with(end));
    crate::answer_time::limit_operation(State(if runs { REQUEST_LIMIT } else { time }), request, next).await
}

/// There is no such path.
pub async fn nothing_here() -> Problem {
    Problem::no_such_path()
}
