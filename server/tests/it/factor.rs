//! The causal chain: factors that lead to each other, shown by the timeline, answered before anything is published.

use app::error::AppError;
use app::factor::NewFactor;
use app::incident::Declaration;
use app::person::Role;
use app::postmortem::Approval;
use app::template::Template;

fn factor(kind: &str, title: &str) -> NewFactor {
    NewFactor { kind: kind.to_owned(), title: title.to_owned(), ..NewFactor::default() }
}

fn wrong(refused: Result<i64, AppError>) -> Vec<String> {
    match refused {
        Err(AppError::Invalid { errors }) => errors.into_iter().map(|error| error.field).collect(),
        other => panic!("{other:?}"),
    }
}

const EDIT: &str = "/incidents/1/postmortem/edit";

crate::each_engine! {
    a_chain_is_written_link_by_link_and_drawn(app) {
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        browser.accept("/incidents/new", "/do/declare-incident", &[("title", "Predictions are missing")]).await;
        browser.accept("/incidents/1", "/do/begin-postmortem", &[("number", "1")]).await;
        browser.accept("/incidents/1", "/do/add-action", &[("number", "1"), ("title", "Check that names and IDs match"), ("owner", "1"), ("due", "2026-01-01"), ("horizon", "immediate"), ("priority", "high")]).await;
        let page = browser.get(EDIT).await;
        assert!(page.count("select[name=action] option[value='1']") == 1 && page.count("select[name=entry] option") > 1, "{}", page.text());
        let ada = app.actor_of("Ada").await;
        let entry = app.services.factors.choices(&ada, 1).await.unwrap().entries[0].0.to_string();
        let condition = [("number", "1"), ("kind", "condition"), ("title", "The loader joins by name"), ("action", "1"), ("entry", entry.as_str()), ("theme", " Contract Assumed ")];
        browser.accept(EDIT, "/do/add-factor", &condition).await;
        let page = browser.accept(EDIT, "/do/add-factor", &[("number", "1"), ("kind", "trigger"), ("title", "Tasks were renamed"), ("leads_to", "1")]).await;
        assert_eq!((page.count(".chain svg .box"), page.count(".chain svg .link")), (3, 2), "two factors and the impact");
        assert!(page.says("1 Trigger") && page.says("ACT-1") && page.says("contract assumed") && page.says("not addressed yet"), "{}", page.text());
        assert!(page.says("The factor “Tasks were renamed” has no evidence in the timeline."), "{}", page.text());
        assert!(page.says("The factor “Tasks were renamed” is not addressed: choose an action item, or enter a reason why nothing is done."), "{}", page.text());
        let refused = browser.submit(EDIT, "/do/change-factor", &[("number", "1"), ("factor", "1"), ("kind", "condition"), ("title", "The loader joins by name"), ("leads_to", "2")]).await;
        assert!(refused.status == 422 && refused.says("This would create a cycle"), "{}", refused.text());
        let answer = [("number", "1"), ("factor", "2"), ("kind", "trigger"), ("title", "Tasks were renamed"), ("leads_to", "1"), ("no_action", "Names may change."), ("entry", entry.as_str())];
        let page = browser.accept(EDIT, "/do/change-factor", &answer).await;
        assert!(page.says("accepted: Names may change.") && !page.says("not addressed yet"), "{}", page.text());
        let page = browser.accept(EDIT, "/do/remove-factor", &[("number", "1"), ("factor", "1")]).await;
        assert_eq!(page.count(".chain svg .box"), 2, "{}", page.text());
        assert_eq!(app.services.postmortems.show(&ada, 1).await.unwrap().facts.factors[0].leads_to, None, "it leads on to where the other one led");
    }

    what_a_factor_points_to_is_of_the_same_incident(app) {
        let ada = app.person("Ada", Role::Responder).await;
        for title in ["One", "Two"] {
            app.services.incidents.declare(&ada, Declaration::titled(title).unwrap()).await.unwrap();
        }
        let factors = &app.services.factors;
        let other = factors.add(&ada, 2, factor("trigger", "Elsewhere")).await.unwrap();
        let entry = factors.choices(&ada, 2).await.unwrap().entries[0].0;
        let foreign = NewFactor { leads_to: Some(other), entry: Some(entry), action: Some(9), ..factor("condition", "Here") };
        assert_eq!(wrong(factors.add(&ada, 1, foreign).await), ["leads_to", "entry", "action"]);
        assert_eq!(wrong(factors.add(&ada, 1, factor("blame", " ")).await), ["kind", "title"]);
        assert_eq!(factors.change(&ada, 1, other, factor("trigger", "Mine now"), &app::edit::Seen::nothing()).await, Err(AppError::NotFound));
        for index in 0..12 {
            factors.add(&ada, 1, factor("condition", &format!("Factor {index}"))).await.unwrap();
        }
        assert!(factors.add(&ada, 1, factor("condition", "One more")).await.unwrap_err().to_string().contains("at most twelve"));
    }

    what_comes_back_is_seen_across_incidents_and_hides_private_ones(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let bo = app.person("Bo", Role::Responder).await;
        let mut browser = app.signed_in("Cy", Role::Viewer).await;
        assert!(browser.get("/factors").await.says("No themes"));
        for (title, private) in [("Late table", false), ("Empty table", false), ("Leaked table", true)] {
            let declared = app.services.incidents.declare(&ada, Declaration { private, ..Declaration::titled(title).unwrap() }).await.unwrap();
            let theme = NewFactor { theme: "Ownership".to_owned(), no_action: "It is small".to_owned(), ..factor("condition", "Nobody owns the table") };
            app.services.factors.add(&ada, declared, theme).await.unwrap();
        }
        let page = browser.get("/factors").await;
        assert!(page.says("ownership 2 incidents") && page.says("0 of 2 verified as fixed") && page.says("Empty table"), "{}", page.text());
        assert!(!page.html().contains("Leaked"), "{}", page.text());
        assert_eq!(app.services.factors.recurring(&ada).await.unwrap()[0].incidents(), 3);
        assert_eq!(app.services.factors.choices(&bo, 1).await.unwrap().themes, ["ownership"]);
        assert_eq!(app.services.factors.choices(&bo, 3).await, Err(AppError::NotFound));
    }

    an_approved_chain_stays_as_it_was_read(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let bo = app.person("Bo", Role::Commander).await;
        let number = crate::postmortem::lived(&app, &ada).await;
        let (postmortems, factors) = (&app.services.postmortems, &app.services.factors);
        postmortems.begin(&ada, number).await.unwrap();
        crate::postmortem::filled(&app, &ada, number).await;
        let added = factors.add(&ada, number, factor("trigger", "Tasks were renamed")).await.unwrap();
        postmortems.send_to_review(&ada, number, "").await.unwrap();
        let refused = postmortems.approve(&bo, number, Approval::in_full(Template::named("data"))).await.unwrap_err().to_string();
        assert!(refused.contains("“Tasks were renamed” is not addressed"), "{refused}");
        postmortems.ask_for_changes(&bo, number, "Answer the trigger").await.unwrap();
        let answered = NewFactor { no_action: "Names may change.".to_owned(), ..factor("trigger", "Tasks were renamed") };
        factors.change(&ada, number, added, answered, &app::edit::Seen::nothing()).await.unwrap();
        postmortems.send_to_review(&ada, number, "").await.unwrap();
        postmortems.approve(&bo, number, Approval::in_full(Template::named("data"))).await.unwrap();
        let refused = factors.change(&bo, number, added, factor("trigger", "Something else"), &app::edit::Seen::nothing()).await.unwrap_err();
        assert!(refused.to_string().contains("approved"), "{refused}");
        postmortems.publish(&ada, number, "").await.unwrap();
        let document = postmortems.show(&bo, number).await.unwrap();
        assert_eq!((document.facts.factors[0].no_action.as_str(), document.seal.unwrap().holds), ("Names may change.", true));
    }

    the_library_is_looked_through_by_year_team_asset_and_theme(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let mut browser = app.signed_in("Bo", Role::Viewer).await;
        let number = crate::postmortem::lived(&app, &ada).await;
        app.services.postmortems.begin(&ada, number).await.unwrap();
        app.services.factors.add(&ada, number, NewFactor { theme: "ownership".to_owned(), ..factor("condition", "Nobody owns the table") }).await.unwrap();
        let page = browser.get("/postmortems").await;
        assert_eq!((page.count(".library > li"), page.count("select[name=theme] option[value=ownership]"), page.count("select[name=year] option[value='2025']")), (1, 1, 1), "{}", page.text());
        for (question, found) in [("theme=ownership", 1), ("theme=retries", 0), ("year=2025", 1), ("year=2024", 0), ("year=999999999", 1), ("team=7", 0), ("asset=77", 0), ("year=2025&theme=ownership&q=predictions", 1)] {
            let page = browser.get(&format!("/postmortems?{question}")).await;
            assert_eq!((page.status, page.count(".library > li")), (200, found), "{question}: {}", page.text());
        }
        assert_eq!(browser.get("/factors").await.count("a[href='/postmortems?theme=ownership']"), 1);
    }
}
