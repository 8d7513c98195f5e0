//! What the document says, and where it comes from.

use app::error::AppError;
use app::incident::{Duration, Measure, Status};
use app::person::Role;
use app::postmortem::Approval;
use app::postmortem::{Filter, State};
use app::template::Template;
use chrono::TimeDelta;

use super::{filled, lived, stored};

crate::each_engine! {
    it_is_drafted_from_the_record_and_stays_in_step(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        assert_eq!(postmortems.show(&ada, number).await.unwrap_err(), AppError::NotFound, "not begun");
        postmortems.begin(&ada, number).await.unwrap();
        postmortems.begin(&ada, number).await.unwrap();
        let document = postmortems.show(&ada, number).await.unwrap();
        assert_eq!((document.state, document.template.key.as_str(), document.events.len()), (State::Draft, "data", 1));
        let facts = &document.facts;
        assert_eq!(facts.lead_seconds, Some(270 * 86_400));
        assert_eq!(facts.took(Measure::Major), Some(Duration::Recorded(4 * 86_400)));
        assert_eq!(facts.time_at_each().iter().map(|(severity, seconds)| (severity.level(), *seconds)).collect::<Vec<_>>(), [(1, 40 * 86_400), (3, 4 * 86_400)]);
        assert_eq!(facts.decisions[0].options.iter().filter(|option| option.chosen).count(), 1);
        assert_eq!((facts.tickets[0].key.as_str(), facts.backfills[0].done, facts.actions.len()), ("PE-3217", 258_000_000, 1));
        let summary = document.section("summary").unwrap();
        assert!(summary.generated && summary.body.contains("SEV1") && summary.body.contains("Nominations cannot be evaluated."), "{}", summary.body);
        assert_eq!(summary.body.lines().count(), 5, "{}", summary.body);
        let impact = document.section("impact").unwrap();
        assert!(impact.generated && impact.body.contains("halted") && impact.body.contains("The nominations program"), "{}", impact.body);
        assert!(document.section("surprised").unwrap().body.contains("IDs look odd"));
        assert!(!document.section("causes").unwrap().generated, "nobody can draft the why");
        stored(&app, "update ticket set state = 'canceled'").await;
        assert_eq!(postmortems.show(&ada, number).await.unwrap().facts.tickets[0].state, "canceled", "facts follow the record");
    }

    what_a_person_wrote_is_never_drafted_over(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        postmortems.save_section(&ada, number, "summary", "Our own words.", 1).await.unwrap();
        stored(&app, "update incident set customers = 'Everybody'").await;
        assert_eq!(postmortems.redraft(&ada, number).await.unwrap(), 1, "only the impact, which nobody confirmed");
        let document = postmortems.show(&ada, number).await.unwrap();
        assert_eq!(document.section("summary").unwrap().body, "Our own words.");
        assert!(document.section("impact").unwrap().body.contains("Everybody") && document.section("impact").unwrap().generated);
        let impact = document.section("impact").unwrap().clone();
        postmortems.save_section(&ada, number, "impact", &impact.body, impact.version).await.unwrap();
        assert!(!postmortems.show(&ada, number).await.unwrap().section("impact").unwrap().generated, "saving confirms it");
        stored(&app, "update incident set customers = 'Nobody'").await;
        assert_eq!(postmortems.redraft(&ada, number).await.unwrap(), 0);
    }

    a_draft_that_the_record_overtook_says_what_changed_until_it_is_refreshed(app) {
        let mut browser = app.signed_in("Ada", Role::Commander).await;
        let ada = app.actor_of("Ada").await;
        let bo = app.person("Bo", Role::Commander).await;
        let number = lived(&app, &ada).await;
        let (page, id) = (format!("/incidents/{number}/postmortem"), number.to_string());
        let edit = format!("{page}/edit");
        let postmortems = &app.services.postmortems;
        postmortems.begin(&ada, number).await.unwrap();
        assert_eq!(browser.get(&edit).await.count(".outdated"), 0, "in step with the record");
        stored(&app, "update incident set customers = 'The reporting team'").await;
        let read = browser.get(&edit).await;
        assert_eq!(read.count("#section-impact .outdated"), 1, "only the section that changed");
        assert!(read.count("#section-impact .outdated ins") > 0 && read.says("reporting"), "{}", read.text());
        assert!(browser.get(&page).await.says("Drafted from the record, which has changed since"));
        postmortems.send_to_review(&ada, number, "").await.unwrap();
        let refused = postmortems.approve(&bo, number, Approval::in_full(Template::named("data"))).await.unwrap_err().to_string();
        assert!(refused.contains("is an unconfirmed draft, and the record has changed since: refresh the draft or rewrite it."), "{refused}");
        let read = browser.accept(&edit, "/do/redraft-postmortem", &[("number", &id)]).await;
        assert!(read.count(".outdated") == 0 && read.says("Affected: The reporting team."), "{}", read.text());
        let impact = postmortems.show(&ada, number).await.unwrap().section("impact").unwrap().clone();
        assert!(impact.generated && impact.outdated.is_empty(), "refreshed, and still to be confirmed");
        postmortems.save_section(&ada, number, "impact", &impact.body, impact.version).await.unwrap();
        stored(&app, "update incident set customers = 'Nobody'").await;
        assert!(postmortems.show(&ada, number).await.unwrap().section("impact").unwrap().outdated.is_empty(), "what somebody confirmed is theirs");
    }

    what_the_record_lacks_is_asked_for(app) {
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        browser.accept("/incidents/new", "/do/declare-incident", &[("title", "Late table")]).await;
        let page = browser.accept("/incidents/1", "/do/begin-postmortem", &[("number", "1")]).await;
        assert!(page.says("The start of the impact is not recorded.") && page.says("INC-1 is not resolved yet"), "{}", page.text());
        assert_eq!(page.count("a[href='/incidents/1#times']"), 1);
        assert!(!page.says("1970") && !page.says("NaN"));
    }

    the_document_has_three_sheets_and_shows_where_facts_come_from(app) {
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        let ada = app.actor_of("Ada").await;
        let number = lived(&app, &ada).await;
        let path = format!("/incidents/{number}/postmortem");
        browser.accept(&format!("/incidents/{number}"), "/do/begin-postmortem", &[("number", &number.to_string())]).await;
        let page = browser.get(&path).await;
        assert_eq!((page.status, page.count("article.postmortem > section.sheet")), (200, 3), "{}", page.text());
        for words in ["What happened", "Why", "What changes", "Halted, not wrong", "PE-3217", "Quick patch", "not taken", "270 days", "Check that task IDs match", "drafted from the record"] {
            assert!(page.text().to_lowercase().contains(&words.to_lowercase()), "{words}: {}", page.text());
        }
        assert!(page.count("svg rect[data-sev='1']") == 1 && page.count("svg polyline") == 1);
        assert!(page.count("a[href*='/entries/']") >= 3);
        assert!(!page.html().contains("style=\""), "no inline styles");
        let incident = browser.get(&format!("/incidents/{number}")).await;
        assert!(incident.says("Draft") && incident.says("due 10 Aug 2025"), "{}", incident.text());
    }

    the_export_says_the_same_with_its_hash(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let mut browser = app.signed_in("Bo", Role::Commander).await;
        let bo = app.actor_of("Bo").await;
        let number = lived(&app, &ada).await;
        let postmortems = &app.services.postmortems;
        stored(&app, "update decision set constraints = '- one\n- two'").await;
        postmortems.begin(&ada, number).await.unwrap();
        assert!(browser.get(&format!("/incidents/{number}/postmortem")).await.count("dd .prose li") == 2, "Markdown of a decision stays Markdown");
        let draft = browser.get(&format!("/incidents/{number}/postmortem.md")).await;
        assert!(draft.html().contains("not confirmed yet") && draft.html().contains("*Not written yet.*"), "{}", draft.html());
        filled(&app, &ada, number).await;
        postmortems.send_to_review(&ada, number, "").await.unwrap();
        postmortems.approve(&bo, number, Approval::in_full(Template::named("data"))).await.unwrap();
        postmortems.publish(&ada, number, "").await.unwrap();
        let answer = browser.get(&format!("/incidents/{number}/postmortem.md")).await;
        assert_eq!(answer.headers["content-type"], "text/markdown; charset=utf-8");
        assert!(answer.headers["content-disposition"].to_str().unwrap().contains("INC-1-postmortem.md"));
        let hash = postmortems.show(&ada, number).await.unwrap().seal.unwrap().hash;
        assert!(answer.html().contains("- **Constraints:**\n\n  - one\n  - two\n"), "{}", answer.html());
        let text = answer.html();
        for words in [hash.as_str(), "state: published", "## 3. What changes", "PE-3217", "✓ Targeted fix and governance", "258,000,000", "What we know about Summary."] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert_eq!(app.browser().get(&format!("/incidents/{number}/postmortem.md")).await.status, 401);
    }

    a_private_incident_has_no_postmortem_for_others(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let mut stranger = app.signed_in("Eve", Role::Admin).await;
        let eve = app.actor_of("Eve").await;
        let number = lived(&app, &ada).await;
        stored(&app, "update incident set private = true").await;
        stored(&app, &format!("insert into incident_member (incident, person, added_at) values ({number}, {}, 0)", ada.person.unwrap())).await;
        let postmortems = &app.services.postmortems;
        assert_eq!(postmortems.list(&eve, &Filter::default()).await.unwrap().owed.len(), 0);
        assert_eq!(postmortems.list(&ada, &Filter::default()).await.unwrap().owed.len(), 1);
        postmortems.begin(&ada, number).await.unwrap();
        for path in ["/postmortem", "/postmortem/edit", "/postmortem.md", "/postmortem/sections/summary"] {
            let answer = stranger.get(&format!("/incidents/{number}{path}")).await;
            assert_eq!((answer.status, answer.says("Predictions")), (404, false), "{path}");
        }
        for (name, fields) in [("begin-postmortem", ""), ("save-section", "section=summary&version=1"), ("publish-postmortem", ""), ("send-to-review", "")] {
            let mut pairs: Vec<(&str, &str)> = fields.split('&').filter_map(|pair| pair.split_once('=')).collect();
            let text = number.to_string();
            pairs.push(("number", &text));
            assert_eq!(stranger.submit("/postmortems", &format!("/do/{name}"), &pairs).await.status, 404, "{name}");
        }
        assert_eq!(postmortems.compare(&eve, number, "summary", "").await.unwrap_err(), AppError::NotFound);
        assert!(!stranger.get("/postmortems").await.says("INC-1"));
        assert_eq!(postmortems.list(&ada, &Filter::default()).await.unwrap().postmortems.len(), 1);
    }

    the_library_finds_by_words_and_state(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let mut browser = app.signed_in("Bo", Role::Viewer).await;
        let number = lived(&app, &ada).await;
        assert!(browser.get("/postmortems").await.says("Required and not started"));
        app.services.postmortems.begin(&ada, number).await.unwrap();
        app.services.postmortems.save_section(&ada, number, "learned", "Small quirks deserve 100% of a look_up.", 1).await.unwrap();
        app.pass(TimeDelta::days(4));
        let all = browser.get("/postmortems").await;
        assert!(all.says("Predictions are missing") && all.says("overdue since 10 Aug 2025") && !all.says("Owed"), "{}", all.text());
        for (query, found) in [("q=100%25+of+a+LOOK_UP", true), ("q=100x", false), ("q=inc-1", true), ("q=INC-2", false), ("state=draft", true), ("state=published", false)] {
            assert_eq!(browser.get(&format!("/postmortems?{query}")).await.says("Predictions are missing"), found, "{query}");
        }
    }

    the_browser_prints_a_long_page_smaller(app) {
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        let ada = app.actor_of("Ada").await;
        let number = lived(&app, &ada).await;
        app.services.postmortems.begin(&ada, number).await.unwrap();
        let read = browser.get(&format!("/incidents/{number}/postmortem")).await;
        assert_eq!(read.count(".sheet[data-print='100']"), 3, "{}", read.html());
        let long = "A line of the causal chain that is as long as a line of print, and says how one led on.\n\n".repeat(40);
        app.services.postmortems.save_section(&ada, number, "causes", &long, 1).await.unwrap();
        let smaller = browser.get(&format!("/incidents/{number}/postmortem")).await;
        assert_eq!((smaller.count(".sheet[data-print='100']"), smaller.count(".sheet")), (2, 3), "printed smaller");
    }

    the_short_address_leads_to_the_document(app) {
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        let ada = app.actor_of("Ada").await;
        let number = lived(&app, &ada).await;
        app.services.postmortems.begin(&ada, number).await.unwrap();
        let answer = browser.get(&format!("/postmortems/{number}")).await;
        assert_eq!((answer.status, answer.headers["location"].to_str().unwrap()), (303, format!("/incidents/{number}/postmortem").as_str()));
        assert_eq!(browser.get("/postmortems/x").await.status, 404);
    }

    nothing_is_begun_for_a_canceled_incident(app) {
        let ada = app.person("Ada", Role::Commander).await;
        let number = app.services.incidents.declare(&ada, app::incident::Declaration::titled("Nothing").unwrap()).await.unwrap();
        app.services.incidents.change_status(&ada, number, Status::Canceled, "It was nothing").await.unwrap();
        let refused = app.services.postmortems.begin(&ada, number).await.unwrap_err();
        assert!(matches!(refused, AppError::Conflict { .. }), "{refused:?}");
    }
}
