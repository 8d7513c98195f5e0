//! One database, two engines, one SQL text: [`Db`] is a pool, [`Tx`] a transaction, [`on!`] runs a statement on either.

mod error;
mod migrate;
pub mod once;
mod open;
pub mod statements;

pub use error::{DbError, Stored};
pub use open::Database;

use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

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
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Begins a transaction that writes on SQLite. What is noted as written by then was written by somebody else.
const BEGIN: &str = "BEGIN IMMEDIATE; update audit_touch set tx = 1 where tx = 0";

impl Db {
    /// A transaction that reads one consistent state, whatever is stored meanwhile. SQLite's always does.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn read(&self) -> Result<Tx, DbError> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?),
        })
    }

    /// A transaction that writes. On SQLite it takes the write lock at once: a later upgrade could not wait for it.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn write(&self) -> Result<Tx, DbError> {
        Ok(match self {
            Self::Sqlite { write, .. } => Tx::Sqlite(write.begin_with(BEGIN).await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
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

impl Tx {
    /// Makes it durable. Only after this may anybody be told.
    ///
    /// # Errors
    /// When the database did not confirm it.
    pub async fn commit(mut self) -> Result<(), DbError> {
        once::mark(&mut self).await?;
        crate::audit::seal(&mut self).await?;
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// Runs one expression on the connection of whichever engine `$tx` is on:
/// `on!(tx, |c| sqlx::query(CLOSE).bind(id).execute(&mut **c).await)?`.
#[macro_export]
macro_rules! on {
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

impl Db {
    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn answers(&self) -> Result<(), DbError> {
        match self {
            Self::Sqlite { read, .. } => sqlx::query("select 1").execute(read).await.map(drop)?,
            Self::Postgres(pool) => sqlx::query("select 1").execute(pool).await.map(drop)?,
        }
        Ok(())
    }
}
