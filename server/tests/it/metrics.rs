//! The year in numbers: counted by hand, and every number against the list behind it.

use std::collections::BTreeSet;

use app::actor::Actor;
use app::error::AppError;
use app::incident::{Declaration, Kind, Measure, Moment, SeverityChange, Status};
use app::metrics::{CommitmentFilter, Interval, Year, YearFilter};
use app::person::Role;
use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};
use scraper::{Html, Selector};
use sqlx::AssertSqlSafe;

use crate::support::{Browser, TestApp};

fn at(year: i32, month: u32, day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(year, month, day, 12, 0, 0).unwrap()
}

fn of(year: i32, kind: Option<Kind>) -> YearFilter {
    YearFilter { year: Some(year), kind, team: None }
}

/// Declares an incident at a moment of its own.
async fn declared(app: &TestApp, who: &Actor, when: DateTime<Utc>, kind: Kind, severity: &str) -> i64 {
    app.clock.set(when);
    let mut declaration = Declaration::titled(&format!("{} trouble of {}", kind.title(), when.format("%-d %B %Y"))).unwrap();
    (declaration.kind, declaration.severity) = (kind, severity.parse().unwrap());
    app.services.incidents.declare(who, declaration).await.unwrap()
}

async fn private(app: &TestApp, who: &Actor, when: DateTime<Utc>) -> i64 {
    app.clock.set(when);
    let mut declaration = Declaration::titled("Somebody copied the payroll").unwrap();
    (declaration.kind, declaration.private, declaration.severity) = (Kind::Security, true, "1".parse().unwrap());
    app.services.incidents.declare(who, declaration).await.unwrap()
}

async fn year(app: &TestApp, who: &Actor, filter: YearFilter) -> Year {
    (*app.services.metrics.year(who, &filter).await.unwrap()).clone()
}

/// Runs SQL that no use case would: what other nouns write.
async fn sql(app: &TestApp, text: &str) {
    let text = AssertSqlSafe(text.to_owned());
    match &app.firebreak.db {
        server::Db::Sqlite { write, .. } => sqlx::query(text).execute(write).await.map(drop).unwrap(),
        server::Db::Postgres(pool) => sqlx::query(text).execute(pool).await.map(drop).unwrap(),
    }
}

/// The case: three data incidents in 2024, one in 2025, none in early 2026; with other things around them.
async fn case(app: &TestApp, ada: &Actor) {
    for (when, kind, severity) in [
        (at(2024, 3, 5), Kind::Data, "3"),
        (at(2024, 3, 6), Kind::Service, "4"),
        (at(2024, 9, 12), Kind::Data, "4"),
        (at(2024, 11, 20), Kind::Data, "3"),
        (at(2025, 2, 3), Kind::Service, "2"),
        (at(2025, 6, 24), Kind::Data, "3"),
        (at(2026, 1, 15), Kind::Engineering, "4"),
    ] {
        declared(app, ada, when, kind, severity).await;
    }
    // STAT6 was escalated late.
    app.clock.set(at(2025, 7, 3));
    let major = SeverityChange::parse("1", "Nominations are on hold").unwrap();
    app.services.incidents.change_severity(ada, 6, major).await.unwrap();
    app.clock.set(at(2026, 2, 10));
}

/// What must not be counted: a drill, a canceled one, a duplicate.
async fn noise(app: &TestApp, ada: &Actor) {
    let mut drill = Declaration::titled("What if the warehouse burns").unwrap();
    drill.drill = true;
    app.clock.set(at(2025, 5, 1));
    app.services.incidents.declare(ada, drill).await.unwrap();
    let canceled = declared(app, ada, at(2025, 5, 2), Kind::Data, "1").await;
    app.services.incidents.change_status(ada, canceled, Status::Canceled, "It was nothing").await.unwrap();
    let duplicate = declared(app, ada, at(2025, 6, 25), Kind::Data, "1").await;
    app.services.incidents.merge(ada, duplicate, 6).await.unwrap();
}

