//! A Firebreak with the demo in it, for the browser tests: a temporary directory, a random port.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rustix::process::Signal;

use crate::process;

/// A running server; dropped, it is stopped and its data removed.
pub struct Server {
    child: Child,
    folder: PathBuf,
    /// `http://127.0.0.1:…`.
    pub url: String,
    /// The file with the demo's sign-ins.
    pub signins: PathBuf,
}

impl Server {
    /// Loads the demo into an empty database and serves it.
    pub fn start(binary: &Path) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("firebreak-browser-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder)?;
        let signins = folder.join("signins.json");
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let firebreak = || {
            let mut command = Command::new(binary);
            command.env("FIREBREAK_DATABASE_URL", format!("sqlite:{}/firebreak.db", folder.display()));
            // The journeys make their source below the folder for temporary files.
            command.env("FIREBREAK_SOURCE_FOLDERS", std::env::temp_dir());
            command.env("FIREBREAK_LISTEN", format!("127.0.0.1:{port}")).env("FIREBREAK_LOG", "warn");
            command
        };
        process::run(firebreak().arg("demo").arg("--password-file").arg(&signins)).context("the demo cannot be loaded")?;
        let child = process::spawn(firebreak().arg("serve"))?;
        let mut this = Self { child, url: format!("http://127.0.0.1:{port}"), signins, folder };
        this.wait(port)?;
        Ok(this)
    }

    fn wait(&mut self, port: u16) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended at once ({status}); its words are above");
            }
            if Instant::now() > deadline {
                bail!("the server does not answer on port {port}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        process::stop(&mut self.child, Signal::TERM);
        let _ = fs::remove_dir_all(&self.folder);
    }
}
