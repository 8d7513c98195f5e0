//! The outbox: what is due is sent, what fails is tried again, for about a day.

use std::sync::LazyLock;
use std::time::Duration;

use app::channel::ChannelKind;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::{Request, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use sha2::Sha256;
use tokio_util::sync::CancellationToken;

use super::event::Published;
use super::store;
use crate::Firebreak;
use crate::clock::{instant, millis};
use crate::db::{DbError, Stored};

/// How often the outbox is looked at.
const EVERY: Duration = Duration::from_secs(3);
/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a message is nobody else's.
const HELD: TimeDelta = TimeDelta::minutes(2);
/// How long after each failure it is tried again; then it is given up.
const AGAIN: [TimeDelta; 6] =
    [TimeDelta::seconds(30), TimeDelta::minutes(3), TimeDelta::minutes(15), TimeDelta::hours(1), TimeDelta::hours(6), TimeDelta::hours(18)];

type Sender = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

static CLIENT: LazyLock<Sender> = LazyLock::new(|| {
    let https = HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().build();
    Client::builder(TokioExecutor::new()).build(https)
});

/// Delivers what is due, now and every few seconds, until it is told to stop. Replicas may all do it.
pub async fn keep(firebreak: Firebreak, stop: CancellationToken) {
    loop {
        match deliver(&firebreak).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the outbox could not be read"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Delivers one message that is due; `false` when none is.
///
/// # Errors
/// When the database fails. A receiver that fails is no error: its message is tried again.
pub async fn deliver(firebreak: &Firebreak) -> Result<bool, DbError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let Some(taken) = store::take(&mut tx, millis(now), millis(now + HELD)).await? else { return Ok(false) };
    let (kind, url, secret, private) = store::address(&mut tx, taken.channel, taken.incident).await?;
    if private {
        store::failed(&mut tx, taken.id, None, "The incident became private before it was sent.").await?;
        tx.commit().await?;
        return Ok(true);
    }
    tx.commit().await?;
    let kind = ChannelKind::try_from(kind).stored()?;
    let event: Published = serde_json::from_str(&taken.body).map_err(|error| DbError::Understood(format!("a message: {error}")))?;
    let base = firebreak.base_url.as_deref().unwrap_or_default();
    let body = event.body(kind, base, instant(taken.created_at));
    let sent = send(kind, (&url, &secret), (taken.id, now), body).await;
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    match sent {
        Ok(()) => store::delivered(&mut tx, taken.id, millis(now)).await?,
        Err(problem) => {
            let again = usize::try_from(taken.attempts - 1).ok().and_then(|tried| AGAIN.get(tried));
            tracing::info!(message = taken.id, channel = taken.channel, attempt = taken.attempts, %problem, "a message did not arrive");
            store::failed(&mut tx, taken.id, again.map(|after| millis(now + *after)), &problem).await?;
        }
    }
    tx.commit().await?;
    Ok(true)
}

/// What did not go well is one sentence, without the address, which may be a secret.
async fn send(kind: ChannelKind, (url, secret): (&str, &str), (message, now): (i64, DateTime<Utc>), body: String) -> Result<(), String> {
    let uri: Uri = url.parse().map_err(|_| "Its address cannot be read.".to_owned())?;
    let mut request = Request::post(uri).header("content-type", "application/json").header("user-agent", "Firebreak");
    if kind == ChannelKind::Webhook {
        let (id, at) = (format!("msg_{message}"), now.timestamp());
        let signature = signature(secret, &id, at, &body);
        request = request.header("webhook-id", id).header("webhook-timestamp", at).header("webhook-signature", signature);
    }
    let request = request.body(Full::new(Bytes::from(body))).map_err(|_| "Its address cannot be used.".to_owned())?;
    match tokio::time::timeout(PATIENCE, CLIENT.request(request)).await {
        Err(_) => Err(format!("No answer within {} seconds.", PATIENCE.as_secs())),
        Ok(Err(error)) if error.is_connect() => Err("It could not be reached.".to_owned()),
        Ok(Err(_)) => Err("The connection broke.".to_owned()),
        Ok(Ok(answer)) if answer.status().is_success() => Ok(()),
        Ok(Ok(answer)) => Err(format!("It answered {}.", answer.status().as_u16())),
    }
}

/// `v1,` and the HMAC-SHA256 of number, time and body in Base64 (Standard Webhooks 1.0.0, "Signature scheme").
pub fn signature(secret: &str, id: &str, at: i64, body: &str) -> String {
    let key = STANDARD.decode(secret.trim_start_matches("whsec_")).unwrap_or_default();
    // A key of any length makes a MAC.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key) else { return String::new() };
    mac.update(format!("{id}.{at}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_signed_as_the_standard_says() {
        // The example of the specification's reference libraries.
        let signed =
            signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}");
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
