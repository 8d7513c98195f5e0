//! After publication: errata, and who read it.

use app::error::AppError;
use app::person::Role;
use app::postmortem::Approval;
use app::template::Template;

use super::{filled, lived};

crate::each_engine! {
    a_published_postmortem_is_corrected_in_sight_and_read_by_name(app) {
        let (ada, bo) = (app.person("Ada", Role::Commander).await, app.person("Bo", Role::Commander).await);
        let mut vera = app.signed_in("Vera", Role::Viewer).await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        assert!(matches!(postmortems.add_erratum(&ada, number, "Too early").await, Err(AppError::Conflict { .. })));
        assert!(matches!(postmortems.mark_read(&bo, number, true).await, Err(AppError::Conflict { .. })));
        filled(&app, &ada, number).await;
        postmortems.send_to_review(&ada, number, "").await.unwrap();
        postmortems.approve(&bo, number, Approval::in_full(Template::named("data"))).await.unwrap();
        postmortems.publish(&bo, number, "").await.unwrap();

        let (id, page) = (number.to_string(), format!("/incidents/{number}/postmortem"));
        let before = vera.get(&page).await;
        assert!(before.says("Nobody has marked it as read yet.") && !before.says("Add erratum"), "{}", before.text());
        vera.accept(&page, "/do/mark-read", &[("number", &id), ("useful", "false")]).await;
        let useful = vera.accept(&page, "/do/mark-read", &[("number", &id), ("useful", "true")]).await;
        assert!(useful.says("Read by 1; 1 found it useful.") && useful.says("Vera (useful)") && !useful.says("Mark as useful"), "{}", useful.text());

        assert!(matches!(postmortems.add_erratum(&ada, number, "  ").await, Err(AppError::Invalid { .. })));
        postmortems.add_erratum(&ada, number, "It was **259** million rows, not 258. <script>x</script>").await.unwrap();
        let corrected = vera.get(&page).await;
        assert!(corrected.count(".sheet .errata strong") > 0 && corrected.says("259 million rows") && corrected.count(".errata script") == 0, "{}", corrected.html());
        let told = app.services.incidents.timeline(&ada, number, app::incident::Stretch::First, app::part::MOST).await.unwrap().items;
        assert!(told.iter().any(|entry| entry.body.contains("Postmortem corrected")));
        assert!(postmortems.show(&ada, number).await.unwrap().seal.unwrap().holds, "what was published stays as it was");
        let (_, markdown) = postmortems.export_markdown(&ada, number).await.unwrap();
        assert!(markdown.contains("> **Erratum, ") && markdown.contains("259"), "{markdown}");
    }
}
