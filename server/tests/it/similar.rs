//! Has this been here before? Past incidents that look like an open one, with what was promised and never proved.

use app::action::NewAction;
use app::incident::{Declaration, Guardrail, Impact, Status};
use app::person::Role;

crate::each_engine! {
    an_open_incident_shows_what_looks_like_it_and_what_was_never_proved(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let mut browser = app.signed_in("Bo", Role::Responder).await;
        let incidents = &app.services.incidents;
        let declare = |title: &str, private: bool| Declaration { private, ..Declaration::titled(title).unwrap() };
        let orders = app.services.assets.add(&ada, app::asset::Draft::parse("orders", "table", "", "2", "", "").unwrap()).await.unwrap();
        let hit = Impact { guardrail: Guardrail::Halted, customers: String::new(), records_affected: None, money_at_stake: String::new(), assets: vec![orders] };
        for (title, private) in [("Invoices are late in the warehouse", false), ("Orders are empty", false), ("Orders leaked", true), ("Printer on fire", false)] {
            incidents.declare(&ada, declare(title, private)).await.unwrap();
        }
        incidents.set_impact(&ada, 2, hit.clone(), &app::edit::Seen::nothing()).await.unwrap();
        incidents.set_impact(&ada, 3, hit.clone(), &app::edit::Seen::nothing()).await.unwrap();
        for (number, title) in [(1, "Load invoices before noon"), (4, "Buy another printer"), (2, "Count the orders every morning")] {
            app.services.actions.add(&ada, number, NewAction::titled(title).unwrap()).await.unwrap();
        }
        let now = incidents.declare(&ada, declare("Warehouse invoices doubled, orders stale", false)).await.unwrap();
        incidents.set_impact(&ada, now, hit.clone(), &app::edit::Seen::nothing()).await.unwrap();
        let page = browser.get(&format!("/incidents/{now}")).await;
        let panel = page.find("#similar").unwrap();
        assert!(panel.contains("INC-2") && panel.contains("orders") && panel.contains("Count the orders every morning") && panel.contains("open"), "{panel}");
        assert!(panel.contains("INC-1") && panel.contains("“invoices”, “warehouse”") && panel.contains("Load invoices before noon"), "{panel}");
        assert!(!panel.contains("Printer") && !panel.contains("leaked"), "{panel}");
        assert!(panel.find("INC-2") < panel.find("INC-1"), "what hit the same asset comes first: {panel}");
        incidents.change_status(&ada, now, Status::Canceled, "It was a drill of mine").await.unwrap();
        assert_eq!(browser.get(&format!("/incidents/{now}")).await.count("#similar"), 0);
    }

    the_most_alike_is_found_however_long_ago_it_was(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let incidents = &app.services.incidents;
        for name in ["orders", "invoices", "customers"] {
            app.services.assets.add(&ada, app::asset::Draft::parse(name, "table", "", "2", "", "").unwrap()).await.unwrap();
        }
        let hit = |assets: &[i64]| Impact { guardrail: Guardrail::Halted, customers: String::new(), records_affected: None, money_at_stake: String::new(), assets: assets.to_vec() };
        let declare = async |assets: &[i64]| {
            let number = incidents.declare(&ada, Declaration::titled("It broke").unwrap()).await.unwrap();
            incidents.set_impact(&ada, number, hit(assets), &app::edit::Seen::nothing()).await.unwrap();
            number
        };
        let oldest = declare(&[1, 2, 3]).await;
        let promised = declare(&[1, 2]).await;
        app.services.actions.add(&ada, promised, NewAction::titled("Count the orders").unwrap()).await.unwrap();
        let same = declare(&[1, 2]).await;
        for _ in 0..60 {
            declare(&[1]).await;
        }
        let now = declare(&[1, 2, 3]).await;
        let similar = incidents.similar(&ada, now).await.unwrap();
        assert_eq!(similar.iter().map(|one| one.number).collect::<Vec<_>>(), [oldest, promised, same], "an open promise comes first among equals");
        assert_eq!((similar[0].assets.as_slice(), similar[1].unproved.len()), (["customers", "invoices", "orders"].map(str::to_owned).as_slice(), 1));
    }
}
