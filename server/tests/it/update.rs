//! Somebody tells the others, and is reminded to do it again.

use app::error::AppError;
use app::incident::{Declaration, SeverityChange, Status};
use app::person::Role;
use app::update::Audience;
use chrono::TimeDelta;

crate::each_engine! {
    an_update_is_written_from_a_template_and_the_next_one_is_due(app) {
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        browser.accept("/incidents/new", "/do/declare-incident", &[("title", "Predictions are missing"), ("severity", "1")]).await;
        let page = browser.get("/incidents/1").await;
        assert!(page.says("next due in 30 min"), "{}", page.text());
        assert!(page.html().contains("**Conditions:**"), "the template is there");
        let write = |body: &'static str| [("number", "1"), ("audience", "responders"), ("body", body), ("form_key", "responders")];
        let empty = browser.submit("/incidents/1", "/do/write-update", &write("**Conditions:** \r\n\r\n**Actions:** \r\n\r\n**Needs:** \r\n")).await;
        assert_eq!((empty.status, empty.says("Fill in the template"), empty.count("#updates details.pop[open]")), (422, true, 1), "{}", empty.text());
        app.pass(TimeDelta::minutes(150));
        assert!(browser.get("/incidents/1").await.says("overdue by 2 h"));
        let page = browser.accept("/incidents/1", "/do/write-update", &write("**Conditions:** 258M rows are missing <img src=x>\n\n**Needs:** hands")).await;
        assert!(page.says("next due in 30 min") && page.find("#update-1 .prose strong").as_deref() == Some("Conditions:"), "{}", page.text());
        assert_eq!(page.count("#update-1 img"), 0);
        assert!(page.says("Status update for responders : Conditions: 258M rows are missing") | page.says("Status update for responders: Conditions: 258M rows"), "{}", page.text());
    }

    the_interval_follows_the_severity_and_ends_with_the_work(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let vera = app.person("Vera", Role::Viewer).await;
        let number = app.services.incidents.declare(&ada, Declaration::titled("Predictions are missing").unwrap()).await.unwrap();
        let say = async |audience, words: &str| app.services.updates.write(&ada, number, audience, words).await;
        let next = async || app.services.updates.of_incident(&ada, number, None, app::part::MOST).await.unwrap().next_update_at.map(|at| (at - app.now()).num_minutes());
        say(Audience::Stakeholders, "We look into it.").await.unwrap();
        assert_eq!(next().await, Some(24 * 60));
        app.services.incidents.change_severity(&ada, number, SeverityChange::parse("2", "On hold").unwrap()).await.unwrap();
        say(Audience::Executives, "Nominations are on hold.").await.unwrap();
        assert_eq!(next().await, Some(60));
        assert!(matches!(say(Audience::Executives, Audience::Executives.template()).await, Err(AppError::Invalid { .. })));
        assert!(matches!(app.services.updates.write(&vera, number, Audience::Executives, "x").await, Err(AppError::Forbidden { .. })));
        app.services.incidents.change_status(&ada, number, Status::Resolved, "").await.unwrap();
        say(Audience::Stakeholders, "It is over.").await.unwrap();
        assert_eq!(next().await, None);
        let updates = app.services.updates.of_incident(&ada, number, None, app::part::MOST).await.unwrap().updates;
        assert_eq!(updates.items.iter().map(|update| update.body.as_str()).collect::<Vec<_>>(), ["It is over.", "Nominations are on hold.", "We look into it."]);
    }
}
