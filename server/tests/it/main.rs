//! What users do, through the real router, on both engines, each with a fresh database.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

mod account;
mod action;
mod alike;
mod api;
mod api_journey;
mod asset;
mod backfill;
mod channel;
mod check;
mod check_hostile;
mod crowd;
mod decision;
mod every_operation;
mod every_option;
mod every_route;
mod every_schema;
mod every_statement;
mod every_textarea;
mod evidence;
mod factor;
mod image;
mod incident;
mod mention;
mod metrics;
mod person;
mod postmortem;
mod signal;
mod storage;
mod template;
mod ticket;
mod times;
mod update;
mod verify;
