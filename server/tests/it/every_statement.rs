//! Every statement prepares on both engines.

use std::collections::BTreeSet;

use server::Db;
use sqlx::{Executor, SqlSafeStr};

use crate::support::{TestApp, code};

crate::each_engine! {
    every_statement_prepares(app) {
        prepare_all(&app).await;
    }
}

async fn prepare_all(app: &TestApp) {
    let mut wrong = Vec::new();
    for (file, statements) in server::db::statements::ALL {
        assert!(!statements.is_empty(), "{file} lists nothing");
        for (name, sql) in *statements {
            let outcome = match &app.firebreak.db {
                Db::Sqlite { read, .. } => read.prepare(sql.into_sql_str()).await.map(drop),
                Db::Postgres(pool) => pool.prepare(sql.into_sql_str()).await.map(drop),
            };
            if let Err(error) = outcome {
                wrong.push(format!("{file} {name}: {error}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where SQL may be: a noun's store, the database itself, and what sends the query of a check to its source.
fn may_hold_sql(file: &str) -> bool {
    file.ends_with("store.rs") || ["/store/", "/src/db/", "/src/check/sandbox/"].iter().any(|folder| file.contains(folder))
}

#[test]
fn sql_is_in_stores_only_and_every_statement_is_listed() {
    let files = code::rust("server/src");
    assert!(files.len() > 150, "the files are really read");
    let marks = ["sqlx::query", "QueryBuilder", "statements! {"];
    let outside: Vec<&String> = files
        .iter()
        .filter(|(file, text)| !may_hold_sql(file) && marks.iter().any(|mark| text.contains(mark)))
        .map(|(file, _)| file)
        .collect();
    assert!(outside.is_empty(), "SQL belongs into the store of its noun: {outside:#?}");
    let listed: BTreeSet<String> = server::db::statements::ALL.iter().map(|(file, _)| format!("server/src/{file}")).collect();
    let missing: Vec<&String> =
        files.iter().filter(|(file, text)| text.contains("\nstatements! {") && !listed.contains(file)).map(|(file, _)| file).collect();
    assert!(missing.is_empty(), "not listed in server/src/db/statements.rs: {missing:#?}");
    let gone: Vec<&String> = listed.iter().filter(|file| files.iter().all(|(name, _)| name != *file)).collect();
    assert!(gone.is_empty(), "listed, but not there: {gone:#?}");
}
