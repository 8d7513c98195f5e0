//! Bringing the schema up to date, safely when two processes start together.

use sqlx::Executor;
use sqlx::migrate::{MigrateError, Migrator};

use super::{Database, Db, DbError};

static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

impl Db {
    /// Runs what has not run yet. PostgreSQL's migrations hold an advisory lock; for SQLite a lock on a file beside the
    /// database does the same.
    ///
    /// # Errors
    /// When a migration fails, or the database is newer than this binary.
    pub async fn migrate(&self) -> Result<(), DbError> {
        self.refuse_newer().await?;
        let run = match self {
            Self::Sqlite { write, .. } => {
                let _lock = lock_beside(write.connect_options().get_filename()).await?;
                SQLITE.run(write).await
            }
            Self::Postgres(pool) => {
                // It may wait for another replica, and take its time; a connection with those settings is not lent to anybody else.
                let mut connection = pool.acquire().await?.detach();
                connection.execute("set lock_timeout = 0; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0").await?;
                POSTGRES.run(&mut connection).await
            }
        };
        match run {
            Ok(()) => Ok(()),
            Err(error @ MigrateError::VersionMissing(_)) => self.refuse_newer().await.and(Err(error.into())),
            Err(MigrateError::ExecuteMigration(why, next)) => match self.version().await {
                Ok(done) => Err(DbError::Halted { done, next, why: why.to_string() }),
                Err(_) => Err(MigrateError::ExecuteMigration(why, next).into()),
            },
            // Between two migrations: one is begun, or confirmed.
            Err(MigrateError::Execute(why)) => match self.version().await {
                Ok(done) => Err(DbError::Halted { done, next: self.after(done), why: why.to_string() }),
                Err(_) => Err(DbError::at_the_start(why)),
            },
            Err(error) => Err(error.into()),
        }
    }

    /// The schema's version; 0 when there is none yet.
    async fn version(&self) -> Result<i64, DbError> {
        const TABLES: [&str; 2] = [
            "select count(*) from sqlite_master where name = '_sqlx_migrations'",
            "select count(*) from information_schema.tables where table_schema = current_schema() and table_name = '_sqlx_migrations'",
        ];
        const VERSION: &str = "select coalesce(max(version), 0) from _sqlx_migrations";
        let [sqlite, postgres] = TABLES;
        let there: i64 = match self {
            Self::Sqlite { read, .. } => sqlx::query_scalar(sqlite).fetch_one(read).await.map_err(DbError::at_the_start)?,
            Self::Postgres(pool) => sqlx::query_scalar(postgres).fetch_one(pool).await?,
        };
        Ok(match self {
            _ if there == 0 => 0,
            Self::Sqlite { read, .. } => sqlx::query_scalar(VERSION).fetch_one(read).await?,
            Self::Postgres(pool) => sqlx::query_scalar(VERSION).fetch_one(pool).await?,
        })
    }

    async fn refuse_newer(&self) -> Result<(), DbError> {
        let knows = self.known();
        let has = self.version().await?;
        if has > knows { Err(DbError::Newer { has, knows }) } else { Ok(()) }
    }
}

impl Db {
    /// Whether the database has the schema that this version knows; for commands that only read.
    ///
    /// # Errors
    /// One sentence when it is no database of Firebreak, or has an earlier or later schema.
    pub async fn has_this_schema(&self) -> Result<(), DbError> {
        match (self.version().await?, self.known()) {
            (0, _) => Err(DbError::File("it is not a database of Firebreak".to_owned())),
            (has, knows) if has > knows => Err(DbError::Newer { has, knows }),
            (has, knows) if has < knows => {
                let way_out = "start `firebreak serve` once to bring it up to date";
                Err(DbError::File(format!("it has schema {has}, and this firebreak knows schema {knows}: {way_out}")))
            }
            _ => Ok(()),
        }
    }

    /// The schema's version that this binary knows.
    fn known(&self) -> i64 {
        self.migrations().iter().map(|migration| migration.version).max().unwrap_or_default()
    }

    /// The version that comes after this one.
    fn after(&self, done: i64) -> i64 {
        let later = self.migrations().iter().map(|migration| migration.version).filter(|version| *version > done);
        later.min().unwrap_or(done)
    }

    fn migrations(&self) -> &'static Migrator {
        match self {
            Self::Sqlite { .. } => &SQLITE,
            Self::Postgres(_) => &POSTGRES,
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
