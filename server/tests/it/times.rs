//! Corrected times: everything that follows from them follows, whichever way and however often they are corrected.

use app::actor::Actor;
use app::error::AppError;
use app::incident::{Declaration, Measure, Moment, Record, Severity, SeverityChange, Status, StatusChange, TimeChoice};
use app::person::Role;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::TestApp;

async fn declared(app: &TestApp, who: &Actor) -> i64 {
    app.services.incidents.declare(who, Declaration::titled("Predictions are missing").unwrap()).await.unwrap()
}

fn sentence<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> String {
    outcome.expect_err("it should have been refused").to_string()
}

fn to(level: &str) -> SeverityChange {
    SeverityChange::parse(level, "It is on hold").unwrap()
}

fn time(value: &Value) -> Option<DateTime<Utc>> {
    value.as_str().map(|text| DateTime::parse_from_rfc3339(text).unwrap().to_utc())
}

/// What the API says, added up again from the changes that were made: no negative time, no gap, no overlap.
fn recount(api: &Value, end: DateTime<Utc>) {
    let declared = time(&api["times"]["declared"]).unwrap();
    let spans = api["severities"].as_array().unwrap();
    assert_eq!(time(&spans[0]["from"]), Some(declared), "the first severity begins with the declaration: {api}");
    let mut whole = 0;
    for (index, span) in spans.iter().enumerate() {
        let (from, until) = (time(&span["from"]).unwrap(), time(&span["until"]));
        assert_eq!(until, spans.get(index + 1).and_then(|next| time(&next["from"])), "no gap and no overlap: {api}");
        let seconds = (until.unwrap_or(end).min(end) - from).num_seconds().max(0);
        assert_eq!(span["seconds"], json!(seconds), "{api}");
        whole += seconds;
    }
    assert_eq!(whole, (end - declared).num_seconds().max(0), "the whole of it: {api}");
    let major = spans.iter().find(|span| span["severity"].as_i64().unwrap() <= 2).and_then(|span| time(&span["from"]));
    assert_eq!(time(&api["times"]["major"]), major, "{api}");
    for (name, from, until) in [
        ("detect", "started", "detected"),
        ("declare", "detected", "declared"),
        ("acknowledge", "declared", "acknowledged"),
        ("mitigate", "started", "mitigated"),
        ("resolve", "started", "resolved"),
        ("major", "declared", "major"),
    ] {
        let took = &api["durations"][name];
        let expected = match (time(&api["times"][from]), time(&api["times"][until])) {
            (Some(from), Some(until)) if until < from => json!({ "state": "invalid", "seconds": null }),
            (Some(from), Some(until)) => json!({ "state": "recorded", "seconds": (until - from).num_seconds() }),
            _ => json!({ "state": "not_applicable", "seconds": null }),
        };
        assert_eq!(took, &expected, "{name}: {api}");
    }
}

/// What the timeline says about moments that Firebreak told of.
fn told(record: &Record, timeline: &[app::incident::Entry]) {
    let times = &record.incident.times;
    for (moment, words) in [
        (Some(times.declared), "Declared as"),
        (times.mitigated, "to mitigated"),
        (times.resolved, "to resolved"),
        (times.closed, "to closed"),
    ] {
        let entry = timeline.iter().find(|entry| entry.body.contains(words) && !entry.body.starts_with("Time")).unwrap();
        assert!(moment.is_none_or(|moment| entry.happened_at == moment), "{words}: {} against {moment:?}", entry.happened_at);
    }
}

