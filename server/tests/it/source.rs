//! Sources that move and go: what was read there says nothing any more, and nothing that is read is taken away.

use app::check::{Draft, Outcome, SourceEdit, Typed};
use app::error::AppError;
use app::person::Role;
use serde_json::json;

use crate::check::typed;
use crate::support::{SourceDb, TestApp};

async fn is_sound(app: &TestApp) {
    let findings = server::verify::verify(&app.firebreak.db).await.unwrap();
    let broken: Vec<_> = findings.iter().filter(|finding| finding.count > 0).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

crate::each_engine! {
    a_source_that_moves_starts_its_checks_anew(app) {
        let (old, new) = (SourceDb::new(&app).await, SourceDb::new(&app).await);
        let mut root = app.signed_in("Root", Role::Admin).await;
        let ada = app.person("Ada", Role::Responder).await;
        let draft = Draft::parse(&typed(&app, &old).await).unwrap();
        let check = app.services.checks.add(&ada, draft).await.unwrap();
        new.execute("delete from prediction").await;
        app.services.checks.run_now(&ada, check).await.unwrap();
        let page = "/checks/sources/1";
        let seen = [("source", "1"), ("seen.name", old.name.as_str()), ("seen.url", &old.url)];
        let fields = |name, url, reason| [seen.as_slice(), &[("name", name), ("url", url), ("reason", reason)]].concat();
        let without = root.submit(page, "/do/change-source", &fields(&old.name, &new.url, " ")).await;
        assert!(without.status == 422 && without.says("Enter a reason."), "{}", without.text());
        let wrong = root.submit(page, "/do/change-source", &fields(&old.name, "sqlite:/etc/passwd", "Moved")).await;
        assert!(wrong.status == 422 && wrong.says("FIREBREAK_SOURCE_FOLDERS"), "{}", wrong.text());
        let moved = root.accept(page, "/do/change-source", &fields(&old.name, &new.url, "The warehouse has moved")).await;
        assert!(moved.says("The warehouse has moved") && moved.html().contains(&new.url) && moved.says("Source changed. Connected"), "{}", moved.text());
        let record = app.services.checks.show(&ada, check).await.unwrap();
        assert_eq!((record.version, record.summary.last_outcome), (2, None), "what the other database said says nothing");
        assert_eq!((record.versions[0].reason.as_str(), &record.versions[0].content.source_url), ("The warehouse has moved", &new.url));
        let run = app.services.checks.run_now(&ada, check).await.unwrap();
        assert_eq!(app.services.checks.run(&ada, run).await.unwrap().outcome, Outcome::Pass, "the new one is asked");
        // From the older page: the name is new, the address is left as it was seen, and both are kept.
        let merged = root.accept(page, "/do/change-source", &fields("Warehouse", &old.url, "A name")).await;
        assert!(merged.says("Warehouse") && merged.html().contains(&new.url), "{}", merged.text());
        assert_eq!(app.services.checks.show(&ada, check).await.unwrap().version, 2, "a name decides nothing");
        let both = root.submit(page, "/do/change-source", &fields("Another", &new.url, "A name")).await;
        assert!(both.status == 409 && both.says("Somebody else has changed this to “Warehouse”"), "{}", both.text());
        // One that is not there (yet) is stored, and nobody takes it for one that answers.
        let nowhere = if new.is_sqlite() { format!("{}.gone", new.url) } else { new.url.replace(&new.name, "nowhere") };
        let gone = [("source", "1"), ("name", "Warehouse"), ("url", nowhere.as_str()), ("reason", "It comes tomorrow")];
        let gone = root.accept(page, "/do/change-source", &gone).await;
        assert!(gone.says("Source changed, but its checks cannot run:") && gone.count(".notice[data-tone=bad]") == 1, "{}", gone.text());
        is_sound(&app).await;
    }

    a_source_goes_when_no_check_reads_it(app) {
        let (first, second) = (SourceDb::new(&app).await, SourceDb::new(&app).await);
        let mut root = app.signed_in("Root", Role::Admin).await;
        let ada = app.person("Ada", Role::Responder).await;
        let old = typed(&app, &first).await;
        let check = app.services.checks.add(&ada, Draft::parse(&old).unwrap()).await.unwrap();
        let remove = [("source", old.source.as_str()), ("reason", "Switched off")];
        assert!(!root.get("/checks/sources/1").await.says("Remove source"), "it is not offered");
        let refused = root.submit("/checks/sources/1", "/do/remove-source", &remove).await;
        assert!(refused.status == 409 && refused.says("these checks use it: Task and name agree."), "{}", refused.text());
        let new = Typed { ..typed(&app, &second).await };
        app.services.checks.change(&ada, check, Draft::parse(&new).unwrap(), "Moved", &app::edit::Seen::nothing()).await.unwrap();
        let without = root.submit("/checks/sources/1", "/do/remove-source", &remove[..1]).await;
        assert!(without.status == 422 && without.says("Enter a reason."), "{}", without.text());
        let gone = root.accept("/checks/sources/1", "/do/remove-source", &remove).await;
        assert!(gone.says("Source removed.") && !gone.html().contains(&first.url) && gone.html().contains(&second.url), "{}", gone.text());
        assert_eq!(root.get("/checks/sources/1").await.status, 404);
        let kept = app.texts("select kind || ' ' || reason || ' ' || old_url from source_change").await;
        assert_eq!(kept, [format!("removed Switched off {}", first.url)]);
        assert_eq!(app.services.checks.show(&ada, check).await.unwrap().versions.len(), 2, "the history of its checks stays");
        is_sound(&app).await;
    }

    programs_of_admins_do_the_same(app) {
        let (first, second) = (SourceDb::new(&app).await, SourceDb::new(&app).await);
        let (root, ada) = (app.person("Root", Role::Admin).await, app.person("Ada", Role::Responder).await);
        let (admin, other) = (app.program(&root, "write").await, app.program(&ada, "write").await);
        let added = admin.post("/sources", json!({ "name": "Warehouse", "url": first.url })).await.expect(201);
        assert_eq!((&added["name"], &added["url"], &added["checks"]), (&json!("Warehouse"), &json!(first.url), &json!(0)));
        assert!(admin.post("/sources/1/probe", json!({})).await.expect(200)["answer"].is_string());
        let moved = admin.put("/sources/1", json!({ "url": second.url, "reason": "Moved" })).await.expect(200);
        assert_eq!((&moved["name"], &moved["url"]), (&json!("Warehouse"), &json!(second.url)), "what is not sent stays");
        admin.put("/sources/1", json!({ "url": second.url, "reason": "Moved" })).await.problem(422);
        assert_eq!(other.get("/sources").await.expect(200)["items"].as_array().unwrap().len(), 1);
        other.put("/sources/1", json!({ "name": "Mine", "reason": "So" })).await.problem(403);
        other.send("DELETE", "/sources/1?reason=So", &[], "").await.problem(403);
        other.post("/sources/1/probe", json!({})).await.problem(403);
        let check = Typed { source: "1".to_owned(), ..typed(&app, &second).await };
        app.services.checks.add(&ada, Draft::parse(&check).unwrap()).await.unwrap();
        assert!(admin.send("DELETE", "/sources/1?reason=So", &[], "").await.problem(409).contains("Task and name agree"));
        let refused = app.services.checks.change_source(&root, 1, SourceEdit { url: Some("postgres://reader@192.0.2.1/x".to_owned()), reason: "So".to_owned(), ..SourceEdit::default() }).await;
        assert!(matches!(refused, Err(AppError::Invalid { .. })), "{refused:?}");
        let spare = SourceDb::new(&app).await;
        admin.post("/sources", json!({ "name": "Spare", "url": spare.url })).await.expect(201);
        admin.send("DELETE", "/sources/2", &[], "").await.problem(422);
        assert_eq!(admin.send("DELETE", "/sources/2?reason=Never+used", &[], "").await.status, 204);
        admin.get("/sources/2").await.problem(404);
        is_sound(&app).await;
    }
}
