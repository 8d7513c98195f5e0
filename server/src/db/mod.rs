//! One database, two engines, one SQL text: [`Db`] is a pool, [`Tx`] a transaction, [`with_tx!`] runs a statement on either.

mod beside;
mod commit;
mod due_day;
mod error;
mod held;
pub mod idempotency;
pub mod limit;
mod migrate;
mod open;
mod ready;
pub mod statements;

pub use due_day::due_day;
pub use error::{DbError, Stored};
pub use held::{Held, Purpose};
pub use open::Database;
pub use ready::{Readiness, STATEMENTS as READY_STATEMENTS};

use std::time::Duration;

use sqlx::{PgPool, Postgres, Sqlite, SqlitePool};
use tokio::sync::Semaphore;

/// The advisory lock of PostgreSQL that effects take one after the other.
const TAKE_TURN: &str = "select pg_advisory_xact_lock(7303014)";
/// Effects that wait for their turn with a connection in hand: the others wait without, so that there is always one for readers.
static WRITERS: Semaphore = Semaphore::const_new(6);
/// How long an effect waits for its turn.
const TURN: Duration = Duration::from_secs(5);

/// A pool of connections. SQLite has one writer, so that writers wait in line instead of failing.
#[derive(Debug, Clone)]
pub enum Db {
    /// The embedded default.
    Sqlite {
        /// Many readers.
        read: SqlitePool,
        /// One writer.
        write: SqlitePool,
    },
    /// For several replicas.
    Postgres(PgPool),
}

/// A transaction; dropped without [`Tx::commit`] it never happened.
pub enum Tx {
    /// On SQLite.
    Sqlite(Held<Sqlite>),
    /// On PostgreSQL.
    Postgres(Held<Postgres>),
}

/// The first statement of a transaction that writes on SQLite. What is noted as written by then was written by somebody else.
/// It is not part of the `begin`: a connection that fails between the two would be inside a transaction and not know it.
const SET_APART: &str = "update audit_touch set tx = 1 where tx = 0";

impl Db {
    /// A transaction that reads one consistent state, whatever is stored meanwhile. SQLite's always does.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn read(&self) -> Result<Tx, DbError> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(Held::new(read.begin().await?, read, Purpose::Read)),
            Self::Postgres(pool) => {
                let begun = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?;
                Tx::Postgres(Held::new(begun, pool, Purpose::Read))
            }
        })
    }

    /// A transaction that makes an effect. Effects are made one after the other on both engines, so that whatever a rule was
    /// decided by (a count of admins, a link that was not used) still holds when it is committed (`docs/decisions/0028`).
    /// SQLite's takes the write lock at once, since a later upgrade could not wait for it.
    ///
    /// # Errors
    /// When the database cannot be reached, or its turn did not come.
    pub async fn write(&self) -> Result<Tx, DbError> {
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::Sqlite(begin_on_sqlite(write, Purpose::Effect).await?),
            Self::Postgres(pool) => {
                let waits = tokio::time::timeout(TURN, WRITERS.acquire()).await;
                let waits = waits.ok().and_then(Result::ok).ok_or(sqlx::Error::PoolTimedOut)?;
                let mut begun = pool.begin().await?;
                sqlx::query(TAKE_TURN).execute(&mut *begun).await?;
                drop(waits);
                Tx::Postgres(Held::new(begun, pool, Purpose::Effect))
            }
        })
    }

    /// A transaction that keeps books beside the effects (sessions, counters, claims): it waits for nobody's turn, so each of
    /// its statements has to be right by itself.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn write_aside(&self) -> Result<Tx, DbError> {
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::Sqlite(begin_on_sqlite(write, Purpose::Aside).await?),
            Self::Postgres(pool) => Tx::Postgres(Held::new(pool.begin().await?, pool, Purpose::Aside)),
        })
    }

    /// `sqlite` or `postgres`.
    pub fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    /// Closes all connections, after what is under way.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

async fn begin_on_sqlite(write: &SqlitePool, purpose: Purpose) -> Result<Held<Sqlite>, DbError> {
    let mut begun = write.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query(SET_APART).execute(&mut *begun).await?;
    Ok(Held::new(begun, write, purpose))
}

impl Tx {
    fn purpose(&self) -> Purpose {
        match self {
            Self::Sqlite(held) => held.purpose,
            Self::Postgres(held) => held.purpose,
        }
    }
}

/// Runs one expression on the connection of whichever engine `$tx` is on:
/// `with_tx!(tx, |c| sqlx::query(CLOSE).bind(id).execute(&mut **c).await)?`.
#[macro_export]
macro_rules! with_tx {
    ($tx:expr, |$c:ident| $body:expr) => {
        match $tx {
            $crate::db::Tx::Sqlite($c) => $body,
            $crate::db::Tx::Postgres($c) => $body,
        }
    };
}

/// Names the statements of a noun, and lists them for the test that prepares each on both engines.
#[macro_export]
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)+) => {
        $($(#[$doc])* const $name: &str = $sql;)+

        /// Every statement of this file: name and text.
        pub const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),+];
    };
}