crate::each_engine! {
    everything_follows_a_corrected_time(app) {
        let grace = app.person("Grace", Role::Admin).await;
        let program = app.program(&grace, "write").await;
        let incidents = app.services.incidents.clone();
        let number = declared(&app, &grace).await;
        let began = app.now();
        for level in ["2", "4", "1", "3"] {
            app.pass(TimeDelta::hours(3));
            incidents.change_severity(&grace, number, to(level)).await.unwrap();
        }
        for status in [Status::Mitigated, Status::Resolved, Status::Closed] {
            app.pass(TimeDelta::hours(2));
            incidents.change_status(&grace, number, status, "Written up elsewhere").await.unwrap();
        }
        app.pass(TimeDelta::days(1));
        let original = incidents.show(&grace, number).await.unwrap().incident.times;
        let mut lcg = 7_u64;
        let mut odd = move |most: i64| {
            lcg = lcg.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from(lcg >> 33).unwrap() % most
        };
        for step in 0..60 {
            let moment = Moment::ALL[usize::try_from(odd(7)).unwrap()];
            // From a week before anything happened until a little before now; sometimes exactly another moment.
            let at = if odd(4) == 0 { original.get(Moment::ALL[usize::try_from(odd(7)).unwrap()]).unwrap_or(began) } else { began - TimeDelta::days(7) + TimeDelta::minutes(odd(11_000)) };
            incidents.correct_time(&grace, number, moment, Some(at), "From the log", true, &app::edit::Seen::nothing()).await.unwrap();
            let record = incidents.show(&grace, number).await.unwrap();
            let api = program.get(&format!("/incidents/{number}")).await.expect(200);
            recount(&api, record.over_since.unwrap());
            told(&record, &incidents.timeline(&grace, number, app::incident::Stretch::First, app::part::MOST).await.unwrap().items);
            assert_eq!(record.incident.times.get(moment), Some(at));
            let latest = record.corrections.iter().find(|correction| correction.moment == moment).unwrap();
            assert_eq!(latest.new, Some(at), "the corrections end with the present value");
            if step % 10 == 0 {
                let findings = server::verify::verify(&app.firebreak.db).await.unwrap();
                assert!(findings.iter().all(|finding| finding.broken.is_empty()), "{findings:#?}");
                let year = program.get("/metrics/year?year=2025").await.expect(200);
                for measure in Measure::ALL {
                    let name = serde_json::to_value(measure).unwrap();
                    let figure = year["durations"].as_array().unwrap().iter().find(|one| one["measure"] == name).unwrap();
                    if figure["recorded"] == 1 {
                        assert_eq!(figure["median_seconds"], api["durations"][name.as_str().unwrap()]["seconds"], "{name}");
                    }
                }
            }
        }
        // And back: everything is as it was.
        for moment in Moment::ALL {
            incidents.correct_time(&grace, number, moment, original.get(moment), "As it was", true, &app::edit::Seen::nothing()).await.unwrap();
        }
        let record = incidents.show(&grace, number).await.unwrap();
        assert_eq!(record.incident.times, original);
        let spent: Vec<(i64, i64)> = record.severities.iter().map(|one| (one.severity.level(), one.lasted(record.over_since.unwrap()).num_hours())).collect();
        assert_eq!(spent, [(3, 3), (2, 3), (4, 3), (1, 3), (3, 4)]);
        assert_eq!(server::verify::DERIVED.len(), 8, "a new stored derivative is compared here, too");
    }

    a_declaration_after_an_escalation_needs_insisting(app) {
        let grace = app.person("Grace", Role::Commander).await;
        let number = declared(&app, &grace).await;
        app.pass(TimeDelta::hours(1));
        app.services.incidents.change_severity(&grace, number, to("1")).await.unwrap();
        app.pass(TimeDelta::hours(3));
        let later = app.now() - TimeDelta::hours(1);
        let correct = async |insist| app.services.incidents.correct_time(&grace, number, Moment::Declared, Some(later), "The log", insist, &app::edit::Seen::nothing()).await;
        assert!(sentence(correct(false).await).contains("declared after it became SEV1"));
        correct(true).await.unwrap();
        let times = app.services.incidents.show(&grace, number).await.unwrap().incident.times;
        assert_eq!((times.declared, times.major), (later, Some(later)), "it was major from the declaration on");
    }

    a_severity_change_is_corrected_and_a_missed_one_is_added(app) {
        app.person("Judith", Role::Admin).await;
        let ada = app.person("Ada", Role::Responder).await;
        let grace = app.person("Grace", Role::Commander).await;
        let program = app.program(&grace, "write").await;
        let incidents = app.services.incidents.clone();
        let number = declared(&app, &ada).await;
        let began = app.now();
        app.pass(TimeDelta::hours(4));
        incidents.change_severity(&ada, number, to("2")).await.unwrap();
        app.pass(TimeDelta::hours(4));
        incidents.change_severity(&ada, number, to("1")).await.unwrap();
        app.pass(TimeDelta::hours(1));
        let ids: Vec<i64> = incidents.show(&ada, number).await.unwrap().severities.iter().map(|one| one.id).collect();
        let correct = async |who: &Actor, id, hours| incidents.correct_severity(who, number, id, began + TimeDelta::hours(hours), "It was said on the phone", &app::edit::Seen::nothing()).await;
        assert!(sentence(correct(&ada, ids[1], 1).await).contains("incident commander"));
        assert!(sentence(correct(&grace, ids[0], 1).await).contains("starts with the declaration"));
        assert!(sentence(correct(&grace, ids[1], -1).await).contains("previous severity starts"));
        assert!(sentence(correct(&grace, ids[1], 9).await).contains("became SEV1"));
        assert!(sentence(correct(&grace, ids[2], 30).await).contains("future"));
        assert!(sentence(incidents.correct_severity(&grace, number, ids[1], began, " ", &app::edit::Seen::nothing()).await).contains("reason"));
        correct(&grace, ids[1], 1).await.unwrap();
        let record = incidents.show(&ada, number).await.unwrap();
        assert_eq!(record.incident.times.major, Some(began + TimeDelta::hours(1)), "time to major follows");
        let timeline = incidents.timeline(&ada, number, app::incident::Stretch::First, app::part::MOST).await.unwrap().items;
        let raised = timeline.iter().find(|entry| entry.body.contains("from SEV3 to SEV2")).unwrap();
        assert_eq!((raised.happened_at, raised.revisions), (began + TimeDelta::hours(1), 1), "the timeline follows, with history");
        assert!(timeline.iter().any(|entry| entry.body.contains("It was said on the phone") && entry.kind.as_str() == "time"));
        // A missed change in between, by a program, and on the page by a form.
        let body = |hours: i64, level: i64| json!({ "severity": level, "at": began + TimeDelta::hours(hours), "reason": "It was a SEV4 for a while" });
        assert!(program.post(&format!("/incidents/{number}/severities"), body(-1, 4)).await.problem(422).contains("declared"));
        assert!(program.post(&format!("/incidents/{number}/severities"), body(3, 2)).await.problem(422).contains("already"));
        let api = program.post(&format!("/incidents/{number}/severities"), body(3, 4)).await.expect(200);
        recount(&json!({ "times": api["times"], "severities": api["severities"], "durations": api["durations"] }).pointer("").map(|value| {
            let mut value = value.clone();
            // Still open: what has not come is pending, not inapplicable.
            value["durations"] = Measure::ALL.iter().fold(json!({}), |mut all, measure| {
                let name = serde_json::to_value(measure).unwrap();
                let mut took = api["durations"][name.as_str().unwrap()].clone();
                if took["state"] == "pending" { took["state"] = json!("not_applicable"); }
                all[name.as_str().unwrap()] = took;
                all
            });
            value
        }).unwrap(), app.now());
        let levels: Vec<i64> = api["severities"].as_array().unwrap().iter().map(|one| one["severity"].as_i64().unwrap()).collect();
        assert_eq!(levels, [3, 2, 4, 1]);
        let mut browser = app.signed_in("Root", Role::Admin).await;
        let at = (began + TimeDelta::hours(2)).format("%Y-%m-%dT%H:%M").to_string();
        let page = format!("/incidents/{number}");
        let refused = browser.submit(&page, "/do/add-severity", &[("number", &number.to_string()), ("at", &at), ("reason", "Seen later")]).await;
        assert_eq!((refused.status, refused.says("Choose a severity")), (422, true), "{}", refused.text());
        let shown = browser.accept(&page, "/do/add-severity", &[("number", &number.to_string()), ("severity", "5"), ("at", &at), ("reason", "Seen later")]).await;
        assert!(shown.says("corrected") && shown.says("Seen later"), "{}", shown.text());
        let moved = browser.accept(&page, "/do/correct-severity", &[("number", &number.to_string()), ("change", &ids[2].to_string()), ("at", &(began + TimeDelta::hours(7)).format("%Y-%m-%dT%H:%M").to_string()), ("reason", "From the log")]).await;
        assert!(moved.says("Time of the change to SEV1 corrected"), "{}", moved.text());
        let findings = server::verify::verify(&app.firebreak.db).await.unwrap();
        assert!(findings.iter().all(|finding| finding.broken.is_empty()), "{findings:#?}");
        assert_eq!(incidents.show(&ada, number).await.unwrap().incident.severity, "1".parse::<Severity>().unwrap());
    }

    a_corrected_time_is_replaced_only_when_somebody_says_so(app) {
        let grace = app.person("Grace", Role::Commander).await;
        let incidents = app.services.incidents.clone();
        let number = declared(&app, &grace).await;
        app.pass(TimeDelta::hours(5));
        let early = app.now() - TimeDelta::hours(2);
        incidents.correct_time(&grace, number, Moment::Mitigated, Some(early), "The graph", false, &app::edit::Seen::nothing()).await.unwrap();
        assert!(sentence(incidents.change_status(&grace, number, Status::Mitigated, "").await).contains("keep or replace it"));
        let mut browser = app.signed_in("Root", Role::Admin).await;
        let page = format!("/incidents/{number}");
        let fields = [("number", "1"), ("status", "mitigated"), ("reason", "It holds")];
        let asked = browser.submit(&page, "/do/change-status", &fields).await;
        assert_eq!((asked.status, asked.says("Choose whether to keep or replace it")), (422, true), "{}", asked.text());
        assert!(asked.html().contains("Keep the corrected time") && asked.html().contains("It holds"));
        let kept = [("number", "1"), ("status", "mitigated"), ("reason", "It holds"), ("time", "keep")];
        browser.accept(&page, "/do/change-status", &kept).await;
        assert_eq!(incidents.show(&grace, number).await.unwrap().incident.times.mitigated, Some(early));
        // Resolved by a click, corrected, reopened: what is no longer so is not shown as if it were.
        incidents.change_status(&grace, number, Status::Resolved, "").await.unwrap();
        incidents.correct_time(&grace, number, Moment::Resolved, Some(early), "The graph", false, &app::edit::Seen::nothing()).await.unwrap();
        incidents.reopen(&grace, number, "It is back").await.unwrap();
        let record = incidents.show(&grace, number).await.unwrap();
        let latest = |record: &Record, moment| record.corrections.iter().find(|correction| correction.moment == moment).unwrap().new;
        assert_eq!((latest(&record, Moment::Resolved), record.incident.times.resolved), (None, None));
        incidents.correct_time(&grace, number, Moment::Resolved, Some(early + TimeDelta::hours(1)), "The graph", false, &app::edit::Seen::nothing()).await.unwrap();
        let change = StatusChange { to: Status::Resolved, reason: String::new(), time: Some(TimeChoice::Now) };
        let program = app.program(&grace, "write").await;
        let refused = program.post("/incidents/1/status", json!({ "status": "resolved" })).await.problem(422);
        assert!(refused.contains("corrected to"), "{refused}");
        incidents.set_status(&grace, number, change).await.unwrap();
        let record = incidents.show(&grace, number).await.unwrap();
        assert_eq!((latest(&record, Moment::Resolved), record.incident.times.resolved), (Some(app.now()), Some(app.now())));
        assert!(browser.get(&page).await.says("resolved: now"));
    }

    type_and_team_are_changed_after_declaring(app) {
        let root = app.person("Root", Role::Admin).await;
        let ada = app.person("Ada", Role::Responder).await;
        let people = &app.services.people;
        let (loaders, models) = (people.add_team(&root, "Loaders", "").await.unwrap(), people.add_team(&root, "Models", "").await.unwrap());
        let number = declared(&app, &ada).await;
        let program = app.program(&ada, "write").await;
        let path = format!("/incidents/{number}/classification");
        let api = program.put(&path, json!({ "kind": "service", "team": loaders })).await.expect(200);
        assert_eq!((&api["kind"], &api["team"]["name"]), (&json!("service"), &json!("Loaders")));
        assert!(program.put(&path, json!({ "team": models })).await.problem(403).contains("members of the owning team"));
        assert!(program.put(&path, json!({ "team": 999 })).await.status >= 400);
        people.set_member(&root, loaders, ada.person.unwrap(), true).await.unwrap();
        assert_eq!(program.put(&path, json!({ "team": null })).await.expect(200)["team"], json!(null));
        assert_eq!(program.put(&path, json!({})).await.expect(200)["kind"], json!("service"), "what is left out stays");
        // Two people on the page: different fields go together, the same one is told.
        let mut browser = app.signed_in("Grace", Role::Commander).await;
        let page = format!("/incidents/{number}");
        let (models, loaders) = (models.to_string(), loaders.to_string());
        let seen = [("number", "1"), ("seen.kind", "service"), ("seen.team", "")];
        let shown = browser.accept(&page, "/do/classify-incident", &[&seen[..], &[("kind", "data"), ("team", "")]].concat()).await;
        assert!(shown.says("Type changed from Service to Data"), "{}", shown.text());
        browser.accept(&page, "/do/classify-incident", &[&seen[..], &[("kind", "service"), ("team", &models)]].concat()).await;
        let record = app.services.incidents.show(&ada, number).await.unwrap();
        assert_eq!((record.incident.kind.as_str(), record.incident.team.unwrap().1.as_str()), ("data", "Models"));
        let stale = browser.submit(&page, "/do/classify-incident", &[&seen[..], &[("kind", "service"), ("team", &loaders)]].concat()).await;
        assert_eq!((stale.status, stale.says("Somebody else has changed this to “Models”")), (409, true), "{}", stale.text());
    }
}
