//! Who asks: the API knows bearer tokens and nothing else, so no other site can make a browser act here.

use app::services::CurrentUser;
use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;

use super::problem::Problem;
use crate::router::Shared;

/// Middleware: [`CurrentUser`] as an extension of the request, or 401. A token that may only read changes nothing, whatever the
/// use case behind the path would say.
pub async fn identify(State(shared): State<Shared>, mut request: Request, next: Next) -> Result<Response, Problem> {
    let sent = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let secret = sent.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let (_, secret) =
        secret.ok_or_else(|| Problem::stranger("Send a token, as Authorization: Bearer fb_…; create one under Your account."))?;
    let actor = shared.services.people.actor_of_token(secret.trim()).await?;
    let actor = actor.ok_or_else(|| Problem::stranger("The token is not valid: it is revoked, expired or mistyped."))?;
    if !request.method().is_safe() {
        actor.require_member()?;
    }
    request.extensions_mut().insert(CurrentUser(Some(actor)));
    Ok(next.run(request).await)
}
