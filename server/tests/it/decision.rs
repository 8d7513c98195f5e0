//! Patch it, rebuild it, or fix it well: what was weighed is kept with what was chosen.

use app::decision::{NewDecision, NewOption};
use app::error::AppError;
use app::incident::{Declaration, EntryKind, Responsibility};
use app::person::Role;
use chrono::TimeDelta;

fn decision(problem: &str) -> NewDecision {
    let option = |label: &str| NewOption { label: label.to_owned(), pros: "Fast".to_owned(), ..NewOption::default() };
    NewDecision {
        problem: problem.to_owned(),
        why: "It balances urgency".to_owned(),
        options: vec![option("Quick patch"), option("Rebuild"), option("Targeted fix")],
        chosen: Some(2),
        ..NewDecision::default()
    }
}

const NEW: &str = "/incidents/1/decisions/new";

crate::each_engine! {
    a_decision_is_written_down_with_its_options_and_nothing_typed_is_lost(app) {
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        browser.accept("/incidents/new", "/do/declare-incident", &[("title", "Predictions are missing")]).await;
        let page = browser.get(NEW).await;
        assert_eq!(page.count("fieldset.option"), 6);
        let mut fields = vec![
            ("number", "1"), ("problem", "Patch or rebuild?\n\n</textarea><script>x</script>"), ("constraints", "258M rows"),
            ("option_a", "Quick patch"), ("pros_a", "Fast"), ("cons_a", "- likely **repeats**"), ("risk_a", "Band-aid"),
            ("option_b", ""), ("option_c", "Targeted fix"), ("pros_c", "Prevents"), ("why", "It balances"),
            ("decided_by", "1"), ("objections", "Rody: capacity"), ("revisit_when", "Six weeks pass"), ("option_d", ""),
        ];
        let refused = browser.submit(NEW, "/do/record-decision", &fields).await;
        assert_eq!((refused.status, refused.says("Choose the option that was chosen")), (422, true), "{}", refused.text());
        for (name, text) in [("textarea[name=problem]", "Patch or rebuild?\n\n</textarea><script>x</script>"), ("textarea[name=cons_a]", "- likely **repeats**"), ("input[name=option_c]", "Targeted fix"), ("textarea[name=objections]", "Rody: capacity")] {
            assert_eq!(refused.find(name).as_deref(), Some(text));
        }
        fields.push(("chosen", "c"));
        let page = browser.accept(NEW, "/do/record-decision", &fields).await;
        assert_eq!((page.count(".decision .option"), page.count(".option[data-chosen=true]")), (2, 1));
        assert!(page.find(".option[data-chosen=true]").unwrap().contains("Targeted fix"));
        assert!(page.says("Decided: Targeted fix") && page.says("Rody: capacity") && page.says("Six weeks pass"), "{}", page.text());
        assert_eq!(page.count(".decision script"), 0);
        assert_eq!(page.count(".entry.pinned .prose a[href='/incidents/1#decision-1']"), 1, "a key moment of the timeline");
        let future = browser.submit(NEW, "/do/record-decision", &[fields.as_slice(), &[("decided_at", "2026-01-01T00:00")]].concat()).await;
        assert_eq!((future.status, future.says("must not be in the future")), (422, true));
    }

    a_decision_is_superseded_or_struck_through_and_never_erased(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let grace = app.person("Grace", Role::Commander).await;
        let number = app.services.incidents.declare(&ada, Declaration::titled("Predictions are missing").unwrap()).await.unwrap();
        app.services.incidents.assign(&ada, number, Responsibility::Commander, grace.person.unwrap()).await.unwrap();
        let decisions = &app.services.decisions;
        let first = decisions.record(&ada, number, decision("Patch or rebuild?")).await.unwrap();
        app.pass(TimeDelta::days(3));
        let second = decisions.record(&ada, number, NewDecision { supersedes: Some(first), ..decision("Who backfills?") }).await.unwrap();
        let third = decisions.record(&ada, number, NewDecision { decided_at: Some(app.now() - TimeDelta::days(9)), ..decision("Tell customers?") }).await.unwrap();
        let all = decisions.of_incident(&ada, number).await.unwrap();
        assert_eq!(all.iter().map(|one| (one.id, one.stands())).collect::<Vec<_>>(), [(third, true), (first, false), (second, true)], "in the order they were taken");
        assert_eq!((all[1].superseded_by, all[0].decided_by.as_deref(), all[0].recorded_by.as_deref()), (Some(second), Some("Grace"), Some("Ada")), "the commander decides unless somebody is named");
        assert!(matches!(decisions.supersede(&ada, number, first, third).await, Err(AppError::Conflict { .. })));
        assert!(matches!(decisions.supersede(&ada, number, second, first).await, Err(AppError::Invalid { .. })), "by one that no longer holds");
        assert!(matches!(decisions.supersede(&ada, number, second, second).await, Err(AppError::Invalid { .. })));
        assert!(matches!(decisions.strike(&ada, number, third, " ").await, Err(AppError::Invalid { .. })));
        decisions.strike(&ada, number, third, "Legal says otherwise").await.unwrap();
        assert!(matches!(decisions.strike(&ada, number, third, "Again").await, Err(AppError::Conflict { .. })));
        let all = decisions.of_incident(&ada, number).await.unwrap();
        assert_eq!((all.len(), all[0].struck.clone()), (3, Some((app.now(), "Legal says otherwise".to_owned()))));
        let timeline = app.services.incidents.timeline(&ada, number, app::incident::Stretch::First, app::part::MOST).await.unwrap().items;
        let told: Vec<&str> = timeline.iter().filter(|entry| entry.kind == EntryKind::Decision && !entry.pinned).map(|entry| entry.body.as_str()).collect();
        assert!(told.len() == 2 && told[0].contains("is superseded by") && told[1].contains("is retracted: Legal says otherwise"), "{told:?}");
    }

    a_decision_belongs_to_its_incident(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let root = app.person("Root", Role::Admin).await;
        let private = Declaration { private: true, ..Declaration::titled("Salaries leaked").unwrap() };
        let hidden = app.services.incidents.declare(&ada, private).await.unwrap();
        let other = app.services.incidents.declare(&ada, Declaration::titled("Another").unwrap()).await.unwrap();
        let id = app.services.decisions.record(&ada, hidden, decision("Tell whom?")).await.unwrap();
        assert_eq!(app.services.decisions.of_incident(&root, hidden).await, Err(AppError::NotFound));
        assert_eq!(app.services.decisions.strike(&root, hidden, id, "x").await, Err(AppError::NotFound));
        assert_eq!(app.services.decisions.strike(&ada, other, id, "x").await, Err(AppError::NotFound), "not through another incident");
        let elsewhere = app.services.decisions.record(&ada, other, NewDecision { supersedes: Some(id), ..decision("Which?") }).await;
        assert!(matches!(elsewhere, Err(AppError::Invalid { .. })), "{elsewhere:?}");
        assert!(app.services.decisions.of_incident(&ada, other).await.unwrap().is_empty(), "nothing half-written");
    }
}
