//! What users do, through the real router, on both engines, each with a fresh database.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

mod backfill;
mod decision;
mod every_statement;
mod incident;
mod person;
mod signal;
mod ticket;
mod update;
mod verify;
