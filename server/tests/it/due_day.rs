//! A due day is a day of the calendar: it prints as the same day for everybody, and is over when it ends where it was set.

use app::action::{Change, NewAction, Typed};
use app::actor::Actor;
use app::incident::Declaration;
use app::person::Role;
use chrono::{DateTime, Utc};
use serde_json::json;

use crate::support::TestApp;

/// Where a day begins first, where it begins last, and between.
const ZONES: [&str; 4] = ["Pacific/Kiritimati", "Europe/Berlin", "America/New_York", "Pacific/Pago_Pago"];
/// When 31 July 2025 ends there.
const ENDS: [&str; 4] = ["2025-07-31T09:59:59Z", "2025-07-31T21:59:59Z", "2025-08-01T03:59:59Z", "2025-08-01T10:59:59Z"];

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The same person, who has moved.
fn moved(who: &Actor, zone: &str) -> Actor {
    Actor { zone: zone.parse().unwrap(), ..who.clone() }
}

fn typed(title: &str, due: &str) -> Typed {
    Typed { title: title.to_owned(), due: due.to_owned(), green_runs: "3".to_owned(), ..Typed::default() }
}

async fn change(app: &TestApp, who: &Actor, action: i64, title: &str, due: &str) {
    let to = NewAction::parse(&typed(title, due), who.zone).unwrap();
    let change = Change { to, reason: String::new(), due_reason: "The vendor is late".to_owned(), seen: app::edit::Seen::nothing() };
    app.services.actions.change(who, action, change).await.unwrap();
}

crate::each_engine! {
    a_due_day_is_the_same_day_for_everybody(app) {
        app.clock.set(utc("2025-07-01T12:00:00Z"));
        let (ada, grace) = (app.person("Ada", Role::Commander).await, app.person("Grace", Role::Commander).await);
        let mut browser = app.browser_of("Ada").await;
        let program = app.program(&ada, "read").await;
        let number = app.services.incidents.declare(&ada, Declaration::titled("Predictions are missing").unwrap()).await.unwrap();
        for zone in ZONES {
            browser.accept("/account", "/do/change-account", &[("name", "Ada"), ("zone", zone)]).await;
            let page = format!("/incidents/{number}");
            browser.accept(&page, "/do/add-action", &[("number", "1"), ("title", "Count every morning"), ("due", "2025-07-31"), ("green_runs", "3")]).await;
        }
        app.services.postmortems.begin(&ada, number).await.unwrap();
        for reader in ZONES {
            browser.accept("/account", "/do/change-account", &[("name", "Ada"), ("zone", reader)]).await;
            for (action, ends) in (1..).zip(ENDS) {
                let shown = browser.get(&format!("/actions/{action}")).await;
                assert!(shown.says("31 Jul 2025") && !shown.says("30 Jul") && !shown.says("1 Aug"), "{action} for {reader}: {}", shown.text());
                assert_eq!(shown.find("#change-action-due").as_deref(), Some("2025-07-31"), "as it is typed");
                let told = program.get(&format!("/actions/{action}")).await.expect(200);
                assert_eq!((&told["action"]["due_day"], &told["action"]["due_at"]), (&json!("2025-07-31"), &json!(ends)));
            }
            for page in ["/actions", "/incidents/1", "/insights/commitments?year=2025", "/incidents/1/postmortem"] {
                let shown = browser.get(page).await;
                assert!(shown.text().matches("31 Jul 2025").count() >= 4, "{page} for {reader}: {}", shown.text());
                assert!(!shown.says("30 Jul 2025") && !shown.says("1 Aug 2025"), "{page} for {reader}");
            }
            // Whoever saves it in another zone moves nothing; it is over where it was set.
            let who = moved(&ada, reader);
            for (action, ends) in (1..).zip(ENDS) {
                change(&app, &who, action, &format!("Count them in {reader}"), "2025-07-31").await;
                let item = app.services.actions.show(&who, action).await.unwrap().item;
                assert_eq!((item.due.unwrap().ends_at(), item.due_moves), (utc(ends), 0), "{action} saved in {reader}");
                assert!(!item.is_overdue(utc(ends)) && item.is_overdue(utc(ends) + chrono::TimeDelta::seconds(1)));
            }
        }

        // Moved, it is a day of whoever moves it, and so are the days before, and the day of a risk.
        change(&app, &moved(&ada, "Pacific/Kiritimati"), 4, "Count them", "2025-08-15").await;
        let risk = |zone: &str| app::due_day::DueDay::parse("2025-12-31", zone.parse().unwrap()).unwrap();
        app.services.actions.propose_risk(&ada, 4, "Later", risk("Pacific/Pago_Pago")).await.unwrap();
        for reader in ZONES {
            browser.accept("/account", "/do/change-account", &[("name", "Ada"), ("zone", reader)]).await;
            let shown = browser.get("/actions/4").await;
            for words in ["From 31 Jul 2025 to 15 Aug 2025", "originally due 31 Jul 2025, moved once", "until 31 Dec 2025"] {
                assert!(shown.says(words), "{words} for {reader}: {}", shown.text());
            }
        }
        app.services.actions.accept_risk(&grace, 4, "Later", risk("Pacific/Kiritimati")).await.unwrap();
        for reader in ZONES {
            browser.accept("/account", "/do/change-account", &[("name", "Ada"), ("zone", reader)]).await;
            assert!(browser.get("/actions/4").await.says("until 31 Dec 2025"), "{reader}");
        }
        let told = program.get("/actions/4").await.expect(200);
        let risk = &told["action"]["risk"];
        assert_eq!((&risk["expires_day"], &risk["expires_at"]), (&json!("2025-12-31"), &json!("2025-12-31T09:59:59Z")));
        assert_eq!((&told["action"]["due_day"], &told["action"]["first_due_day"]), (&json!("2025-08-15"), &json!("2025-07-31")));
        assert_eq!((&told["due_changes"][0]["old_due_day"], &told["due_changes"][0]["new_due_day"]), (&json!("2025-07-31"), &json!("2025-08-15")));
    }

    what_was_set_before_days_were_kept_has_its_day(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let number = app.services.incidents.declare(&ada, Declaration::titled("Predictions are missing").unwrap()).await.unwrap();
        let migration = crate::support::code::text("migrations/sqlite/0024_due_day.sql");
        let expression = migration.lines().find_map(|line| line.trim().strip_prefix("due_day = ")).unwrap().trim_end_matches(',').to_owned();
        let postgres = crate::support::code::text("migrations/postgres/0024_due_day.sql");
        let other = postgres.lines().find_map(|line| line.trim().strip_prefix("due_day = ")).unwrap().trim_end_matches(',').to_owned();
        let expression = if matches!(app.firebreak.db, server::Db::Sqlite { .. }) { expression } else { other };
        for zone in ["Pacific/Honolulu", "America/New_York", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Auckland"] {
            for day in ["2025-01-31", "2025-07-31"] {
                let to = NewAction::parse(&typed("Count", day), zone.parse().unwrap()).unwrap();
                let action = app.services.actions.add(&ada, number, to).await.unwrap();
                let found = app.texts(&format!("select {expression} from action_item where number = {action}")).await;
                assert_eq!(found, [day], "{zone}");
            }
        }
    }
}
