//! The worst incident of the year, with thousands of rows of every kind: its pages stay small, and every row can be reached.

use std::collections::BTreeSet;

use app::incident::Declaration;
use app::person::Role;

use crate::support::TestApp;

/// What a page may have at most, in bytes (bug-log 15).
const LARGEST: usize = 300_000;

/// Rows for incident 1: `into` names table and columns, `values` is made of `i`, from 1 on.
async fn rows(app: &TestApp, how_many: i64, into: &str, values: &str) {
    let numbers = format!("with recursive n(i) as (select 1 union all select i + 1 from n where i < {how_many})");
    app.execute(&format!("insert into {into} {numbers} select {values} from n")).await;
}

async fn crowd(app: &TestApp) {
    let past = app.now().timestamp_millis() - 20_000_000;
    rows(
        app,
        10_000,
        "timeline_entry (incident, kind, body, happened_at, recorded_at, source, pinned)",
        &format!("1, 'note', 'Noted as number ' || i, {past} + i * 1000, {past} + i * 1000, 'web', i % 500 = 0"),
    )
    .await;
    rows(
        app,
        1_000,
        "signal (title, source, seen_at, recorded_at, disposition, incident, search_text)",
        &format!("'Signal number ' || i, 'alert', {past} + i * 1000, {past} + i * 1000, 'incident', 1, ''"),
    )
    .await;
    rows(
        app,
        300,
        "status_update (incident, audience, body, at)",
        &format!("1, 'stakeholders', 'Update number ' || i || '. We restore predictions and say more at noon.', {past} + i * 60000"),
    )
    .await;
}

/// Follows a link with `words` from page to page, and gives the texts of all that `selector` finds.
async fn walked(browser: &mut crate::support::Browser, from: &str, selector: &str, rel: &str) -> Vec<String> {
    let (mut found, mut at) = (Vec::new(), Some(from.to_owned()));
    while let Some(path) = at {
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.html().len() <= LARGEST, "{path}: {} bytes", page.html().len());
        found.extend(page.all(selector));
        at = page.attribute(&format!(".pager a[rel='{rel}']"), "href");
        assert!(found.len() < 20_000, "the links go in a circle");
    }
    found
}

