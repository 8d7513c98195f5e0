//! The blameless lint while writing: it says what and why, is answered, and holds back publication until then.

use app::error::AppError;
use app::person::Role;
use app::postmortem::Approval;
use app::template::Template;

use super::{filled, lived, stored};

const BLAMING: &str = "The loader joins on the name. Tomás Reyes forgot to check the renamed tasks.";

crate::each_engine! {
    words_are_questioned_and_answered_before_publication(app) {
        let mut browser = app.signed_in("Ada", Role::Commander).await;
        let (ada, bo) = (app.actor_of("Ada").await, app.person("Bo", Role::Commander).await);
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        filled(&app, &ada, number).await;
        let edit = format!("/incidents/{number}/postmortem/edit");
        let clean = browser.get(&edit).await;
        assert_eq!(clean.count(".remark"), 0, "{}", clean.text());
        let version = postmortems.show(&ada, number).await.unwrap().section("causes").unwrap().version;
        postmortems.save_section(&ada, number, "causes", BLAMING, version).await.unwrap();
        let page = browser.get(&edit).await;
        assert_eq!(page.count("#section-causes .remark"), 1);
        assert!(page.says("Tomás Reyes forgot to check the renamed tasks") && page.says("Nothing in the system reminded anybody to check the renamed tasks."), "{}", page.text());
        postmortems.send_to_review(&ada, number, "").await.unwrap();
        let refused = postmortems.approve(&bo, number, Approval::in_full(Template::named("data"))).await.unwrap_err();
        assert!(matches!(&refused, AppError::Conflict { message, .. } if message.contains("says “Tomás Reyes forgot to check the renamed tasks”: reword it, or keep it with a reason.")), "{refused:?}");
        postmortems.ask_for_changes(&bo, number, "Say it without the name").await.unwrap();

        // Kept with a reason, it is said who keeps it and why, and it may be published.
        let id = number.to_string();
        let words = [("number", id.as_str()), ("section", "causes"), ("rule", "person"), ("phrase", "Tomás Reyes forgot to check the renamed tasks")];
        let key = format!("-causes-person-{}", BLAMING.find("Tomás").unwrap());
        let form = |reason| words.into_iter().chain([("form_key", key.as_str()), ("reason", reason)]).collect::<Vec<_>>();
        let asked = browser.submit(&edit, "/do/keep-finding", &form("")).await;
        assert_eq!((asked.status, asked.count("#section-causes [aria-invalid=true]")), (422, 1), "{}", asked.text());
        let kept = browser.accept(&edit, "/do/keep-finding", &form("He asked for it to stand here")).await;
        assert!(kept.says("1 phrase is kept with a reason") && kept.says("He asked for it to stand here"), "{}", kept.text());
        postmortems.send_to_review(&ada, number, "").await.unwrap();
        postmortems.approve(&bo, number, Approval::in_full(Template::named("data"))).await.unwrap();
        postmortems.publish(&bo, number, "").await.unwrap();
        assert!(postmortems.show(&ada, number).await.unwrap().remarks.is_empty(), "what is published is not questioned");
    }

    what_is_reworded_is_questioned_no_more(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        postmortems.save_section(&ada, number, "causes", BLAMING, 1).await.unwrap();
        assert_eq!(postmortems.show(&ada, number).await.unwrap().remarks.len(), 1);
        postmortems.save_section(&ada, number, "causes", "Nothing reminded anybody to check the renamed tasks.", 2).await.unwrap();
        assert_eq!(postmortems.show(&ada, number).await.unwrap().remarks, []);
        let gone = postmortems.keep_finding(&ada, number, "causes", ("person", "Tomás Reyes forgot to check the renamed tasks"), "It is true").await;
        assert!(matches!(gone, Err(AppError::Conflict { .. })), "{gone:?}");
    }

    a_promise_that_nobody_can_check_is_questioned(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        stored(&app, "update action_item set title = 'Be more careful with renames'").await;
        let remarks = postmortems.show(&ada, number).await.unwrap().remarks;
        assert_eq!(remarks.iter().map(|one| (one.section.as_str(), one.finding.rule.as_str())).collect::<Vec<_>>(), [("actions", "vague_action")]);
    }
}
