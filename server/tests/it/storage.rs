//! What becomes of requests while the database is full, locked, stopped, or asked by several at once.

mod full;
mod late;
mod names;
mod stopped;
mod turns;
mod unknown;

use app::person::Role;
use serde_json::json;

use crate::support::{Engine, TestApp, code};

crate::each_engine! {
    a_form_that_is_sent_twice_makes_one_incident(app) {
        let mut ada = app.signed_in("Ada", Role::Commander).await;
        let token = ada.get("/incidents/new").await.find("form[action='/do/declare-incident'] input[name=form_token]").unwrap();
        let other = ada.get("/incidents/new").await.find("form[action='/do/declare-incident'] input[name=form_token]").unwrap();
        assert_ne!(token, other, "each page has its own");
        let typed = [("title", "Predictions are missing"), ("form_token", token.as_str())];
        let mut made = std::collections::BTreeSet::new();
        let mut taps = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let mut tap = ada.clone();
            let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
            taps.spawn(async move {
                let typed: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                tap.submit("/incidents/new", "/do/declare-incident", &typed).await
            });
        }
        while let Some(answer) = taps.join_next().await {
            let answer = answer.unwrap();
            assert_eq!(answer.status, 303, "{}", answer.text());
            made.insert(answer.location.unwrap());
        }
        assert_eq!((made.len(), app.texts("select title from incident").await.len()), (1, 1), "{made:?}");
        // "Back", other words, and a second click: nothing typed is lost, and sending it again makes the second one.
        let changed = [("title", "Predictions are late"), ("form_token", token.as_str())];
        let asked = ada.submit("/incidents/new", "/do/declare-incident", &changed).await;
        assert_eq!((asked.status, asked.says("submit it again")), (409, true), "{}", asked.text());
        assert_eq!(asked.find("input[name=title]").as_deref(), Some("Predictions are late"));
        let fresh = asked.find("form[action='/do/declare-incident'] input[name=form_token]").unwrap();
        assert_ne!(fresh, token);
        let again = ada.submit("/incidents/new", "/do/declare-incident", &[("title", "Predictions are late"), ("form_token", &fresh)]).await;
        assert_eq!((again.status, made.insert(again.location.unwrap())), (303, true));
        let mut rhea = app.signed_in("Rhea", Role::Responder).await;
        let theirs = rhea.submit("/incidents/new", "/do/declare-incident", &typed).await;
        assert_eq!((theirs.status, theirs.says("nothing was saved")), (409, true), "nobody stores the form of another");
    }

    a_refused_form_may_be_sent_again_under_its_token(app) {
        let mut ada = app.signed_in("Ada", Role::Commander).await;
        let refused = ada.submit("/incidents/new", "/do/declare-incident", &[("title", ""), ("form_token", "a")]).await;
        assert_eq!(refused.status, 422);
        let declared = ada.submit("/incidents/new", "/do/declare-incident", &[("title", "Late"), ("form_token", "a")]).await;
        assert_eq!(declared.location.as_deref(), Some("/incidents/1"));
    }

    one_idempotency_key_is_enough(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let program = app.program(&ada, "write").await;
        let keys = [("content-type", "application/json"), ("idempotency-key", "a"), ("idempotency-key", "b")];
        let got = program.send("POST", "/incidents", &keys, json!({ "title": "Late" }).to_string()).await;
        assert!(got.problem(422).contains("not several"));
        assert!(app.texts("select title from incident").await.is_empty());
    }

    every_429_and_503_says_when_to_come_back(app) {
        app.person("Ada", Role::Responder).await;
        let mut browser = app.browser();
        let wrong = [("email", "ada@example.org"), ("password", "four brave ottars"), ("next", "/")];
        let mut answer = browser.submit("/sign-in", "/do/sign-in", &wrong).await;
        for _ in 0..10 {
            answer = browser.submit("/sign-in", "/do/sign-in", &wrong).await;
        }
        assert_eq!((answer.status, answer.headers.get("retry-after").unwrap().to_str().unwrap()), (429, "60"));
        app.firebreak.db.close().await;
        for path in ["/readyz", "/api/v1/incidents"] {
            let headers = [("authorization", "Bearer fb_nobody")];
            let answer = app.browser().ask("GET", path, &headers, "").await;
            assert_eq!((answer.status, answer.headers.contains_key("retry-after")), (503, true), "{path}: {}", answer.html());
        }
        assert_eq!(app.browser().get("/livez").await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_with_a_waiting_note_is_read_while_the_database_is_locked() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut ada = app.signed_in("Ada", Role::Commander).await;
    let changed = ada.submit("/account", "/do/change-account", &[("name", "Ada"), ("zone", "UTC")]).await;
    assert_eq!(changed.status, 303);
    let held = app.firebreak.db.write().await.unwrap();
    let begun = std::time::Instant::now();
    let page = ada.get("/account").await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(begun.elapsed() < std::time::Duration::from_secs(3), "{:?}", begun.elapsed());
    assert_eq!(app.browser().get("/readyz").await.status, 503, "what cannot store is not ready");
    drop(held);
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    assert_eq!(app.browser().get("/readyz").await.status, 200);
}

/// A failure of the database told as a fault of what was typed, or told in the driver's words, comes back in no new place.
#[test]
fn no_failure_of_the_database_is_told_as_something_else() {
    // Where an error is left out on purpose, and why nobody is told anything wrong by it.
    const LEFT_OUT: [(&str, &str); 6] = [
        ("server/src/answer_time.rs", "a time limit: both ends are told as what they are"),
        ("server/src/api/idempotency.rs", "a task that panicked, and bytes in memory"),
        ("server/src/pages.rs", "a note that waits comes with the next page; bytes in memory"),
        ("server/src/check/place.rs", "a name that leads nowhere is told as that"),
        ("server/src/check/sandbox/mod.rs", "a semaphore"),
        ("server/src/forms/mod.rs", "whether somebody is active: a form waits for them when it is not known; bytes in memory"),
    ];
    let mut wrong = Vec::new();
    for (file, text) in code::rust("server/src") {
        let left_out = LEFT_OUT.iter().any(|(other, _)| *other == file);
        let text: String = text.split("#[cfg(test)]").next().unwrap_or_default().split_whitespace().collect();
        if text.contains(".await.map_err(|_|AppError") || text.contains(".await.map_err(|_|wrong(") {
            wrong.push(format!("{file}: an error of any kind becomes one sentence; use AppError::or_field"));
        }
        let swallows = [".await.ok()", ".await.unwrap_or", ".await.is_ok", ".await.is_err_and", ".await.map_or"];
        if !left_out && swallows.iter().any(|swallows| text.contains(swallows)) {
            wrong.push(format!("{file}: an error becomes nothing; tell it apart, or say in LEFT_OUT why nobody is told anything wrong"));
        }
        if file != "server/src/secret.rs" && text.contains("Err(AppError::Internal{") {
            wrong.push(format!("{file}: makes an internal error without the log; use secret::internal"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A form that makes something would make it twice: by its name, it is known to the token that makes it single.
#[test]
fn every_form_that_makes_something_makes_it_once() {
    const LISTED: &str = "server/src/forms/once.rs";
    // Sent twice they do what one of them does: the pair is a key, or they are about something that is there.
    const THE_SAME_TWICE: [&str; 2] = ["add-member", "add-severity"];
    let listed = code::text(LISTED);
    let makes = |endpoint: &str| {
        ["add-", "create-", "declare-", "raise-", "record-", "say-", "write-", "supersede-"].iter().any(|verb| endpoint.starts_with(verb))
    };
    let forms = server_fn::axum::server_fn_paths().map(|(path, _)| path.trim_start_matches("/do/").to_owned());
    let missing: Vec<String> =
        forms.filter(|form| makes(form) && !THE_SAME_TWICE.contains(&form.as_str()) && !listed.contains(&format!("\"{form}\""))).collect();
    assert!(missing.is_empty(), "{missing:?} are not in MAKING of {LISTED}");
}