crate::each_engine! {
    an_incident_with_thousands_of_rows_stays_small_and_whole(app) {
        let ada = app.person("Ada", Role::Commander).await;
        app.services.incidents.declare(&ada, Declaration::titled("Everything at once").unwrap()).await.unwrap();
        for number in 1..=40 {
            app.services.actions.add(&ada, 1, app::action::NewAction::titled(&format!("Promise number {number}")).unwrap()).await.unwrap();
        }
        app.pass(chrono::TimeDelta::hours(6));
        crowd(&app).await;
        let mut browser = app.browser_of("Ada").await;
        let page = browser.get("/incidents/1").await;
        assert_eq!(page.status, 200);
        assert!(page.html().len() <= LARGEST, "{} bytes", page.html().len());
        assert!(page.says("Noted as number 10000") && !page.says("Noted as number 9001 "), "the latest are here");
        assert!(page.says("Noted as number 500 ") && page.says("Earlier key moments: 20"), "key moments are, too: {}", page.find("#timeline").unwrap_or_default());
        assert!(page.says("All 1000 signals") && page.says("All 300 updates") && page.says("All 40 action items"));

        let entries = walked(&mut browser, "/incidents/1/timeline", ".entry .prose", "next").await;
        let noted: Vec<&String> = entries.iter().filter(|body| body.starts_with("Noted")).collect();
        assert_eq!(noted.len(), 10_000);
        assert!(noted.iter().enumerate().all(|(at, body)| **body == format!("Noted as number {}", at + 1)), "each once, in order");
        let earlier = page.links().into_iter().find(|link| link.contains("timeline?before=")).unwrap();
        let back = walked(&mut browser, &earlier, ".entry .prose", "prev").await;
        assert!(back.len() > 9_900 && back.iter().collect::<BTreeSet<_>>().len() == back.len(), "{} going backwards", back.len());
        assert_eq!(walked(&mut browser, "/incidents/1/signals", ".rows .row a", "next").await.len(), 1_000);
        assert_eq!(walked(&mut browser, "/incidents/1/updates", "article.update", "next").await.len(), 300);

        // An entry from long ago has a page of its own, with its tools, and is found again among its neighbours.
        let id = app.texts("select cast(id as text) from timeline_entry where body = 'Noted as number 4321'").await.remove(0);
        let own = browser.get(&format!("/incidents/1/entries/{id}")).await;
        assert!(own.says("Noted as number 4321") && own.count("form[action='/do/pin-entry']") == 1, "{}", own.text());
        let among = browser.accept(&format!("/incidents/1/entries/{id}"), "/do/pin-entry", &[("number", "1"), ("entry", &id), ("pinned", "true")]).await;
        assert_eq!((among.count(&format!("#entry-{id}.pinned")), among.says("Noted as number 4320")), (1, true));
        assert_eq!(browser.get("/incidents/1/timeline?before=999999999").await.status, 404);

        // Programs page, too.
        let program = app.program(&ada, "write").await;
        for (path, all) in [("timeline", 10_041), ("signals", 1_000), ("updates", 300)] {
            let (mut ids, mut next) = (BTreeSet::new(), Some(format!("/incidents/1/{path}")));
            while let Some(at) = next {
                let part = program.get(at.trim_start_matches("/api/v1")).await.expect(200);
                assert_eq!(part["total"], all, "{path}");
                let items = part["items"].as_array().unwrap();
                assert!(items.len() <= 100 && items.iter().all(|item| ids.insert(item["id"].as_i64().unwrap())), "{path}: each once");
                next = part["next"].as_str().map(str::to_owned);
            }
            assert_eq!(i64::try_from(ids.len()).unwrap(), all, "{path}");
        }

        // What is written about it finds its key moments and stays small.
        let editor = browser.accept("/incidents/1", "/do/begin-postmortem", &[("number", "1")]).await;
        assert!(editor.html().len() <= 2 * LARGEST, "{} bytes", editor.html().len());
        let markdown = browser.get("/incidents/1/postmortem.md").await;
        assert!(markdown.html().contains("Noted as number 4321"), "{}", markdown.html());
    }

    beyond_a_hundred_people_the_pages_stay_small_and_everybody_is_found(app) {
        let mut root = app.signed_in("Root", Role::Admin).await;
        rows(&app, 1_500, "person (name, email, role, zone, created_at)", "'Zoë Łukasz ' || i, 'z' || i || '@example.org', 'viewer', 'UTC', 0").await;
        rows(&app, 300, "team (name, about, created_at)", "'Ingestion ' || i, 'It loads', 0").await;
        app.execute("insert into team_member (team, person) select t.id, p.id from team t, person p where (p.id + t.id) % 30 = 0").await;
        rows(&app, 3_000, "asset (name, kind, about, tier, created_at, search_text)", "'table_' || i, 'table', '', 3, 0, 'table_' || i").await;
        app.services.incidents.declare(&app.actor_of("Root").await, Declaration::titled("Late").unwrap()).await.unwrap();
        for (path, most) in [("/people", 60_000), ("/teams", 80_000), ("/teams/7", 250_000), ("/incidents/1/assets", 60_000)] {
            let page = root.get(path).await;
            assert!(page.status == 200 && page.html().len() <= most, "{path}: {} {} bytes", page.status, page.html().len());
        }
        assert!(!root.get("/incidents/1").await.html().contains("table_"), "an incident's page does not load the catalogue");
        for (path, selector, total) in [("/people", ".rows strong", 1_501), ("/teams", ".rows strong", 300)] {
            let names = walked(&mut root, path, selector, "next").await;
            assert_eq!((names.len(), names.iter().collect::<BTreeSet<_>>().len()), (total, total), "{path}: each once");
        }
        let found = root.get("/people?q=zoe+lukasz+1437").await;
        assert_eq!(found.all(".rows strong"), ["Zoë Łukasz 1437"], "whatever the accents");
        assert!(root.get("/teams?q=INGESTION+299").await.says("Ingestion 299"));
        assert!(root.get("/people?q=nobody+at+all").await.says("No person matches") && root.get("/people?page=99").await.status == 200);
        let offered = root.get("/incidents/1/assets?q=TABLE_2999").await;
        assert_eq!((offered.all(".tick"), offered.count(".tick input[checked]")), (vec!["table_2999".to_owned()], 0));
        assert!(root.get("/incidents/1/assets").await.says("Search by name"));
    }
}
