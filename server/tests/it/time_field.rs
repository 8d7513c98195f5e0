//! A typed time is the instant that was meant: asked about when it came twice, refused when it never came, and left alone
//! when nobody moved it.

use app::actor::Actor;
use app::incident::{Declaration, entry_path};
use app::person::Role;
use chrono::{DateTime, Utc};
use scraper::{Html, Selector};

use crate::support::{Answer, Browser, TestApp, code};

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn declared(app: &TestApp, who: &Actor) -> i64 {
    app.services.incidents.declare(who, Declaration::titled("Predictions are missing").unwrap()).await.unwrap()
}

/// What a browser would send of the form that corrects `entry`, with some of its fields filled in anew.
fn correction(page: &Answer, entry: i64, typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let html = Html::parse_document(page.html());
    let form = Selector::parse(&format!("#correct-entry{entry}")).unwrap();
    let form = html.select(&form).next().expect("the form is on the page");
    let fields = Selector::parse("input, textarea").unwrap();
    let sent = form.select(&fields).filter(|field| field.attr("type") != Some("radio") || field.attr("checked").is_some());
    let mut sent: Vec<(String, String)> = sent
        .map(|field| {
            let value = field.attr("value").map_or_else(|| field.text().collect::<String>().trim().to_owned(), str::to_owned);
            (field.attr("name").unwrap().to_owned(), value)
        })
        .collect();
    for (name, value) in typed {
        sent.retain(|(field, _)| field != name);
        sent.push(((*name).to_owned(), (*value).to_owned()));
    }
    sent
}

async fn send(browser: &mut Browser, page: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.submit(page, "/do/correct-entry", &fields).await
}

async fn happened(app: &TestApp, who: &Actor, number: i64, entry: i64) -> DateTime<Utc> {
    let timeline = app.services.incidents.timeline(who, number, app::incident::Stretch::First, app::part::MOST).await.unwrap();
    timeline.items.iter().find(|one| one.id == entry).unwrap().happened_at
}

