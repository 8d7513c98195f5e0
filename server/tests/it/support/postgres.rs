//! A PostgreSQL of a test's own, which it may stop.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use server::db::Database;

/// Stopped, and its files removed, when it is dropped.
pub struct PrivatePostgres {
    folder: PathBuf,
    port: u16,
}

fn bin(program: &str) -> PathBuf {
    let mut versions: Vec<PathBuf> =
        std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed").map(|entry| entry.unwrap().path()).collect();
    versions.sort();
    versions.last().expect("a version of PostgreSQL").join("bin").join(program)
}

/// PostgreSQL refuses to run as root.
fn run(program: &str, arguments: &[&str]) -> Output {
    let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let mut command = if root {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(bin(program));
        command
    } else {
        Command::new(bin(program))
    };
    command.args(arguments).current_dir("/").output().unwrap()
}

impl PrivatePostgres {
    pub fn start(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("firebreak-postgres-{name}-{}", std::process::id()));
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let this = Self { folder, port };
        let made = run("initdb", &["-D", this.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        this.up();
        this
    }

    fn data(&self) -> &str {
        self.folder.to_str().unwrap()
    }

    pub fn up(&self) {
        let options = format!("-p {} -k {} -c listen_addresses=127.0.0.1 -c max_connections=60", self.port, self.data());
        let log = Path::new(&self.folder).join("log").display().to_string();
        let started = run("pg_ctl", &["-D", self.data(), "-w", "-l", &log, "-o", &options, "start"]);
        assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stdout));
    }

    /// `fast` or `immediate`.
    pub fn stop(&self, mode: &str) {
        run("pg_ctl", &["-D", self.data(), "-w", "-m", mode, "stop"]);
    }

    /// An empty database of this name, which belongs to somebody of this name, who may do nothing else on the server.
    pub async fn database_of(&self, name: &str) -> Database {
        use sqlx::{AssertSqlSafe, Connection, Executor};
        let Database::Postgres(url) = self.database() else { unreachable!("it is PostgreSQL") };
        let mut admin = sqlx::PgConnection::connect(&url).await.unwrap();
        for sql in [format!("create role {name} login"), format!("create database {name} owner {name}")] {
            admin.execute(AssertSqlSafe(sql)).await.unwrap();
        }
        Database::Postgres(format!("postgres://{name}@127.0.0.1:{}/{name}", self.port))
    }

    /// Takes back what was set by `alter system`, while it is stopped.
    pub fn forget_standby(&self) {
        std::fs::write(self.folder.join("postgresql.auto.conf"), "").unwrap();
    }

    pub fn database(&self) -> Database {
        Database::Postgres(format!("postgres://postgres@127.0.0.1:{}/postgres", self.port))
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        self.stop("immediate");
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
