//! Clients that keep a connection and do nothing with it: they are cut off, what they held is free again, and others do not wait.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::routing::get;
use hyper::body::Frame;
use server::serve::{Limits, listen, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

const LIMITS: Limits = Limits { headers: Duration::from_millis(500), reading: Duration::from_millis(1_000) };
const HOW_MANY: usize = 300;
const ASK: &[u8] = b"GET /large HTTP/1.1\r\nhost: firebreak.test\r\n\r\n";

/// 8 MB in parts of 32 kB.
struct Large {
    left: usize,
    _held: Arc<()>,
}

impl HttpBody for Large {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(left) = self.left.checked_sub(1) else { return Poll::Ready(None) };
        self.left = left;
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&[b'x'; 32 * 1024])))))
    }
}

/// A server with a page of 8 MB, and what is alive for as long as any answer of it is.
async fn started() -> (SocketAddr, Arc<()>) {
    let alive = Arc::new(());
    let held = alive.clone();
    let large = move || {
        let held = held.clone();
        async move { Body::new(Large { left: 256, _held: held }) }
    };
    let router = Router::new().route("/large", get(large)).route("/small", get(|| async { "alive" }));
    let listener = listen(([127, 0, 0, 1], 0).into()).unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, router, LIMITS, std::future::pending()));
    (address, alive)
}

/// Connects with little room for answers.
async fn connected(address: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 * 1024).unwrap();
    socket.connect(address).await.unwrap()
}

async fn within<T>(span: Duration, what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(span, future).await.unwrap_or_else(|_| panic!("not within {span:?}: {what}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_never_read_are_cut_off_and_keep_nobody_waiting() {
    let (address, alive) = started().await;
    let idle = Arc::strong_count(&alive);
    let mut clients = Vec::new();
    for _ in 0..HOW_MANY {
        let mut client = connected(address).await;
        client.write_all(ASK).await.unwrap();
        clients.push(client);
    }
    within(Duration::from_secs(5), "all are being answered", async {
        while Arc::strong_count(&alive) < idle + HOW_MANY {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
    let asked = Instant::now();
    let mut other = connected(address).await;
    other.write_all(b"GET /small HTTP/1.1\r\nhost: firebreak.test\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    within(Duration::from_secs(2), "somebody else is answered", other.read_to_string(&mut answer)).await.unwrap();
    assert!(answer.ends_with("alive"), "{answer}");
    assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
    within(Duration::from_secs(10), "what they held is free", async {
        while Arc::strong_count(&alive) > idle {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_reader_that_keeps_reading_gets_everything() {
    let (address, _alive) = started().await;
    let mut client = connected(address).await;
    client.write_all(b"GET /large HTTP/1.1\r\nhost: firebreak.test\r\nconnection: close\r\n\r\n").await.unwrap();
    let (mut got, mut buffer, started) = (0, vec![0; 128 * 1024], Instant::now());
    loop {
        match client.read(&mut buffer).await.expect("the connection lasts") {
            0 => break,
            bytes => got += bytes,
        }
        if started.elapsed() < LIMITS.reading * 2 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    assert!(got > 256 * 32 * 1024, "{got} bytes");
    assert!(started.elapsed() > LIMITS.reading, "it took longer than one may take for nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_say_nothing_are_cut_off() {
    let (address, _alive) = started().await;
    let half = b"GET /small HTTP/1.1\r\nhost: fire";
    let whole = b"GET /small HTTP/1.1\r\nhost: firebreak.test\r\n\r\n";
    for said in [b"".as_slice(), half, whole] {
        let mut client = connected(address).await;
        client.write_all(said).await.unwrap();
        let mut answer = Vec::new();
        let end = within(
            Duration::from_secs(5),
            &format!("the connection ends of one that said {} bytes", said.len()),
            client.read_to_end(&mut answer),
        )
        .await;
        let answer = String::from_utf8_lossy(&answer);
        assert!(end.is_err() || answer.is_empty() || answer.ends_with("alive") || answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
}
