//! One postmortem for several incidents.

use app::action::NewAction;
use app::error::AppError;
use app::incident::{Declaration, EntryKind, SeverityChange, Status};
use app::person::Role;
use app::postmortem::Approval;
use app::template::Template;
use chrono::TimeDelta;

use super::{filled, lived, stored};

crate::each_engine! {
    several_incidents_are_written_up_together(app) {
        let mut browser = app.signed_in("Ada", Role::Commander).await;
        let ada = app.actor_of("Ada").await;
        let bo = app.person("Bo", Role::Commander).await;
        let number = lived(&app, &ada).await;
        let incidents = &app.services.incidents;
        let postmortems = &app.services.postmortems;
        let second = incidents.declare(&ada, Declaration::titled("Nominations are stale").unwrap()).await.unwrap();
        incidents.change_severity(&ada, second, SeverityChange::parse("2", "The program waits").unwrap()).await.unwrap();
        let entry = incidents.timeline(&ada, second, app::incident::Stretch::First, app::part::MOST).await.unwrap().items.into_iter().find(|entry| entry.kind == EntryKind::Declared).unwrap().id;
        stored(&app, &format!("update timeline_entry set pinned = true where id = {entry}")).await;
        let action = NewAction { owner: ada.person, due: app::due_day::DueDay::stored(app.now() + TimeDelta::days(9), None).ok(), ..NewAction::titled("Alert when nominations are older than a day").unwrap() };
        incidents.change_status(&ada, second, Status::Resolved, "").await.unwrap();
        app.services.actions.add(&ada, second, action).await.unwrap();
        assert!(browser.get("/postmortems").await.says("Nominations are stale"), "owed");

        postmortems.begin(&ada, number).await.unwrap();
        let (edit, id) = (format!("/incidents/{number}/postmortem/edit"), number.to_string());
        let cover = |incident: &'static str| [("number", id.clone()), ("incident", incident.to_owned())];
        for (typed, sentence) in [("INC-1", "This is already the postmortem of that incident."), ("INC-99", "There is no such incident."), ("a poem", "“a poem” is not the number of an incident, such as INC-42.")] {
            let fields = cover(typed);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, word)| (*name, word.as_str())).collect();
            let refused = browser.submit(&edit, "/do/cover-incident", &fields).await;
            assert!(refused.status == 422 && refused.says(sentence), "{typed}: {}", refused.text());
        }
        let page = browser.accept(&edit, "/do/cover-incident", &[("number", &id), ("incident", "inc-2")]).await;
        assert!(page.says("Covers 1 other incident") && page.says("Also covered") && page.says("Nominations are stale") && page.says("Alert when nominations are older than a day"), "{}", page.text());
        let read = browser.get(&format!("/incidents/{number}/postmortem")).await;
        assert_eq!(read.count(&format!("a[href='/incidents/2/entries/{entry}']")), 1, "its moments lead to its own page");
        assert!(!browser.get("/postmortems").await.says("Required and not started"), "it owes none of its own");
        assert!(browser.get("/incidents/2").await.says("This incident is covered by the postmortem of INC-1."));
        assert!(matches!(postmortems.begin(&ada, second).await, Err(AppError::Conflict { .. })));
        assert!(browser.accept(&edit, "/do/redraft-postmortem", &[("number", &id)]).await.says("Also covered: INC-2 Nominations are stale (SEV2)."));

        // Left out and covered again; published, both may be closed.
        browser.accept(&edit, "/do/uncover-incident", &[("number", &id), ("incident", "INC-2")]).await;
        assert!(browser.get("/postmortems").await.says("Required and not started"));
        postmortems.cover(&ada, number, second).await.unwrap();
        filled(&app, &ada, number).await;
        postmortems.send_to_review(&ada, number, "").await.unwrap();
        postmortems.approve(&bo, number, Approval::in_full(Template::named("data"))).await.unwrap();
        postmortems.publish(&bo, number, "").await.unwrap();
        assert!(matches!(postmortems.uncover(&ada, number, second).await, Err(AppError::Conflict { .. })), "frozen");
        let document = postmortems.show(&ada, number).await.unwrap();
        assert!(document.seal.unwrap().holds && document.facts.covered.len() == 1);
        let closed = incidents.change_status(&ada, second, Status::Closed, "").await;
        assert!(closed.is_ok(), "its postmortem is published: {closed:?}");
        assert!(postmortems.export_markdown(&ada, number).await.unwrap().1.contains("Nominations are stale"));
    }

    a_private_incident_is_written_up_on_its_own(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        let other = app.services.incidents.declare(&ada, Declaration::titled("Keys in a log").unwrap()).await.unwrap();
        postmortems.begin(&ada, number).await.unwrap();
        postmortems.cover(&ada, number, other).await.unwrap();
        assert_eq!(postmortems.show(&ada, number).await.unwrap().facts.covered.len(), 1);
        stored(&app, &format!("update incident set private = true where number = {other}")).await;
        assert!(postmortems.show(&ada, number).await.unwrap().facts.covered.is_empty(), "what became private is read no more");
        stored(&app, &format!("insert into incident_member (incident, person, added_at) values ({other}, {}, 0)", ada.person.unwrap())).await;
        postmortems.uncover(&ada, number, other).await.unwrap();
        assert!(matches!(postmortems.cover(&ada, number, other).await, Err(AppError::Invalid { .. })));
    }
}