/// How many incidents the list behind a link shows, on all of its pages.
async fn listed(browser: &mut Browser, href: &str) -> usize {
    let (mut count, mut next) = (0, Some(href.to_owned()));
    while let Some(href) = next {
        let page = browser.get(&href).await;
        assert_eq!(page.status, 200, "{href}");
        let html = Html::parse_document(page.html());
        count += html.select(&Selector::parse("main table.list tbody tr").unwrap()).count();
        let older = html.select(&Selector::parse("nav.pager a[rel=next]").unwrap()).next();
        next = older.and_then(|link| link.value().attr("href").map(str::to_owned));
    }
    count
}

/// Every link of a page whose words are a number, with the number.
fn numbers(html: &str) -> BTreeSet<(String, usize)> {
    let html = Html::parse_document(html);
    let anchors = Selector::parse("main a").unwrap();
    let links = html.select(&anchors).filter_map(|link| {
        let words: String = link.text().collect::<String>().replace(',', "");
        Some((link.value().attr("href")?.to_owned(), words.trim().parse().ok()?))
    });
    links.filter(|(href, _)| !href.starts_with("/insights?")).collect()
}

crate::each_engine! {
    three_then_one_then_none(app) {
        let ada = app.person("Ada", Role::Admin).await;
        case(&app, &ada).await;
        noise(&app, &ada).await;
        app.clock.set(at(2026, 2, 10));
        let data = year(&app, &ada, YearFilter { kind: Some(Kind::Data), ..YearFilter::default() }).await;
        let years: Vec<(i32, i64)> = data.years.iter().map(|one| (one.year, one.count.total())).collect();
        assert_eq!(years, [(2024, 3), (2025, 1), (2026, 0)]);
        assert_eq!((data.compared.this.total(), data.compared.last.total()), (0, 0), "1 January to 10 February");
        let before = year(&app, &ada, of(2025, Some(Kind::Data))).await;
        assert_eq!((before.compared.whole, before.compared.this.total(), before.compared.last.total()), (true, 1, 3));
        assert_eq!(before.delta(1, 3), "2 fewer than in 2024");
        assert_eq!((before.count().major(), before.majors.len(), before.majors[0].number), (1, 1, 6), "by its peak, not by what it is now");
        assert_eq!(before.months[5].this.total(), 1, "declared in June");
        let everything = year(&app, &ada, of(2025, None)).await;
        assert_eq!((everything.count().total(), everything.count().kind(Kind::Service)), (2, 1));
    }

    the_same_days_are_compared(app) {
        let ada = app.person("Ada", Role::Admin).await;
        for (y, m, d) in [(2023, 2, 28), (2023, 3, 1), (2024, 2, 28), (2024, 2, 29)] {
            declared(&app, &ada, at(y, m, d), Kind::Data, "3").await;
        }
        app.clock.set(at(2024, 2, 29));
        let leap = year(&app, &ada, YearFilter::default()).await;
        assert_eq!((leap.compared.this.total(), leap.compared.last.total()), (2, 1), "29 February against 1 January to 28 February");
        assert_eq!(leap.delta(2, 1), "1 more than in the same days of 2023");
        assert_eq!(leap.compared.last_through, NaiveDate::from_ymd_opt(2023, 2, 28).unwrap());
        app.clock.set(at(2024, 3, 1));
        let march = year(&app, &ada, YearFilter::default()).await;
        assert_eq!((march.compared.this.total(), march.compared.last.total()), (2, 2));
        assert_eq!(march.delta(2, 2), "no change from the same days of 2023");
        app.clock.set(at(2025, 2, 28));
        let after = year(&app, &ada, YearFilter::default()).await;
        assert_eq!((after.compared.this.total(), after.compared.last.total()), (0, 1), "the 29th is not among the same days");
    }

    a_year_begins_where_its_reader_is(app) {
        let ada = app.person("Ada", Role::Admin).await;
        let mut kiritimati = ada.clone();
        kiritimati.zone = app::chrono_tz::Pacific::Kiritimati;
        let eve = Utc.with_ymd_and_hms(2024, 12, 31, 11, 0, 0).unwrap();
        declared(&app, &ada, eve, Kind::Data, "3").await;
        app.clock.set(at(2025, 1, 2));
        assert_eq!(year(&app, &ada, of(2024, None)).await.count().total(), 1);
        assert_eq!(year(&app, &kiritimati, of(2024, None)).await.count().total(), 0, "there it was New Year's Day");
        let there = year(&app, &kiritimati, of(2025, None)).await;
        assert_eq!((there.months[0].this.total(), there.compared.this.total()), (1, 1));
    }

    every_number_opens_to_what_was_counted(app) {
        let ada = app.person("Ada", Role::Admin).await;
        case(&app, &ada).await;
        noise(&app, &ada).await;
        private(&app, &ada, at(2025, 4, 4)).await;
        for _ in 0..60 {
            declared(&app, &ada, at(2025, 12, 31), Kind::Product, "5").await;
        }
        declared(&app, &ada, Utc.with_ymd_and_hms(2025, 3, 31, 23, 30, 0).unwrap(), Kind::Other, "2").await;
        sql(&app, "update incident set guardrail = 'halted' where number in (5, 6)").await;
        sql(&app, "update incident set recurrence_of = 1 where number = 6").await;
        app.clock.set(at(2026, 2, 10));
        let mut browser = app.signed_in("Grace", Role::Commander).await;
        browser.accept("/account", "/do/change-account", &[("name", "Grace"), ("zone", "Europe/Berlin")]).await;
        let mut seen = 0;
        for page in ["/insights", "/insights?year=2025", "/insights?year=2024", "/insights?year=2025&kind=data", "/insights?kind=service&year=2025"] {
            let answer = browser.get(page).await;
            assert_eq!(answer.status, 200, "{page}: {}", answer.text());
            for (href, number) in numbers(answer.html()) {
                assert_eq!(listed(&mut browser, &href).await, number, "{page} → {href}");
                seen += 1;
            }
        }
        assert!(seen > 60, "only {seen} numbers were found");
        let page = browser.get("/insights?year=2025").await;
        assert!(page.says("April") || page.says("Apr"));
        assert!(!page.html().contains("payroll"), "not a member");
    }

    private_incidents_count_for_members_only(app) {
        let ada = app.person("Ada", Role::Admin).await;
        let grace = app.person("Grace", Role::Responder).await;
        let number = private(&app, &ada, at(2025, 4, 4)).await;
        app.clock.set(at(2025, 6, 24));
        let seen = async |who: &Actor| {
            let found = year(&app, who, YearFilter::default()).await;
            let behind = app.services.metrics.durations(who, &YearFilter::default(), Interval::Life(Measure::Major), None, 0).await.unwrap();
            let csv = app.services.metrics.csv(who, &YearFilter::default()).await.unwrap();
            (found.count().total(), found.majors.len(), found.years.len(), behind.rows.len(), csv.contains("payroll"))
        };
        assert_eq!(seen(&ada).await, (1, 1, 1, 1, true));
        assert_eq!(seen(&grace).await, (0, 0, 1, 0, false));
        app.services.incidents.add_member(&ada, number, grace.person.unwrap()).await.unwrap();
        assert_eq!(seen(&grace).await, (1, 1, 1, 1, true), "what is kept is not kept too long");
    }

    durations_are_recorded_pending_not_applicable_or_invalid(app) {
        let ada = app.person("Ada", Role::Admin).await;
        let incidents = app.services.incidents.clone();
        let began = at(2025, 6, 1);
        for (number, hours) in [(1, Some(2)), (2, Some(4)), (3, Some(12)), (4, None), (5, Some(-5))] {
            let made = declared(&app, &ada, began, Kind::Data, "3").await;
            assert_eq!(made, number);
            app.pass(TimeDelta::days(1));
            incidents.correct_time(&ada, number, Moment::Started, Some(began - TimeDelta::hours(1)), "From the log", false, &app::edit::Seen::nothing()).await.unwrap();
            if let Some(hours) = hours {
                incidents.change_status(&ada, number, Status::Resolved, "").await.unwrap();
                let end = began + TimeDelta::hours(hours - 1);
                incidents.correct_time(&ada, number, Moment::Resolved, Some(end), "From the log", true, &app::edit::Seen::nothing()).await.unwrap();
            }
        }
        app.clock.set(at(2025, 6, 24));
        let found = year(&app, &ada, YearFilter::default()).await;
        let figure = |measure| found.durations.iter().find(|figure| figure.measure == measure).unwrap();
        let resolve = figure(Interval::Life(Measure::Resolve));
        // 2, 4 and 12 hours: the median is 4, the 90th percentile 4 + 0.8 × 8.
        assert_eq!((resolve.median, resolve.ninetieth), (Some(4 * 3_600), Some(37_440)));
        assert_eq!((resolve.recorded, resolve.pending, resolve.not_applicable, resolve.invalid), (3, 1, 0, 1));
        let mitigate = figure(Interval::Life(Measure::Mitigate));
        assert_eq!((mitigate.recorded, mitigate.pending, mitigate.not_applicable), (0, 1, 4), "a resolution is no mitigation");
        let mut browser = app.signed_in("Grace", Role::Viewer).await;
        let page = browser.get("/insights?year=2025").await;
        assert!(page.says("Time to resolve started → resolved 4 h 10 h 24 min"), "{}", page.text());
        assert!(!page.text().contains("MTTR") && !page.text().to_lowercase().contains("mean time"));
        for figure in &found.durations {
            for (state, count) in [("recorded", figure.recorded), ("pending", figure.pending), ("not_applicable", figure.not_applicable), ("invalid", figure.invalid)] {
                let href = format!("/insights/durations?measure={}&year=2025&state={state}", figure.measure.as_str());
                assert_eq!(listed(&mut browser, &href).await, count, "{href}");
            }
        }
        let behind = browser.get("/insights/durations?measure=resolve&year=2025&state=recorded").await;
        assert!(behind.says("1 Jun 2025, 11:00 1 Jun 2025, 13:00 2 h"), "the two moments it was made of: {}", behind.text());
        assert!(browser.get("/insights/durations?measure=nonsense").await.says("“nonsense” is not a valid value for “measure”"));
    }

    promises_and_warnings_are_followed(app) {
        let ada = app.person("Ada", Role::Admin).await;
        let number = declared(&app, &ada, at(2025, 6, 1), Kind::Data, "2").await;
        let (due, late, later) = (at(2025, 6, 10).timestamp_millis(), at(2025, 6, 11).timestamp_millis(), at(2025, 12, 1).timestamp_millis());
        for (state, due_at, verified_at, idea) in [
            ("verified", due, Some(due), false),
            ("verified", due, Some(late), false),
            ("open", due, None, false),
            ("open", later, None, false),
            ("accepted_risk", due, None, false),
            ("open", due, None, true),
        ] {
            let verified = verified_at.map_or("null".to_owned(), |at| at.to_string());
            sql(&app, &format!(
                "insert into action_item (incident, title, due_at, first_due_at, risk_expires_at, horizon, priority, idea, state, verified_at, recurrences, created_at, promised_at, updated_at) \
                 values ({number}, 'Compare task_id with task_name', {due_at}, {due_at}, {later}, 'short_term', 'high', {idea}, '{state}', {verified}, 0, {due_at}, {due_at}, 0)"
            )).await;
        }
        let seen_at = (at(2025, 6, 1) - TimeDelta::days(2)).timestamp_millis();
        sql(&app, &format!("insert into signal (title, source, seen_at, recorded_at, incident) values ('Odd', 'person', {seen_at}, {seen_at}, {number})")).await;
        app.clock.set(at(2025, 6, 24));
        let found = year(&app, &ada, YearFilter::default()).await;
        let promises = &found.promises;
        let parts = [CommitmentFilter::Made, CommitmentFilter::MadeVerified, CommitmentFilter::AcceptedRisk, CommitmentFilter::Open, CommitmentFilter::Overdue];
        assert_eq!(parts.map(|one| promises.count(one)), [5, 2, 1, 2, 1]);
        let parts = [CommitmentFilter::Due, CommitmentFilter::OnTime, CommitmentFilter::Late, CommitmentFilter::DueAcceptedRisk, CommitmentFilter::DueOpen];
        assert_eq!(parts.map(|one| promises.count(one)), [4, 1, 1, 1, 1], "an accepted risk has a name of its own");
        assert_eq!(promises.on_time_share(), Some(25));
        let warning = found.durations.iter().find(|figure| figure.measure == Interval::Warning).unwrap();
        assert_eq!((warning.median, warning.recorded), (Some(2 * 86_400), 1));
        let mut browser = app.signed_in("Grace", Role::Viewer).await;
        for promise in CommitmentFilter::ALL {
            let href = format!("/insights/commitments?which={}&year=2025", promise.as_str());
            assert_eq!(listed(&mut browser, &href).await, promises.count(promise), "{href}");
        }
    }

    each_promise_belongs_to_the_year_of_its_own_event(app) {
        use app::action::{NewAction, Typed};
        let utc = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let zones = ["Pacific/Kiritimati", "Europe/Berlin", "Pacific/Pago_Pago"].map(|zone| zone.parse::<app::chrono_tz::Tz>().unwrap());
        app.clock.set(utc("2024-12-31T10:30:00Z"));
        let (ada, rhea) = (app.person("Ada", Role::Commander).await, app.person("Rhea", Role::Commander).await);
        let mut browser = app.browser_of("Ada").await;
        let (actions, incidents) = (&app.services.actions, &app.services.incidents);
        let mut numbers = Vec::new();
        for drill in [false, false, true, false] {
            let mut declaration = Declaration::titled("Predictions are missing").unwrap();
            declaration.drill = drill;
            numbers.push(incidents.declare(&ada, declaration).await.unwrap());
        }
        let [live, merged, drill, canceled] = numbers[..] else { panic!("four") };
        let promise = |due: &str, zone: usize| NewAction::parse(&Typed { title: "Count every morning".into(), due: due.into(), ..Typed::default() }, zones[zone]).unwrap();
        // At 10:30 UTC it is 2025 on Kiritimati and still 2024 elsewhere.
        let mut all = Vec::new();
        for (incident, new) in [
            (live, promise("2024-12-31", 0)),
            (live, promise("2024-12-31", 2)),
            (live, promise("2025-01-01", 0)),
            (live, promise("2025-05-20", 1)),
            (live, promise("", 1)),
            (live, promise("2025-02-01", 1).as_idea()),
            (live, promise("2025-02-01", 1).as_idea()),
            (merged, promise("2025-03-01", 1)),
            (drill, promise("2025-03-01", 1)),
            (canceled, promise("2025-03-01", 1)),
        ] {
            all.push(actions.add(&ada, incident, new).await.unwrap());
        }
        incidents.merge(&ada, merged, live).await.unwrap();
        sql(&app, &format!("update incident set status = 'canceled' where number = {canceled}")).await;
        app.clock.set(utc("2024-12-31T22:30:00Z"));
        actions.promote(&ada, all[5]).await.unwrap();
        for (action, verified) in [(0, "2024-12-31T23:30:00Z"), (1, "2025-01-01T10:30:00Z"), (7, "2025-02-28T12:00:00Z"), (4, "2025-12-31T23:30:00Z")] {
            app.clock.set(utc(verified));
            actions.finish(&ada, all[action], "").await.unwrap();
            actions.verify(&rhea, all[action], "Counted").await.unwrap();
        }
        app.clock.set(utc("2025-06-01T12:00:00Z"));
        let until = app::due_day::DueDay::parse("2026-05-01", zones[1]).unwrap();
        actions.propose_risk(&ada, all[3], "It costs too much", until).await.unwrap();
        actions.accept_risk(&rhea, all[3], "It costs too much", until).await.unwrap();
        app.clock.set(utc("2026-01-01T05:00:00Z"));
        actions.reopen(&ada, all[7], "Rows are missing again", true).await.unwrap();

        // Counted again by hand, from what each action item says of itself.
        let expected = |promise: CommitmentFilter, record: &app::action::Record, year: i32, zone: app::chrono_tz::Tz, now: DateTime<Utc>| {
            use app::action::State;
            use chrono::Datelike;
            let item = &record.item;
            let of_year = |at: DateTime<Utc>| at.with_timezone(&zone).year() == year;
            let promoted = record.events.iter().filter(|event| event.note == "From an idea to a promise").map(|event| event.at).next();
            let (made, settled) = (of_year(promoted.unwrap_or(item.created_at)), item.is_settled(now));
            let verified = item.state == State::Verified;
            let due = item.first_due.is_some_and(|due| due.iso().starts_with(&year.to_string()) && due.ends_at() < now);
            let on_time = verified && item.verified_at <= item.first_due.map(|due| due.ends_at());
            match promise {
                CommitmentFilter::Made => made,
                CommitmentFilter::MadeVerified => made && verified,
                CommitmentFilter::AcceptedRisk => made && settled && !verified,
                CommitmentFilter::Open => made && !settled,
                CommitmentFilter::Overdue => made && item.is_overdue(now),
                CommitmentFilter::Due => due,
                CommitmentFilter::OnTime => due && on_time,
                CommitmentFilter::Late => due && verified && !on_time,
                CommitmentFilter::DueAcceptedRisk => due && settled && !verified,
                CommitmentFilter::DueOpen => due && !settled,
                CommitmentFilter::Verified => verified && item.verified_at.is_some_and(of_year),
                CommitmentFilter::Reopened => record.events.iter().any(|event| event.from == Some(State::Verified) && event.to != State::Verified && of_year(event.at)),
            }
        };
        let mut found = BTreeSet::new();
        for now in ["2026-02-01T12:00:00Z", "2026-06-01T12:00:00Z"] {
            app.clock.set(utc(now));
            for zone in zones {
                browser.accept("/account", "/do/change-account", &[("name", "Ada"), ("zone", zone.name())]).await;
                let who = app.actor_of("Ada").await;
                let mut records = Vec::new();
                for index in [0, 1, 2, 3, 4, 5, 7] {
                    records.push(actions.show(&who, all[index]).await.unwrap());
                }
                for number in [2024, 2025, 2026] {
                    let counted = year(&app, &who, of(number, None)).await.promises;
                    for promise in CommitmentFilter::ALL {
                        let many = records.iter().filter(|record| expected(promise, record, number, zone, app.now())).count();
                        assert_eq!(counted.count(promise), many, "{promise:?} of {number} in {zone} at {now}");
                        let href = format!("/insights/commitments?which={}&year={number}", promise.as_str());
                        assert_eq!(listed(&mut browser, &href).await, many, "{href} in {zone}");
                        if many > 0 {
                            found.insert((promise.as_str(), number));
                        }
                    }
                    for whole in [CommitmentFilter::Made, CommitmentFilter::Due] {
                        let parts = CommitmentFilter::ALL.into_iter().filter(|one| one.part_of() == Some(whole));
                        assert_eq!(parts.map(|one| counted.count(one)).sum::<usize>(), counted.count(whole), "{whole:?} of {number} in {zone}");
                    }
                }
            }
        }
        assert!(found.contains(&("reopened", 2026)) && found.contains(&("due_accepted_risk", 2025)) && found.contains(&("late", 2024)), "{found:?}");
        let page = browser.get("/insights?year=2025").await;
        for promise in CommitmentFilter::ALL {
            assert!(page.says(promise.meaning()), "{promise:?} is explained where it is counted");
        }
    }

    the_file_is_safe_to_open(app) {
        let ada = app.person("Ada", Role::Admin).await;
        app.clock.set(at(2025, 6, 1));
        app.services.incidents.declare(&ada, Declaration::titled("=HYPERLINK(\"x\"), or so").unwrap()).await.unwrap();
        let refused = app.browser().get("/insights.csv?year=2025").await;
        assert_eq!((refused.status, refused.says(&AppError::SignIn.to_string())), (401, true));
        let mut browser = app.signed_in("Grace", Role::Viewer).await;
        let file = browser.get("/insights.csv?year=2025").await;
        assert_eq!(file.status, 200);
        assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
        assert!(file.html().contains("INC-1,\"'=HYPERLINK(\"\"x\"\"), or so\",data"), "{}", file.html());
    }

    an_empty_firebreak_says_what_to_do(app) {
        let mut browser = app.signed_in("Grace", Role::Responder).await;
        let page = browser.get("/insights").await;
        assert!(page.status == 200 && page.says("No incidents yet"), "{}", page.text());
        assert_eq!(browser.get("/insights?year=9999&kind=what&team=x").await.status, 200, "what is not understood is ignored");
        assert_eq!(app.browser().get("/insights").await.location.as_deref(), Some("/sign-in?next=/insights"));
        for (kept, now) in [
            ("/year", "/insights"),
            ("/year.csv?year=2024", "/insights.csv?year=2024"),
            ("/year/durations?measure=resolve&year=2025", "/insights/durations?measure=resolve&year=2025"),
        ] {
            let moved = app.browser().get(kept).await;
            assert_eq!((moved.status, moved.location.as_deref()), (308, Some(now)), "{kept}");
        }
    }

    a_year_without_a_year_before_it_is_compared_with_nothing(app) {
        let ada = app.person("Ada", Role::Admin).await;
        declared(&app, &ada, at(2025, 2, 1), Kind::Data, "2").await;
        app.clock.set(at(2025, 6, 23));
        let mut browser = app.signed_in("Bo", Role::Viewer).await;
        let page = browser.get("/insights?year=2025").await;
        assert!(page.says("no data for 2024") && !page.says("more than in"), "{}", page.text());
        declared(&app, &ada, at(2017, 2, 1), Kind::Data, "2").await;
        app.clock.set(at(2025, 6, 24));
        let page = browser.get("/insights?year=2025").await;
        assert!(page.says("1 more than in the same days of 2024"), "{}", page.text());
        assert_eq!(page.count("select[name=year] option"), 9, "every year since the first is offered");
    }

    a_year_that_cannot_be_is_refused(app) {
        let ada = app.person("Ada", Role::Viewer).await;
        let program = app.program(&ada, "read").await;
        for year in ["-1", "1969", "2026", "99999"] {
            let refused = program.get(&format!("/api/v1/metrics/year?year={year}")).await;
            assert!(refused.problem(422).contains("from 1970 to 2025"), "{year}");
        }
        assert_eq!(program.get("/api/v1/metrics/year?year=2025").await.status, 200);
    }

    the_file_says_what_does_not_count(app) {
        let ada = app.person("Ada", Role::Admin).await;
        let number = declared(&app, &ada, at(2025, 6, 1), Kind::Data, "2").await;
        sql(&app, &format!("update incident set title = '＝HYPERLINK(1)', started_at = declared_at + 1000, detected_at = declared_at where number = {number}")).await;
        let file = app.services.metrics.csv(&ada, &YearFilter { year: Some(2025), ..YearFilter::default() }).await.unwrap();
        assert!(file.starts_with("\u{feff}number,title,"), "{file}");
        let mut lines = file.trim_start_matches('\u{feff}').lines();
        let (names, cells) = (lines.next().unwrap().split(',').collect::<Vec<_>>(), lines.next().unwrap().split(',').collect::<Vec<_>>());
        let cell = |name: &str| cells[names.iter().position(|one| *one == name).unwrap()];
        assert_eq!((cell("detect_state"), cell("detect_seconds")), ("invalid", ""));
        assert_eq!((cell("resolve_state"), cell("resolve_seconds")), ("pending", ""));
        assert_eq!(cell("title"), "'＝HYPERLINK(1)");
    }

    a_duplicate_of_a_duplicate_is_listed(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let mut browser = app.signed_in("Bo", Role::Commander).await;
        let mut numbers = Vec::new();
        for _ in 0..4 {
            numbers.push(declared(&app, &ada, at(2025, 6, 1), Kind::Data, "3").await);
        }
        let [a, b, c, hidden] = numbers[..] else { panic!("four") };
        sql(&app, &format!("update incident set private = true where number = {hidden}")).await;
        app.services.incidents.merge(&ada, a, b).await.unwrap();
        let merged = browser.submit(&format!("/incidents/{b}"), "/do/merge-incident", &[("number", &b.to_string()), ("into", &format!("inc {c}"))]).await;
        assert_eq!(merged.status, 303, "{}", merged.text());
        sql(&app, &format!("update incident set status = 'merged', merged_into = {c} where number = {hidden}")).await;
        let shown = app.services.incidents.show(&ada, c).await.unwrap().duplicates;
        assert_eq!(shown.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [a, b], "and nothing private");
    }
}
