//! One zone for all times of a document, whoever reads it: on the page, in its prose, in the file, on paper.

use app::person::Role;
use app::postmortem::Paper;
use scraper::{Html, Selector};

use super::lived;

crate::each_engine! {
    one_zone_for_all_of_a_document(app) {
        app.person("Ada", Role::Responder).await;
        let mut author = app.browser_of("Ada").await;
        author.accept("/account", "/do/change-account", &[("name", "Ada"), ("zone", "Asia/Kathmandu")]).await;
        let ada = app.actor_of("Ada").await;
        let number = lived(&app, &ada).await;
        app.services.postmortems.begin(&ada, number).await.unwrap();
        app.person("Bo", Role::Viewer).await;
        let mut reader = app.browser_of("Bo").await;
        let path = format!("/incidents/{number}/postmortem");
        let mut seen = Vec::new();
        for zone in ["America/Toronto", "Australia/Lord_Howe"] {
            reader.accept("/account", "/do/change-account", &[("name", "Bo"), ("zone", zone)]).await;
            let page = reader.get(&path).await;
            let html = Html::parse_document(page.html());
            let article = html.select(&Selector::parse("article.postmortem").unwrap()).next().unwrap();
            let words = article.text().collect::<Vec<_>>().join(" ");
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            // It began at 06:00 UTC: 11:45 in Kathmandu, 02:00 in Toronto, 16:30 on Lord Howe; it was declared at 12:00 UTC.
            assert!(words.contains("It started on 20 Jun 2025, 11:45 Asia/Kathmandu"), "prose names its zone: {words}");
            assert!(words.contains("declared 24 Jun 2025, 17:45"), "{words}");
            for head in ["From (Asia/Kathmandu)", "Times in Asia/Kathmandu."] {
                assert!(words.contains(head), "{head}: {words}");
            }
            for other in [", 02:00", ", 06:00", ", 16:30", ", 08:00", ", 12:00", ", 22:30", "UTC"] {
                assert!(!words.contains(other), "{other} for {zone}: {words}");
            }
            let who = app.actor_of("Bo").await;
            let (_, file) = app.services.postmortems.export_markdown(&who, number).await.unwrap();
            assert!(file.contains("2025-06-24 17:45 Asia/Kathmandu") && file.contains("zone: \"Asia/Kathmandu\"") && !file.contains(" UTC"), "{file}");
            let paper = app.services.postmortems.export_pdf(&who, number, Paper::A4, "").await.unwrap();
            seen.push((words, file, paper.bytes));
        }
        assert!(seen[0] == seen[1], "the same document for both");
    }
}
