//! What a proxy in front says that does not fit the settings is told to the operator, once each.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Engine, Fresh};
use server::db::Database;

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The first line of the answer.
fn ask(port: u16, headers: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    write!(stream, "GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{headers}\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.lines().next().map(str::to_owned)
}

#[tokio::test]
async fn settings_that_a_proxy_contradicts_are_named_once() {
    let fresh = Fresh::new(Engine::Sqlite).await;
    let Database::Sqlite(file) = &fresh.database else { panic!("SQLite") };
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let arguments = ["--database-url", &format!("sqlite:{}", file.display()), "serve", "--listen", &format!("127.0.0.1:{port}")];
    let mut command = Command::new(env!("CARGO_BIN_EXE_firebreak"));
    let mut running = Running(command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    let begun = Instant::now();
    while ask(port, "").is_none() {
        assert!(begun.elapsed() < Duration::from_secs(30), "it does not answer");
        std::thread::sleep(Duration::from_millis(100));
    }
    for client in 1..=3 {
        let headers =
            format!("X-Forwarded-For: 203.0.113.{client}\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: firebreak.example.org\r\n");
        assert_eq!(ask(port, &headers).as_deref(), Some("HTTP/1.1 200 OK"));
    }
    running.0.kill().unwrap();
    running.0.wait().unwrap();
    let mut log = String::new();
    running.0.stdout.take().unwrap().read_to_string(&mut log).unwrap();
    running.0.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    for told in ["set FIREBREAK_TRUST_PROXY=true", "set FIREBREAK_BASE_URL=https://"] {
        assert_eq!(log.matches(told).count(), 1, "{told}: {log}");
    }
}
