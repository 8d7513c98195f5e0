//! The shipped binary, on a core of its own.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use server::db::Database;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::{Result, machine};

/// A running server; dropped, it is stopped.
pub struct Served {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From starting it to its first answer.
    pub cold_start: Duration,
}

impl Served {
    /// Starts it and waits until it is ready.
    pub async fn start(binary: &Path, database: &Database) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let url = match database {
            Database::Sqlite(path) => format!("sqlite:{}", path.display()),
            Database::Postgres(url) => url.clone(),
        };
        let mut command = machine::on_one_core(binary);
        command.arg("serve").env("FIREBREAK_DATABASE_URL", url).env("FIREBREAK_LISTEN", address.to_string());
        command.env("FIREBREAK_LOG", "error").stdout(Stdio::null());
        let begun = Instant::now();
        let child = command.spawn()?;
        let mut this = Self { child, address, cold_start: Duration::ZERO };
        while !ready(address).await {
            if begun.elapsed() > Duration::from_secs(30) || this.child.try_wait()?.is_some() {
                return Err("the server did not become ready".into());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        this.cold_start = begun.elapsed();
        Ok(this)
    }

    /// Its resident memory, in MiB.
    pub fn memory(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").trim().parse::<f64>()? / 1024.0)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

async fn ready(address: SocketAddr) -> bool {
    let asked = async {
        let mut stream = TcpStream::connect(address).await.ok()?;
        stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: bench\r\nconnection: close\r\n\r\n").await.ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.ok()?;
        Some(answer.starts_with("HTTP/1.1 200"))
    };
    asked.await.unwrap_or(false)
}
