//! Draft, review, approval, publication.

use app::actor::{Actor, Via};
use app::error::AppError;
use app::incident::EntryKind;
use app::person::Role;
use app::postmortem::Approval;
use app::postmortem::State;
use app::template::Template;

use super::{filled, lived, stored};

/// Everything a reviewer ticks.
const POINTS: [(&str, &str); 5] = [("point_1", "on"), ("point_2", "on"), ("point_3", "on"), ("point_4", "on"), ("point_5", "on")];

crate::each_engine! {
    it_is_published_when_everything_is_written_and_confirmed(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let mut bo = app.signed_in("Bo", Role::Commander).await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        let id = number.to_string();
        let page = format!("/incidents/{number}/postmortem");
        let early = bo.submit(&page, "/do/publish-postmortem", &[("number", &id)]).await;
        assert_eq!((early.status, early.says("it must be reviewed before it is published")), (409, true));
        postmortems.send_to_review(&ada, number, "Please look at the chain").await.unwrap();
        let read = bo.get(&page).await;
        assert!(read.says("Please look at the chain") && read.says("“Contributing factors” is empty."), "{}", read.text());
        assert!(read.count(&format!(".notice a[href='{page}/edit#section-causes']")) >= 1, "each leads to its section");
        assert_eq!(bo.get(&format!("{page}/edit")).await.count("#section-causes"), 1);
        let revision = read.find("input[name=revision]").unwrap();
        let approve = [[("number", id.as_str()), ("revision", revision.as_str())].as_slice(), &POINTS].concat();
        let refused = bo.submit(&page, "/do/approve-postmortem", &approve).await;
        assert_eq!(refused.status, 409);
        assert!(refused.says("“Contributing factors” is empty.") && refused.says("“Summary” is an unconfirmed draft"), "{}", refused.text());
        assert!(!refused.says("“Where luck helped” is empty."), "that one may be left out");
        let silent = bo.submit(&page, "/do/ask-for-changes", &[("number", &id), ("note", " ")]).await;
        assert_eq!(silent.status, 422, "a reason always");
        bo.accept(&page, "/do/ask-for-changes", &[("number", &id), ("note", "The chain is empty")]).await;
        filled(&app, &ada, number).await;
        postmortems.send_to_review(&ada, number, "").await.unwrap();
        let revision = bo.get(&page).await.find("input[name=revision]").unwrap();
        bo.accept(&page, "/do/approve-postmortem", &[[("number", id.as_str()), ("revision", revision.as_str()), ("note", "Good")].as_slice(), &POINTS].concat()).await;
        let published = bo.accept(&page, "/do/publish-postmortem", &[("number", &id)]).await;
        assert!(published.says("facts and text are frozen") && published.count("a[href$='/edit']") == 0, "{}", published.text());
        let document = postmortems.show(&ada, number).await.unwrap();
        let steps: Vec<State> = document.events.iter().map(|event| event.to).collect();
        assert_eq!(steps, [State::Draft, State::InReview, State::Draft, State::InReview, State::Approved, State::Published]);
        let told = app.services.incidents.timeline(&ada, number, app::incident::Stretch::First, app::part::MOST).await.unwrap().items;
        assert_eq!(told.iter().filter(|entry| entry.kind == EntryKind::Postmortem).count(), 6);
    }

    after_publication_nothing_moves_and_the_hash_tells(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let bo = app.person("Bo", Role::Commander).await;
        let mut browser = app.signed_in("Cy", Role::Responder).await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        filled(&app, &ada, number).await;
        postmortems.send_to_review(&ada, number, "").await.unwrap();
        postmortems.approve(&bo, number, Approval::in_full(Template::named("data"))).await.unwrap();
        assert!(matches!(postmortems.save_section(&ada, number, "luck", "More", 2).await, Err(AppError::Conflict { .. })), "approved is approved");
        postmortems.publish(&bo, number, "").await.unwrap();
        let before = postmortems.show(&ada, number).await.unwrap();
        assert!(before.seal.as_ref().unwrap().holds);
        for refused in [
            postmortems.save_section(&ada, number, "luck", "More", 2).await.map(drop),
            postmortems.restore(&ada, number, "luck", 1, 2).await.map(drop),
            postmortems.redraft(&ada, number).await.map(drop),
            postmortems.send_to_review(&ada, number, "").await,
            postmortems.ask_for_changes(&ada, number, "More").await,
            postmortems.approve(&bo, number, Approval::in_full(Template::named("data"))).await,
            postmortems.publish(&bo, number, "").await,
        ] {
            assert!(matches!(refused, Err(AppError::Conflict { .. })), "{refused:?}");
        }
        let form = browser.submit("/incidents/1/postmortem/edit", "/do/save-section", &[("number", "1"), ("section", "luck"), ("version", "2"), ("body", "More")]).await;
        assert_eq!((form.status, form.says("This postmortem is published, so its text is frozen.")), (409, true));
        stored(&app, "update incident set title = 'Renamed', customers = 'Nobody'").await;
        stored(&app, "update ticket set state = 'canceled'").await;
        let after = postmortems.show(&ada, number).await.unwrap();
        assert_eq!((&after.facts, &after.sections, after.seal.as_ref()), (&before.facts, &before.sections, before.seal.as_ref()), "frozen");
        stored(&app, "update postmortem_section set body = 'Somebody else' where key = 'luck'").await;
        assert!(!postmortems.show(&ada, number).await.unwrap().seal.unwrap().holds, "tampering shows");
        assert!(browser.get("/incidents/1/postmortem").await.says("its hash does not match"));
    }

    somebody_else_approves_and_commanders_publish(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let bo = app.person("Bo", Role::Commander).await;
        let cy = app.person("Cy", Role::Responder).await;
        let vi = app.person("Vi", Role::Viewer).await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        assert!(matches!(postmortems.begin(&vi, number).await, Err(AppError::Forbidden { .. })));
        postmortems.begin(&cy, number).await.unwrap();
        filled(&app, &cy, number).await;
        let token = Actor { via: Via::Api { token: 1, write: false }, ..ada.clone() };
        for refused in [
            postmortems.save_section(&vi, number, "luck", "Mine", 2).await.map(drop),
            postmortems.save_section(&token, number, "luck", "Mine", 2).await.map(drop),
            postmortems.redraft(&vi, number).await.map(drop),
            postmortems.send_to_review(&vi, number, "").await,
            postmortems.send_to_review(&token, number, "").await,
        ] {
            assert!(matches!(refused, Err(AppError::Forbidden { .. })), "{refused:?}");
        }
        assert_eq!(postmortems.show(&vi, number).await.unwrap().state, State::Draft, "everybody reads");
        assert!(matches!(postmortems.approve(&ada, number, Approval::in_full(Template::named("data"))).await, Err(AppError::Conflict { .. })), "a draft");
        postmortems.send_to_review(&ada, number, "").await.unwrap();
        assert!(matches!(postmortems.approve(&ada, number, Approval::in_full(Template::named("data"))).await, Err(AppError::Forbidden { .. })), "sent it themselves");
        assert!(matches!(postmortems.approve(&cy, number, Approval::in_full(Template::named("data"))).await, Err(AppError::Forbidden { .. })), "no commander");
        assert!(matches!(postmortems.ask_for_changes(&vi, number, "No").await, Err(AppError::Forbidden { .. })));
        let read = postmortems.show(&bo, number).await.unwrap().revision;
        postmortems.save_section(&cy, number, "luck", "Quickly something else.", 2).await.unwrap();
        let refused = postmortems.approve(&bo, number, Approval { revision: Some(read), ..Approval::in_full(Template::named("data")) }).await;
        assert!(matches!(refused, Err(AppError::Conflict { .. })), "the text changed since: {refused:?}");
        postmortems.approve(&bo, number, Approval { revision: Some(read + 1), ..Approval::in_full(Template::named("data")) }).await.unwrap();
        assert!(matches!(postmortems.publish(&cy, number, "").await, Err(AppError::Forbidden { .. })));
        postmortems.publish(&ada, number, "").await.unwrap();
    }
}
