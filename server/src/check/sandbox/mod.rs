//! Where checks really run: in a process of their own, with less memory than ours, without our environment and without our
//! database. When the time is up the process is killed: then the query is over, whatever it was doing.

pub mod child;
mod postgres;
mod sqlite;

use std::io::{Read, Write};
use std::net::IpAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use app::check::Sample;
use app::error::AppError;
use serde::{Deserialize, Serialize};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many checks of this process run at the same time.
const AT_ONCE: usize = 4;
/// How many of them may be scheduled ones: a place is always left for a person or a pipeline.
const SCHEDULED: usize = AT_ONCE - 1;
/// How long a run may take.
const LIMIT: Duration = Duration::from_secs(30);
/// How long a person or a pipeline waits for a place.
const WAIT: Duration = Duration::from_secs(10);
/// How long the two transactions around a run may take.
const STORING: Duration = Duration::from_secs(10);
/// How long a request that runs a check may take: longer than waiting, running and storing together.
pub const REQUEST_LIMIT: Duration = WAIT.saturating_add(LIMIT).saturating_add(MARGIN).saturating_add(STORING);
/// The longest answer of a run, in bytes: a sample is at most 64 KiB, and its JSON at most twice that.
const LONGEST_ANSWER: u64 = 512 * 1024;
/// How much longer than its query a process may live: to connect, and to say that the time is up.
const MARGIN: Duration = Duration::from_millis(500);

/// How checks are run.
#[derive(Debug, Clone)]
pub struct Sandbox {
    /// The `firebreak` binary, which is started once more for every run.
    pub executable: PathBuf,
    /// How long a run may take.
    pub limit: Duration,
    /// Runs at the same time.
    permits: Arc<Semaphore>,
    /// Those of them that nobody waits for.
    scheduled: Arc<Semaphore>,
}

impl Default for Sandbox {
    fn default() -> Self {
        // On Linux this path stays right when the file is replaced by an upgrade.
        let linux = PathBuf::from("/proc/self/exe");
        let executable = if linux.exists() { linux } else { std::env::current_exe().unwrap_or_else(|_| "firebreak".into()) };
        let places = |count| Arc::new(Semaphore::new(count));
        Self { executable, limit: LIMIT, permits: places(AT_ONCE), scheduled: places(SCHEDULED) }
    }
}

/// Which database a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// What is asked of the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// How many rows are wrong, and of how many when the query says so.
    Rows,
    /// In how many rows two columns disagree, and which.
    Match {
        /// One column.
        left: String,
        /// The other.
        right: String,
    },
    /// Whether it answers, and what the role may do beyond reading.
    Probe,
}

/// One run, as it is told to the process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Which database.
    pub engine: Engine,
    /// Where it is, with the password in its place.
    pub url: String,
    /// The addresses to connect to, in place of the host's name; none for a file or a socket, or where the certificate proves the name.
    #[serde(default)]
    pub connect_to: Vec<IpAddr>,
    /// What is measured.
    pub question: Question,
    /// One reading statement, as it was understood.
    pub sql: String,
    /// How long it may take, in milliseconds.
    pub limit_ms: u64,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// A number of wrong rows, and some of them.
    Measured {
        /// How many.
        count: i64,
        /// How many rows were looked at; `None` when that is not known.
        examined: Option<i64>,
        /// Some of them.
        sample: Sample,
    },
    /// The source answers; a sentence about its role.
    Probed(String),
    /// Nothing was judged; a sentence for whoever wrote the check.
    Failed(String),
}

/// A place for one run, free again when this is dropped.
#[derive(Debug)]
pub struct Permit {
    _scheduled: Option<OwnedSemaphorePermit>,
    _place: Option<OwnedSemaphorePermit>,
}

/// Kills the process when nobody waits for it any more.
struct Alive(Arc<Mutex<Child>>);

impl Drop for Alive {
    fn drop(&mut self) {
        if let Ok(mut child) = self.0.lock() {
            let _ = child.kill();
        }
    }
}

impl Sandbox {
    /// Waits for a place for a run that somebody waits for; it is taken until what is given is dropped.
    ///
    /// # Errors
    /// When none is free soon.
    pub async fn permit(&self) -> Result<Permit, AppError> {
        match tokio::time::timeout(WAIT, self.permits.clone().acquire_owned()).await {
            Ok(permit) => Ok(Permit { _scheduled: None, _place: permit.ok() }),
            Err(_) => Err(AppError::Busy),
        }
    }

    /// Waits for a place for a run that nobody waits for: some are never taken by these.
    pub async fn scheduled_permit(&self) -> Permit {
        let _scheduled = self.scheduled.clone().acquire_owned().await.ok();
        Permit { _scheduled, _place: self.permits.clone().acquire_owned().await.ok() }
    }

    /// Like [`Sandbox::ask`], in turn.
    ///
    /// # Errors
    /// When no place is free soon.
    pub async fn ask_in_turn(&self, request: Request) -> Result<Answer, AppError> {
        let _permit = self.permit().await?;
        Ok(self.ask(request).await)
    }

    /// Runs one query and waits until it is over, one way or the other.
    pub async fn ask(&self, mut request: Request) -> Answer {
        request.limit_ms = u64::try_from(self.limit.as_millis()).unwrap_or(u64::MAX);
        let child = match self.start(&request) {
            Ok(child) => Arc::new(Mutex::new(child)),
            Err(error) => {
                tracing::error!(%error, "a check could not be started");
                return Answer::Failed("The check could not be started; the server's log says why.".to_owned());
            }
        };
        let alive = Alive(child.clone());
        let reading = tokio::task::spawn_blocking(move || heard(&child));
        match tokio::time::timeout(self.limit + MARGIN, reading).await {
            Ok(Ok(Some(answer))) => answer,
            Ok(_) => Answer::Failed("The query was stopped: it used more memory than a check is allowed.".to_owned()),
            Err(_) => {
                drop(alive);
                Answer::Failed(too_long(self.limit))
            }
        }
    }

    fn start(&self, request: &Request) -> std::io::Result<Child> {
        let mut command = Command::new(&self.executable);
        command.arg("run-query").env_clear();
        // Where large sorts go, and nothing else of ours.
        for kept in ["TMPDIR", "SQLITE_TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR"] {
            command.envs(std::env::var_os(kept).map(|value| (kept, value)));
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(&serde_json::to_vec(request)?)?;
        }
        Ok(child)
    }
}

/// The sentence for a query whose time was up.
pub fn too_long(limit: Duration) -> String {
    format!("The query was stopped: it took longer than {} s.", limit.as_secs_f32())
}

/// What the process said, once it has ended.
fn heard(child: &Mutex<Child>) -> Option<Answer> {
    let stdout = child.lock().ok()?.stdout.take()?;
    let mut said = Vec::new();
    let _ = stdout.take(LONGEST_ANSWER).read_to_end(&mut said);
    let mut child = child.lock().ok()?;
    let _ = child.kill();
    let _ = child.wait();
    serde_json::from_slice(&said).ok()
}
