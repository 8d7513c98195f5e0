//! A request that is held by a lock until its time is up.

use std::time::Duration;

use app::person::Role;
use serde_json::json;
use server::db::Database;
use sqlx::{Connection, Executor, PgConnection};

use crate::support::{Engine, TestApp};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_given_up_is_not_stored_afterwards() {
    let short = Duration::from_millis(900);
    let app = TestApp::configured(Engine::Postgres, |config| (config.times.page, config.times.operation) = (short, short * 2)).await;
    let ada = app.person("Ada", Role::Commander).await;
    let mut browser = app.browser_of("Ada").await;
    let program = app.program(&ada, "write").await;
    let Database::Postgres(url) = &app.database else { panic!("PostgreSQL") };
    let mut other = PgConnection::connect(url).await.unwrap();
    other.execute("begin; lock table incident in access exclusive mode").await.unwrap();
    let page = "/incidents/new";
    let typed = [("title", "Declared by a form"), ("form_page", page)];
    let with_key = program.clone();
    let (plain, keyed, form) = tokio::join!(
        program.post("/incidents", json!({ "title": "Declared by a program" })),
        with_key.once("late", "/incidents", json!({ "title": "Declared with a key" })),
        browser.submit(page, "/do/declare-incident", &typed),
    );
    for got in [plain, keyed] {
        assert!(got.problem(503).contains("Nothing was saved"), "{}", got.text);
        assert!(got.header("retry-after").is_some());
    }
    assert_eq!((form.status, form.says("Nothing was saved")), (503, true), "{}", form.text());
    assert_eq!(form.find("input[name=title]").as_deref(), Some("Declared by a form"), "what was typed is there");
    other.execute("rollback").await.unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(app.texts("select title from incident").await.is_empty(), "nothing is stored afterwards");
    let again = with_key.once("late", "/incidents", json!({ "title": "Declared with a key" })).await;
    again.expect(201);
    assert_eq!(app.texts("select title from incident").await, ["Declared with a key"]);
}
