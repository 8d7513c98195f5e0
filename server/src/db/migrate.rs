//! Bringing the schema up to date, safely when two processes start together.

use super::{Database, Db, DbError};

impl Db {
    /// Runs what has not run yet. PostgreSQL's migrations hold an advisory lock; for SQLite a lock on a file beside the
    /// database does the same.
    ///
    /// # Errors
    /// When a migration fails, or the database is newer than this binary.
    pub async fn migrate(&self) -> Result<(), DbError> {
        match self {
            Self::Sqlite { write, .. } => {
                let _lock = lock_beside(write.connect_options().get_filename()).await?;
                sqlx::migrate!("../migrations/sqlite").run(write).await?;
            }
            Self::Postgres(pool) => sqlx::migrate!("../migrations/postgres").run(pool).await?,
        }
        Ok(())
    }
}

async fn lock_beside(file: &std::path::Path) -> Result<std::fs::File, DbError> {
    let path = file.with_extension("lock");
    let locked = tokio::task::spawn_blocking(move || {
        let mut options = std::fs::File::options();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let lock = options.open(&path)?;
        lock.lock()?;
        Ok::<_, std::io::Error>(lock)
    });
    let locked = locked.await.map_err(|error| DbError::File(error.to_string()))?;
    locked.map_err(|error| DbError::File(format!("The lock beside {} cannot be taken: {error}.", file.display())))
}

impl Database {
    /// As people read it, without a password.
    pub fn described(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("SQLite at {}", path.display()),
            Self::Postgres(url) => {
                let host = url.rsplit_once('@').map_or(url.as_str(), |(_, host)| host);
                format!("PostgreSQL at {}", host.trim_start_matches("postgres://").trim_start_matches("postgresql://"))
            }
        }
    }
}
