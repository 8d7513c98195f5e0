//! A database of somebody else's, which checks read: on the same engine as the Firebreak of the test.

use std::sync::atomic::{AtomicU32, Ordering};

use server::db::Database;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, Row};

use super::TestApp;
use super::engine::{on, postgres, remove};

pub struct SourceDb {
    pub url: String,
    pub name: String,
    folder: Option<std::path::PathBuf>,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

/// What the case is about: predictions whose task and name must say the same, one of which does not and one of which is lost.
const CASE: &str = "create table prediction (id bigint primary key, task_id text, name_id bigint); \
    create table task (id bigint primary key, task_name text); \
    insert into task values (1, 'STAT6'), (2, 'JAK1'), (3, 'TYK2'); \
    insert into prediction values (1, 'STAT6', 1), (2, 'JAK1', 2), (3, 'STAT6', 3), (4, 'TYK2', 9);";

impl SourceDb {
    pub async fn new(app: &TestApp) -> Self {
        let id = format!("source_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
        let this = match &app.database {
            Database::Sqlite(_) => {
                let folder = std::env::temp_dir().join(format!("firebreak-{id}"));
                std::fs::create_dir_all(&folder).unwrap();
                Self { url: format!("sqlite:{}", folder.join("warehouse.db").display()), name: id, folder: Some(folder) }
            }
            Database::Postgres(_) => {
                let mut admin = PgConnection::connect(&postgres()).await.unwrap();
                admin.execute(AssertSqlSafe(format!("create database {id}"))).await.unwrap();
                Self { url: on(&id), name: id, folder: None }
            }
        };
        this.execute(CASE).await;
        this
    }

    pub fn is_sqlite(&self) -> bool {
        self.folder.is_some()
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.as_deref().unwrap()
    }

    fn sqlite(&self) -> SqliteConnectOptions {
        SqliteConnectOptions::new().filename(self.url.strip_prefix("sqlite:").unwrap()).create_if_missing(true)
    }

    pub async fn execute(&self, sql: &str) {
        let sql = AssertSqlSafe(sql.to_owned());
        if self.is_sqlite() {
            let mut connection = self.sqlite().connect().await.unwrap();
            connection.execute(sqlx::raw_sql(sql)).await.unwrap();
            connection.close().await.unwrap();
        } else {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            connection.execute(sqlx::raw_sql(sql)).await.unwrap();
            connection.close().await.unwrap();
        }
    }

    /// One number from the source.
    pub async fn number(&self, sql: &str) -> i64 {
        let sql = AssertSqlSafe(sql.to_owned());
        if self.is_sqlite() {
            self.sqlite().connect().await.unwrap().fetch_one(sql).await.unwrap().get(0)
        } else {
            PgConnection::connect(&self.url).await.unwrap().fetch_one(sql).await.unwrap().get(0)
        }
    }

    /// Everything that a hostile query could have changed, as text.
    pub async fn content(&self) -> String {
        if self.is_sqlite() {
            let mut files: Vec<_> = std::fs::read_dir(self.folder()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            files.sort();
            return format!("{files:?} {:?}", std::fs::read(self.url.strip_prefix("sqlite:").unwrap()).unwrap());
        }
        const ALL: &str = "select (select string_agg(p::text, ';' order by id) from prediction p) || (select string_agg(t::text, ';' order by id) from task t) \
            || (select count(*) from pg_class) || (select count(*) from pg_roles) || (select count(*) from pg_proc) || (select count(*) from pg_largeobject_metadata) \
            || coalesce((select string_agg(c::text, ';') from pg_db_role_setting c), '')";
        PgConnection::connect(&self.url).await.unwrap().fetch_one(ALL).await.unwrap().get(0)
    }
}

impl Drop for SourceDb {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        } else {
            remove(&self.url);
        }
    }
}
