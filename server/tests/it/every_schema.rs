//! Both folders of migrations make the same database.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::{Engine, TestApp, schema};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_engines_have_the_same_tables_and_columns() {
    let (sqlite, postgres) = (TestApp::start(Engine::Sqlite).await, TestApp::start(Engine::Postgres).await);
    let (sqlite, postgres) = (schema::shape(&sqlite.firebreak.db).await, schema::shape(&postgres.firebreak.db).await);
    let tables = |shape: &std::collections::BTreeMap<String, BTreeSet<String>>| shape.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(tables(&sqlite), tables(&postgres));
    assert!(sqlite.len() > 20, "the schema is really there");
    for (table, columns) in &sqlite {
        assert_eq!(columns, &postgres[table], "{table}: SQLite left, PostgreSQL right");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_engines_have_the_same_indexes_uniques_and_checks() {
    let (sqlite, postgres) = (TestApp::start(Engine::Sqlite).await, TestApp::start(Engine::Postgres).await);
    let (sqlite, postgres) = (&sqlite.firebreak.db, &postgres.firebreak.db);
    let (left, right) = (schema::indexes(sqlite).await, schema::indexes(postgres).await);
    let differing: Vec<&String> = left.symmetric_difference(&right).collect();
    assert!(differing.is_empty(), "only on one engine: {differing:#?}");
    assert!(left.len() > 60 && left.iter().any(|index| index.contains(" unique 1 ")), "the indexes are really read: {left:#?}");
    let (left, right) = (schema::checks(sqlite).await, schema::checks(postgres).await);
    assert_eq!(left, right, "conditions of each table: SQLite left, PostgreSQL right");
    assert!(left.values().sum::<usize>() > 20, "the conditions are really read");
}

#[test]
fn both_folders_hold_the_same_files() {
    let names = |engine: &str| -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations").join(engine);
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
    assert!(!names("sqlite").is_empty());
}
