//! What programs may count on: problems in words, and "once, however often it is sent".

use app::error::AppError;
use app::incident::{Declaration, Filter};
use app::person::Role;
use axum::body::Body;
use chrono::TimeDelta;
use serde_json::json;
use server::db::idempotency::{self, Claim};

use crate::support::{Program, TestApp};

async fn responder(app: &TestApp) -> Program {
    let ada = app.person("Ada", Role::Responder).await;
    app.program(&ada, "write").await
}

async fn count(app: &TestApp) -> usize {
    let root = app.person(&format!("Root{}", app.now().timestamp()), Role::Admin).await;
    app.services.incidents.list(&root, &Filter::default()).await.unwrap().incidents.len()
}

crate::each_engine! {
    whatever_is_wrong_is_told_as_a_problem(app) {
        let ada = responder(&app).await;
        let json = [("content-type", "application/json")];
        assert!(ada.get("/nothing").await.problem(404).contains("no such path"));
        app.stranger().get("/api/v2/incidents").await.problem(404);
        ada.get("/incidents/42").await.problem(404);
        ada.get("/incidents/many").await.problem(404);
        let method = ada.send("DELETE", "/incidents", &[], Body::empty()).await;
        assert_eq!((method.problem(405).as_str(), method.header("allow")), ("This path does not support DELETE; the header Allow lists the methods that it supports.", Some("GET,HEAD,POST")));
        assert!(ada.send("POST", "/incidents", &json, "{ \"title\": ").await.problem(400).contains("not JSON"));
        ada.send("POST", "/incidents", &json, "{} {}").await.problem(422);
        ada.send("POST", "/incidents", &json, "{\"title\": \"x\"} {}").await.problem(400);
        ada.send("POST", "/incidents", &json, "").await.problem(400);
        ada.send("POST", "/incidents", &[("content-type", "text/plain")], "{\"title\": \"x\"}").await.problem(415);
        ada.send("POST", "/incidents", &[], "{\"title\": \"x\"}").await.problem(415);
        let large = format!("{{\"title\": \"{}\"}}", "x".repeat(1_100_000));
        assert!(ada.send("POST", "/incidents", &json, large).await.problem(413).contains("1 MiB"));
        let wrong = async |body| ada.post("/incidents", body).await.expect(422)["errors"].clone();
        assert_eq!(wrong(json!({})).await, json!([{ "field": "title", "message": "“title” is required." }]));
        assert_eq!(wrong(json!({ "title": " " })).await, json!([{ "field": "title", "message": "Enter a title." }]));
        assert_eq!(wrong(json!({ "titel": "x" })).await[0]["field"], "titel");
        assert_eq!(wrong(json!({ "title": "x", "severity": 9 })).await[0]["field"], "severity");
        assert_eq!(wrong(json!({ "title": "x", "severity": "one" })).await[0]["field"], "severity");
        assert!(wrong(json!({ "title": "x", "kind": "fire" })).await[0]["message"].as_str().unwrap().contains("choose one of: data, service"));
        assert_eq!(wrong(json!({ "title": "x", "started_at": "soon" })).await[0]["field"], "started_at");
        for (query, field) in [("status=gone", "status"), ("severity=9", "severity"), ("from=soon", "from"), ("before=x", "before"), ("page=2", "page")] {
            let problem = ada.get(&format!("/incidents?{query}")).await.expect(422);
            assert_eq!(problem["errors"][0]["field"], field, "{problem}");
        }
        assert_eq!(count(&app).await, 0);
    }

    a_session_is_no_token_and_a_token_may_do_what_its_person_may(app) {
        let mut browser = app.signed_in("Grace", Role::Admin).await;
        assert_eq!(browser.get("/incidents").await.status, 200);
        assert_eq!(browser.get("/api/v1/incidents").await.status, 401, "the cookie says nothing here");
        let wrong = Program::new(app.router.clone(), Some("fb_guess".to_owned()));
        assert!(wrong.get("/incidents").await.problem(401).contains("not valid"));
        let vera = app.person("Vera", Role::Viewer).await;
        let viewer = app.program(&vera, "write").await;
        viewer.post("/incidents", json!({ "title": "x" })).await.problem(403);
        viewer.get("/incidents").await.expect(200);
        let tokens = app.services.people.tokens(&vera).await.unwrap();
        app.services.people.revoke_token(&vera, tokens[0].id).await.unwrap();
        viewer.get("/incidents").await.problem(401);
    }

    a_list_is_walked_by_its_links(app) {
        let ada = responder(&app).await;
        for index in 0..60 {
            ada.post("/incidents", json!({ "title": format!("Incident {index}"), "severity": 1 + index % 5 })).await.expect(201);
        }
        let (mut seen, mut next) = (Vec::new(), Some("/incidents?severity=major&severity=3&status=open&from=2025-06-24&until=2025-06-24".to_owned()));
        while let Some(path) = next {
            let page = ada.get(&path).await.expect(200);
            seen.extend(page["items"].as_array().unwrap().iter().map(|item| (item["number"].as_i64().unwrap(), item["severity"].as_i64().unwrap())));
            next = page["next"].as_str().map(str::to_owned);
        }
        assert_eq!(seen.len(), 36);
        assert!(seen.windows(2).all(|pair| pair[0].0 > pair[1].0) && seen.iter().all(|(_, severity)| *severity <= 3));
        let first = ada.get("/incidents").await.expect(200);
        let second = ada.get(first["next"].as_str().unwrap()).await.expect(200);
        assert_eq!((first["prev"].is_null(), second["items"].as_array().unwrap().len()), (true, 10));
        assert_eq!(ada.get(second["prev"].as_str().unwrap()).await.expect(200)["items"], first["items"]);
        assert_eq!(ada.get("/incidents?q=INC-7").await.expect(200)["items"][0]["reference"], "INC-7");
    }

    a_request_that_is_sent_again_is_done_once(app) {
        let ada = responder(&app).await;
        let first = ada.once("k-1", "/incidents", json!({ "title": "Predictions are missing" })).await;
        assert_eq!((first.status, first.header("idempotency-replayed")), (201, None));
        let again = ada.once("k-1", "/incidents", json!({ "title": "Predictions are missing" })).await;
        assert_eq!((again.status, again.header("idempotency-replayed"), &again.text), (201, Some("true"), &first.text));
        assert_eq!((again.header("location"), again.header("content-type")), (Some("/api/v1/incidents/1"), Some("application/json")));
        let other = ada.once("k-1", "/incidents", json!({ "title": "Something else" })).await;
        assert!(other.problem(422).contains("another request") && other.json()["errors"][0]["field"] == "Idempotency-Key");
        ada.once("k-1", "/incidents/1/reopen", json!({ "title": "Predictions are missing" })).await.problem(422);
        ada.once("not a key", "/incidents", json!({ "title": "x" })).await.problem(422);
        let grace = app.person("Grace", Role::Responder).await;
        let theirs = app.program(&grace, "write").await.once("k-1", "/incidents", json!({ "title": "Predictions are missing" })).await;
        assert_eq!(theirs.expect(201)["number"], 2, "a key belongs to a token");
        app.pass(TimeDelta::hours(25));
        let later = ada.once("k-1", "/incidents", json!({ "title": "A day later" })).await;
        assert_eq!(later.expect(201)["number"], 3, "keys expire after a day");
    }

    a_refusal_is_given_again_as_well(app) {
        let ada = responder(&app).await;
        let refused = ada.once("k-1", "/incidents", json!({ "title": "" })).await;
        refused.problem(422);
        let again = ada.once("k-1", "/incidents", json!({ "title": "" })).await;
        again.problem(422);
        assert_eq!((again.header("idempotency-replayed"), &again.text), (Some("true"), &refused.text));
    }

    a_hundred_at_once_are_one(app) {
        let ada = responder(&app).await;
        let send = |_| {
            let ada = ada.clone();
            tokio::spawn(async move { ada.once("storm", "/incidents", json!({ "title": "Predictions are missing" })).await })
        };
        let all: Vec<_> = (0..100).map(send).collect();
        let (mut done, mut replayed) = (0, 0);
        for one in all {
            let got = one.await.unwrap();
            match got.status {
                201 => {
                    assert_eq!(got.json()["number"], 1);
                    done += 1;
                    replayed += i32::from(got.header("idempotency-replayed").is_some());
                }
                409 | 503 => assert!(got.header("retry-after").is_some(), "{}", got.text),
                _ => panic!("{}: {}", got.status, got.text),
            }
        }
        assert!(done > 1 && replayed == done - 1, "{done} done, {replayed} of them replayed");
        assert_eq!(ada.once("storm", "/incidents", json!({ "title": "Predictions are missing" })).await.expect(201)["number"], 1);
        assert_eq!(count(&app).await, 1);
    }

    what_was_done_is_known_even_when_its_answer_was_lost(app) {
        let ada = responder(&app).await;
        let declare = async |key| ada.once(key, "/incidents", json!({ "title": "Predictions are missing" })).await;
        declare("k-1").await.expect(201);
        // The process died after the commit and before the answer was kept.
        forget(&app, "update idempotency set status = null, body = null").await;
        app.pass(TimeDelta::minutes(2));
        assert!(declare("k-1").await.problem(409).contains("its response was lost"));
        // It died before anything was committed: the next one takes the key over.
        forget(&app, "update idempotency set done_at = null").await;
        app.pass(TimeDelta::minutes(2));
        assert_eq!(declare("k-1").await.expect(201)["number"], 2);
        // The first one was only slow. It finds its key taken over, and stores nothing.
        let grace = app.person("Grace", Role::Responder).await;
        let slow = Claim::new(1, "k-1".to_owned(), "another".to_owned(), app.now().timestamp_millis());
        let outrun = idempotency::with_claim(slow, app.services.incidents.declare(&grace, Declaration::titled("Late").unwrap())).await;
        assert!(matches!(outrun, Err(AppError::Conflict { .. })), "{outrun:?}");
        assert_eq!(count(&app).await, 2);
    }
}

async fn forget(app: &TestApp, sql: &'static str) {
    let mut tx = app.firebreak.db.write().await.unwrap();
    server::with_tx!(&mut tx, |c| sqlx::query(sql).execute(&mut **c).await.map(drop)).unwrap();
    tx.commit().await.unwrap();
}