crate::each_engine! {
    an_instant_that_nobody_moved_keeps_its_seconds_and_its_hour(app) {
        app.clock.set(utc("2025-11-20T12:00:00Z"));
        let ada = app.person("Ada", Role::Responder).await;
        let mut browser = app.browser_of("Ada").await;
        let number = declared(&app, &ada).await;
        for (zone, instant) in [
            ("America/Toronto", "2025-11-02T06:30:45Z"),
            ("America/Toronto", "2025-11-02T05:30:45Z"),
            ("Asia/Kathmandu", "2025-11-02T06:30:45Z"),
            ("Australia/Lord_Howe", "2025-04-05T15:15:59Z"),
            ("Pacific/Kiritimati", "2025-07-31T10:00:01Z"),
            ("Pacific/Pago_Pago", "2025-07-31T10:59:59Z"),
        ] {
            browser.accept("/account", "/do/change-account", &[("name", "Ada"), ("zone", zone)]).await;
            let entry = app.services.incidents.note(&ada, number, "DR-3098 failed", Some(utc(instant)), None).await.unwrap();
            let page = entry_path(number, entry);
            let form = correction(&browser.get(&page).await, entry, &[("body", "DR-3098 failed twice"), ("reason", "The log says so")]);
            // The zone may be another one by the time the form arrives.
            browser.accept("/account", "/do/change-account", &[("name", "Ada"), ("zone", "Europe/Berlin")]).await;
            assert_eq!(send(&mut browser, &page, &form).await.status, 303, "{zone}");
            assert_eq!(happened(&app, &ada, number, entry).await, utc(instant), "{zone}");
        }
    }

    a_time_that_came_twice_is_asked_about(app) {
        app.clock.set(utc("2025-11-20T12:00:00Z"));
        let ada = app.person("Ada", Role::Responder).await;
        let mut browser = app.browser_of("Ada").await;
        browser.accept("/account", "/do/change-account", &[("name", "Ada"), ("zone", "America/Toronto")]).await;
        let number = declared(&app, &ada).await;
        let entry = app.services.incidents.note(&ada, number, "DR-3098 failed", Some(utc("2025-11-01T10:00:07Z")), None).await.unwrap();
        let page = entry_path(number, entry);
        let typed = [("body", "DR-3098 failed twice"), ("happened_at", "2025-11-02T01:30"), ("reason", "The log says so")];
        let form = correction(&browser.get(&page).await, entry, &typed);
        let asked = send(&mut browser, &page, &form).await;
        assert_eq!(asked.status, 422);
        assert!(asked.says("01:30 occurred twice") && asked.says("First: 01:30, UTC-04:00") && asked.says("Second: 01:30, UTC-05:00"), "it asks");
        let again = correction(&asked, entry, &[]);
        for (name, value) in typed {
            assert!(again.contains(&(name.to_owned(), value.to_owned())), "{name} is lost: {again:?}");
        }
        assert!(!again.iter().any(|(name, _)| name == "happened_at.which"), "nothing is chosen for anybody");
        assert_eq!(happened(&app, &ada, number, entry).await, utc("2025-11-01T10:00:07Z"), "nothing was stored");
        let second = correction(&asked, entry, &[("happened_at.which", "2025-11-02T06:30:00+00:00")]);
        assert_eq!(send(&mut browser, &page, &second).await.status, 303);
        assert_eq!(happened(&app, &ada, number, entry).await, utc("2025-11-02T06:30:00Z"));
        // Now the form shows which of the two it is, and the other one can be chosen.
        let first = correction(&browser.get(&page).await, entry, &[("reason", "The other one"), ("happened_at.which", "2025-11-02T05:30:00+00:00")]);
        assert_eq!(send(&mut browser, &page, &first).await.status, 303);
        assert_eq!(happened(&app, &ada, number, entry).await, utc("2025-11-02T05:30:00Z"));
        let skipped = correction(&browser.get(&page).await, entry, &[("happened_at", "2025-03-09T02:30"), ("reason", "x")]);
        let refused = send(&mut browser, &page, &skipped).await;
        assert!(refused.status == 422 && refused.says("This time did not exist"));
    }

    a_day_that_begins_in_a_gap_is_a_filter_like_any_other(app) {
        // At midnight the clocks were moved forward: 31 March 2024 began at 01:00.
        let ada = app.person("Ada", Role::Responder).await;
        let mut browser = app.browser_of("Ada").await;
        browser.accept("/account", "/do/change-account", &[("name", "Ada"), ("zone", "Asia/Beirut")]).await;
        let program = app.program(&app.actor_of("Ada").await, "read").await;
        for (title, declared) in [("It was the day before", "2024-03-30T21:59:59Z"), ("It was that day", "2024-03-30T22:00:00Z"), ("It was the day after", "2024-03-31T21:00:00Z")] {
            app.clock.set(utc(declared));
            app.services.incidents.declare(&ada, Declaration::titled(title).unwrap()).await.unwrap();
        }
        app.clock.set(utc("2025-06-20T12:00:00Z"));
        let list = browser.get("/incidents?from=2024-03-31&until=2024-03-31").await;
        assert!(list.says("It was that day") && !list.says("It was the day before") && !list.says("It was the day after"), "{}", list.text());
        let told = program.get("/incidents?from=2024-03-31&until=2024-03-31").await.expect(200);
        let titles: Vec<_> = told["items"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect();
        assert_eq!(titles, ["It was that day"]);
        let year = browser.get("/insights?year=2024").await;
        let link = year.links().into_iter().find(|link| link.contains("from=2024-03-01&until=2024-03-31") && !link.contains("peak=")).unwrap();
        let march = browser.get(&link).await;
        assert!(march.says("It was that day") && march.says("It was the day before") && !march.says("It was the day after"), "{link}");
    }
}

#[test]
fn every_time_is_typed_into_the_one_field_for_times() {
    for (name, text) in code::rust("app/src") {
        let typed = text.split("#[cfg(test)]").next().unwrap_or_default();
        let own = typed.lines().filter(|line| !line.trim_start().starts_with("//") && line.contains("\"datetime-local\""));
        assert!(name == "app/src/ui/time_field.rs" || own.count() == 0, "{name}: use ui::TimeField");
        // Whoever reads a typed time gets it from such a field: the name of the argument is the field's.
        let read = typed.lines().filter_map(|line| line.split_once("text::moment(&").map(|(_, rest)| rest));
        for argument in read.map(|rest| rest.split([',', ')']).next().unwrap_or_default()) {
            let argument = argument.trim_start_matches("get(").trim_matches('"').to_owned();
            let field = format!("<TimeField name=\"{argument}\"");
            assert!(code::rust("app/src").iter().any(|(_, text)| text.contains(&field)), "{name}: {argument} has no TimeField");
        }
    }
}
