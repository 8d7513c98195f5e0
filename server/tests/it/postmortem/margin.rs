//! Before it is published: comments in the margin, reviewers, the checklist; a year later: the anniversary.

use app::comment::NewComment;
use app::error::AppError;
use app::incident::Declaration;
use app::person::Role;
use app::postmortem::Approval;
use app::template::Template;
use chrono::TimeDelta;

use super::{filled, lived};

crate::each_engine! {
    a_comment_is_answered_or_becomes_a_promise_before_publication(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let bo = app.person("Bo", Role::Commander).await;
        let mut browser = app.signed_in("Cy", Role::Responder).await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        filled(&app, &ada, number).await;
        let edit = format!("/incidents/{number}/postmortem/edit");
        let typed = number.to_string();
        let refused = browser.submit(&edit, "/do/say-comment", &[("number", &typed), ("section", "causes"), ("quote", "a slow dashboard"), ("body", " "), ("form_key", "-causes")]).await;
        assert!(refused.status == 422 && refused.says("Enter a comment.") && refused.find("#section-causes input[name=quote]").as_deref() == Some("a slow dashboard"), "{}", refused.text());
        browser.accept(&edit, "/do/say-comment", &[("number", &typed), ("section", "causes"), ("quote", "a slow dashboard"), ("body", "Who **watches** it? <script>x</script>")]).await;
        let page = browser.accept(&edit, "/do/say-comment", &[("number", &typed), ("section", "limits"), ("body", "Load the logs every night")]).await;
        assert!(page.count("#section-causes .comment blockquote") == 1 && page.count(".comment script") == 0 && page.count(".comment strong") >= 1, "{}", page.text());
        assert!(page.says("2 comments are open"), "{}", page.text());
        let page = browser.accept(&edit, "/do/resolve-comment", &[("number", &typed), ("comment", "1"), ("resolved", "true")]).await;
        assert!(page.says("1 resolved comment") && page.says("Resolved by Cy") && page.says("1 comment is open"), "{}", page.text());
        postmortems.send_to_review(&ada, number, "").await.unwrap();
        let refused = postmortems.approve(&bo, number, Approval::in_full(Template::named("data"))).await.unwrap_err().to_string();
        assert!(refused.contains("1 comment is open"), "{refused}");
        let page = browser.accept(&edit, "/do/create-action-from-comment", &[("number", &typed), ("comment", "2"), ("title", "Load the logs every night")]).await;
        assert!(page.says("is now ACT-2") && page.says("Load the logs every night"), "{}", page.text());
        assert!(matches!(app.services.comments.resolve(&ada, number, 2, false).await, Err(AppError::Conflict { .. })), "it is a promise now");
        postmortems.approve(&bo, number, Approval::in_full(Template::named("data"))).await.unwrap();
        postmortems.publish(&bo, number, "").await.unwrap();
        let said = NewComment { section: "causes".to_owned(), body: "Too late".to_owned(), ..NewComment::default() };
        assert!(matches!(app.services.comments.say(&ada, number, said).await, Err(AppError::Conflict { .. })), "published");
        assert_eq!(postmortems.show(&ada, number).await.unwrap().comments.len(), 2, "what was said is kept");
    }

    whoever_is_asked_reads_it_point_by_point(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let cy = app.person("Cy", Role::Responder).await;
        let mut browser = app.signed_in("Bo", Role::Responder).await;
        let bo = app.actor_of("Bo").await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        filled(&app, &ada, number).await;
        postmortems.send_to_review(&ada, number, "").await.unwrap();
        let full = || Approval::in_full(Template::named("data"));
        assert!(matches!(postmortems.approve(&bo, number, full()).await, Err(AppError::Forbidden { .. })), "nobody asked");
        postmortems.ask_reviewer(&ada, number, bo.person.unwrap()).await.unwrap();
        let page = browser.get("/postmortems").await;
        assert!(page.says("Waiting for your review") && page.says("Predictions are missing"), "{}", page.text());
        let path = format!("/incidents/{number}/postmortem");
        let page = browser.get(&path).await;
        assert!(page.says("Reviewers: Bo") && page.count(".checklist input[type=checkbox]") == 5, "{}", page.text());
        let revision = postmortems.show(&bo, number).await.unwrap().revision.to_string();
        let typed = [("number", "1"), ("revision", revision.as_str()), ("point_1", "on"), ("point_4", "on")];
        let refused = browser.submit(&path, "/do/approve-postmortem", &typed).await;
        assert!(refused.status == 422 && refused.count(".checklist .error") == 3 && refused.count(".checklist input[checked]") == 2, "{}", refused.text());
        let all = ["point_1", "point_2", "point_3", "point_4", "point_5"].map(|point| (point, "on"));
        let page = browser.accept(&path, "/do/approve-postmortem", &[[("number", "1"), ("revision", revision.as_str())].as_slice(), &all].concat()).await;
        assert!(page.says("Bo approved it"), "{}", page.text());
        assert!(matches!(postmortems.ask_reviewer(&cy, number, 999).await, Err(AppError::Invalid { .. })), "nobody");
    }

    nobody_is_asked_to_read_what_they_may_not_see(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let bo = app.person("Bo", Role::Responder).await;
        let declaration = Declaration { private: true, ..Declaration::titled("Leak").unwrap() };
        let number = app.services.incidents.declare(&ada, declaration).await.unwrap();
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        assert!(matches!(postmortems.ask_reviewer(&ada, number, bo.person.unwrap()).await, Err(AppError::Invalid { .. })));
        app.services.incidents.add_member(&ada, number, bo.person.unwrap()).await.unwrap();
        postmortems.ask_reviewer(&ada, number, bo.person.unwrap()).await.unwrap();
        assert_eq!(postmortems.mine(&bo).await.unwrap().reviews.len(), 0, "a draft does not wait for anybody");
        postmortems.send_to_review(&ada, number, "").await.unwrap();
        assert_eq!(postmortems.mine(&bo).await.unwrap().reviews.len(), 1);
    }

    a_year_later_it_comes_back_to_those_who_wrote_it(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let bo = app.person("Bo", Role::Commander).await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        filled(&app, &ada, number).await;
        postmortems.send_to_review(&ada, number, "").await.unwrap();
        postmortems.approve(&bo, number, Approval::in_full(Template::named("data"))).await.unwrap();
        postmortems.publish(&bo, number, "").await.unwrap();
        app.pass(TimeDelta::days(367));
        let mine = postmortems.mine(&ada).await.unwrap().anniversaries;
        assert_eq!((mine.len(), mine[0].years, mine[0].unproved), (1, 1, 1), "its promise was never verified");
        assert!(postmortems.mine(&bo).await.unwrap().anniversaries.is_empty(), "Bo only read it");
        app.pass(TimeDelta::days(7));
        assert!(postmortems.mine(&ada).await.unwrap().anniversaries.is_empty());
    }
}
