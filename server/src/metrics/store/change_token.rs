//! A token that changes when anything that is counted changes, so that cached figures can be reused.
//!
//! Every change that belongs to an incident writes a timeline entry in its own transaction, every step of an action item
//! and of a postmortem its event; so the newest of these tell whether the sums still hold. SQLite writes one after the
//! other. PostgreSQL hands out numbers before it commits, so an older number may appear after a newer one: that changes the
//! sum of the last sixty-four, of which a process has sixteen under way at most.

use crate::db::{Db, DbError, Tx};
use crate::{statements, with_tx};

/// The newest number of a table, and the sum of the last sixty-four.
macro_rules! newest {
    ($table:literal) => {
        // In this form PostgreSQL, too, reads sixty-four entries of the index, whatever it thinks of the numbers.
        concat!(
            "(select max(n.id) as newest, cast(coalesce(sum(n.id), 0) as bigint) as near from (select id from ",
            $table,
            " order by id desc limit 64) n)"
        )
    };
}

statements! {
    STAMP = concat!("select e.newest, e.near, a.newest, a.near, p.newest, p.near from ", newest!("timeline_entry"), " e cross join ",
             newest!("action_event"), " a cross join ", newest!("postmortem_event"), " p");
}

/// The newest of everything that the year counts.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ChangeToken(Option<i64>, i64, Option<i64>, i64, Option<i64>, i64);

impl ChangeToken {
    /// Of now, in a transaction. Taken before the sums: what is written in between makes them look old, never new.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn take(tx: &mut Tx) -> Result<Self, DbError> {
        Ok(with_tx!(tx, |c| sqlx::query_as(STAMP).fetch_one(&mut **c).await)?)
    }

    /// Of now, in one round trip.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn glance(db: &Db) -> Result<Self, DbError> {
        Ok(match db {
            Db::Sqlite { read, .. } => sqlx::query_as(STAMP).fetch_one(read).await?,
            Db::Postgres(pool) => sqlx::query_as(STAMP).fetch_one(pool).await?,
        })
    }
}
