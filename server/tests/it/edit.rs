//! Two people change the same thing: what differs is merged, what is the same is shown to the second, nothing is overwritten unseen.

use app::incident::{Declaration, SeverityChange};
use app::person::Role;

use serde_json::{Value, json};

use crate::support::{Answer, Browser, PageForm, SourceDb, TestApp};

/// Sends the fields of a form that is on `page`, as if it had been opened by whoever sends it.
async fn post(browser: &mut Browser, page: &str, action: &str, fields: Vec<(String, String)>) -> Answer {
    let fields = fields.iter().filter(|(name, _)| name != app::ui::FORM_TOKEN);
    let fields: Vec<(&str, &str)> = fields.map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.submit(page, action, &fields).await
}

fn refused(got: &crate::support::Got, words: &str) {
    assert!(got.status == 409 && got.text.contains(words), "{} {}", got.status, got.text);
}

async fn incident(app: &TestApp, private: bool) -> i64 {
    let grace = app.person("Grace", Role::Commander).await;
    let declaration = Declaration { private, ..Declaration::titled("Salaries leaked").unwrap() };
    app.services.incidents.declare(&grace, declaration).await.unwrap()
}

async fn impact(browser: &mut Browser, page: &str, fields: &[(&str, &str)]) -> Answer {
    let seen =
        [("number", "1"), ("guardrail", "unknown"), ("seen.guardrail", "unknown"), ("seen.customers", ""), ("seen.records_affected", "")];
    let fields: Vec<(&str, &str)> = seen.into_iter().chain([("seen.money_at_stake", "")]).chain(fields.iter().copied()).collect();
    browser.submit(page, "/do/set-impact", &fields).await
}

