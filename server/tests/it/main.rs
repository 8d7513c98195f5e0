//! What users do, through the real router, on both engines, each with a fresh database.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

mod action;
mod api;
mod api_journey;
mod asset;
mod alike;
mod backfill;
mod check;
mod check_hostile;
mod crowd;
mod decision;
mod factor;
mod every_operation;
mod every_option;
mod every_route;
mod every_schema;
mod every_statement;
mod every_textarea;
mod incident;
mod metrics;
mod person;
mod postmortem;
mod signal;
mod ticket;
mod update;
mod verify;
