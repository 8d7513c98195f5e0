//! Whether another Firebreak's database lies beside a file that is missing.

use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

/// The first eight bytes of a SQLite file.
const MAGIC: &[u8; 8] = b"SQLite f";

/// Another Firebreak's database in the folder of `path`, if there is one. It is only read.
pub async fn another(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    for file in files.into_iter().filter(|file| is_sqlite(file)) {
        if is_firebreak(&file).await {
            return Some(file);
        }
    }
    None
}

fn is_sqlite(file: &Path) -> bool {
    let mut start = [0; 8];
    let read = std::fs::File::open(file).and_then(|mut file| std::io::Read::read_exact(&mut file, &mut start));
    read.is_ok() && &start == MAGIC
}

async fn is_firebreak(file: &Path) -> bool {
    const OURS: &str = "select count(*) from sqlite_master where type = 'table' and name in ('setup_link', 'incident')";
    let Ok(mut connection) = SqliteConnectOptions::new().filename(file).read_only(true).connect().await else { return false };
    let found: Result<i64, sqlx::Error> = sqlx::query_scalar(OURS).fetch_one(&mut connection).await;
    let _ = connection.close().await;
    found.is_ok_and(|found| found == 2)
}
