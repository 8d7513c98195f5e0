//! Sending one message: no redirect is followed, no answer's body is read.

use std::error::Error;
use std::net::IpAddr;
use std::time::Duration;

use app::channel::ChannelKind;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::{Request, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use sha2::Sha256;

use super::egress::{EgressPolicy, Inside, Resolver};

/// How long a receiver may take.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(10);

/// Carries messages to addresses that may be reached.
#[derive(Clone)]
pub struct WebhookClient {
    client: Client<HttpsConnector<HttpConnector<Resolver>>, Full<Bytes>>,
    egress: EgressPolicy,
}

/// Why a message did not arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent {
    /// One sentence, without the address, which may be a secret.
    pub sentence: String,
    /// Whether another try would end the same way.
    pub for_good: bool,
}

impl From<&str> for Unsent {
    fn from(sentence: &str) -> Self {
        Self { sentence: sentence.to_owned(), for_good: false }
    }
}

/// Answers that do not change by asking again: the message, the address or the right to use it is wrong.
const FOR_GOOD: [u16; 7] = [400, 401, 403, 404, 410, 413, 422];

fn answered(status: u16) -> Unsent {
    let for_good = FOR_GOOD.contains(&status);
    let more = if for_good { " Trying again would not change that." } else { "" };
    Unsent { sentence: format!("It answered {status}.{more}"), for_good }
}

/// A channel's address, opened.
pub struct Address {
    /// What it understands.
    pub kind: ChannelKind,
    /// Where.
    pub url: String,
    /// What a webhook's messages are signed with.
    pub secret: String,
}

impl WebhookClient {
    /// To what `egress` allows.
    pub fn new(egress: EgressPolicy) -> Self {
        let mut connector = HttpConnector::new_with_resolver(Resolver::new(egress.clone()));
        connector.enforce_http(false);
        let https = HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().wrap_connector(connector);
        Self { client: Client::builder(TokioExecutor::new()).build(https), egress }
    }

    /// Sends one. `id` is the same at every attempt.
    ///
    /// # Errors
    /// Says what did not go well.
    pub async fn send(&self, to: &Address, id: &str, now: DateTime<Utc>, body: String) -> Result<(), Unsent> {
        let uri: Uri = to.url.parse().map_err(|_| Unsent::from("Its address cannot be read."))?;
        let number = uri.host().and_then(|host| host.trim_matches(['[', ']']).parse::<IpAddr>().ok());
        if number.is_some_and(|address| !self.egress.allows(address)) {
            return Err(Inside.to_string().as_str().into());
        }
        let mut request = Request::post(uri).header("content-type", "application/json").header("user-agent", "Firebreak");
        if to.kind == ChannelKind::Webhook {
            let signature = signature(&to.secret, id, now.timestamp(), &body);
            request = request.header("webhook-id", id).header("webhook-timestamp", now.timestamp()).header("webhook-signature", signature);
        }
        let request = request.body(Full::new(Bytes::from(body))).map_err(|_| Unsent::from("Its address cannot be used."))?;
        match tokio::time::timeout(RESPONSE_TIMEOUT, self.client.request(request)).await {
            Err(_) => Err(format!("No answer within {} seconds.", RESPONSE_TIMEOUT.as_secs()).as_str().into()),
            Ok(Err(error)) if is_inside(&error) => Err(Inside.to_string().as_str().into()),
            Ok(Err(error)) if error.is_connect() => Err("It could not be reached.".into()),
            Ok(Err(_)) => Err("The connection broke.".into()),
            Ok(Ok(answer)) if answer.status().is_success() => Ok(()),
            Ok(Ok(answer)) => Err(answered(answer.status().as_u16())),
        }
    }
}

fn is_inside(error: &(dyn Error + 'static)) -> bool {
    error.is::<Inside>() || error.source().is_some_and(is_inside)
}

/// `v1,` and the HMAC-SHA256 of number, time and body in Base64 (Standard Webhooks 1.0.0, "Signature scheme").
fn signature(secret: &str, id: &str, at: i64, body: &str) -> String {
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

    #[tokio::test]
    async fn nothing_inside_is_reached_however_it_is_written() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let post = WebhookClient::new(EgressPolicy::default());
        let hosts = [
            "127.0.0.1",
            "127.1",
            "127.0.1",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "017700000001",
            "0177.0.0.1",
            "0",
            "0.0.0.0",
            "localhost",
            "LOCALHOST",
            "localhost.",
            "ip6-localhost",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[0:0:0:0:0:0:0:1]",
            "user:word@127.0.0.1",
            "example.org@127.0.0.1",
        ];
        for host in hosts {
            for scheme in ["http", "https"] {
                let to = Address { kind: ChannelKind::Chat, url: format!("{scheme}://{host}:{port}/"), secret: String::new() };
                assert!(post.send(&to, "msg_1", DateTime::UNIX_EPOCH, String::new()).await.is_err(), "{scheme} {host}");
            }
        }
        let heard = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
        assert!(heard.is_err(), "somebody came: {heard:?}");
        let allowed = WebhookClient::new("localhost".parse().unwrap());
        let to = Address { kind: ChannelKind::Chat, url: format!("http://localhost:{port}/"), secret: String::new() };
        // It hangs up at once; that it was called at all is what counts.
        let hung_up = async { drop(listener.accept().await.unwrap()) };
        let (sent, ()) = tokio::join!(allowed.send(&to, "msg_1", DateTime::UNIX_EPOCH, String::new()), hung_up);
        assert!(sent.is_err());
    }
}
