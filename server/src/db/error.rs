//! What can go wrong with a database, and what a person is told about it.

use app::error::AppError;

/// The database did not do it.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A statement or connection failed.
    #[error(transparent)]
    Sql(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the schema could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The database's file or folder could not be used.
    #[error("{0}")]
    File(String),
    /// What is stored is not what this version understands.
    #[error("stored data is not understood: {0}")]
    Understood(String),
    /// A request with the same idempotency key was taken for lost, and another has taken its place.
    #[error("another request has taken over this idempotency key")]
    TakenOver,
}

impl DbError {
    /// Whether a unique index refused it.
    pub fn is_taken(&self) -> bool {
        matches!(self, Self::Sql(sqlx::Error::Database(error)) if error.is_unique_violation())
    }

    fn is_away(&self) -> bool {
        match self {
            Self::Sql(sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Tls(_)) => true,
            // PostgreSQL: class 08 connection, 53 resources, 57P0x shutdown. SQLite: 5 busy, 6 locked, 13 full, 10 I/O.
            Self::Sql(sqlx::Error::Database(error)) => error.code().is_some_and(|code| {
                let extended: Option<u32> = code.parse().ok().filter(|_| code.len() < 5);
                code.starts_with("08") && code.len() == 5
                    || code.starts_with("53") && code.len() == 5
                    || code.starts_with("57P0")
                    || extended.is_some_and(|code| matches!(code & 0xff, 5 | 6 | 10 | 13))
            }),
            _ => false,
        }
    }
}

impl From<DbError> for AppError {
    fn from(error: DbError) -> Self {
        if error.is_away() {
            tracing::warn!(%error, "the database is away or overloaded");
            return Self::Unavailable;
        }
        if matches!(error, DbError::TakenOver) {
            return Self::conflict(
                "Another request with the same Idempotency-Key has taken the place of this one. Nothing was stored by this one.",
            );
        }
        crate::secret::internal(format_args!("a database error: {error}"))
    }
}

/// Reads a stored word as what it means.
pub trait Stored<T> {
    /// # Errors
    /// [`DbError::Understood`] when this version does not know it.
    fn stored(self) -> Result<T, DbError>;
}

impl<T> Stored<T> for Result<T, String> {
    fn stored(self) -> Result<T, DbError> {
        self.map_err(DbError::Understood)
    }
}
