//! The STAT6 case over HTTP, as programs live it: from the first warning to the numbers of the year.

use app::check::Draft;
use app::person::Role;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::check::typed;
use crate::support::{Program, SourceDb, TestApp};

const FIX: &str = "update prediction set name_id = case id when 3 then 1 else name_id end; insert into task values (9, 'TYK2')";
const BREAK: &str = "update prediction set name_id = 3 where id = 3";

async fn number_of(program: &Program, name: &str) -> Value {
    let people = program.get("/people").await.expect(200);
    people["items"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap()["id"].clone()
}

/// The pipeline runs the check at its end, an hour after the last time.
async fn pipeline(app: &TestApp, program: &Program) -> Value {
    app.pass(TimeDelta::hours(1));
    program.send("POST", "/checks/1/runs", &[], "").await.expect(201)
}

async fn state(program: &Program) -> Value {
    program.get("/actions/1").await.expect(200)["action"]["state"].clone()
}

crate::each_engine! {
    the_case_is_lived_through_over_http(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let grace = app.person("Grace", Role::Commander).await;
        let (responder, commander) = (app.program(&ada, "write").await, app.program(&grace, "write").await);
        let started = app.now() - TimeDelta::days(4);

        // Somebody warned, months ago.
        let warned = app.now() - TimeDelta::days(267);
        let signal = responder.post("/signals", json!({ "title": "IDs do not line up", "source": "slack", "seen_at": warned })).await.expect(201);
        assert_eq!((&signal["signal"]["id"], &signal["signal"]["disposition"]), (&json!(1), &json!("open")));

        // Declared as moderate, and raised only after days of debugging.
        let declared = responder.once("declare-stat6", "/incidents", json!({
            "title": "STAT6 predictions are missing from the warehouse", "kind": "data", "started_at": started,
            "summary": "Dashboard **DR-3098** failed; nominations cannot be evaluated.",
        })).await;
        assert_eq!(declared.header("location"), Some("/api/v1/incidents/1"));
        let incident = declared.expect(201);
        assert_eq!((&incident["reference"], &incident["severity"], &incident["status"]), (&json!("INC-1"), &json!(3), &json!("triage")));
        assert_eq!(incident["durations"]["detect"], json!({ "state": "recorded", "seconds": 4 * 86_400 }));
        assert_eq!(incident["durations"]["major"], json!({ "state": "pending", "seconds": null }));
        responder.post("/signals/1/disposition", json!({ "disposition": "incident", "incident": 1 })).await.expect(200);
        let warnings = responder.get("/incidents/1/signals").await.expect(200);
        assert_eq!((&warnings["lead_seconds"], &warnings["items"][0]["incident"]["id"]), (&json!(267 * 86_400), &json!(1)));
        app.pass(TimeDelta::days(3));
        responder.post("/incidents/1/severity", json!({ "severity": 1, "reason": "" })).await.problem(422);
        let raised = responder.post("/incidents/1/severity", json!({ "severity": 1, "reason": "Nominations of a critical program are on hold" })).await.expect(200);
        assert_eq!((&raised["severity"], &raised["durations"]["major"]["seconds"]), (&json!(1), &json!(3 * 86_400)));
        assert_eq!(raised["severities"][0]["seconds"], 3 * 86_400);

        // Roles, impact, timeline, words for those who wait.
        let led = responder.post("/incidents/1/roles", json!({ "role": "commander", "person": number_of(&responder, "Grace").await })).await.expect(200);
        assert_eq!(led["commander"]["name"], "Grace");
        let hit = responder.put("/incidents/1/impact", json!({ "guardrail": "halted", "records_affected": 258_000_000, "money_at_stake": "$1M+" })).await.expect(200);
        assert_eq!((&hit["impact"]["guardrail"], &hit["impact"]["records_affected"]), (&json!("halted"), &json!(258_000_000)));
        let entry = responder.post("/incidents/1/timeline", json!({ "body": "The legacy migration mixed up ids", "happened_at": started })).await.expect(201);
        assert_eq!((&entry["kind"], &entry["source"], &entry["person"]), (&json!("note"), &json!("api"), &json!("Ada")));
        let timeline = responder.get("/incidents/1/timeline").await.expect(200);
        assert_eq!((&timeline["items"][0]["kind"], &timeline["items"][1]["id"]), (&json!("signal"), &entry["id"]), "what happened first comes first: {timeline}");
        responder.post("/incidents/1/updates", json!({ "audience": "stakeholders", "body": "Predictions are being restored." })).await.expect(201);
        assert_eq!(responder.get("/incidents/1/updates").await.expect(200)["items"][0]["person"], "Ada");

        // The work is a ticket, and 258 million predictions are restored in steps.
        let ticket = responder.post("/incidents/1/tickets", json!({ "external_key": "PE-3217", "title": "Load predictions by ID", "url": "https://example.org/PE-3217" })).await.expect(201);
        assert_eq!((&ticket["state"], &ticket["horizon"], &ticket["incident"]), (&json!("open"), &json!("immediate"), &json!(1)));
        responder.post("/incidents/1/tickets", json!({ "external_key": "PE-3217", "title": "Again" })).await.problem(422);
        responder.post("/tickets/1/state", json!({ "state": "in_progress" })).await.expect(200);
        let backfill = responder.post("/incidents/1/backfills", json!({ "name": "Predictions of STAT6", "unit": "predictions", "total": 258_000_000 })).await.expect(201);
        assert_eq!((&backfill["done"], &backfill["per_hour"]), (&json!(0), &json!(null)));
        app.pass(TimeDelta::hours(10));
        let report = json!({ "done": 129_000_000 });
        let half = responder.once("half", "/backfills/1/progress", report.clone()).await.expect(200);
        assert_eq!((&half["percent"], &half["per_hour"], &half["points"].as_array().unwrap().len()), (&json!(50), &json!(12_900_000), &2));
        let again = responder.once("half", "/backfills/1/progress", report).await.expect(200);
        assert_eq!((again, responder.get("/backfills/1").await.expect(200)), (half.clone(), half), "sent twice, reported once");
        responder.post("/backfills/1/progress", json!({ "done": 259_000_000 })).await.problem(422);

        // A promise, and the check that will show whether it is kept.
        let source = SourceDb::new(&app).await;
        app.services.checks.add(&ada, Draft::parse(&typed(&app, &source).await).unwrap()).await.unwrap();
        let promise = json!({
            "title": "Check that IDs and names agree", "owner": number_of(&responder, "Ada").await, "due": "2025-07-31",
            "priority": "high", "check": 1, "green_runs": 3, "tickets": [1],
        });
        let promised = responder.post("/incidents/1/actions", promise).await.expect(201);
        assert_eq!((&promised["action"]["reference"], &promised["action"]["state"]), (&json!("ACT-1"), &json!("open")));
        assert_eq!((&promised["tickets"][0]["external_key"], &promised["action"]["proof"]["green_runs"]), (&json!("PE-3217"), &json!(3)));
        let red = pipeline(&app, &responder).await;
        assert_eq!((&red["outcome"], &red["asked_by"], &red["sample"]["columns"].as_array().unwrap().is_empty()), (&json!("fail"), &json!("api"), &false));
        responder.post("/actions/1/steps", json!({ "step": "verify", "note": "Trust me" })).await.problem(409);
        responder.post("/actions/1/steps", json!({ "step": "finish", "note": "Loaded by ID" })).await.expect(200);
        assert_eq!(state(&responder).await, "awaiting_evidence", "done is not proved");

        // The fix. Three green runs are the proof; one that is asked for twice counts once.
        source.execute(FIX).await;
        app.pass(TimeDelta::hours(1));
        let json = [("content-type", "application/json"), ("idempotency-key", "run-after-load-41")];
        let green = responder.send("POST", "/checks/1/runs", &json, "").await.expect(201);
        assert_eq!((&green["outcome"], responder.get(&format!("/runs/{}", green["id"])).await.expect(200)["measured"].clone()), (&json!("pass"), json!(0)));
        assert_eq!(responder.send("POST", "/checks/1/runs", &json, "").await.expect(201), green);
        pipeline(&app, &responder).await;
        let so_far = &responder.get("/incidents/1/actions").await.expect(200)["items"][0];
        assert_eq!((&so_far["state"], so_far["proof"]["runs"].as_array().unwrap().len()), (&json!("awaiting_evidence"), 2));
        pipeline(&app, &responder).await;
        let kept = responder.get("/actions/1").await.expect(200);
        assert_eq!((&kept["action"]["state"], &kept["action"]["settled"], &kept["action"]["verified_by"]), (&json!("verified"), &json!(true), &json!(null)));
        assert!(kept["action"]["evidence"].as_str().unwrap().contains("passed 3 times in a row"), "{kept}");
        let check = responder.get("/checks/1").await.expect(200);
        assert_eq!((&check["check"]["standing"], &check["check"]["green_runs"], check["runs"].as_array().unwrap().len()), (&json!("pass"), &json!(3), 4));

        // Resolved by those who work on it, with nothing left open; closed only by those who command.
        responder.post("/incidents/1/status", json!({ "status": "identified" })).await.expect(200);
        responder.post("/backfills/1/progress", json!({ "done": 258_000_000 })).await.expect(200);
        assert!(responder.post("/tickets/1/state", json!({ "state": "done" })).await.expect(200)["done_at"].is_string());
        app.pass(TimeDelta::weeks(6));
        let resolved = responder.post("/incidents/1/status", json!({ "status": "resolved" })).await.expect(200);
        assert_eq!((&resolved["status"], &resolved["durations"]["resolve"]["state"]), (&json!("resolved"), &json!("recorded")));
        responder.post("/incidents/1/status", json!({ "status": "closed", "reason": "x" })).await.problem(403);

        // The year, and the page that is written about it.
        let year = responder.get("/metrics/year?year=2025").await.expect(200);
        assert_eq!((&year["count"]["total"], &year["count"]["major"], &year["count"]["by_severity"]["1"]), (&json!(1), &json!(1), &json!(1)));
        assert_eq!((&year["compared"]["last"]["total"], &year["promises"]["verified"], &year["majors"][0]["number"]), (&json!(0), &json!(1), &json!(1)));
        assert_eq!(year["by_guardrail"]["halted"], 1);
        let warning = year["durations"].as_array().unwrap().iter().find(|one| one["measure"] == "warning").unwrap();
        assert_eq!((&warning["median_seconds"], &warning["recorded"]), (&json!(267 * 86_400), &json!(1)));
        responder.get("/incidents/1/postmortem").await.problem(404);
        app.services.postmortems.begin(&grace, 1).await.unwrap();
        assert_eq!(responder.get("/incidents/1/postmortem").await.expect(200)["state"], "draft");
        let markdown = responder.get("/incidents/1/postmortem.md").await;
        assert_eq!((markdown.status, markdown.header("content-type")), (200, Some("text/markdown; charset=utf-8")));
        assert!(markdown.text.contains("STAT6 predictions are missing") && markdown.text.contains("PE-3217"), "{}", markdown.text);

        // An entry is corrected, pinned and struck through.
        let note = json!({ "body": "The loader stopped", "happened_at": "2025-06-24T09:00:00Z" });
        let id = responder.post("/incidents/1/timeline", note).await.expect(201)["id"].as_i64().unwrap();
        let path = format!("/incidents/1/timeline/{id}");
        let later = json!({ "happened_at": "2025-06-24T09:10:00Z", "reason": "The log says ten past", "seen": { "happened_at": "2025-06-24T09:00:00Z" } });
        let corrected = responder.put(&path, later.clone()).await.expect(200);
        assert_eq!((&corrected["body"], &corrected["happened_at"], &corrected["revisions"]), (&json!("The loader stopped"), &json!("2025-06-24T09:10:00Z"), &json!(1)));
        responder.put(&path, json!({ "happened_at": "2025-06-24T09:20:00Z", "reason": "x", "seen": { "happened_at": "2025-06-24T09:00:00Z" } })).await.problem(409);
        responder.put(&path, json!({ "body": "It stopped" })).await.problem(422);
        assert_eq!(responder.post(&format!("{path}/pin"), json!({ "pinned": true })).await.expect(200)["pinned"], true);
        assert_eq!(responder.post(&format!("{path}/strike"), json!({ "struck": true })).await.expect(200)["struck"], true);
        responder.put("/incidents/1/timeline/9999", later).await.problem(404);

        // What was decided, and a duplicate.
        let options = json!([{ "label": "Targeted fix", "chosen": true, "pros": "Weeks" }, { "label": "Rebuild the loader" }]);
        let decided = json!({ "problem": "How do we repair it?", "why": "It unblocks the program", "options": options });
        let first = responder.post("/incidents/1/decisions", decided.clone()).await.expect(201);
        assert_eq!((&first["stands"], &first["options"][0]["chosen"], &first["options"][1]["label"]), (&json!(true), &json!(true), &json!("Rebuild the loader")));
        let again = json!({ "problem": "And now?", "why": "It failed", "options": decided["options"], "supersedes": first["id"] });
        responder.post("/incidents/1/decisions", again).await.expect(201);
        let decisions = responder.get("/incidents/1/decisions").await.expect(200);
        assert_eq!((decisions["items"].as_array().map(Vec::len), &decisions["items"][0]["stands"]), (Some(2), &json!(false)));
        let undecided = json!({ "problem": "?", "why": "x", "options": [{ "label": "A" }, { "label": "B" }] });
        assert!(responder.post("/incidents/1/decisions", undecided).await.problem(422).contains("Exactly one"));
        let twin = responder.post("/incidents", json!({ "title": "The same once more" })).await.expect(201)["number"].as_i64().unwrap();
        responder.post(&format!("/incidents/{twin}/unmerge"), json!({})).await.problem(403);
        let merged = commander.post(&format!("/incidents/{twin}/merge"), json!({ "into": 1 })).await.expect(200);
        assert_eq!((&merged["status"], &merged["merged_into"]), (&json!("merged"), &json!(1)));
        commander.post(&format!("/incidents/{twin}/merge"), json!({ "into": 1 })).await.problem(409);
        assert_eq!(commander.post(&format!("/incidents/{twin}/unmerge"), json!({})).await.expect(200)["status"], "triage");

        // And if it comes back, the promise is open again.
        source.execute(BREAK).await;
        assert_eq!(pipeline(&app, &responder).await["outcome"], "fail");
        assert_eq!(state(&responder).await, "open");
        commander.post("/incidents/1/reopen", json!({ "reason": "Rows are missing again" })).await.expect(200);
    }

    what_does_not_fit_is_refused_on_its_field(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let program = app.program(&ada, "write").await;
        let grace = app.person("Grace", Role::Commander).await;
        let second = app.program(&grace, "write").await;
        program.post("/incidents", json!({ "title": "Predictions are missing" })).await.expect(201);
        program.post("/incidents/1/actions", json!({ "title": "Count every morning" })).await.expect(201);
        program.post("/signals", json!({ "title": "IDs do not line up" })).await.expect(201);
        let cases = [
            ("/signals", json!({ "title": "x", "seen_at": "2031-01-01T00:00:00Z" }), "seen_at"),
            ("/signals/1/disposition", json!({ "disposition": "noise" }), "reason"),
            ("/signals/1/disposition", json!({ "disposition": "incident" }), "incident"),
            ("/signals/1/disposition", json!({ "disposition": "noise", "reason": "x", "incident": 1 }), "incident"),
            ("/incidents/1/tickets", json!({ "external_key": "PE-1", "title": "x", "url": "javascript:alert(1)" }), "url"),
            ("/incidents/1/tickets", json!({ "external_key": "PE-1", "title": "x", "horizon": "soon" }), "horizon"),
            ("/incidents/1/backfills", json!({ "name": "x", "total": 0 }), "total"),
            ("/incidents/1/backfills", json!({ "name": "x", "total": -5 }), "total"),
            ("/incidents/1/actions", json!({ "title": "x", "due": "soon" }), "due"),
            ("/incidents/1/actions", json!({ "title": "x", "green_runs": 0, "green_days": 0 }), "green_runs"),
            ("/incidents/1/updates", json!({ "audience": "everybody", "body": "x" }), "audience"),
            ("/actions/1/steps", json!({ "step": "jump" }), "step"),
            ("/actions/1/steps", json!({ "step": "finish", "expires": "2025-09-30" }), "expires"),
            ("/actions/1/steps", json!({ "step": "accept_risk", "note": "Later", "expires": "soon" }), "expires"),
        ];
        for (path, body, field) in cases {
            let problem = program.post(path, body.clone()).await.expect(422);
            assert_eq!(problem["errors"][0]["field"], field, "{path} {body}: {problem}");
        }
        for (path, field) in [("/signals?after=x", "after"), ("/signals?disposition=x", "disposition"), ("/actions?view=x", "view"), ("/actions?owner=x", "owner"), ("/actions?after=1", "after"), ("/actions?after=", ""), ("/assets?kind=x", "kind"), ("/assets?unowned=perhaps", "unowned"), ("/metrics/year?year=x", "year")] {
            let got = program.get(path).await;
            if field.is_empty() {
                got.expect(200);
            } else {
                assert_eq!(got.expect(422)["errors"][0]["field"], field, "{path}");
            }
        }
        program.post("/actions/1/steps", json!({ "step": "propose_risk", "note": "Later", "expires": "2025-09-30" })).await.expect(200);
        let risk = json!({ "step": "accept_risk", "note": "The source is switched off in autumn", "expires": "2025-09-30" });
        let accepted = second.post("/actions/1/steps", risk).await.expect(200);
        assert_eq!((&accepted["action"]["state"], &accepted["action"]["settled"]), (&json!("accepted_risk"), &json!(true)));
    }

    signals_and_action_items_are_walked_by_their_links(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let program = app.program(&ada, "write").await;
        program.post("/incidents", json!({ "title": "Predictions are missing" })).await.expect(201);
        for index in 0..55 {
            program.post("/signals", json!({ "title": format!("Signal {index} & more"), "source": "bot" })).await.expect(201);
            program.post("/incidents/1/actions", json!({ "title": format!("Do {index}") })).await.expect(201);
        }
        for (path, id) in [("/signals?q=%26%20more&disposition=open", "id"), ("/actions?owner=nobody&horizon=short_term&incident=1", "number")] {
            let (mut seen, mut pages, mut next) = (std::collections::BTreeSet::new(), 0, Some(path.to_owned()));
            while let Some(path) = next {
                let page = program.get(&path).await.expect(200);
                seen.extend(page["items"].as_array().unwrap().iter().map(|item| item[id].as_i64().unwrap()));
                (pages, next) = (pages + 1, page["next"].as_str().map(str::to_owned));
            }
            assert_eq!((seen.len(), pages), (55, 2), "{path}");
        }
    }
}
