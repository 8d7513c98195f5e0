//! A Firebreak of its own for every test, and the verbs of its users.

mod browser;
pub mod code;
mod engine;
mod form;
mod postgres;
mod program;
pub mod schema;
mod source;

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use app::actor::Actor;
use app::person::{Role, SignedIn};
use app::services::Services;
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use server::config::Config;
use server::{Application, Clock};

pub use browser::{Answer, Browser, encoded};
pub use engine::{Engine, Fresh};
pub use form::{FormField, PageForm};
pub use postgres::PrivatePostgres;
pub use program::{Got, Program};
pub use source::SourceDb;

pub const PASSWORD: &str = "four brave otters";

/// Every test seals with the same key.
static KEY: LazyLock<PathBuf> = LazyLock::new(|| {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("test.key");
    std::fs::write(&file, format!("{}=\n", "k".repeat(43))).expect("the key is written");
    file
});

/// A Firebreak with an empty database, its clock standing at noon on 24 June 2025 until it is moved.
pub struct TestApp {
    pub router: axum::Router,
    pub services: Services,
    pub firebreak: server::Firebreak,
    pub clock: Clock,
    pub database: server::db::Database,
    _fresh: Arc<Fresh>,
}

impl TestApp {
    pub async fn start(engine: Engine) -> Self {
        Self::configured(engine, |_| {}).await
    }

    /// With settings of its own.
    pub async fn configured(engine: Engine, set: impl FnOnce(&mut Config)) -> Self {
        let fresh = Fresh::new(engine).await;
        let clock = Clock::set_at(Utc.with_ymd_and_hms(2025, 6, 24, 12, 0, 0).unwrap());
        let mut config = Config::on(fresh.database.clone());
        // Checks run in a process of their own: ours is the test.
        config.sandbox.executable = env!("CARGO_BIN_EXE_firebreak").into();
        // The receivers of messages are in this process, too.
        config.reach = "127.0.0.0/8".parse().expect("a network");
        config.key_file = Some(KEY.clone());
        config.source_folders = std::env::temp_dir().display().to_string().parse().expect("a folder");
        set(&mut config);
        let Application { router, firebreak } = server::build(&config, clock.clone()).await.expect("the application starts");
        Self { router, services: firebreak.services(), firebreak, clock, database: fresh.database.clone(), _fresh: Arc::new(fresh) }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// What a statement finds, one text a row; both engines take it.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        match &self.firebreak.db {
            server::Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_all(read).await,
            server::Db::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
        }
        .expect("the statement runs")
    }

    /// Something written past Firebreak.
    pub async fn execute(&self, sql: &str) {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        match &self.firebreak.db {
            server::Db::Sqlite { write, .. } => sqlx::query(sql).execute(write).await.map(drop),
            server::Db::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(drop),
        }
        .expect("the statement runs");
    }

    /// Lets time pass.
    pub fn pass(&self, span: TimeDelta) {
        self.clock.set(self.clock.now() + span);
    }

    /// Somebody with this role, whose address is `<name>@example.org`, and who signs in with [`PASSWORD`].
    pub async fn person(&self, name: &str, role: Role) -> Actor {
        let secret = self.firebreak.invite(name, &format!("{}@example.org", name.to_lowercase()), role).await.expect("invited");
        let signed_in = self.services.people.accept_invitation(&secret, PASSWORD).await.expect("accepted");
        self.actor(&signed_in).await
    }

    pub async fn actor(&self, signed_in: &SignedIn) -> Actor {
        self.services.people.actor_of_session(signed_in).await.expect("answered").expect("known")
    }

    /// Somebody who is here already, by their name.
    pub async fn actor_of(&self, name: &str) -> Actor {
        let email = format!("{}@example.org", name.to_lowercase());
        let signed_in =
            self.services.people.sign_in(&email, PASSWORD, &app::person::Client::default()).await.expect("the password is right");
        self.actor(&signed_in).await
    }

    /// A program with a token of somebody; `scope` is `read` or `write`.
    pub async fn program(&self, who: &Actor, scope: &str) -> Program {
        let token = self.services.people.create_token(who, "A program", scope, None).await.expect("a token");
        Program::new(self.router.clone(), Some(token))
    }

    /// A program without a token.
    pub fn stranger(&self) -> Program {
        Program::new(self.router.clone(), None)
    }

    /// A browser in which nobody is signed in.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// A browser in which somebody with this role is signed in.
    pub async fn signed_in(&self, name: &str, role: Role) -> Browser {
        self.person(name, role).await;
        self.browser_of(name).await
    }

    /// A browser in which somebody is signed in who is here already.
    pub async fn browser_of(&self, name: &str) -> Browser {
        let mut browser = self.browser();
        let email = format!("{}@example.org", name.to_lowercase());
        let answer = browser.submit("/sign-in", "/do/sign-in", &[("email", &email), ("password", PASSWORD), ("next", "/")]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        browser
    }
}

/// One test for each engine: `each_engine!(name, app => { … })`.
#[macro_export]
macro_rules! each_engine {
    ($($(#[$meta:meta])* $name:ident($app:ident) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$meta])*
            async fn run($app: $crate::support::TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                run($crate::support::TestApp::start($crate::support::Engine::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                run($crate::support::TestApp::start($crate::support::Engine::Postgres).await).await;
            }
        }
    )+};
}
