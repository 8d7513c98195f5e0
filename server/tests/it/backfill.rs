//! Backfills: counted, reported, with a rate and an end, and in the way of a silent resolution.

use app::actor::{Actor, Via};
use app::backfill::NewBackfill;
use app::error::AppError;
use app::incident::{Declaration, EntryKind, Status};
use app::person::Role;
use chrono::TimeDelta;

fn predictions() -> NewBackfill {
    NewBackfill::parse("Missing predictions", "predictions", "258,000,000").unwrap()
}

async fn declared(app: &crate::support::TestApp, who: &Actor) -> i64 {
    app.services.incidents.declare(who, Declaration::titled("Predictions are missing").unwrap()).await.unwrap()
}

crate::each_engine! {
    progress_is_reported_by_form_with_rate_and_end(app) {
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        let page = "/incidents/1";
        browser.accept("/incidents/new", "/do/declare-incident", &[("title", "Predictions are missing")]).await;
        let refused = browser.submit(page, "/do/add-backfill", &[("number", "1"), ("name", "Missing predictions"), ("total", "lots"), ("unit", "predictions")]).await;
        assert!(refused.status == 422 && refused.says("whole number"), "{}", refused.text());
        assert_eq!(refused.find("#add-backfill-name").as_deref(), Some("Missing predictions"));
        let shown = browser.accept(page, "/do/add-backfill", &[("number", "1"), ("name", "Missing predictions"), ("total", "258,000,000"), ("unit", "predictions")]).await;
        assert!(shown.says("0 of 258,000,000 predictions") && shown.says("there is no estimated end"), "{}", shown.text());
        app.pass(TimeDelta::hours(10));
        let shown = browser.accept(page, "/do/report-backfill", &[("backfill", "1"), ("done", "30 000 000")]).await;
        assert!(shown.says("30,000,000 of 258,000,000 predictions (11 %)"), "{}", shown.text());
        assert!(shown.says("3,000,000 predictions an hour (72,000,000 a day)") && shown.says("in 3 d 4 h"), "{}", shown.text());
        assert_eq!((shown.count("progress.progress[max='258000000']"), shown.count("figure.chart svg[role=img] title")), (1, 1));
        let far = browser.submit(page, "/do/report-backfill", &[("form_key", "1"), ("backfill", "1"), ("done", "300000000")]).await;
        assert!(far.status == 422 && far.says("258000000 predictions"), "{}", far.text());
        assert_eq!(far.find("input[name=done]").as_deref(), Some("300000000"));
    }

    an_incident_does_not_resolve_silently_while_one_is_short(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let number = declared(&app, &ada).await;
        let (incidents, backfills) = (&app.services.incidents, &app.services.backfills);
        let id = backfills.add(&ada, number, predictions()).await.unwrap();
        let refused = incidents.change_status(&ada, number, Status::Resolved, "").await.unwrap_err();
        assert!(refused.message_for("reason").is_some_and(|words| words.contains("“Missing predictions” is incomplete")), "{refused}");
        let silent = backfills.waive(&ada, id, "  ").await.unwrap_err();
        assert!(silent.message_for("reason").is_some());
        backfills.waive(&ada, id, "The rest is older than any report looks back").await.unwrap();
        assert!(!backfills.show(&ada, id).await.unwrap().is_short());
        incidents.change_status(&ada, number, Status::Resolved, "").await.unwrap();
    }

    a_finished_backfill_is_in_nobodys_way(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let number = declared(&app, &ada).await;
        let id = app.services.backfills.add(&ada, number, predictions()).await.unwrap();
        app.pass(TimeDelta::days(6));
        app.services.backfills.report(&ada, id, 258_000_000).await.unwrap();
        let done = app.services.backfills.show(&ada, id).await.unwrap();
        assert_eq!((done.finished_at, done.eta, done.percent()), (Some(app.now()), None, 100));
        assert!(matches!(app.services.backfills.waive(&ada, id, "why not").await, Err(AppError::Conflict { .. })));
        app.services.incidents.change_status(&ada, number, Status::Resolved, "").await.unwrap();
    }

    a_count_that_goes_down_is_a_correction(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let number = declared(&app, &ada).await;
        let backfills = &app.services.backfills;
        let id = backfills.add(&ada, number, predictions()).await.unwrap();
        for (hours, done) in [(1, 258_000_000), (1, 1_000_000)] {
            app.pass(TimeDelta::hours(hours));
            backfills.report(&ada, id, done).await.unwrap();
        }
        let corrected = backfills.show(&ada, id).await.unwrap();
        assert_eq!((corrected.done, corrected.finished_at, corrected.rate, corrected.points.len()), (1_000_000, None, None, 3));
        app.pass(TimeDelta::hours(2));
        backfills.report(&ada, id, 5_000_000).await.unwrap();
        assert_eq!(backfills.show(&ada, id).await.unwrap().rate.map(app::backfill::Rate::per_hour), Some(2_000_000));
        let grown = NewBackfill::parse("Missing predictions", "predictions", "4000000").unwrap();
        assert!(backfills.describe(&ada, id, grown, &app::edit::Seen::nothing()).await.unwrap_err().message_for("total").is_some());
    }

    a_script_may_report_every_minute(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let number = declared(&app, &ada).await;
        let script = Actor { via: Via::Api { token: 1, write: true }, ..ada.clone() };
        let id = app.services.backfills.add(&ada, number, NewBackfill::parse("Rows", "", "1000").unwrap()).await.unwrap();
        for done in 1..=250 {
            app.pass(TimeDelta::minutes(1));
            app.services.backfills.report(&script, id, done).await.unwrap();
        }
        let shown = app.services.backfills.show(&ada, id).await.unwrap();
        assert_eq!(shown.rate.map(app::backfill::Rate::per_hour), Some(60));
        assert!(shown.points.len() < 200 && shown.points.first().is_some_and(|point| point.done == 0), "{}", shown.points.len());
        let told = app.services.incidents.timeline(&ada, number, app::incident::Stretch::First, app::part::MOST).await.unwrap().items;
        let told: Vec<&str> = told.iter().filter(|entry| entry.kind == EntryKind::Backfill).map(|entry| entry.body.as_str()).collect();
        assert_eq!(told.len(), 4, "begun, the first report, 10 % and 20 %: {told:?}");
    }

    backfills_of_a_private_incident_do_not_exist_for_others(app) {
        let (ada, eve) = (app.person("Ada", Role::Responder).await, app.person("Eve", Role::Admin).await);
        let secret = Declaration { private: true, ..Declaration::titled("Canary").unwrap() };
        let number = app.services.incidents.declare(&ada, secret).await.unwrap();
        let backfills = &app.services.backfills;
        let id = backfills.add(&ada, number, predictions()).await.unwrap();
        assert_eq!(backfills.show(&eve, id).await, Err(AppError::NotFound));
        assert_eq!(backfills.of_incident(&eve, number).await, Err(AppError::NotFound));
        assert_eq!(backfills.report(&eve, id, 1).await, Err(AppError::NotFound));
        assert_eq!(backfills.waive(&eve, id, "x").await, Err(AppError::NotFound));
    }
}
