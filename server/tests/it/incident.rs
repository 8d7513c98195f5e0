//! An incident from its declaration on.

use app::person::Role;

crate::each_engine! {
    one_line_declares_an_incident(app) {
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        let empty = browser.submit("/incidents/new", "/do/declare-incident", &[("title", " "), ("summary", "Since Monday")]).await;
        assert_eq!((empty.status, empty.says("Please give a title")), (422, true), "{}", empty.text());
        assert_eq!(empty.find("textarea[name=summary]").as_deref(), Some("Since Monday"));
        let page = browser.accept("/incidents/new", "/do/declare-incident", &[("title", "Predictions are missing")]).await;
        assert!(page.says("INC-1") && page.says("SEV3"));
        let found = browser.get("/incidents?q=prediction").await;
        assert!(found.says("Predictions are missing"), "{}", found.text());
        assert!(browser.get("/incidents?q=nothing").await.says("No incident matches"));
    }
}
