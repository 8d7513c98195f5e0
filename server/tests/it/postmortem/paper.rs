//! The document on paper: exactly three pages, or a sentence that says what is too long.

use app::person::Role;
use app::postmortem::{Approval, Paper};
use app::template::Template;

use super::{filled, lived, stored};

/// Pages as the file itself counts them.
fn sheets(file: &[u8]) -> usize {
    file.windows(11).filter(|at| *at == b"/Type/Page/").count()
}

crate::each_engine! {
    it_is_a_pdf_of_three_pages_on_either_paper(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let mut browser = app.signed_in("Bo", Role::Responder).await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        filled(&app, &ada, number).await;
        let path = format!("/incidents/{number}/postmortem");
        assert_eq!(browser.get(&path).await.count(&format!("a[href='{path}.pdf']")), 1);
        let answer = browser.get(&format!("{path}.pdf")).await;
        assert_eq!((answer.status, &answer.headers["content-type"]), (200, &"application/pdf".parse().unwrap()));
        assert!(answer.headers["content-disposition"].to_str().unwrap().contains("INC-1-postmortem.pdf"));
        let pages = |paper| postmortems.export_pdf(&ada, number, paper, "https://firebreak.example");
        let (a4, letter) = (pages(Paper::A4).await.unwrap().bytes, pages(Paper::Letter).await.unwrap().bytes);
        assert_eq!((sheets(&a4), sheets(&letter)), (3, 3));
        let has = |words: &str| a4.windows(words.len()).any(|at| at == words.as_bytes());
        assert!(has("/StructTreeRoot") && has("pdfuaid") && has("https://firebreak.example/incidents/1#timeline"), "tagged, with links");
        assert_eq!(app.browser().get(&format!("{path}.pdf")).await.status, 401);
    }

    what_does_not_fit_is_said_and_never_cut(app) {
        let mut browser = app.signed_in("Ada", Role::Commander).await;
        let ada = app.actor_of("Ada").await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        let path = format!("/incidents/{number}/postmortem");
        let page = browser.get(&format!("{path}/edit")).await;
        assert_eq!((page.count(".fullness meter"), page.count(".fullness[data-over]")), (3, 0), "{}", page.text());
        assert!(page.says("% full."), "{}", page.text());
        let long = "The loader counts the rows it writes and not the rows it was given. ".repeat(250);
        postmortems.save_section(&ada, number, "causes", &long, 1).await.unwrap();
        let page = browser.get(&format!("{path}/edit")).await;
        assert!(page.count(".fullness[data-over]") == 1 && page.says("Longer than recommended: Contributing factors (by "), "{}", page.text());
        let refused = browser.get(&format!("{path}.pdf")).await;
        assert_eq!((refused.status, refused.headers["location"].to_str().unwrap()), (303, path.as_str()));
        let page = browser.get(&path).await;
        assert!(page.says("“Why” is about ") && page.says("Shorten it, then create"), "{}", page.text());
        let look = postmortems.question(&ada, number, "causes", "It was late.").await.unwrap();
        assert_eq!(look.sheet.map(|sheet| sheet.over), Some(0), "a shorter text is measured before it is stored");
    }

    what_does_not_fit_is_not_published_because_nobody_could_shorten_it_then(app) {
        let mut browser = app.signed_in("Ada", Role::Commander).await;
        let (ada, bo) = (app.actor_of("Ada").await, app.person("Bo", Role::Commander).await);
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        filled(&app, &ada, number).await;
        let version = postmortems.show(&ada, number).await.unwrap().section("causes").unwrap().version;
        let long = "The loader counts the rows it writes and not the rows it was given. ".repeat(250);
        postmortems.save_section(&ada, number, "causes", &long, version).await.unwrap();
        let page = browser.get(&format!("/incidents/{number}/postmortem/edit")).await;
        assert!(page.says("Before it can be approved and published:") && page.says("too long for one page: shorten it."), "{}", page.text());
        let reviewed = async || {
            postmortems.send_to_review(&ada, number, "").await.unwrap();
            postmortems.approve(&bo, number, Approval::in_full(Template::named("data"))).await?;
            postmortems.publish(&bo, number, "").await
        };
        let refused = reviewed().await.unwrap_err().to_string();
        assert!(refused.starts_with("The postmortem cannot be approved yet. “Why” is about ") && refused.ends_with("shorten it."), "{refused}");
        postmortems.ask_for_changes(&bo, number, "Shorter, please.").await.unwrap();
        postmortems.save_section(&ada, number, "causes", "The loader joins by name.", version + 1).await.unwrap();
        reviewed().await.unwrap();
    }

    characters_that_no_font_has_are_named(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        postmortems.save_section(&ada, number, "causes", "مرحبا, שלום, Ελλάδα, Київ 🚒 ✓ <script>alert(1)</script>", 1).await.unwrap();
        assert_eq!(sheets(&postmortems.export_pdf(&ada, number, Paper::A4, "").await.unwrap().bytes), 3);
        postmortems.save_section(&ada, number, "causes", "表 is late", 2).await.unwrap();
        let refused = postmortems.export_pdf(&ada, number, Paper::A4, "").await.unwrap_err().to_string();
        assert!(refused.contains("lack these characters: 表,") && refused.contains("FIREBREAK_FONTS"), "{refused}");
        assert!(refused.contains("used in “"), "{refused}");
    }

    a_table_that_nobody_could_read_is_refused_and_footnotes_are_set(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        let table = |columns: usize| format!("|{}\n|{}\n|{}\n", "head|".repeat(columns), "--|".repeat(columns), "cell|".repeat(columns));
        postmortems.save_section(&ada, number, "causes", &format!("- In a list:\n\n  {}", table(40).replace('\n', "\n  ")), 1).await.unwrap();
        let refused = postmortems.export_pdf(&ada, number, Paper::A4, "").await.unwrap_err().to_string();
        assert!(refused.contains("has 40 columns, and a page fits at most 12: split the table"), "{refused}");
        postmortems.save_section(&ada, number, "causes", &format!("{}\nSeen[^a].\n\n[^a]: A note with 表.", table(12)), 2).await.unwrap();
        let refused = postmortems.export_pdf(&ada, number, Paper::A4, "").await.unwrap_err().to_string();
        assert!(refused.contains("lack these characters: 表,"), "what a note says is set: {refused}");
        postmortems.save_section(&ada, number, "causes", &format!("{}\nSeen[^a].\n\n[^a]: A note.", table(12)), 3).await.unwrap();
        assert_eq!(sheets(&postmortems.export_pdf(&ada, number, Paper::A4, "").await.unwrap().bytes), 3);
    }

    a_character_without_a_font_is_found_before_it_is_frozen(app) {
        let (ada, bo) = (app.person("Ada", Role::Commander).await, app.person("Bo", Role::Commander).await);
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        filled(&app, &ada, number).await;
        let version = postmortems.show(&ada, number).await.unwrap().section("causes").unwrap().version;
        let long = "The loader counts the rows it writes and not the rows it was given. ".repeat(250);
        for (typed, why) in [("数 is late.".to_owned(), "lack these characters: 数,"), (format!("数. {long}"), "lack these characters: 数,")] {
            let version = postmortems.show(&ada, number).await.unwrap().section("causes").unwrap().version;
            postmortems.save_section(&ada, number, "causes", &typed, version).await.unwrap();
            postmortems.send_to_review(&ada, number, "").await.unwrap();
            let refused = postmortems.approve(&bo, number, Approval::in_full(Template::named("data"))).await.unwrap_err().to_string();
            assert!(refused.starts_with("The postmortem cannot be approved yet.") && refused.contains(why), "{refused}");
            postmortems.ask_for_changes(&bo, number, "Another character, please.").await.unwrap();
        }
        let version = postmortems.show(&ada, number).await.unwrap().section("causes").unwrap().version.max(version);
        postmortems.save_section(&ada, number, "causes", "It is late.", version).await.unwrap();
        postmortems.send_to_review(&ada, number, "").await.unwrap();
        postmortems.approve(&bo, number, Approval::in_full(Template::named("data"))).await.unwrap();
        // What the record says afterwards is held to the same: publication sets it once more.
        stored(&app, "update incident set title = '数 is missing'").await;
        let refused = postmortems.publish(&bo, number, "").await.unwrap_err().to_string();
        assert!(refused.contains("lack these characters: 数,") && refused.contains("Request changes"), "{refused}");
        stored(&app, "update incident set title = 'Predictions are missing'").await;
        postmortems.publish(&bo, number, "").await.unwrap();
        for paper in [Paper::A4, Paper::Letter] {
            assert_eq!(sheets(&postmortems.export_pdf(&ada, number, paper, "").await.unwrap().bytes), 3);
        }
    }

    whoever_wrote_in_it_neither_reviews_nor_approves_it(app) {
        let (ada, bo) = (app.person("Ada", Role::Commander).await, app.person("Bo", Role::Commander).await);
        let mut browser = app.signed_in("Cy", Role::Responder).await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&bo, number).await.unwrap();
        filled(&app, &ada, number).await;
        let (id, author) = (number.to_string(), ada.person.unwrap().to_string());
        let refused = browser.submit(&format!("/incidents/{number}/postmortem"), "/do/ask-reviewer", &[("number", &id), ("person", &author)]).await;
        assert_eq!((refused.status, refused.says("This person wrote some of the text")), (422, true), "{}", refused.text());
        postmortems.send_to_review(&bo, number, "").await.unwrap();
        let refused = postmortems.approve(&ada, number, Approval::in_full(Template::named("data"))).await;
        assert!(matches!(refused, Err(app::error::AppError::Forbidden { .. })), "{refused:?}");
    }
}
