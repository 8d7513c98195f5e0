//! Databases that are not the one that was meant.

use server::config::Config;
use server::db::Database;
use server::{Clock, Db};
use sqlx::AssertSqlSafe;

use crate::support::{Engine, Fresh};

async fn refused(database: &Database) -> String {
    match server::build(&Config::on(database.clone()), Clock::machine()).await {
        Ok(_) => panic!("it was opened"),
        Err(error) => error.to_string(),
    }
}

async fn newer(engine: Engine) {
    let fresh = Fresh::new(engine).await;
    let db = Db::open(&fresh.database).await.unwrap();
    db.migrate().await.unwrap();
    let sql = match engine {
        Engine::Sqlite => {
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (99, 'x', true, x'00', 0)"
        }
        Engine::Postgres => {
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (99, 'x', true, '', 0)"
        }
    };
    match &db {
        Db::Sqlite { write, .. } => sqlx::query(AssertSqlSafe(sql)).execute(write).await.map(drop).unwrap(),
        Db::Postgres(pool) => sqlx::query(AssertSqlSafe(sql)).execute(pool).await.map(drop).unwrap(),
    }
    db.close().await;
    let words = refused(&fresh.database).await;
    assert!(words.contains("its schema has version 99") && words.contains("Start the newer Firebreak"), "{words}");
}

#[tokio::test]
async fn a_newer_sqlite_database_is_refused_in_words() {
    newer(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_newer_postgresql_database_is_refused_in_words() {
    newer(Engine::Postgres).await;
}

#[tokio::test]
async fn a_mistyped_name_makes_no_database() {
    let fresh = Fresh::new(Engine::Sqlite).await;
    let Database::Sqlite(right) = &fresh.database else { panic!("SQLite") };
    let db = Db::open_or_begin(&fresh.database).await.expect("a first start makes it");
    db.migrate().await.unwrap();
    db.close().await;
    let mistyped = Database::Sqlite(right.with_file_name("firebraek.db"));
    let words = refused(&mistyped).await;
    assert!(words.contains(&right.display().to_string()) && words.contains("mistyped"), "{words}");
    let words = Db::open_existing(&mistyped).await.expect_err("there is none").to_string();
    assert!(words.contains("There is no such file"), "{words}");
    assert!(!right.with_file_name("firebraek.db").exists());
    Db::open_or_begin(&fresh.database).await.expect("the right one opens").close().await;
}
