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

impl Db {
    /// Whether the database has the schema that this version knows; for commands that only read.
    ///
    /// # Errors
    /// One sentence when it is no database of Firebreak, or has an earlier or later schema.
    pub async fn has_this_schema(&self) -> Result<(), DbError> {
        const APPLIED: &str = "select max(version) from _sqlx_migrations";
        let (known, applied) = match self {
            Self::Sqlite { read, .. } => {
                (sqlx::migrate!("../migrations/sqlite"), sqlx::query_scalar::<_, Option<i64>>(APPLIED).fetch_one(read).await)
            }
            Self::Postgres(pool) => {
                (sqlx::migrate!("../migrations/postgres"), sqlx::query_scalar::<_, Option<i64>>(APPLIED).fetch_one(pool).await)
            }
        };
        let known = known.iter().map(|migration| migration.version).max().unwrap_or_default();
        match applied {
            Ok(Some(applied)) if applied == known => Ok(()),
            Ok(Some(applied)) => {
                let what = if applied < known { "start `firebreak serve` once to bring it up to date" } else { "use the newer firebreak that made it" };
                Err(DbError::File(format!("it has schema {applied}, and this firebreak knows schema {known}: {what}")))
            }
            Ok(None) => Err(DbError::File("it is not a database of Firebreak".to_owned())),
            Err(sqlx::Error::Database(_)) => Err(DbError::File("it is not a database of Firebreak".to_owned())),
            Err(error) => Err(error.into()),
        }
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
