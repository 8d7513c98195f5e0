//! Several people write: nobody overwrites what they have not seen.

use app::error::AppError;
use app::person::Role;
use app::postmortem::Change;

use super::lived;

crate::each_engine! {
    another_template_asks_other_questions_over_the_same_texts(app) {
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        let ada = app.actor_of("Ada").await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        postmortems.save_section(&ada, number, "causes", "A key in a log.", 1).await.unwrap();
        let (id, edit) = (number.to_string(), format!("/incidents/{number}/postmortem/edit"));
        let page = browser.accept(&edit, "/do/use-template", &[("number", &id), ("template", "security")]).await;
        assert!(page.says("Exposure") && page.says("Which door was used") && page.says("A key in a log."), "{}", page.text());
        let unknown = browser.submit(&edit, "/do/use-template", &[("number", &id), ("template", "poem")]).await;
        assert_eq!((unknown.status, unknown.says("Choose one of the templates.")), (422, true));
    }

    the_loser_sees_both_texts_and_may_save_again(app) {
        let mut bo = app.signed_in("Bo", Role::Responder).await;
        let ada = app.person("Ada", Role::Responder).await;
        let number = lived(&app, &ada).await;
        app.services.postmortems.begin(&ada, number).await.unwrap();
        let page = format!("/incidents/{number}/postmortem/edit");
        let shown = bo.get(&page).await;
        assert_eq!(shown.find("form#save-sectioncauses input[name=version]").as_deref(), Some("1"), "{}", shown.text());
        app.services.postmortems.save_section(&ada, number, "causes", "The migration kept **old** IDs.", 1).await.unwrap();
        let fields = |version, body| [("number", "1"), ("section", "causes"), ("version", version), ("body", body), ("form_key", "causes"), ("form_page", "/incidents/1/postmortem/edit")];
        let lost = bo.submit(&page, "/do/save-section", &fields("1", "The migration kept **new** IDs.")).await;
        assert_eq!((lost.status, lost.says("Both texts are kept")), (409, true), "{}", lost.text());
        assert_eq!(lost.find("form#save-sectioncauses textarea").as_deref(), Some("The migration kept **new** IDs."));
        assert!(lost.find(".conflict .diff").unwrap().contains("**old** IDs"));
        assert_eq!((lost.find(".conflict del").as_deref(), lost.find(".conflict ins").as_deref()), (Some("**old**"), Some("**new**")));
        assert_eq!(lost.find("form#save-sectioncauses input[name=version]").as_deref(), Some("2"));
        // Overtaken once more, from the address of the refused form itself: still nothing is lost.
        app.services.postmortems.save_section(&ada, number, "causes", "A third text.", 2).await.unwrap();
        let lost = bo.submit("/do/save-section", "/do/save-section", &fields("2", "Both, put together.")).await;
        assert_eq!((lost.status, lost.find("form#save-sectioncauses textarea").as_deref()), (409, Some("Both, put together.")), "{}", lost.text());
        assert!(lost.says("A third text."));
        let saved = bo.accept("/do/save-section", "/do/save-section", &fields("3", "Both, put together.")).await;
        assert!(saved.says("Saved as version 4.") && saved.count(".conflict") == 0);
    }

    what_two_people_write_in_different_lines_comes_together(app) {
        let mut bo = app.signed_in("Bo", Role::Responder).await;
        let ada = app.person("Ada", Role::Responder).await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        postmortems.save_section(&ada, number, "causes", "First line.\n\nSecond line.", 1).await.unwrap();
        postmortems.save_section(&ada, number, "causes", "First line, longer.\n\nSecond line.", 2).await.unwrap();
        let fields = [("number", "1"), ("section", "causes"), ("version", "2"), ("body", "First line.\r\n\r\nSecond line.\r\n\r\nA third."), ("form_key", "causes")];
        let saved = bo.accept("/incidents/1/postmortem/edit", "/do/save-section", &fields).await;
        assert!(saved.says("Saved as version 4.") && saved.says("Somebody else saved other lines while you were writing"), "{}", saved.text());
        assert_eq!(saved.find("form#save-sectioncauses textarea").as_deref(), Some("First line, longer.\n\nSecond line.\n\nA third."));
        let stale = postmortems.save_section(&ada, number, "causes", "Another text.", 99).await;
        assert!(matches!(stale, Err(AppError::Conflict { .. })), "over a version that never was: {stale:?}");
    }

    a_text_refused_for_its_length_does_not_slip_over_another(app) {
        let mut bo = app.signed_in("Bo", Role::Responder).await;
        let ada = app.person("Ada", Role::Responder).await;
        let number = lived(&app, &ada).await;
        app.services.postmortems.begin(&ada, number).await.unwrap();
        app.services.postmortems.save_section(&ada, number, "luck", "Theirs.", 1).await.unwrap();
        let long = "word ".repeat(21_000);
        let fields = [("number", "1"), ("section", "luck"), ("version", "1"), ("body", long.as_str()), ("form_key", "luck")];
        let refused = bo.submit("/incidents/1/postmortem/edit", "/do/save-section", &fields).await;
        assert_eq!((refused.status, refused.says("Shorten this section to 100000 characters")), (422, true));
        assert!(refused.count(".conflict") == 1 && refused.says("Theirs."), "the form now carries version 2, so version 2 is shown");
    }

    every_version_is_there_and_comes_back(app) {
        let mut bo = app.signed_in("Bo", Role::Responder).await;
        let ada = app.person("Ada", Role::Responder).await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        for version in 1..=24 {
            assert_eq!(postmortems.save_section(&ada, number, "learned", &format!("Lesson {version}."), version).await, Ok(version + 1));
        }
        assert_eq!(postmortems.save_section(&ada, number, "learned", "Lesson 24.", 25).await, Ok(25), "the same words are no new version");
        let (_, versions) = postmortems.versions(&ada, number, "learned", None).await.unwrap();
        assert_eq!(versions.iter().map(|version| version.version).collect::<Vec<_>>(), (6..=25).rev().collect::<Vec<_>>());
        assert!(versions[0].changes.contains(&Change::Gone("23.".to_owned())) && versions[0].changes.contains(&Change::New("24.".to_owned())), "{:?}", versions[0].changes);
        let path = "/incidents/1/postmortem/sections/learned";
        let older = bo.get(&format!("{path}?before=6")).await;
        assert!(older.says("Version 5") && older.says("Version 1") && !older.says("Version 6"), "{}", older.text());
        let back = [("number", "1"), ("section", "learned"), ("earlier", "2"), ("version", "25")];
        assert!(bo.accept(path, "/do/restore-section", &back).await.says("Version 2 restored as version 26."));
        assert_eq!(postmortems.show(&ada, number).await.unwrap().section("learned").unwrap().body, "Lesson 1.");
        let stale = bo.submit(path, "/do/restore-section", &[("number", "1"), ("section", "learned"), ("earlier", "3"), ("version", "25")]).await;
        assert_eq!(stale.status, 409, "restoring overwrites nothing unseen either");
    }

    what_is_typed_is_stored_in_steps_that_overwrite_nobody(app) {
        let mut bo = app.signed_in("Bo", Role::Responder).await;
        let (bo_actor, ada) = (app.actor_of("Bo").await, app.person("Ada", Role::Responder).await);
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        let mut version = postmortems.show(&ada, number).await.unwrap().section("summary").unwrap().version;
        let drafted = postmortems.show(&ada, number).await.unwrap().section("summary").unwrap().clone();
        assert!(drafted.generated);
        assert_eq!(postmortems.autosave(&ada, number, "summary", &drafted.body, version).await, Ok(version), "nobody typed: it stays a draft");
        assert!(postmortems.show(&ada, number).await.unwrap().section("summary").unwrap().generated);
        for text in ["The", "The load", "The load dropped rows."] {
            version = postmortems.autosave(&ada, number, "summary", text, version).await.unwrap();
        }
        let kept = async || {
            let (_, versions) = postmortems.versions(&ada, number, "summary", None).await.unwrap();
            versions.into_iter().map(|version| (version.version, version.body, version.changes.len() > 1)).collect::<Vec<_>>()
        };
        assert_eq!(kept().await, [(4, "The load dropped rows.".to_owned(), true), (1, drafted.body.clone(), false)], "steps are not shown");
        // Somebody else was faster: the step is refused, and saving brings both together.
        let theirs = postmortems.save_section(&bo_actor, number, "summary", "The load dropped rows.\n\nNobody saw it.", version).await.unwrap();
        let refused = postmortems.autosave(&ada, number, "summary", "The load dropped many rows.", version).await;
        assert!(matches!(refused, Err(AppError::Conflict { .. })), "{refused:?}");
        assert_eq!(postmortems.save_section(&ada, number, "summary", "In June. The load dropped rows.", version).await.map_err(|_| ()), Err(()), "the same line");
        let both = postmortems.autosave(&ada, number, "summary", "The load dropped many rows.\n\nNobody saw it.", theirs).await.unwrap();
        // What was saved on purpose stays in the history, also when its writer goes on.
        assert_eq!(postmortems.save_section(&ada, number, "summary", "The load dropped many rows.\n\nNobody saw it.", both).await, Ok(both));
        postmortems.autosave(&ada, number, "summary", "Another text.", both).await.unwrap();
        assert_eq!(kept().await.iter().map(|(version, ..)| *version).collect::<Vec<_>>(), [7, 6, 5, 4, 1]);
        let page = bo.get("/incidents/1/postmortem/sections/summary").await;
        assert!(page.says("Version 7") && page.says("Version 6") && !page.says("Version 3"), "{}", page.text());
    }

    thirty_two_editors_overwrite_nothing_silently(app) {
        const EDITORS: usize = 32;
        const SAVES: usize = 4;
        let ada = app.person("Ada", Role::Responder).await;
        let number = lived(&app, &ada).await;
        app.services.postmortems.begin(&ada, number).await.unwrap();
        let mut editors = Vec::new();
        for editor in 0..EDITORS {
            let (services, ada) = (app.services.clone(), ada.clone());
            editors.push(tokio::spawn(async move {
                let mut accepted = Vec::new();
                let mut conflicts = 0;
                for save in 0..SAVES {
                    loop {
                        let seen = services.postmortems.show(&ada, number).await.unwrap().section("causes").unwrap().clone();
                        // Everybody adds a line below what they saw.
                        let body = format!("{}\neditor {editor} save {save}", seen.body);
                        match services.postmortems.save_section(&ada, number, "causes", &body, seen.version).await {
                            Ok(version) => {
                                assert_eq!(version, seen.version + 1, "stored over the text that was seen");
                                accepted.push((version, body));
                                break;
                            }
                            Err(AppError::Conflict { .. }) => conflicts += 1,
                            Err(other) => panic!("{other:?}"),
                        }
                    }
                }
                (accepted, conflicts)
            }));
        }
        let mut accepted = Vec::new();
        for editor in editors {
            accepted.extend(editor.await.unwrap().0);
        }
        accepted.sort();
        let last = app.services.postmortems.show(&ada, number).await.unwrap().section("causes").unwrap().clone();
        let expected = EDITORS * SAVES;
        assert_eq!((accepted.len(), usize::try_from(last.version).unwrap()), (expected, expected + 1), "no gap, none twice");
        assert_eq!(last.body.matches("editor ").count(), expected, "no line was lost");
        let mut kept = Vec::new();
        let mut before = None;
        loop {
            let (_, page) = app.services.postmortems.versions(&ada, number, "causes", before).await.unwrap();
            let Some(oldest) = page.last().map(|version| version.version) else { break };
            kept.extend(page.into_iter().map(|version| (version.version, version.body)));
            before = Some(oldest);
        }
        kept.reverse();
        assert_eq!(kept.iter().map(|(version, _)| *version).collect::<Vec<_>>(), (1..=last.version).collect::<Vec<_>>());
        for (version, body) in accepted {
            assert_eq!(kept[usize::try_from(version).unwrap() - 1].1.trim(), body.trim(), "every accepted text is kept");
        }
    }
}
