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
    /// The form was sent before, and done then.
    #[error("this form was sent before")]
    SentBefore,
    /// The time of the request was up before it was committed.
    #[error("the time of the request was up")]
    TooLate,
    /// The connection broke while a commit was confirmed, and what became of it could not be found out.
    #[error("it is not known whether it was stored")]
    OutcomeUnknown,
    /// The database was made by a newer Firebreak.
    #[error(
        "its schema has version {has}, and this Firebreak knows versions up to {knows}. Start the newer Firebreak again, or restore a backup from before it was started"
    )]
    Newer {
        /// Of the database.
        has: i64,
        /// Of this binary.
        knows: i64,
    },
    /// A migration could not be run for want of something that the operator can give.
    #[error(
        "its schema was not brought from version {done} to {next}: {why}. Versions up to {done} are in place and nothing is lost; when the cause is gone, start again"
    )]
    Halted {
        /// The last version that is in place.
        done: i64,
        /// The version that is not.
        next: i64,
        /// What the database said.
        why: String,
    },
}

impl DbError {
    /// Whether a unique index refused it.
    pub fn is_taken(&self) -> bool {
        matches!(self, Self::Sql(sqlx::Error::Database(error)) if error.is_unique_violation())
    }

    /// What went wrong before anything was changed, with the way out when there is no room.
    pub(super) fn at_the_start(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|error| error.code()).and_then(|code| code.parse::<u32>().ok());
        match code {
            Some(code) if matches!(code & 0xff, 10 | 13) => Self::File(format!(
                "it cannot be read or written: {error}. Is the disk full? Nothing was changed; when the cause is gone, start again"
            )),
            _ => error.into(),
        }
    }

    fn is_away(&self) -> bool {
        match self {
            Self::Sql(
                sqlx::Error::Io(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::Tls(_)
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::BeginFailed
                | sqlx::Error::Protocol(_),
            )
            | Self::TooLate => true,
            // SQLite: 5 busy, 6 locked, 8 read-only, 10 I/O, 13 full, 14 cannot open. PostgreSQL: class 08 connection, 53 resources,
            // 57P0x shutdown, 58 system; what was cut short: 57014 statement, 55P03 lock, 25P03 idle, 40xxx rolled back; 25006 read-only.
            Self::Sql(sqlx::Error::Database(error)) => error.code().is_some_and(|code| match code.len() {
                5 => {
                    ["08", "53", "57P0", "58", "40"].iter().any(|class| code.starts_with(class))
                        || matches!(&*code, "57014" | "55P03" | "25P03" | "25006")
                }
                _ => code.parse().is_ok_and(|code: u32| matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14)),
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
        match error {
            DbError::OutcomeUnknown => Self::OutcomeUnknown,
            DbError::SentBefore => Self::conflict("This form has already been submitted."),
            DbError::TakenOver => {
                Self::conflict("Another request with the same Idempotency-Key has replaced this one. This request saved nothing.")
            }
            error => crate::secret::internal(format_args!("a database error: {error}")),
        }
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
