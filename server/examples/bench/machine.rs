//! What was measured on, and what can be seen without a clock.

use std::path::Path;
use std::process::Command;

use sqlx::{Connection, PgConnection, Row};

use crate::Result;

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
}

/// The machine, the engines, and how durably they write.
pub async fn facts(postgres: &str) -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).map_or("", |line| line.trim_start_matches([' ', '\t', ':']));
    let version = match PgConnection::connect(postgres).await {
        Ok(mut connection) => {
            let asked = "select version() || ', fsync ' || current_setting('fsync') || ', synchronous_commit ' || current_setting('synchronous_commit')";
            sqlx::query(asked).fetch_one(&mut connection).await.map(|row| row.get::<String, _>(0)).unwrap_or_default()
        }
        Err(error) => error.to_string(),
    };
    format!(
        "{cores} cores, {model}, Linux {}\nSQLite: WAL, synchronous=FULL\n{version}\nThe server has one core, the client the other; PostgreSQL has both.\n",
        said("uname", &["-r"])
    )
}

/// The binary, kept on the first core where that can be done.
pub fn on_one_core(binary: &Path) -> Command {
    if said("taskset", &["-c", "0", "true"]).is_empty() && Command::new("taskset").arg("-V").output().is_ok() {
        let mut command = Command::new("taskset");
        command.args(["-c", "0"]).arg(binary);
        return command;
    }
    Command::new(binary)
}

/// Script and wasm of the site that was built last, each gzipped, in kB (1,000 bytes).
pub fn browser_code() -> Result<f64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir("target/site/pkg")? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "js" || end == "wasm") {
            bytes += Command::new("gzip").args(["-9", "-c"]).arg(&path).output()?.stdout.len();
        }
    }
    Ok(bytes as f64 / 1e3)
}
