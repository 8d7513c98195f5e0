//! A form whose outcome nobody knows: the connection broke while it was confirmed, and the database stays away.

use std::time::Duration;

use app::person::Role;

use crate::support::{Engine, PrivatePostgres, TestApp};

/// The commit of an incident takes so long that the server can be stopped meanwhile: before it is written, or after.
const BEFORE: &str = "create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(3); return null; end $$";
const AFTER: &str = "create function slow() returns trigger language plpgsql as $$ begin \
                     perform set_config('synchronous_commit', 'on', true); return null; end $$";
const TRIGGER: &str =
    "create constraint trigger slow after insert on incident deferrable initially deferred for each row execute function slow()";

async fn unknown(name: &str, slow: &str, stored: usize) {
    let postgres = PrivatePostgres::start(name);
    let app = TestApp::configured(Engine::Sqlite, |config| config.database = postgres.database()).await;
    let mut ada = app.signed_in("Ada", Role::Commander).await;
    let page = ada.get("/incidents/new").await;
    let token = page.find("form[action='/do/declare-incident'] input[name=form_token]").unwrap();
    let typed = [
        ("title", "<b>Predictions</b> are \"missing\""),
        ("summary", "Since Monday"),
        ("form_token", &*token),
        ("form_page", "/incidents/new"),
    ];
    app.execute(slow).await;
    app.execute(TRIGGER).await;
    // A standby that never answers holds up who waits for one: the incident alone.
    app.execute("alter database postgres set synchronous_commit = local").await;
    app.execute("alter system set synchronous_standby_names = 'nobody'").await;
    app.execute("select pg_reload_conf()").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    app.execute("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = 'postgres'").await;
    let sent = tokio::spawn({
        let mut ada = ada.clone();
        let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
        async move {
            let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            ada.submit("/incidents/new", "/do/declare-incident", &typed).await
        }
    });
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    tokio::task::block_in_place(|| postgres.stop("immediate"));
    let told = sent.await.unwrap();
    assert_eq!((told.status, told.says("it is not known whether this was saved")), (503, true), "{}", told.text());
    assert_eq!(told.headers["content-type"], "text/html; charset=utf-8", "a browser shows it as a page");
    assert!(!told.says("Nothing was saved"), "{}", told.text());
    assert!(told.links().contains(&"/incidents".to_owned()) && told.says("Check whether it is there"), "{}", told.text());
    for (name, value) in typed {
        assert_eq!(told.find(&format!("form[action='/do/declare-incident'] input[name={name}]")).as_deref(), Some(value));
    }
    postgres.forget_standby();
    tokio::task::block_in_place(|| postgres.up());
    assert_eq!(app.texts("select title from incident").await.len(), stored);
    app.execute("drop trigger slow on incident").await;
    for _ in 0..2 {
        let again = ada.submit("/incidents/new", "/do/declare-incident", &typed).await;
        assert_eq!(again.status, 303, "{}", again.text());
        assert_eq!(app.texts("select title from incident").await, ["<b>Predictions</b> are \"missing\""], "there is one");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_was_not_stored_is_stored_when_it_is_sent_again() {
    unknown("unstored", BEFORE, 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_was_stored_is_not_stored_again() {
    unknown("stored", AFTER, 1).await;
}
