//! A fresh database for each test. PostgreSQL is started by `cargo xtask test` (or `cargo xtask postgres`); a missing
//! one fails, it never skips.

use std::sync::atomic::{AtomicU32, Ordering};

use server::db::Database;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::sync::OnceCell;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

pub struct Fresh {
    pub database: Database,
    folder: Option<std::path::PathBuf>,
}

static COUNT: AtomicU32 = AtomicU32::new(0);
/// Made once for the whole run, with the schema in it: copying it is faster than migrating.
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

pub(super) fn postgres() -> String {
    std::env::var("FIREBREAK_TEST_POSTGRES")
        .expect("FIREBREAK_TEST_POSTGRES is not set: run `cargo xtask test`, or keep `cargo xtask postgres` running and set what it prints")
}

pub(super) fn on(name: &str) -> String {
    let base = postgres();
    let (server, _) = base.rsplit_once('/').expect("postgres://…/name");
    format!("{server}/{name}")
}

async fn template() -> String {
    let name = format!("template_{}", std::process::id());
    let mut admin = PgConnection::connect(&postgres()).await.expect("the test PostgreSQL answers");
    admin.execute(AssertSqlSafe(format!("create database {name}"))).await.expect("a template is made");
    let db = server::Db::open(&Database::Postgres(on(&name))).await.expect("the template opens");
    db.migrate().await.expect("the template is migrated");
    db.close().await;
    name
}

impl Fresh {
    pub async fn new(engine: Engine) -> Self {
        let id = format!("{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
        match engine {
            Engine::Sqlite => {
                let folder = std::env::temp_dir().join(format!("firebreak-test-{id}"));
                std::fs::create_dir_all(&folder).expect("a folder for the test");
                Self { database: Database::Sqlite(folder.join("firebreak.db")), folder: Some(folder) }
            }
            Engine::Postgres => {
                let template = TEMPLATE.get_or_init(template).await;
                let mut admin = PgConnection::connect(&postgres()).await.expect("the test PostgreSQL answers");
                admin
                    .execute(AssertSqlSafe(format!("create database test_{id} template {template}")))
                    .await
                    .expect("a database for the test");
                Self { database: Database::Postgres(on(&format!("test_{id}"))), folder: None }
            }
        }
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
        if let Database::Postgres(url) = &self.database {
            remove(url);
        }
    }
}

/// Removes a test's database from the server, so that a run needs the room of a few and not of all. After a failure
/// it stays and can be looked at.
pub(super) fn remove(url: &str) {
    if std::thread::panicking() {
        return;
    }
    let name = url.rsplit_once('/').expect("postgres://…/name").1.to_owned();
    let sql = format!("drop database if exists {name} with (force)");
    // A thread of its own: what drops it is inside the test's runtime, which cannot be waited for there.
    let removed = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let mut admin = PgConnection::connect(&postgres()).await?;
            // A statement that is being ended may hold on to it for longer than PostgreSQL waits.
            for _ in 0..5 {
                match admin.execute(AssertSqlSafe(sql.clone())).await {
                    Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("55006") => continue,
                    done => return done.map(drop),
                }
            }
            eprintln!("{name} is still in use and stays");
            Ok(())
        })
    });
    removed.join().expect("the thread ends").expect("the test's database is removed");
}
