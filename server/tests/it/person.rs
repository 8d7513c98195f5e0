//! Getting in, and staying out.

use app::error::AppError;
use app::person::Role;
use chrono::TimeDelta;

use crate::support::{Browser, PASSWORD};

async fn token_of(browser: &mut Browser) -> String {
    browser.get("/incidents/new").await.find("form[action='/do/declare-incident'] input[name=form_token]").unwrap()
}

crate::each_engine! {
    the_setup_link_makes_one_admin_once(app) {
        let secret = app.firebreak.open_setup().await.unwrap().unwrap();
        let mut browser = app.browser();
        let page = format!("/setup/{secret}");
        assert_eq!(browser.get("/setup/guess").await.status, 404);
        assert_eq!(browser.get(&page).await.status, 200);
        let weak = browser.submit(&page, "/do/set-up", &[("secret", &secret), ("name", "Ada"), ("email", "ada@example.org"), ("password", "short")]).await;
        assert_eq!((weak.status, weak.says("12 characters or more")), (422, true));
        assert_eq!(weak.find("input[name=name]").as_deref(), Some("Ada"), "nothing typed is lost");
        let fields = [("secret", secret.as_str()), ("name", "Ada"), ("email", "ada@example.org"), ("password", PASSWORD)];
        assert!(browser.accept(&page, "/do/set-up", &fields).await.says("No incidents yet"));
        assert_eq!(app.browser().get(&page).await.status, 404, "gone afterwards");
        assert_eq!(app.firebreak.open_setup().await.unwrap(), None);
    }

    a_wrong_password_is_refused_and_guessing_is_slowed_down(app) {
        app.person("Ada", Role::Responder).await;
        let mut browser = app.browser();
        let wrong = [("email", "ada@example.org"), ("password", "four brave ottars"), ("next", "/")];
        for _ in 0..10 {
            let answer = browser.submit("/sign-in", "/do/sign-in", &wrong).await;
            assert_eq!((answer.status, answer.says("is wrong")), (422, true), "{}", answer.text());
        }
        let right = [("email", "ada@example.org"), ("password", PASSWORD), ("next", "/")];
        assert_eq!(browser.submit("/sign-in", "/do/sign-in", &right).await.status, 429);
        app.pass(TimeDelta::minutes(1));
        assert_eq!(browser.submit("/sign-in", "/do/sign-in", &right).await.status, 303);
    }

    what_is_no_address_and_no_password_is_only_wrong(app) {
        app.person("Ada", Role::Responder).await;
        let long = "x".repeat(1_000_000);
        for (email, password) in [("ada\0@example.org", PASSWORD), ("ada@example.org", "four brave\0otters"), ("ada@example.org", &long), (&long, PASSWORD)] {
            let answer = app.browser().submit("/sign-in", "/do/sign-in", &[("email", email), ("password", password), ("next", "/")]).await;
            assert_eq!((answer.status, answer.says("is wrong")), (422, true), "{:.40} {:.40}", email, password);
        }
    }

    a_password_change_ends_other_sessions(app) {
        let mut phone = app.signed_in("Ada", Role::Responder).await;
        let mut laptop = app.browser();
        laptop.accept("/sign-in", "/do/sign-in", &[("email", "ada@example.org"), ("password", PASSWORD), ("next", "/account")]).await;
        let changed = laptop.accept("/account", "/do/change-password", &[("old", PASSWORD), ("new", "five calm badgers")]).await;
        assert!(changed.says("every other session of yours has ended"));
        assert_eq!(laptop.get("/incidents").await.status, 200);
        assert_eq!(phone.get("/incidents").await.location.as_deref(), Some("/sign-in?next=/incidents"));
    }

    text_survives_a_lost_session(app) {
        let token = token_of(&mut app.signed_in("Ada", Role::Responder).await).await;
        let mut browser = Browser::new(app.router.clone());
        let typed = [("title", "Zebras are missing"), ("summary", "Since Monday"), ("form_token", token.as_str())];
        let lost = browser.submit("/incidents/new", "/do/declare-incident", &typed).await;
        assert_eq!((lost.status, lost.says("Your text is kept")), (401, true));
        assert!(!lost.html().contains("Zebras are missing"), "not even the page's source shows it to whoever is next");
        let kept = lost.find("input[name=kept]").unwrap();
        let next = lost.find("input[name=next]").unwrap();
        let wrong = browser.submit("/sign-in", "/do/sign-in", &[("email", "ada@example.org"), ("password", "not mine"), ("next", &next), ("kept", &kept)]).await;
        assert_eq!((wrong.status, wrong.find("input[name=kept]")), (422, Some(kept.clone())), "a mistyped password loses nothing");
        let back = browser.submit("/sign-in", "/do/sign-in", &[("email", "ada@example.org"), ("password", PASSWORD), ("next", &next), ("kept", &kept)]).await;
        assert_eq!(back.status, 200, "{}", back.text());
        assert_eq!(back.find("input[name=title]").as_deref(), Some("Zebras are missing"));
        assert_eq!(back.find("textarea[name=summary]").as_deref(), Some("Since Monday"));
    }

    nobody_inherits_what_somebody_else_wrote(app) {
        app.person("Bo", Role::Responder).await;
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        let token = token_of(&mut browser).await;
        let typed = [("title", "Zebras are missing"), ("summary", "Since Monday"), ("form_token", token.as_str())];
        app.execute("delete from session").await;
        let lost = browser.submit("/incidents/new", "/do/declare-incident", &typed).await;
        let kept = lost.find("input[name=kept]").unwrap();
        let as_bo = [("email", "bo@example.org"), ("password", PASSWORD), ("next", "/incidents/new"), ("kept", &kept)];
        let page = browser.accept("/sign-in", "/do/sign-in", &as_bo).await;
        assert!(page.says("is not shown to you") && page.count(".notice[data-tone=info]") == 1, "{}", page.text());
        assert!(!page.html().contains("Zebras") && !page.html().contains("Monday"));
        // Ada's page is still open in another tab of this browser.
        let refused = browser.submit("/incidents/new", "/do/declare-incident", &typed).await;
        assert_eq!((refused.status, refused.says("nothing was saved")), (409, true), "{}", refused.text());
        assert!(!refused.html().contains("Zebras"));
        let script = [("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
        let refused = browser.ask("POST", "/do/declare-incident", &script, crate::support::encoded(&typed)).await;
        assert_eq!(refused.status, 409, "nor by a script of that page");
        assert_eq!(app.texts("select title from incident").await, Vec::<String>::new());
    }

    who_was_deactivated_can_copy_what_they_wrote(app) {
        let root = app.person("Root", Role::Admin).await;
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        let token = token_of(&mut browser).await;
        let ada = app.actor_of("Ada").await;
        app.services.people.deactivate(&root, ada.person.unwrap(), &app::person::departure::Successors::default()).await.unwrap();
        let typed = [("title", "Zebras are missing"), ("severity", "3"), ("form_token", token.as_str())];
        let lost = browser.submit("/incidents/new", "/do/declare-incident", &typed).await;
        assert_eq!((lost.status, lost.says("Your account is deactivated")), (401, true), "{}", lost.text());
        assert_eq!((lost.find("textarea").as_deref(), lost.count("input[name=kept]")), (Some("Zebras are missing"), 0));
        let unknown = browser.submit("/incidents/new", "/do/declare-incident", &typed[..2]).await;
        assert!(unknown.says("Back button to return to it") && !unknown.html().contains("Zebras"), "{}", unknown.text());
    }

    the_last_admin_stays(app) {
        let ada = app.person("Ada", Role::Admin).await;
        let refused = app.services.people.change_role(&ada, ada.person.unwrap(), Role::Viewer, &app::edit::Seen::nothing()).await;
        assert!(matches!(refused, Err(AppError::Conflict { .. })), "{refused:?}");
    }

    a_read_token_reads(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let secret = app.services.people.create_token(&ada, "Airflow", "read", None).await.unwrap();
        let actor = app.services.people.actor_of_token(&secret).await.unwrap().unwrap();
        assert!(matches!(actor.require_responder(), Err(AppError::Forbidden { .. })));
        assert_eq!(app.services.people.actor_of_token("fb_guess").await.unwrap(), None);
    }
}
