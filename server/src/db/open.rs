//! Where the database is, and how it is opened.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use sqlx::pool::PoolConnectionMetadata;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::{Db, DbError};

type Checked<'c> = std::pin::Pin<Box<dyn Future<Output = Result<bool, sqlx::Error>> + Send + 'c>>;

/// A database's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// A file.
    Sqlite(PathBuf),
    /// A server.
    Postgres(String),
}

impl Database {
    /// `sqlite:PATH` or `postgres://…`.
    ///
    /// # Errors
    /// One sentence for anything else, so that a typing error never starts an empty database somewhere.
    pub fn parse(typed: &str) -> Result<Self, String> {
        if let Some(path) = typed.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.contains(['?', '*']) || path.ends_with('/') {
                return Err("after sqlite: a file's path is needed, such as sqlite:data/firebreak.db".to_owned());
            }
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if typed.starts_with("postgres://") || typed.starts_with("postgresql://") {
            PgConnectOptions::from_str(typed).map_err(|error| format!("this PostgreSQL address is not valid: {error}"))?;
            return Ok(Self::Postgres(typed.to_owned()));
        }
        Err("it must begin with sqlite: or postgres://".to_owned())
    }
}

impl Db {
    /// Opens a database; a SQLite file is made if it is missing, its folder too.
    ///
    /// # Errors
    /// When the file, folder or server cannot be used.
    pub async fn open(database: &Database) -> Result<Self, DbError> {
        match database {
            Database::Sqlite(path) => {
                crate::config::make_folder(path).map_err(DbError::File)?;
                make_private(path).map_err(DbError::File)?;
                sqlite(path).await
            }
            Database::Postgres(url) => postgres(url).await,
        }
    }

    /// Opens a database that must be there already: nothing is made.
    ///
    /// # Errors
    /// When there is none, or it cannot be used.
    pub async fn open_existing(database: &Database) -> Result<Self, DbError> {
        match database {
            Database::Sqlite(path) if !path.exists() => {
                let beside = super::beside::another(path).await;
                let beside = beside.map(|other| format!(" {} is one: is the name mistyped?", other.display())).unwrap_or_default();
                Err(DbError::File(format!("There is no such file.{beside} `firebreak serve` creates a new database")))
            }
            Database::Sqlite(path) => sqlite(path).await,
            Database::Postgres(url) => postgres(url).await,
        }
    }

    /// Opens a database, or begins a new one, unless another Firebreak's lies beside it: then its name is taken for mistyped.
    ///
    /// # Errors
    /// When it cannot be used, or only seems to be new.
    pub async fn open_or_begin(database: &Database) -> Result<Self, DbError> {
        if let Database::Sqlite(path) = database
            && !path.exists()
            && let Some(other) = super::beside::another(path).await
        {
            return Err(DbError::File(format!(
                "There is no such file, but {} is a Firebreak database: is the name mistyped? To begin a new one, choose a folder without one",
                other.display()
            )));
        }
        Self::open(database).await
    }
}

async fn sqlite(path: &std::path::Path) -> Result<Db, DbError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(4))
        .pragma("mmap_size", "268435456")
        .optimize_on_close(true, None);
    let pool = |most| SqlitePoolOptions::new().max_connections(most).acquire_timeout(Duration::from_secs(5)).before_acquire(is_clean);
    let write = pool(1).connect_with(options.clone()).await.map_err(DbError::at_the_start)?;
    let read = pool(8).connect_with(options).await.map_err(DbError::at_the_start)?;
    Ok(Db::Sqlite { read, write })
}

/// After a begin, commit or rollback that failed (a full disk), a connection takes itself to be inside a transaction for ever: it
/// is closed, and another one opened.
fn is_clean<C: sqlx::Connection>(connection: &mut C, _: PoolConnectionMetadata) -> Checked<'_> {
    let clean = !connection.is_in_transaction();
    Box::pin(async move { Ok(clean) })
}

async fn postgres(url: &str) -> Result<Db, DbError> {
    // Below the time that a request has, so that what it waits for ends before its answer.
    let bounds = [("lock_timeout", "5s"), ("statement_timeout", "15s"), ("idle_in_transaction_session_timeout", "20s")];
    let options = PgConnectOptions::from_str(url)?.options(bounds);
    let pool = PgPoolOptions::new().max_connections(16).acquire_timeout(Duration::from_secs(4)).before_acquire(is_clean);
    Ok(Db::Postgres(pool.connect_with(options).await?))
}

/// Makes the file so that nobody else on the machine reads it; SQLite gives the files beside it the same mode. An older one that
/// others can read is told about.
fn make_private(path: &std::path::Path) -> Result<(), String> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            #[cfg(unix)]
            if let Ok(about) = path.metadata()
                && std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o077 != 0
            {
                tracing::warn!("others on this machine may read the database: chmod 600 {}*", path.display());
            }
            Ok(())
        }
        Err(error) => Err(format!("The database {} cannot be made: {error}.", path.display())),
    }
}

impl Db {
    /// Opens a database that is there, to read it: nothing is made and nothing is written, also while it is in use.
    ///
    /// # Errors
    /// One sentence when there is no database.
    pub async fn open_to_read(database: &Database) -> Result<Self, DbError> {
        let timeout = Duration::from_secs(5);
        match database {
            Database::Sqlite(path) => {
                if !path.is_file() {
                    return Err(DbError::File(format!("there is no database at {}", path.display())));
                }
                let options = SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(timeout);
                let read = SqlitePoolOptions::new().max_connections(2).acquire_timeout(timeout).connect_with(options).await?;
                Ok(Self::Sqlite { write: read.clone(), read })
            }
            Database::Postgres(url) => {
                let options = PgConnectOptions::from_str(url)?.options([("default_transaction_read_only", "on")]);
                let pool = PgPoolOptions::new().max_connections(2).acquire_timeout(timeout).connect_with(options).await?;
                Ok(Self::Postgres(pool))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_mean_nothing_are_refused_in_words() {
        assert_eq!(Database::parse("sqlite:data/firebreak.db"), Ok(Database::Sqlite("data/firebreak.db".into())));
        assert!(matches!(Database::parse("postgres://me@localhost/firebreak"), Ok(Database::Postgres(_))));
        for wrong in ["", "sqlite:", "sqlite:data/", "mysql://x", "firebreak.db", "sqlite:x?mode=memory"] {
            assert!(Database::parse(wrong).is_err(), "{wrong}");
        }
    }
}