crate::each_engine! {
    an_older_page_never_opens_a_private_incident(app) {
        let mut ada = app.signed_in("Ada", Role::Admin).await;
        let number = incident(&app, false).await;
        let page = format!("/incidents/{number}");
        let fields = [("number", "1"), ("drill", "true")];
        assert_eq!(ada.submit(&page, "/do/make-private", &[("number", "1")]).await.status, 303);
        // The form that was open before still sends what it sent then, and a box for "private" that is not ticked.
        assert_eq!(ada.submit(&page, "/do/mark-incident", &fields).await.status, 303);
        let admin = app.person("Ines", Role::Admin).await;
        assert!(app.services.incidents.show(&admin, number).await.is_err(), "it stays private");
        let refused = ada.submit(&page, "/do/make-public", &[("number", "1")]).await;
        assert_eq!((refused.status, refused.says("Confirm that everybody")), (422, true), "{}", refused.text());
        assert!(app.services.incidents.show(&admin, number).await.is_err(), "not without a confirmation");
        let public = ada.accept(&page, "/do/make-public", &[("number", "1"), ("confirm", "on")]).await;
        assert!(public.says("Made public"), "the timeline says so: {}", public.text());
        assert!(app.services.incidents.show(&admin, number).await.is_ok());
    }

    different_fields_of_the_impact_are_merged_and_the_same_field_is_asked_about(app) {
        let number = incident(&app, false).await;
        let page = format!("/incidents/{number}");
        let (mut ada, mut bo) = (app.signed_in("Ada", Role::Responder).await, app.signed_in("Bo", Role::Responder).await);
        let shown = ada.get(&page).await;
        for field in ["guardrail", "customers", "records_affected", "money_at_stake"] {
            assert_eq!(shown.count(&format!("form[action='/do/set-impact'] input[name='seen.{field}']")), 1, "{field}");
        }
        assert_eq!(impact(&mut ada, &page, &[("customers", "DR-3098")]).await.status, 303);
        assert_eq!(impact(&mut bo, &page, &[("records_affected", "258000000")]).await.status, 303);
        let both = bo.get(&page).await;
        assert!(both.says("DR-3098") && both.says("258,000,000"), "{}", both.text());
        let refused = impact(&mut bo, &page, &[("customers", "All of them")]).await;
        assert_eq!((refused.status, refused.says("Somebody else has changed this to “DR-3098”")), (409, true), "{}", refused.text());
        assert_eq!(refused.find("form[action='/do/set-impact'] textarea[name=customers]").as_deref(), Some("All of them"));
        assert_eq!(refused.find("form[action='/do/set-impact'] input[name='seen.customers']").as_deref(), Some("DR-3098"));
        assert!(bo.get(&page).await.says("DR-3098"), "nothing is overwritten");
    }

    the_meaning_of_a_severity_is_not_overwritten_unseen(app) {
        let mut ada = app.signed_in("Ada", Role::Admin).await;
        let before = ada.get("/severities").await.find("input[name='seen.meaning']").unwrap();
        let one = [("severity", "1"), ("form_key", "1"), ("meaning", "Nominations stop"), ("seen.meaning", before.as_str())];
        assert_eq!(ada.submit("/severities", "/do/set-meaning", &one).await.status, 303);
        let two = [("severity", "1"), ("form_key", "1"), ("meaning", "All stands still"), ("seen.meaning", before.as_str())];
        let refused = ada.submit("/severities", "/do/set-meaning", &two).await;
        assert_eq!((refused.status, refused.says("“Nominations stop”")), (409, true), "{}", refused.text());
        assert!(ada.get("/severities").await.html().contains("Nominations stop"));
    }

    a_form_that_raises_never_lowers(app) {
        let number = incident(&app, false).await;
        let page = format!("/incidents/{number}");
        let mut grace = app.signed_in("Gil", Role::Commander).await;
        let commander = app.person("Una", Role::Commander).await;
        app.services.incidents.change_severity(&commander, number, SeverityChange::parse("1", "On hold").unwrap()).await.unwrap();
        let raise = [("number", "1"), ("form_key", "raise"), ("direction", "raise"), ("severity", "2"), ("reason", "Worse")];
        let refused = grace.submit(&page, "/do/change-severity", &raise).await;
        assert_eq!((refused.status, refused.says("would lower it. Nothing was changed")), (422, true), "{}", refused.text());
        assert_eq!(refused.count("select[name=severity] option[selected][value='2']"), 0, "nothing is preselected");
        assert_eq!(app.services.incidents.show(&commander, number).await.unwrap().incident.severity.level(), 1);
    }

    a_corrected_time_is_compared_with_the_one_that_was_seen(app) {
        let number = incident(&app, false).await;
        let page = format!("/incidents/{number}");
        let (mut ada, mut bo) = (app.signed_in("Ada", Role::Admin).await, app.signed_in("Bo", Role::Admin).await);
        let form = |answer: &Answer, action: &str| answer.forms().into_iter().find(|form| form.action == action).unwrap();
        let older = form(&bo.get(&page).await, "/do/correct-time");
        let with = |form: &PageForm, moment: &str, at: &str| form.with(&[("moment", moment), ("at", at), ("reason", "The log")]);
        assert_eq!(post(&mut ada, &page, "/do/correct-time", with(&older, "started", "2025-06-01T10:00")).await.status, 303);
        // Another moment was not changed by anybody.
        assert_eq!(post(&mut bo, &page, "/do/correct-time", with(&older, "detected", "2025-06-01T11:00")).await.status, 303);
        let refused = post(&mut bo, &page, "/do/correct-time", with(&older, "started", "2025-06-01T09:00")).await;
        assert_eq!((refused.status, refused.says("Somebody else has changed this to “2025-06-01 10:00")), (409, true), "{}", refused.text());
        let back = form(&refused, "/do/correct-time");
        assert_eq!(back.field("at").map(|field| field.value.as_str()), Some("2025-06-01T09:00"), "what was typed comes back");
        assert_eq!(post(&mut bo, &page, "/do/correct-time", back.sent()).await.status, 303, "it was seen, and is meant");

        let commander = app.person("Una", Role::Commander).await;
        app.pass(chrono::TimeDelta::hours(5));
        app.services.incidents.change_severity(&commander, number, SeverityChange::parse("1", "On hold").unwrap()).await.unwrap();
        let older = form(&bo.get(&page).await, "/do/correct-severity");
        let change = older.field("change").unwrap().options.last().unwrap().clone();
        let at = |hours: i64| (app.now() - chrono::TimeDelta::hours(hours)).format("%Y-%m-%dT%H:%M").to_string();
        let with = |at: &str| older.with(&[("change", &change), ("at", at), ("reason", "The log")]);
        assert_eq!(post(&mut ada, &page, "/do/correct-severity", with(&at(2))).await.status, 303);
        let refused = post(&mut bo, &page, "/do/correct-severity", with(&at(1))).await;
        assert_eq!((refused.status, refused.says("Somebody else has changed this to")), (409, true), "{}", refused.text());
    }

    the_state_of_a_ticket_is_not_overwritten_unseen(app) {
        let number = incident(&app, false).await;
        let page = format!("/incidents/{number}");
        let (mut ada, mut bo) = (app.signed_in("Ada", Role::Responder).await, app.signed_in("Bo", Role::Responder).await);
        ada.accept(&page, "/do/add-ticket", &[("number", "1"), ("external_key", "PE-1"), ("title", "Load by ID")]).await;
        let older = bo.get(&page).await.forms().into_iter().find(|form| form.action == "/do/change-ticket-state").unwrap();
        assert_eq!(post(&mut ada, &page, "/do/change-ticket-state", older.with(&[("state", "canceled")])).await.status, 303);
        let refused = post(&mut bo, &page, "/do/change-ticket-state", older.with(&[("state", "done")])).await;
        assert_eq!((refused.status, refused.says("Somebody else has changed this to “canceled”")), (409, true), "{}", refused.text());
        assert_eq!(refused.count("details[open] form[action='/do/change-ticket-state'] [role=alert]"), 1, "where it was pressed");
    }

    a_signal_that_was_judged_meanwhile_is_not_judged_again_unseen(app) {
        let number = incident(&app, false).await;
        let (mut ada, mut bo) = (app.signed_in("Ada", Role::Responder).await, app.signed_in("Bo", Role::Responder).await);
        ada.accept("/signals", "/do/raise-signal", &[("title", "The load was late")]).await;
        let older = bo.get("/signals/1").await.forms().into_iter().find(|form| form.action == "/do/dispose-signal").unwrap();
        let link = bo.get(&format!("/incidents/{number}")).await.forms().into_iter().find(|form| form.action == "/do/link-signal").unwrap();
        app.services.incidents.declare(&app.actor_of("Ada").await, Declaration::titled("Another").unwrap()).await.unwrap();
        let judged = older.with(&[("disposition", "incident"), ("incident", "INC-2")]);
        assert_eq!(post(&mut ada, "/signals/1", "/do/dispose-signal", judged).await.status, 303);
        let refused = post(&mut bo, "/signals/1", "/do/dispose-signal", older.with(&[("disposition", "noise"), ("reason", "Always")])).await;
        assert_eq!((refused.status, refused.says("Somebody else has set this to “Incident”")), (409, true), "{}", refused.text());
        let refused = post(&mut bo, &format!("/incidents/{number}"), "/do/link-signal", link.sent()).await;
        assert_eq!((refused.status, refused.says("This signal has been linked to INC-2")), (409, true), "{}", refused.text());
        let again = bo.get("/signals/1").await.forms().into_iter().find(|form| form.action == "/do/dispose-signal").unwrap();
        let meant = post(&mut bo, "/signals/1", "/do/dispose-signal", again.with(&[("disposition", "noise"), ("reason", "Always")])).await;
        assert_eq!(meant.status, 303, "{}", meant.text());
    }

    the_address_of_a_source_is_not_overwritten_unseen(app) {
        let (first, second, third) = (SourceDb::new(&app).await, SourceDb::new(&app).await, SourceDb::new(&app).await);
        let (mut ada, mut bo) = (app.signed_in("Ada", Role::Admin).await, app.signed_in("Bo", Role::Admin).await);
        ada.accept("/checks/sources", "/do/add-source", &[("name", "Warehouse"), ("url", &first.url)]).await;
        let page = "/checks/sources/1";
        let older = bo.get(page).await.forms().into_iter().find(|form| form.action == "/do/change-source").unwrap();
        assert_eq!(post(&mut ada, page, "/do/change-source", older.with(&[("url", &second.url), ("reason", "Moved")])).await.status, 303);
        let refused = post(&mut bo, page, "/do/change-source", older.with(&[("url", &third.url), ("reason", "Moved")])).await;
        assert_eq!((refused.status, refused.html().contains("Somebody else has changed this to")), (409, true), "{}", refused.text());
        assert_eq!(post(&mut bo, page, "/do/change-source", older.with(&[("name", "House"), ("reason", "Clearer")])).await.status, 303);
        let source = app.services.checks.source(&app.actor_of("Ada").await, 1).await.unwrap().source;
        assert_eq!((source.name.as_str(), source.url.as_str()), ("House", second.url.as_str()), "both changes are there");
    }

    what_was_ticked_survives_a_refusal(app) {
        let number = incident(&app, false).await;
        let ada = app.actor_of("Grace").await;
        for name in ["predictions", "tasks"] {
            app.services.assets.add(&ada, app::asset::Draft::parse(name, "table", "", "1", "", "").unwrap()).await.unwrap();
        }
        let mut browser = app.browser_of("Grace").await;
        let page = format!("/incidents/{number}/assets");
        let refused = browser.submit(&page, "/do/set-assets", &[("number", "1"), ("assets[0]", "2"), ("assets[1]", "999")]).await;
        assert_eq!((refused.status, refused.says("One of these assets does not exist")), (422, true), "{}", refused.text());
        assert_eq!(refused.attribute("form[action='/do/set-assets'] input[type=checkbox][checked]", "value").as_deref(), Some("2"));
        // What somebody else ticked meanwhile stays, and so does what is not in sight.
        let older = browser.get(&page).await.forms().into_iter().find(|form| form.action == "/do/set-assets").unwrap();
        browser.accept(&page, "/do/set-assets", &[("number", "1"), ("assets[0]", "1"), ("seen.assets", "")]).await;
        let ticked: Vec<(String, String)> = older.with(&[("assets[1]", "2")]);
        assert_eq!(post(&mut browser, &page, "/do/set-assets", ticked).await.status, 303);
        let hit: Vec<i64> = app.services.incidents.show(&ada, number).await.unwrap().assets.into_iter().map(|(id, _)| id).collect();
        assert_eq!(hit, [1, 2]);
    }

    what_a_program_does_not_send_stays_and_what_it_did_not_see_is_refused(app) {
        incident(&app, false).await;
        let program = app.program(&app.actor_of("Grace").await, "write").await;
        program.put("/incidents/1/impact", json!({ "guardrail": "halted", "customers": "DR-3098", "records_affected": 7 })).await.expect(200);
        let kept = program.put("/incidents/1/impact", json!({ "money_at_stake": "$1M", "records_affected": null })).await.expect(200);
        assert_eq!(kept["impact"]["customers"], "DR-3098", "what is not sent stays");
        assert_eq!((&kept["impact"]["guardrail"], &kept["impact"]["records_affected"]), (&json!("halted"), &Value::Null), "null clears");
        let stale = json!({ "customers": "All", "seen": { "customers": "" } });
        refused(&program.put("/incidents/1/impact", stale).await, "“DR-3098”");
        let told = program.put("/incidents/1/impact", json!({ "customer": "All" })).await.problem(422);
        assert!(told.contains("The field “customer” does not exist here"), "{told}");
        program.post("/incidents/1/tickets", json!({ "external_key": "PE-1", "title": "Load by ID", "url": "https://example.org/1" })).await.expect(201);
        let ticket = program.put("/tickets/1", json!({ "title": "Load predictions by ID" })).await.expect(200);
        assert_eq!((&ticket["external_key"], &ticket["url"]), (&json!("PE-1"), &json!("https://example.org/1")));
        assert_eq!(program.put("/tickets/1", json!({ "url": null })).await.expect(200)["url"], Value::Null);
        program.post("/tickets/1/state", json!({ "state": "done" })).await.expect(200);
        program.post("/tickets/1/state", json!({ "state": "canceled", "seen": { "state": "open" } })).await.problem(409);
        program.post("/incidents/1/backfills", json!({ "name": "Predictions", "total": 258 })).await.expect(201);
        let backfill = program.put("/backfills/1", json!({ "total": 300, "seen": { "total": 258 } })).await.expect(200);
        assert_eq!((&backfill["name"], &backfill["total"]), (&json!("Predictions"), &json!(300)));
        refused(&program.put("/backfills/1", json!({ "total": 9, "seen": { "total": 258 } })).await, "“300”");
        let renamed = program.put("/incidents/1", json!({ "summary": "Found again" })).await.expect(200);
        assert_eq!((&renamed["title"], &renamed["summary"]), (&json!("Salaries leaked"), &json!("Found again")));
        assert!(program.put("/incidents/1", json!({ "title": null })).await.problem(422).contains("“title” is required"));
        let classified = program.put("/incidents/1/classification", json!({ "kind": "service", "seen": { "kind": "data" } })).await.expect(200);
        assert_eq!(classified["kind"], "service");
        program.put("/incidents/1/times", json!({ "moment": "started", "reason": "The log" })).await.problem(422);
        let started = json!({ "moment": "started", "at": "2025-06-01T10:00:00Z", "reason": "The log", "seen": { "at": null } });
        program.put("/incidents/1/times", started).await.expect(200);
        let stale = json!({ "moment": "started", "at": "2025-06-01T11:00:00Z", "reason": "The log", "seen": { "at": null } });
        program.put("/incidents/1/times", stale).await.problem(409);
    }

    a_program_opens_a_private_incident_only_by_confirming(app) {
        incident(&app, false).await;
        let program = app.program(&app.actor_of("Grace").await, "write").await;
        assert_eq!(program.post("/incidents/1/drill", json!({ "drill": true })).await.expect(200)["drill"], true);
        assert_eq!(program.post("/incidents/1/private", json!({})).await.expect(200)["private"], true);
        assert!(program.post("/incidents/1/public", json!({})).await.problem(422).contains("Confirm that everybody"));
        assert_eq!(program.get("/incidents/1").await.expect(200)["private"], true);
        assert_eq!(program.post("/incidents/1/public", json!({ "confirm": true })).await.expect(200)["private"], false);
    }
}
