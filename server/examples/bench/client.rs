//! A client that keeps its connections and measures whole answers.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::{Result, millis, seed};

/// One connection.
pub struct Client(SendRequest<Full<Bytes>>, SocketAddr);

impl Client {
    async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self(sender, address))
    }

    /// Asks, and gives the status, the cookie that was set, and how many bytes came.
    async fn send(&mut self, method: &str, path: &str, cookie: &str, form: String) -> Result<(u16, String, usize)> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, self.1.to_string())
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, cookie)
            .header(header::ORIGIN, format!("http://{}", self.1))
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Full::new(Bytes::from(form)))?;
        self.0.ready().await?;
        let answer = self.0.send_request(request).await?;
        let status = answer.status().as_u16();
        let set = answer.headers().get(header::SET_COOKIE).and_then(|value| value.to_str().ok()?.split(';').next().map(str::to_owned));
        let bytes = answer.into_body().collect().await?.to_bytes().len();
        Ok((status, set.unwrap_or_default(), bytes))
    }

    /// Signs the bench's person in, and gives the cookie.
    pub async fn sign_in(address: SocketAddr) -> Result<String> {
        Self::sign_in_as(address, seed::EMAIL, seed::PASSWORD).await
    }

    /// How long one answer takes, in milliseconds, on a connection of its own.
    pub async fn once(address: SocketAddr, cookie: &str, path: &str) -> Result<f64> {
        let mut client = Self::connect(address).await?;
        let asked = Instant::now();
        match client.send("GET", path, cookie, String::new()).await? {
            (200, ..) => Ok(millis(asked)),
            (status, ..) => Err(format!("{path} was answered with {status}").into()),
        }
    }

    /// Signs somebody in, and gives the cookie.
    pub async fn sign_in_as(address: SocketAddr, email: &str, password: &str) -> Result<String> {
        let form = format!("email={email}&password={password}&next=/");
        let (status, cookie, _) = Self::connect(address).await?.send("POST", "/do/sign-in", "", form).await?;
        if status == 303 && !cookie.is_empty() { Ok(cookie) } else { Err(format!("signing in was answered with {status}").into()) }
    }
}

/// Many connections at once, each asking again and again for `span`. Gives how long each answer took, in milliseconds.
async fn crowd(
    address: SocketAddr,
    cookie: &str,
    span: Duration,
    connections: usize,
    (method, path, form, wanted): (&'static str, &str, &'static str, u16),
) -> Result<Vec<f64>> {
    let mut crowd = JoinSet::new();
    for _ in 0..connections {
        let (cookie, path) = (cookie.to_owned(), path.to_owned());
        crowd.spawn(async move {
            let mut client = Client::connect(address).await?;
            let (begun, mut times) = (Instant::now(), Vec::new());
            while begun.elapsed() < span {
                let asked = Instant::now();
                let (status, ..) = client.send(method, &path, &cookie, form.to_owned()).await?;
                if status != wanted {
                    return Err(format!("{method} {path} was answered with {status}").into());
                }
                times.push(millis(asked));
            }
            Result::Ok(times)
        });
    }
    let mut all = Vec::new();
    while let Some(times) = crowd.join_next().await {
        all.extend(times??);
    }
    all.sort_by(f64::total_cmp);
    Ok(all)
}

/// Asks for a page. Times are sorted.
pub async fn ask(address: SocketAddr, cookie: &str, path: &str, span: Duration, connections: usize) -> Result<Vec<f64>> {
    crowd(address, cookie, span, connections, ("GET", path, "", 200)).await
}

/// Declares incidents through the form.
pub async fn declare(address: SocketAddr, cookie: &str, span: Duration, connections: usize) -> Result<Vec<f64>> {
    let form = "title=Predictions+are+missing+from+the+warehouse&severity=3&kind=data";
    crowd(address, cookie, span, connections, ("POST", "/do/declare-incident", form, 303)).await
}

/// The value below which this part of the sorted values lies.
pub fn percentile(sorted: &[f64], part: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * part).round() as usize).copied().unwrap_or(f64::NAN)
}
