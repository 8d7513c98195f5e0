//! Text that means harm, and text of other scripts.

use app::person::Role;

use super::lived;

crate::each_engine! {
    hostile_text_is_shown_and_never_run(app) {
        let mut bo = app.signed_in("Bo", Role::Responder).await;
        let ada = app.actor_of("Bo").await;
        let number = lived(&app, &ada).await;
        app.services.postmortems.begin(&ada, number).await.unwrap();
        let hostile = [
            "</textarea><script>alert(1)</script>",
            "<img src=x onerror=alert(1)> <svg onload=alert(1)> <iframe src=//evil.example></iframe>",
            "[a](javascript:alert(1)) ![p](https://evil.example/p.png) <a href='data:text/html,x' onclick=alert(1)>x</a>",
            "\n<style>*{display:none}</style>\n<!-- <script> -->\n]]><script>alert(1)</script>",
        ];
        for (version, body) in (1..).zip(hostile) {
            let text = i32::to_string(&version);
            let fields = [("number", "1"), ("section", "causes"), ("version", text.as_str()), ("body", body), ("form_key", "causes")];
            let page = bo.accept("/incidents/1/postmortem/edit", "/do/save-section", &fields).await;
            assert_eq!(page.find("form#save-sectioncauses textarea").as_deref(), Some(body.trim()), "it comes back as it was typed");
            let stale = [("number", "1"), ("section", "causes"), ("version", "1"), ("body", "<script>alert(2)</script>"), ("form_key", "causes")];
            let conflict = bo.submit("/incidents/1/postmortem/edit", "/do/save-section", &stale).await;
            for page in [page, conflict, bo.get("/incidents/1/postmortem").await, bo.get("/incidents/1/postmortem/sections/causes").await, bo.get("/postmortems").await] {
                for selector in ["main script", "main style", "main iframe", "main img", "main [onerror]", "main [onclick]", "main [onload]", "main a[href^='javascript']", "main a[href^='data']"] {
                    assert_eq!(page.count(selector), 0, "{selector} after {body}: {}", page.html());
                }
            }
        }
    }

    every_script_of_the_world_survives(app) {
        let mut bo = app.signed_in("Bo", Role::Responder).await;
        let ada = app.actor_of("Bo").await;
        let number = lived(&app, &ada).await;
        app.services.postmortems.begin(&ada, number).await.unwrap();
        let body = "فشلت المهمة بعد الترحيل 👩🏽‍🚒 — 数据缺失，é vs e\u{301}, abc, می\u{200c}خواهم, 𝔘𝔫𝔦";
        // What turns the words around it is left out, and nothing else.
        let typed = body.replace("abc", "\u{202e}abc\u{202c}");
        let fields = [("number", "1"), ("section", "went_well"), ("version", "1"), ("body", typed.as_str()), ("form_key", "went_well")];
        let page = bo.accept("/incidents/1/postmortem/edit", "/do/save-section", &fields).await;
        assert_eq!(page.find("form#save-sectionwent_well textarea").as_deref(), Some(body));
        assert!(bo.get("/incidents/1/postmortem").await.html().contains("dir=\"auto\""));
        let other = [("number", "1"), ("section", "went_well"), ("version", "1"), ("body", "فشلت المهمة 👩🏽‍🚒"), ("form_key", "went_well")];
        assert_eq!(bo.submit("/incidents/1/postmortem/edit", "/do/save-section", &other).await.count(".conflict"), 1);
        assert!(bo.get("/incidents/1/postmortem.md").await.html().contains(body));
    }

    size_and_depth_end(app) {
        let mut bo = app.signed_in("Bo", Role::Responder).await;
        let ada = app.actor_of("Bo").await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        let mebibyte = "<b>".repeat(350_000);
        let fields = [("number", "1"), ("section", "luck"), ("version", "1"), ("body", mebibyte.as_str()), ("form_key", "luck")];
        let refused = bo.submit("/incidents/1/postmortem/edit", "/do/save-section", &fields).await;
        assert_eq!((refused.status, refused.says("Shorten this section")), (422, true), "{}", refused.text().chars().take(3000).collect::<String>());
        assert_eq!(refused.find("form#save-sectionluck textarea").map(|text| text.len()), Some(mebibyte.len()), "and nothing typed is lost");
        let begun = std::time::Instant::now();
        for (version, deep) in [">".repeat(100_000), "- ".repeat(50_000), "[".repeat(100_000), "*a **b ".repeat(14_000), "|".repeat(100_000)].into_iter().enumerate() {
            postmortems.save_section(&ada, number, "luck", &deep, version as i64 + 1).await.unwrap();
            assert_eq!(bo.get("/incidents/1/postmortem").await.status, 200);
        }
        assert_eq!(bo.get("/incidents/1/postmortem/sections/luck").await.status, 200);
        assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
    }
}
