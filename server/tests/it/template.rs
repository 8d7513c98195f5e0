//! Templates: shipped ones and a team's own, in versions; a document keeps the one it was begun with.

use app::error::AppError;
use app::incident::{Declaration, Kind};
use app::person::Role;
use app::template::{SHIPPED, Wanted};

use crate::support::TestApp;

/// A short template: three sections, of which the first has no counterpart elsewhere.
const OURS: &str = "# What happened\n\n## Summary {#summary .drafted}\n\nWhat did the stream do?\n\n## Offsets {#offsets lines=6}\n\nWhich offsets were lost?\n\n- **From** Which partition?\n\n\
# Why\n\n## Contributing factors {#causes shows=factors}\n\nWhich system let it through?\n\n# What changes\n\n## Promises {#actions shows=actions}\n\n# Review {#review}\n\n- The offsets add up.\n- Nobody is named.\n";

fn ours() -> Wanted {
    Wanted { title: "Stream incident".to_owned(), source: OURS.to_owned(), ..Wanted::default() }
}

async fn declared(app: &TestApp, actor: &app::actor::Actor, team: Option<i64>, kind: Kind) -> i64 {
    let declaration = Declaration { team, kind, ..Declaration::titled("Events are missing").unwrap() };
    app.services.incidents.declare(actor, declaration).await.unwrap()
}

