//! Every statement prepares on both engines.

use server::Db;
use sqlx::{Executor, SqlSafeStr};

use crate::support::TestApp;

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
