//! An incident from its declaration to its closure, as its people live it.

use app::error::AppError;
use app::incident::{Declaration, Filter, Moment, Responsibility, SeverityChange, Status};
use app::person::Role;
use chrono::TimeDelta;

use crate::support::TestApp;

async fn declared(app: &TestApp, who: &app::actor::Actor, title: &str) -> i64 {
    app.services.incidents.declare(who, Declaration::titled(title).unwrap()).await.unwrap()
}

fn sentence<T: std::fmt::Debug>(outcome: Result<T, AppError>) -> String {
    outcome.expect_err("it should have been refused").to_string()
}

crate::each_engine! {
    one_line_declares_an_incident(app) {
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        let empty = browser.submit("/incidents/new", "/do/declare-incident", &[("title", " "), ("summary", "Since Monday")]).await;
        assert_eq!((empty.status, empty.says("Enter a title")), (422, true), "{}", empty.text());
        assert_eq!(empty.find("textarea[name=summary]").as_deref(), Some("Since Monday"));
        let page = browser.accept("/incidents/new", "/do/declare-incident", &[("title", "Predictions are missing")]).await;
        assert!(page.says("INC-1") && page.says("SEV3"));
        let found = browser.get("/incidents?q=prediction").await;
        assert!(found.says("Predictions are missing"), "{}", found.text());
        assert!(browser.get("/incidents?q=nothing").await.says("No incident matches"));
        assert!(browser.get("/incidents?q=INC-1").await.says("Predictions are missing"));
    }

    a_severity_goes_up_by_anybody_and_down_by_the_commander(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let grace = app.person("Grace", Role::Commander).await;
        let number = declared(&app, &ada, "Predictions are missing").await;
        let to = |level: &str, why: &str| SeverityChange::parse(level, why).unwrap();
        assert!(sentence(SeverityChange::parse("1", " ")).contains("reason"));
        app.pass(TimeDelta::days(4));
        app.services.incidents.change_severity(&ada, number, to("1", "Nominations are on hold")).await.unwrap();
        assert!(sentence(app.services.incidents.change_severity(&ada, number, to("2", "Calmer")).await).contains("incident commander"));
        app.pass(TimeDelta::hours(6));
        app.services.incidents.change_severity(&grace, number, to("2", "A workaround holds")).await.unwrap();
        app.services.incidents.change_severity(&ada, number, to("1", "It does not hold")).await.unwrap();
        let record = app.services.incidents.show(&ada, number).await.unwrap();
        assert_eq!(record.incident.peak_severity.level(), 1);
        assert_eq!(record.incident.times.major.unwrap() - record.incident.times.declared, TimeDelta::days(4), "time to major");
        let spent: Vec<(i64, i64)> = record.severities.iter().map(|i| (i.severity.level(), (i.until.unwrap_or(app.now()) - i.from).num_hours())).collect();
        assert_eq!(spent, [(3, 96), (1, 6), (2, 0), (1, 0)]);
        assert!(record.severities.iter().all(|interval| !interval.reason.is_empty()));
    }

    steps_are_skipped_forwards_and_never_taken_backwards(app) {
        let grace = app.person("Grace", Role::Commander).await;
        let number = declared(&app, &grace, "Predictions are missing").await;
        let move_to = async |to| app.services.incidents.change_status(&grace, number, to, "").await;
        move_to(Status::Identified).await.unwrap();
        assert!(sentence(move_to(Status::Investigating).await).contains("cannot become"));
        assert!(sentence(move_to(Status::Closed).await).contains("cannot become"));
        app.pass(TimeDelta::days(2));
        move_to(Status::Resolved).await.unwrap();
        let times = app.services.incidents.show(&grace, number).await.unwrap().incident.times;
        assert_eq!((times.mitigated, times.resolved), (None, Some(app.now())), "mitigated is never filled in from another");
        assert!(sentence(app.services.incidents.reopen(&grace, number, "").await).contains("reason"));
        app.services.incidents.reopen(&grace, number, "Rows are missing again").await.unwrap();
        let incident = app.services.incidents.show(&grace, number).await.unwrap().incident;
        assert_eq!((incident.status, incident.times.resolved), (Status::Investigating, None));
        assert!(sentence(move_to(Status::Canceled).await).contains("a reason for canceling it"));
    }

    a_major_incident_does_not_close_silently_without_its_postmortem(app) {
        let grace = app.person("Grace", Role::Commander).await;
        let number = declared(&app, &grace, "Predictions are missing").await;
        app.services.incidents.change_severity(&grace, number, SeverityChange::parse("1", "On hold").unwrap()).await.unwrap();
        app.services.incidents.change_status(&grace, number, Status::Resolved, "").await.unwrap();
        let refused = sentence(app.services.incidents.change_status(&grace, number, Status::Closed, "").await);
        assert!(refused.contains("no postmortem"), "{refused}");
        app.services.incidents.change_status(&grace, number, Status::Closed, "Written up elsewhere").await.unwrap();
    }

    command_is_handed_over_and_never_shared(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let grace = app.person("Grace", Role::Responder).await;
        let number = declared(&app, &ada, "Predictions are missing").await;
        for person in [&ada, &grace] {
            app.services.incidents.assign(&ada, number, Responsibility::Commander, person.person.unwrap()).await.unwrap();
        }
        app.services.incidents.assign(&ada, number, Responsibility::Shadow, ada.person.unwrap()).await.unwrap();
        let record = app.services.incidents.show(&ada, number).await.unwrap();
        let present: Vec<(&str, &str)> = record.roles.iter().filter(|r| r.until.is_none()).map(|r| (r.role.as_str(), r.name.as_str())).collect();
        assert_eq!(present, [("commander", "Grace"), ("shadow", "Ada")]);
        assert_eq!(record.incident.times.acknowledged, Some(app.now()));
        let timeline = app.services.incidents.timeline(&ada, number, app::incident::Stretch::First, app::part::MOST).await.unwrap().items;
        assert!(timeline.iter().any(|entry| entry.body.contains("Command handed over from Ada to Grace")));
        // The responder who commands may lower the severity of this incident.
        app.services.incidents.change_severity(&grace, number, SeverityChange::parse("4", "Few notice").unwrap()).await.unwrap();
    }

    an_entry_is_back_dated_and_corrected_with_history(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let number = declared(&app, &ada, "Predictions are missing").await;
        let then = app.now() - TimeDelta::days(3);
        let entry = app.services.incidents.note(&ada, number, "DR-3098 failed", Some(then), None).await.unwrap();
        assert!(sentence(app.services.incidents.note(&ada, number, "Soon", Some(app.now() + TimeDelta::days(1)), None).await).contains("future"));
        app.pass(TimeDelta::hours(1));
        let earlier = then - TimeDelta::hours(2);
        app.services.incidents.correct_entry(&ada, number, entry, "DR-3098 failed twice", earlier, "The log says so", &app::edit::Seen::nothing()).await.unwrap();
        let timeline = app.services.incidents.timeline(&ada, number, app::incident::Stretch::First, app::part::MOST).await.unwrap().items;
        let first = &timeline[0];
        assert_eq!((first.body.as_str(), first.happened_at, first.recorded_at, first.revisions), ("DR-3098 failed twice", earlier, app.now() - TimeDelta::hours(1), 1));
        let before = app.services.incidents.revisions(&ada, number, entry).await.unwrap();
        assert_eq!((before[0].old_body.as_str(), before[0].old_happened_at), ("DR-3098 failed", then));
        let automatic = timeline.last().unwrap().id;
        assert!(sentence(app.services.incidents.correct_entry(&ada, number, automatic, "Never declared", earlier, "x", &app::edit::Seen::nothing()).await).contains("automatically"));
    }

    times_are_corrected_and_an_impossible_order_needs_insisting(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let number = declared(&app, &ada, "Predictions are missing").await;
        let correct = async |moment, at, insist| app.services.incidents.correct_time(&ada, number, moment, Some(at), "The log says so", insist, &app::edit::Seen::nothing()).await;
        correct(Moment::Started, app.now() - TimeDelta::days(9), false).await.unwrap();
        assert!(sentence(correct(Moment::Started, app.now() + TimeDelta::days(1), true).await).contains("future"));
        assert!(sentence(correct(Moment::Detected, app.now() - TimeDelta::days(10), false).await).contains("before it started"));
        correct(Moment::Detected, app.now() - TimeDelta::days(10), true).await.unwrap();
        let record = app.services.incidents.show(&ada, number).await.unwrap();
        assert!(record.incident.times.out_of_order().is_some());
        assert_eq!(record.corrections.len(), 2);
        correct(Moment::Declared, app.now() - TimeDelta::days(8), false).await.unwrap();
        let record = app.services.incidents.show(&ada, number).await.unwrap();
        assert_eq!(record.severities[0].from, record.incident.times.declared, "the ledger follows");
    }

    a_duplicate_keeps_its_address(app) {
        let grace = app.person("Grace", Role::Commander).await;
        let (first, second) = (declared(&app, &grace, "Predictions are missing").await, declared(&app, &grace, "Dashboard is empty").await);
        assert!(sentence(app.services.incidents.merge(&grace, second, second).await).contains("itself"));
        app.services.incidents.merge(&grace, second, first).await.unwrap();
        assert_eq!(app.services.incidents.show(&grace, second).await.unwrap().incident.merged_into, Some(first));
        assert_eq!(app.services.incidents.show(&grace, first).await.unwrap().duplicates, [(second, "Dashboard is empty".to_owned())]);
        app.services.incidents.unmerge(&grace, second).await.unwrap();
        let back = app.services.incidents.show(&grace, second).await.unwrap().incident;
        assert_eq!((back.status, back.merged_into), (Status::Triage, None));
    }

    a_private_incident_does_not_exist_for_others(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let root = app.person("Root", Role::Admin).await;
        let declaration = Declaration { private: true, ..Declaration::titled("Salaries leaked").unwrap() };
        let number = app.services.incidents.declare(&ada, declaration).await.unwrap();
        assert_eq!(app.services.incidents.show(&root, number).await, Err(AppError::NotFound));
        assert_eq!(app.services.incidents.note(&root, number, "Hello", None, None).await, Err(AppError::NotFound));
        assert!(app.services.incidents.list(&root, &Filter::default()).await.unwrap().incidents.is_empty());
        let search = Filter { text: "salaries".to_owned(), ..Filter::default() };
        assert!(app.services.incidents.list(&root, &search).await.unwrap().incidents.is_empty());
        assert_eq!(app.services.incidents.list(&ada, &search).await.unwrap().incidents.len(), 1);
        assert_eq!(app.services.incidents.open_counts(&root).await.unwrap(), [0; 5]);
        app.services.incidents.add_member(&ada, number, root.person.unwrap()).await.unwrap();
        assert!(app.services.incidents.show(&root, number).await.is_ok());
    }

    pages_of_a_long_list_meet_without_gap_or_overlap(app) {
        let ada = app.person("Ada", Role::Responder).await;
        for index in 0..120 {
            declared(&app, &ada, &format!("Incident {index}")).await;
        }
        let list = async |filter: Filter| app.services.incidents.list(&ada, &filter).await.unwrap();
        let mut seen = Vec::new();
        let mut page = list(Filter::default()).await;
        loop {
            seen.extend(page.incidents.iter().map(|incident| incident.number));
            if !page.older { break }
            page = list(Filter { before: seen.last().copied(), ..Filter::default() }).await;
        }
        assert_eq!(seen, (1..=120).rev().collect::<Vec<_>>());
        let back = list(Filter { after: Some(20), ..Filter::default() }).await;
        assert_eq!(back.incidents.iter().map(|incident| incident.number).collect::<Vec<_>>(), (21..=70).rev().collect::<Vec<_>>());
        assert!(back.newer && back.older);
    }

    two_people_raising_at_once_leave_one_ledger(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let number = declared(&app, &ada, "Predictions are missing").await;
        let raise = |level: &'static str| {
            let (services, ada) = (app.services.clone(), ada.clone());
            tokio::spawn(async move { services.incidents.change_severity(&ada, number, SeverityChange::parse(level, "On hold").unwrap()).await })
        };
        let both = [raise("1"), raise("2")];
        for one in both {
            one.await.unwrap().unwrap();
        }
        let intervals = app.services.incidents.show(&ada, number).await.unwrap().severities;
        assert_eq!(intervals.len(), 3);
        assert_eq!(intervals.iter().filter(|interval| interval.until.is_none()).count(), 1);
    }
}

crate::each_engine! {
    three_questions_choose_a_severity_when_nobody_is_sure(app) {
        let mut browser = app.signed_in("Ada", Role::Admin).await;
        let unsure = [("title", "Predictions are missing"), ("severity", "ask"), ("held_up", "most"), ("wrong_data", "no"), ("workaround", "no")];
        assert!(browser.accept("/incidents/new", "/do/declare-incident", &unsure).await.says("SEV1"));
        let own = browser.accept("/severities", "/do/set-meaning", &[("severity", "1"), ("meaning", "STAT6 cannot be evaluated")]).await;
        assert!(own.html().contains("STAT6 cannot be evaluated"));
        assert!(browser.get("/incidents/new").await.says("STAT6 cannot be evaluated"));
    }
}
