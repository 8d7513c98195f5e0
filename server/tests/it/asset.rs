//! What there is, whose it is, and what breaks with it.

use app::asset::{Draft, Filter};
use app::error::AppError;
use app::incident::{Declaration, Guardrail, Impact};
use app::person::Role;

use crate::support::TestApp;

fn draft(name: &str, owner: Option<i64>) -> Draft {
    Draft { owner, ..Draft::parse(name, "table", "", "2", "", "").unwrap() }
}

async fn chain(app: &TestApp, actor: &app::actor::Actor, names: &[&str]) -> Vec<i64> {
    let mut ids = Vec::new();
    for name in names {
        ids.push(app.services.assets.add(actor, draft(name, None)).await.unwrap());
    }
    for pair in ids.windows(2) {
        app.services.assets.connect(actor, pair[0], pair[1]).await.unwrap();
    }
    ids
}

crate::each_engine! {
    an_asset_is_added_found_and_changed(app) {
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        assert!(browser.get("/assets").await.says("No assets yet"));
        let refused = browser.submit("/assets", "/do/add-asset", &[("name", ""), ("kind", "table"), ("tier", "9"), ("about", "Nightly")]).await;
        assert_eq!((refused.status, refused.says("Enter a name"), refused.says("Tier must be from 1")), (422, true, true), "{}", refused.text());
        assert_eq!(refused.find("textarea[name=about]").as_deref(), Some("Nightly"));
        let fields = [("name", "warehouse.predictions"), ("kind", "table"), ("tier", "1"), ("about", "100% of <b>STAT6</b>")];
        let page = browser.accept("/assets", "/do/add-asset", &fields).await;
        assert!(page.says("This asset has no owner") && page.says("tier 1") && page.says("100% of <b>STAT6</b>"), "{}", page.text());
        let again = browser.submit("/assets", "/do/add-asset", &fields).await;
        assert_eq!((again.status, again.says("An asset with this name already exists")), (422, true));
        for (query, hit) in [("q=STAT6", true), ("q=100%25", true), ("q=_", false), ("kind=dashboard", false), ("unowned=yes", true)] {
            assert_eq!(browser.get(&format!("/assets?{query}")).await.says("warehouse.predictions"), hit, "{query}");
        }
        let page = browser.accept("/assets/1", "/do/change-asset", &[("id", "1"), ("name", "warehouse.predictions"), ("kind", "table"), ("tier", "2"), ("owner", "1")]).await;
        assert!(page.says("tier 2") && page.says("Ada") && !page.says("This asset has no owner"), "{}", page.text());
        assert!(browser.get("/assets?unowned=yes").await.says("Everything has an owner"));
        assert_eq!(browser.get("/assets/99").await.status, 404);
    }

    what_somebody_who_left_owned_is_unowned_loudly(app) {
        let admin = app.person("Grace", Role::Admin).await;
        let ada = app.person("Ada", Role::Responder).await;
        let assets = &app.services.assets;
        let id = assets.add(&ada, draft("predictions", ada.person)).await.unwrap();
        assert_eq!(assets.unowned(&ada).await.unwrap(), 0);
        app.services.people.deactivate(&admin, ada.person.unwrap(), &Default::default()).await.unwrap();
        assert_eq!(assets.unowned(&admin).await.unwrap(), 1);
        assert_eq!(assets.list(&admin, &Filter { unowned: true, ..Filter::default() }).await.unwrap()[0].id, id);
        let left = assets.change(&admin, id, draft("predictions", ada.person), &app::edit::Seen::nothing()).await;
        assert!(left.unwrap_err().message_for("owner").is_some(), "somebody who left owns nothing");
        let mut browser = app.signed_in("Joan", Role::Viewer).await;
        let page = browser.get("/assets").await;
        assert!(page.says("1 asset has no owner.") && page.find("a[href='/assets?unowned=yes']").is_some(), "{}", page.text());
    }

    circles_are_refused_and_the_blast_radius_is_everything_downstream(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let assets = &app.services.assets;
        let ids = chain(&app, &ada, &["raw", "predictions", "mart", "dashboard"]).await;
        let side = assets.add(&ada, draft("program", None)).await.unwrap();
        assets.connect(&ada, ids[0], side).await.unwrap();
        assets.connect(&ada, ids[0], ids[3]).await.unwrap();
        assets.connect(&ada, ids[0], ids[3]).await.unwrap();
        let radius = assets.show(&ada, ids[0]).await.unwrap().blast;
        let seen: Vec<(&str, i64)> = radius.assets.iter().map(|one| (one.name.as_str(), one.distance)).collect();
        assert_eq!(seen, [("dashboard", 1), ("predictions", 1), ("program", 1), ("mart", 2)]);
        assert!(assets.show(&ada, ids[3]).await.unwrap().blast.assets.is_empty());
        let circle = assets.connect(&ada, ids[3], ids[0]).await.unwrap_err();
        assert_eq!(circle.message_for("asset"), Some("raw is already upstream of dashboard: this edge would create a cycle."));
        assert!(assets.connect(&ada, side, side).await.is_err());
        assert_eq!(assets.connect(&ada, 99, side).await, Err(AppError::NotFound));
        assets.disconnect(&ada, ids[0], ids[1]).await.unwrap();
        assets.disconnect(&ada, ids[0], ids[3]).await.unwrap();
        assets.connect(&ada, ids[3], ids[0]).await.unwrap();
        assert_eq!(assets.show(&ada, ids[1]).await.unwrap().blast.assets.len(), 4);
    }

    edges_drawn_at_the_same_time_close_no_circle(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let ids = chain(&app, &ada, &["a"]).await.into_iter().chain(chain(&app, &ada, &["b"]).await).chain(chain(&app, &ada, &["c"]).await).collect::<Vec<_>>();
        let draw = |from: usize, to: usize| app.services.assets.connect(&ada, ids[from], ids[to]);
        let (ab, bc, ca) = tokio::join!(draw(0, 1), draw(1, 2), draw(2, 0));
        assert_eq!([ab.is_ok(), bc.is_ok(), ca.is_ok()].iter().filter(|ok| **ok).count(), 2);
    }

    a_private_incident_is_not_on_the_page_of_what_it_hit(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let eve = app.person("Eve", Role::Responder).await;
        let id = app.services.assets.add(&ada, draft("predictions", None)).await.unwrap();
        for (title, private) in [("Open trouble", false), ("Secret trouble", true)] {
            let declaration = Declaration { private, ..Declaration::titled(title).unwrap() };
            let number = app.services.incidents.declare(&ada, declaration).await.unwrap();
            let impact = Impact { guardrail: Guardrail::Halted, customers: String::new(), records_affected: None, money_at_stake: String::new(), assets: vec![id] };
            app.services.incidents.set_impact(&ada, number, impact, &app::edit::Seen::nothing()).await.unwrap();
        }
        let titles = |record: app::asset::Record| record.incidents.into_iter().map(|one| one.title).collect::<Vec<_>>();
        assert_eq!(titles(app.services.assets.show(&ada, id).await.unwrap()), ["Secret trouble", "Open trouble"]);
        assert_eq!(titles(app.services.assets.show(&eve, id).await.unwrap()), ["Open trouble"]);
    }

    viewers_change_nothing(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let viewer = app.person("Vic", Role::Viewer).await;
        let ids = chain(&app, &ada, &["raw", "mart"]).await;
        let assets = &app.services.assets;
        let refused = [
            assets.add(&viewer, draft("mine", None)).await.map(drop),
            assets.change(&viewer, ids[0], draft("mine", None), &app::edit::Seen::nothing()).await,
            assets.connect(&viewer, ids[1], ids[0]).await,
            assets.disconnect(&viewer, ids[0], ids[1]).await,
        ];
        assert!(refused.iter().all(|one| matches!(one, Err(AppError::Forbidden { .. }))), "{refused:?}");
        assert_eq!(assets.all(&viewer).await.unwrap().len(), 2);
    }
}
