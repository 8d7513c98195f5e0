//! Many people at once: the parts of a page are loaded one after the other, so that pages never wait for each other's
//! connections.

use app::person::Role;

crate::each_engine! {
    everybody_opens_the_incident_at_once_and_sees_all_of_it(app) {
        let mut ada = app.signed_in("Ada", Role::Commander).await;
        ada.accept("/incidents/new", "/do/declare-incident", &[("title", "Predictions are missing")]).await;
        let mut readers = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let mut reader = ada.clone();
            readers.spawn(async move { reader.get("/incidents/1").await });
        }
        while let Some(page) = readers.join_next().await {
            let page = page.unwrap();
            assert_eq!(page.status, 200);
            for panel in ["#tickets", "#backfills", "#actions", "#decisions", "#updates", "#signals", "#postmortem", "#impact form"] {
                assert_eq!(page.count(panel), 1, "{panel} is missing from a page: {}", page.text());
            }
        }
    }
}
