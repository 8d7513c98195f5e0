//! Somebody leaves: what they held is named, goes to others, and nothing of it becomes invisible.

use app::action::NewAction;
use app::incident::{Declaration, Responsibility};
use app::person::Role;
use app::person::departure::{Duty, Successors};
use serde_json::json;

use crate::support::TestApp;

/// Ada with an incident, a private one that only she sees, an action item, an asset, a team; and Bo, who takes over.
async fn world(app: &TestApp) -> (app::actor::Actor, app::actor::Actor, app::actor::Actor) {
    let root = app.person("Root", Role::Admin).await;
    let ada = app.person("Ada", Role::Responder).await;
    let bo = app.person("Bo", Role::Responder).await;
    let services = &app.services;
    for private in [false, true] {
        let title = if private { "Salaries are public" } else { "Predictions are missing" };
        let number = services.incidents.declare(&ada, Declaration { private, ..Declaration::titled(title).unwrap() }).await.unwrap();
        services.incidents.assign(&ada, number, Responsibility::Commander, ada.person.unwrap()).await.unwrap();
        services
            .actions
            .add(&ada, number, NewAction { owner: ada.person, ..NewAction::titled(&format!("Mend: {title}")).unwrap() })
            .await
            .unwrap();
    }
    services.incidents.assign(&bo, 1, Responsibility::Scribe, ada.person.unwrap()).await.unwrap();
    services.postmortems.begin(&bo, 1).await.unwrap();
    services.postmortems.ask_reviewer(&bo, 1, ada.person.unwrap()).await.unwrap();
    let asset = app::asset::Draft::parse("warehouse.predictions", "table", "", "1", &ada.person.unwrap().to_string(), "").unwrap();
    services.assets.add(&ada, asset).await.unwrap();
    let team = services.people.add_team(&root, "Platform", "").await.unwrap();
    services.people.set_member(&root, team, ada.person.unwrap(), true).await.unwrap();
    (root, ada, bo)
}

crate::each_engine! {
    whoever_leaves_hands_over_and_nothing_becomes_invisible(app) {
        let (root, ada, bo) = world(&app).await;
        let (page, bo_id) = (format!("/people/{}", ada.person.unwrap()), bo.person.unwrap().to_string());
        let mut browser = app.browser();
        browser.accept("/sign-in", "/do/sign-in", &[("email", "root@example.org"), ("password", crate::support::PASSWORD), ("next", "/people")]).await;
        let shown = browser.get(&page).await;
        for words in ["INC-1: Predictions are missing", "INC-1: Predictions are missing (scribe)", "Postmortem reviews", "ACT-1", "warehouse.predictions", "Platform", "not shared with you"] {
            assert!(shown.says(words), "{words}: {}", shown.text());
        }
        assert!(!shown.says("Salaries"), "an admin does not see what is private: {}", shown.text());

        // Nobody is named: an incident would be without its commander, and another invisible.
        let person = ada.person.unwrap().to_string();
        let refused = browser.submit(&page, "/do/deactivate-person", &[("person", &person), ("asset", &bo_id)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.says("an open incident must have one") && refused.says("otherwise nobody could see them"), "{}", refused.text());
        assert_eq!(refused.find("select[name=asset] option[selected]").as_deref(), Some(bo_id.as_str()), "nothing chosen is lost");
        assert_eq!(app.actor_of("Ada").await.person, ada.person, "and she is still here");

        let chosen = [("person", person.as_str()), ("successor", bo_id.as_str()), ("asset", "nobody")];
        let done = browser.accept(&page, "/do/deactivate-person", &chosen).await;
        assert!(done.says("Now without an owner: warehouse.predictions"), "{}", done.text());
        assert!(done.says("ACT-1: Mend: Predictions are missing (action items): to Bo") && !done.says("Salaries"), "{}", done.text());

        let record = app.services.incidents.show(&bo, 1).await.unwrap();
        assert!(record.roles.iter().all(|held| held.until.is_some() || held.name == "Bo"), "{:?}", record.roles);
        assert_eq!(record.roles.iter().filter(|held| held.until.is_none()).count(), 2);
        let private = app.services.incidents.show(&bo, 2).await.expect("Bo sees what only Ada saw");
        assert!(private.members.iter().any(|(_, name)| name == "Bo"));
        let timeline = app.services.incidents.timeline(&bo, 2, app::incident::Stretch::First, app::part::MOST).await.unwrap().items;
        assert!(timeline.iter().any(|entry| entry.body == "Bo can now see this private incident: Ada, its only member, has left" && entry.person.as_deref() == Some("Root")), "{timeline:#?}");
        for number in [1, 2] {
            let owner = app.services.actions.show(&bo, number).await.unwrap().item.owner;
            assert_eq!(owner.map(|(_, name)| name).as_deref(), Some("Bo"));
        }
        assert!(app.services.incidents.show(&root, 2).await.is_err(), "the admin sees it no more than before");
        assert_eq!(app.services.people.holdings(&root, ada.person.unwrap()).await.unwrap(), Default::default());
        let teams = app.services.people.teams(&root).await.unwrap();
        assert_eq!(teams[0].members, [(bo.person.unwrap(), "Bo".to_owned())]);
    }

    what_is_private_goes_to_nobody_who_may_not_see_it(app) {
        let (root, ada, bo) = world(&app).await;
        let eve = app.person("Eve", Role::Responder).await;
        app.services.incidents.add_member(&ada, 2, bo.person.unwrap()).await.unwrap();
        let mut successors = Successors { all: eve.person, ..Successors::default() };
        successors.each.insert(Duty::Command, bo.person);
        app.services.people.deactivate(&root, ada.person.unwrap(), &successors).await.unwrap();
        assert_eq!(app.services.actions.show(&bo, 2).await.unwrap().item.owner, None, "Eve does not see the incident");
        assert!(app.services.incidents.show(&eve, 2).await.is_err());
        assert_eq!(app.services.actions.show(&eve, 1).await.unwrap().item.owner, Some((eve.person.unwrap(), "Eve".to_owned())));
    }

    programs_hand_over_too(app) {
        let (root, ada, bo) = world(&app).await;
        let program = app.program(&root, "write").await;
        let held = program.get("/people/2/holdings").await.expect(200);
        assert_eq!(held["hidden"], json!(["private_incident", "command"]));
        assert!(held["items"].as_array().unwrap().iter().any(|item| item["kind"] == "asset"), "{held}");
        let refused = program.post("/people/2/deactivation", json!({})).await;
        assert_eq!((refused.status, refused.text.contains("private_incident")), (422, true), "{}", refused.text);
        let unowned = program.post("/people/2/deactivation", json!({ "successor": bo.person, "successors": { "asset": null } })).await.expect(200);
        assert_eq!(unowned["items"].as_array().unwrap().len(), 1, "{unowned}");
        program.post("/people/2/reactivation", json!({})).await.expect(200);
        let back = app.actor_of("Ada").await;
        assert_eq!(back.person, ada.person);
        assert!(app.services.incidents.show(&back, 2).await.is_ok(), "she is still one of its members");
    }
}
