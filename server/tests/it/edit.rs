//! Two people change the same thing: what differs is merged, what is the same is shown to the second, nothing is overwritten unseen.

use app::incident::{Declaration, SeverityChange};
use app::person::Role;

use crate::support::{Answer, Browser, TestApp};

async fn incident(app: &TestApp, private: bool) -> i64 {
    let grace = app.person("Grace", Role::Commander).await;
    let declaration = Declaration { private, ..Declaration::titled("Salaries leaked").unwrap() };
    app.services.incidents.declare(&grace, declaration).await.unwrap()
}

async fn impact(browser: &mut Browser, page: &str, fields: &[(&str, &str)]) -> Answer {
    let seen =
        [("number", "1"), ("guardrail", "unknown"), ("seen_guardrail", "unknown"), ("seen_customers", ""), ("seen_records_affected", "")];
    let fields: Vec<(&str, &str)> =
        seen.into_iter().chain([("seen_money_at_stake", ""), ("seen_assets", "")]).chain(fields.iter().copied()).collect();
    browser.submit(page, "/do/set-impact", &fields).await
}

crate::each_engine! {
    an_older_page_never_opens_a_private_incident(app) {
        let mut ada = app.signed_in("Ada", Role::Admin).await;
        let number = incident(&app, false).await;
        let page = format!("/incidents/{number}");
        let fields = [("number", "1"), ("drill", "true")];
        assert_eq!(ada.submit(&page, "/do/make-private", &[("number", "1")]).await.status, 303);
        // The form that was open before still sends what it sent then, and a box for "private" that is not ticked.
        assert_eq!(ada.submit(&page, "/do/mark-incident", &fields).await.status, 303);
        let admin = app.person("Ines", Role::Admin).await;
        assert!(app.services.incidents.show(&admin, number).await.is_err(), "it stays private");
        let refused = ada.submit(&page, "/do/make-public", &[("number", "1")]).await;
        assert_eq!((refused.status, refused.says("Confirm that everybody")), (422, true), "{}", refused.text());
        assert!(app.services.incidents.show(&admin, number).await.is_err(), "not without a confirmation");
        let public = ada.accept(&page, "/do/make-public", &[("number", "1"), ("confirm", "on")]).await;
        assert!(public.says("Made public"), "the timeline says so: {}", public.text());
        assert!(app.services.incidents.show(&admin, number).await.is_ok());
    }

    different_fields_of_the_impact_are_merged_and_the_same_field_is_asked_about(app) {
        let number = incident(&app, false).await;
        let page = format!("/incidents/{number}");
        let (mut ada, mut bo) = (app.signed_in("Ada", Role::Responder).await, app.signed_in("Bo", Role::Responder).await);
        let shown = ada.get(&page).await;
        for field in ["guardrail", "customers", "records_affected", "money_at_stake"] {
            assert_eq!(shown.count(&format!("form[action='/do/set-impact'] input[name=seen_{field}]")), 1, "{field}");
        }
        assert_eq!(impact(&mut ada, &page, &[("customers", "DR-3098")]).await.status, 303);
        assert_eq!(impact(&mut bo, &page, &[("records_affected", "258000000")]).await.status, 303);
        let both = bo.get(&page).await;
        assert!(both.says("DR-3098") && both.says("258,000,000"), "{}", both.text());
        let refused = impact(&mut bo, &page, &[("customers", "All of them")]).await;
        assert_eq!((refused.status, refused.says("Somebody else changed this to “DR-3098” meanwhile")), (409, true), "{}", refused.text());
        assert_eq!(refused.find("form[action='/do/set-impact'] textarea[name=customers]").as_deref(), Some("All of them"));
        assert_eq!(refused.find("form[action='/do/set-impact'] input[name=seen_customers]").as_deref(), Some("DR-3098"));
        assert!(bo.get(&page).await.says("DR-3098"), "nothing is overwritten");
    }

    the_meaning_of_a_severity_is_not_overwritten_unseen(app) {
        let mut ada = app.signed_in("Ada", Role::Admin).await;
        let before = ada.get("/severities").await.find("input[name=seen_meaning]").unwrap();
        let one = [("severity", "1"), ("form_key", "1"), ("meaning", "Nominations stop"), ("seen_meaning", before.as_str())];
        assert_eq!(ada.submit("/severities", "/do/set-meaning", &one).await.status, 303);
        let two = [("severity", "1"), ("form_key", "1"), ("meaning", "All stands still"), ("seen_meaning", before.as_str())];
        let refused = ada.submit("/severities", "/do/set-meaning", &two).await;
        assert_eq!((refused.status, refused.says("“Nominations stop”")), (409, true), "{}", refused.text());
        assert!(ada.get("/severities").await.html().contains("Nominations stop"));
    }

    a_form_that_raises_never_lowers(app) {
        let number = incident(&app, false).await;
        let page = format!("/incidents/{number}");
        let mut grace = app.signed_in("Gil", Role::Commander).await;
        let commander = app.person("Una", Role::Commander).await;
        app.services.incidents.change_severity(&commander, number, SeverityChange::parse("1", "On hold").unwrap()).await.unwrap();
        let raise = [("number", "1"), ("form_key", "raise"), ("direction", "raise"), ("severity", "2"), ("reason", "Worse")];
        let refused = grace.submit(&page, "/do/change-severity", &raise).await;
        assert_eq!((refused.status, refused.says("would lower it. Nothing was changed")), (422, true), "{}", refused.text());
        assert_eq!(refused.count("select[name=severity] option[selected][value='2']"), 0, "nothing is preselected");
        assert_eq!(app.services.incidents.show(&commander, number).await.unwrap().incident.severity.level(), 1);
    }
}
