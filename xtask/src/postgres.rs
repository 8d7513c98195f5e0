//! A PostgreSQL of our own: a temporary directory, a random port on loopback, never the system's cluster, never as root.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::step::{note, step};
use crate::{cli, install, process, signals, workspace};

/// Where PostgreSQL's server programs are.
#[derive(Debug, Clone)]
pub struct Programs(PathBuf);

impl Programs {
    /// In Debian's place, newest first, or on the PATH.
    pub fn find() -> Option<Self> {
        let mut versions: Vec<PathBuf> =
            fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin")).collect();
        versions.sort();
        let debian = versions.into_iter().rev().find(|folder| folder.join("initdb").is_file());
        let on_path = || workspace::on_path(&["initdb"]).and_then(|initdb| fs::canonicalize(initdb).ok()?.parent().map(Path::to_path_buf));
        debian.or_else(on_path).filter(|folder| folder.join("pg_ctl").is_file()).map(Self)
    }

    fn command(&self, program: &str) -> Command {
        let path = self.0.join(program);
        if !rustix::process::geteuid().is_root() {
            return Command::new(path);
        }
        // PostgreSQL refuses to run as root.
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(path);
        command
    }
}

/// A running PostgreSQL; dropped, it is stopped and its data removed.
pub struct Postgres {
    programs: Programs,
    folder: PathBuf,
    /// `postgres://…`, of its superuser.
    pub url: String,
}

impl Postgres {
    /// Starts one. `durable` writes to disk as in production.
    pub fn start(durable: bool) -> Result<Self> {
        let programs = install::postgres()?;
        step("Start a PostgreSQL in a temporary directory", || Self::begin(programs, durable))
    }

    fn begin(programs: Programs, durable: bool) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("firebreak-postgres-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder)?;
        if rustix::process::geteuid().is_root() {
            process::run(Command::new("chown").arg("postgres").arg(&folder)).context("there is no user `postgres` to run the server as")?;
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let this = Self { programs, url: format!("postgres://postgres@127.0.0.1:{port}/postgres"), folder };
        let data = this.folder.join("data");
        let mut initdb = this.programs.command("initdb");
        initdb.args(["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "-D"]).arg(&data);
        process::read(&mut initdb).context("initdb could not make a cluster")?;
        let mut options =
            format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c max_connections=300", this.folder.display());
        if !durable {
            options.push_str(" -c fsync=off -c synchronous_commit=off -c full_page_writes=off");
        }
        let mut start = this.programs.command("pg_ctl");
        start.args(["start", "-w", "-s", "-D"]).arg(&data).arg("-o").arg(options).arg("-l").arg(this.folder.join("log"));
        process::run(&mut start).with_context(|| fs::read_to_string(this.folder.join("log")).unwrap_or_default())?;
        Ok(this)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut stop = self.programs.command("pg_ctl");
        stop.args(["stop", "-w", "-s", "-m", "immediate", "-D"]).arg(self.folder.join("data"));
        if let Err(error) = stop.status() {
            eprintln!("PostgreSQL could not be stopped: {error}");
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// `cargo xtask postgres`: until Ctrl-C.
pub fn foreground(options: &cli::Postgres) -> Result<()> {
    let postgres = Postgres::start(options.durable)?;
    println!("\nexport FIREBREAK_TEST_POSTGRES={}\n", postgres.url);
    note("Ctrl-C stops it and removes its data.");
    loop {
        signals::check()?;
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
}