crate::each_engine! {
    a_team_writes_by_a_template_of_its_own(app) {
        let mut ada = app.signed_in("Ada", Role::Commander).await;
        let actor = app.actor_of("Ada").await;
        let root = app.person("Root", Role::Admin).await;
        let team = app.services.people.add_team(&root, "Streams", "").await.unwrap();
        let page = ada.get("/templates").await;
        assert!(SHIPPED.iter().all(|one| page.says(one.title)), "{}", page.text());
        let page = ada.get("/templates/new?from=security").await;
        assert!(page.says("Starts as a copy of “Security incident”") && page.find("textarea[name=source]").unwrap().contains("help no attacker"), "{}", page.text());
        let team_word = team.to_string();
        let typed = |source: &'static str| [("title", "Stream incident"), ("team", team_word.as_str()), ("kind", "data"), ("source", source)].to_vec();
        let refused = ada.submit("/templates/new", "/do/add-template", &typed("# One page")).await;
        assert!(refused.status == 422 && refused.says("A postmortem has three pages") && refused.find("textarea[name=source]").as_deref() == Some("# One page"), "{}", refused.text());
        let page = ada.accept("/templates/new", "/do/add-template", &typed(OURS)).await;
        assert!(page.says("Stream incident") && page.says("Which offsets were lost?") && page.says("The offsets add up."), "{}", page.text());

        // Data incidents of the team begin with it, and nobody else's.
        let number = declared(&app, &actor, Some(team), Kind::Data).await;
        let other = declared(&app, &actor, None, Kind::Data).await;
        for one in [number, other] {
            app.services.postmortems.begin(&actor, one).await.unwrap();
        }
        assert_eq!(app.services.postmortems.show(&actor, other).await.unwrap().template.key, "data");
        let edit = format!("/incidents/{number}/postmortem/edit");
        let page = ada.get(&edit).await;
        assert!(page.says("Which partition?") && page.count("#section-offsets .editor textarea") == 1 && page.count("#section-luck") == 0, "{}", page.text());

        // The next version is for the next document.
        let form = [typed(OURS), [("template", "stream-incident"), ("version", "1")].to_vec()].concat();
        let changed: Vec<_> = form.iter().map(|(name, word)| (*name, word.replace("Which offsets were lost?", "Which offsets were skipped?"))).collect();
        let changed: Vec<_> = changed.iter().map(|(name, word)| (*name, word.as_str())).collect();
        let page = ada.accept("/templates/stream-incident", "/do/change-template", &changed).await;
        assert!(page.says("Saved as version 2.") && page.says("Which offsets were skipped?") && page.count("ins") > 0, "{}", page.text());
        let stale = ada.submit("/templates/stream-incident", "/do/change-template", &form).await;
        assert!(stale.status == 409 && stale.says("Somebody else has saved another version of this template"), "{}", stale.text());
        assert!(ada.get(&edit).await.says("Which offsets were lost?"), "the document keeps the version it was begun with");
        let next = declared(&app, &actor, Some(team), Kind::Data).await;
        app.services.postmortems.begin(&actor, next).await.unwrap();
        assert!(ada.get(&format!("/incidents/{next}/postmortem/edit")).await.says("Which offsets were skipped?"));

        // Retired: nobody begins with it, and what was begun stays.
        assert!(ada.accept("/templates/stream-incident", "/do/retire-template", &[("template", "stream-incident"), ("retired", "true")]).await.says("retired"));
        let last = declared(&app, &actor, Some(team), Kind::Data).await;
        app.services.postmortems.begin(&actor, last).await.unwrap();
        assert_eq!(app.services.postmortems.show(&actor, last).await.unwrap().template.key, "data");
        assert_eq!(app.services.postmortems.show(&actor, number).await.unwrap().template.key, "stream-incident");
        let refused = ada.submit(&edit, "/do/use-template", &[("number", &next.to_string()), ("template", "stream-incident")]).await;
        assert_eq!(refused.status, 422, "retired");
        assert!(matches!(app.services.templates.retire(&actor, "data", true).await, Err(AppError::Conflict { .. })), "cannot be retired");
    }

    a_shipped_template_is_changed_for_everybody_and_stays_among_its_versions(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let bo = app.person("Bo", Role::Responder).await;
        let templates = &app.services.templates;
        let before = declared(&app, &ada, None, Kind::Data).await;
        app.services.postmortems.begin(&ada, before).await.unwrap();
        assert!(matches!(templates.change(&bo, "data", 1, ours()).await, Err(AppError::Forbidden { .. })));
        assert_eq!(templates.change(&ada, "data", 1, ours()).await, Ok(2));
        let edition = templates.show(&bo, "data").await.unwrap();
        let texts: Vec<_> = edition.versions.iter().map(|one| (one.version, one.body.trim_end())).collect();
        assert_eq!(texts, [(2, OURS.trim_end()), (1, SHIPPED[0].source.trim_end())]);
        let after = declared(&app, &ada, None, Kind::Data).await;
        app.services.postmortems.begin(&ada, after).await.unwrap();
        let shown = |number| app.services.postmortems.show(&ada, number);
        assert_eq!((shown(before).await.unwrap().template.version, shown(after).await.unwrap().template.version), (1, 2));
        assert_eq!(shown(before).await.unwrap().template.title, "Data incident");
    }

    no_text_and_no_open_comment_disappears_with_another_template(app) {
        let mut browser = app.signed_in("Ada", Role::Commander).await;
        let ada = app.actor_of("Ada").await;
        app.services.templates.add(&ada, ours()).await.unwrap();
        let number = declared(&app, &ada, None, Kind::Data).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        postmortems.save_section(&ada, number, "luck", "The dump was from the day before.", 1).await.unwrap();
        let (id, edit) = (number.to_string(), format!("/incidents/{number}/postmortem/edit"));
        let form = [("number", id.as_str()), ("template", "stream-incident")];
        let refused = browser.submit(&edit, "/do/use-template", &form).await;
        assert!(refused.status == 422 && refused.says("“Where luck helped” has text or an open comment"), "{}", refused.text());
        postmortems.save_section(&ada, number, "luck", "", 2).await.unwrap();
        let page = browser.accept(&edit, "/do/use-template", &form).await;
        assert!(page.says("Which offsets were lost?") && page.count("#section-luck") == 0, "{}", page.text());
        postmortems.save_section(&ada, number, "offsets", "From 7 to 9.", 1).await.unwrap();
        let back = browser.submit(&edit, "/do/use-template", &[("number", id.as_str()), ("template", "data")]).await;
        assert!(back.status == 422 && back.says("“Offsets” has text"), "{}", back.text());
    }
}
