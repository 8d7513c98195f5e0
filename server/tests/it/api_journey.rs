//! The STAT6 case over HTTP, as a program lives it.

use app::person::Role;
use chrono::TimeDelta;
use serde_json::json;

crate::each_engine! {
    the_case_is_lived_through_over_http(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let grace = app.person("Grace", Role::Commander).await;
        let (responder, commander) = (app.program(&ada, "write").await, app.program(&grace, "write").await);
        let started = app.now() - TimeDelta::days(4);

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
        app.pass(TimeDelta::days(3));
        responder.post("/incidents/1/severity", json!({ "severity": 1, "reason": "" })).await.problem(422);
        let raised = responder.post("/incidents/1/severity", json!({ "severity": 1, "reason": "Nominations of a critical program are on hold" })).await.expect(200);
        assert_eq!((&raised["severity"], &raised["durations"]["major"]["seconds"]), (&json!(1), &json!(3 * 86_400)));
        assert_eq!(raised["severities"][0]["seconds"], 3 * 86_400);

        // Roles, impact, timeline.
        let people = responder.get("/people").await.expect(200);
        let grace = people["items"].as_array().unwrap().iter().find(|one| one["name"] == "Grace").unwrap()["id"].clone();
        let led = responder.post("/incidents/1/roles", json!({ "role": "commander", "person": grace })).await.expect(200);
        assert_eq!(led["commander"]["name"], "Grace");
        let hit = responder.put("/incidents/1/impact", json!({ "guardrail": "halted", "records_affected": 258_000_000, "money_at_stake": "$1M+" })).await.expect(200);
        assert_eq!((&hit["impact"]["guardrail"], &hit["impact"]["records_affected"]), (&json!("halted"), &json!(258_000_000)));
        let entry = responder.post("/incidents/1/timeline", json!({ "body": "The legacy migration mixed up ids", "happened_at": started })).await.expect(201);
        assert_eq!((&entry["kind"], &entry["source"], &entry["person"]), (&json!("note"), &json!("api"), &json!("Ada")));
        let timeline = responder.get("/incidents/1/timeline").await.expect(200);
        assert_eq!(timeline["items"][0]["id"], entry["id"], "what happened first comes first");

        // Resolved by those who work on it, closed by those who command.
        responder.post("/incidents/1/status", json!({ "status": "identified" })).await.expect(200);
        app.pass(TimeDelta::weeks(6));
        let resolved = responder.post("/incidents/1/status", json!({ "status": "resolved" })).await.expect(200);
        assert_eq!(resolved["durations"]["resolve"]["state"], "recorded");
        responder.post("/incidents/1/status", json!({ "status": "closed", "reason": "x" })).await.problem(403);
        commander.post("/incidents/1/reopen", json!({ "reason": "Rows are missing again" })).await.expect(200);
    }
}
