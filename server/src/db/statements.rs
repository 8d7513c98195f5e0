//! Every statement of Firebreak, for the test that prepares each one on both engines. A noun adds its list here.

/// File and statements: name and text.
pub const ALL: &[(&str, &[(&str, &str)])] = &[
    ("db/once.rs", crate::db::once::STATEMENTS),
    ("api/store.rs", crate::api::STATEMENTS),
    ("auth/store.rs", crate::auth::STATEMENTS),
    ("person/store.rs", crate::person::STATEMENTS),
    ("incident/store.rs", crate::incident::STATEMENTS),
    ("incident/entry.rs", crate::incident::ENTRY_STATEMENTS),
    ("incident/list.rs", crate::incident::LIST_STATEMENTS),
    ("asset/store.rs", crate::asset::STATEMENTS),
    ("check/store.rs", crate::check::STATEMENTS),
    ("check/run_store.rs", crate::check::RUN_STATEMENTS),
    ("check/source_store.rs", crate::check::SOURCE_STATEMENTS),
    ("ticket/store.rs", crate::ticket::STATEMENTS),
    ("backfill/store.rs", crate::backfill::STATEMENTS),
    ("action/store.rs", crate::action::STATEMENTS),
    ("action/list_store.rs", crate::action::LIST_STATEMENTS),
    ("signal/store.rs", crate::signal::STATEMENTS),
    ("decision/store.rs", crate::decision::STATEMENTS),
    ("update/store.rs", crate::update::STATEMENTS),
    ("postmortem/store.rs", crate::postmortem::STATEMENTS),
    ("postmortem/record.rs", crate::postmortem::RECORD_STATEMENTS),
    ("postmortem/library.rs", crate::postmortem::LIBRARY_STATEMENTS),
    ("metrics/store.rs", crate::metrics::STATEMENTS),
    ("verify/store.rs", crate::verify::STATEMENTS),
    ("metrics/stamp.rs", crate::metrics::STAMP_STATEMENTS),
];
