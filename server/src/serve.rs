//! Listening: no delay on small answers, an end to clients that keep a connection and do nothing with it, and a graceful stop.

mod patient;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::Semaphore;
use tower::ServiceExt;

use patient::Patient;

/// How long open requests may take to finish after the signal to stop.
const GRACE: Duration = Duration::from_secs(10);

/// How long a client may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Until the headers of a request are here: of the first from the connection on, of a later one from the answer before it on.
    pub headers: Duration,
    /// For taking anything of an answer that it was sent.
    pub reading: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { headers: Duration::from_secs(10), reading: Duration::from_secs(60) }
    }
}

/// What the system keeps of an answer that was sent and not yet taken. Small, so that a slow client holds little and shows soon
/// that it takes nothing.
const SEND_BUFFER: u32 = 128 * 1024;

/// File descriptors that are kept for the database, checks and channels.
const KEPT: usize = 200;

/// Listens on `address`.
///
/// # Errors
/// When the address is taken or not of this machine.
pub fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(address)?;
    socket.listen(1024)
}

/// How many connections may be open at once: what the system allows, without what is needed for other things.
fn most_connections() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let files = limits.lines().find_map(|line| line.strip_prefix("Max open files")?.split_whitespace().next()?.parse().ok());
    files.unwrap_or(1024_usize).saturating_sub(KEPT).clamp(100, 10_000)
}

/// Serves until `stop` completes, then lets open requests finish.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: impl Future<Output = ()>) {
    // HTTP/2 would let a client keep an answer in memory by never opening its window; proxies speak HTTP/1.1. A builder that
    // takes both would wait without end for the first byte.
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits.headers);
    let permits = Arc::new(Semaphore::new(most_connections()));
    let open = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let accepted = async {
            // Further clients wait in the system's line until somebody is done or cut off.
            let permit = permits.clone().acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        let (stream, peer): (_, SocketAddr) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors or a connection that went away: try again in a moment.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Nagle's algorithm would hold small answers back for up to 40 ms.
        let _ = stream.set_nodelay(true);
        let service = router.clone().map_request(move |mut request: hyper::Request<hyper::body::Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            request.map(axum::body::Body::new)
        });
        let connection = builder.serve_connection(TokioIo::new(Patient::new(stream, limits.reading)), TowerToHyperService::new(service));
        let watched = open.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = watched.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(permit);
        });
    }
    drop(listener);
    if tokio::time::timeout(GRACE, open.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

/// Completes when the operator asks to stop (Ctrl-C or SIGTERM).
pub async fn stop_signal() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}
