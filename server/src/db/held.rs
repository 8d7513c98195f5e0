//! A transaction on one engine, and what it is for.

use std::ops::{Deref, DerefMut};

use sqlx::{Database, Pool, Transaction};

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It reads.
    Read,
    /// It makes the effect that a request asked for: marked by its idempotency key, held to the request's time.
    Effect,
    /// It keeps books beside that (sessions, counters, claims), and is correct whatever runs at the same time.
    Aside,
}

/// A transaction on one engine.
pub struct Held<D: Database> {
    pub(super) transaction: Transaction<'static, D>,
    pub(super) pool: Pool<D>,
    pub(super) purpose: Purpose,
}

impl<D: Database> Held<D> {
    pub(super) fn new(transaction: Transaction<'static, D>, pool: &Pool<D>, purpose: Purpose) -> Self {
        Self { transaction, pool: pool.clone(), purpose }
    }
}

impl<D: Database> Deref for Held<D> {
    type Target = D::Connection;

    fn deref(&self) -> &D::Connection {
        &self.transaction
    }
}

impl<D: Database> DerefMut for Held<D> {
    fn deref_mut(&mut self) -> &mut D::Connection {
        &mut self.transaction
    }
}
