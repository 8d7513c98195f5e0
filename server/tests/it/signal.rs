//! Something odd is noticed, lies about, and turns out to have been the first warning.

use app::actor::Actor;
use app::error::AppError;
use app::incident::{Declaration, EntryKind};
use app::person::Role;
use app::signal::{Disposition, NewSignal, SignalFilter, Verdict};
use chrono::{DateTime, TimeDelta, Utc};

use crate::support::TestApp;

async fn raised(app: &TestApp, who: &Actor, title: &str, seen_at: DateTime<Utc>) -> i64 {
    let signal =
        NewSignal { title: title.to_owned(), body: "`task_id` <b>7</b>".to_owned(), source: "slack".to_owned(), seen_at: Some(seen_at) };
    app.services.signals.raise(who, signal).await.unwrap()
}

async fn titles(app: &TestApp, who: &Actor, filter: &SignalFilter) -> Vec<String> {
    app.services.signals.list(who, filter).await.unwrap().signals.into_iter().map(|signal| signal.title).collect()
}

crate::each_engine! {
    a_viewer_raises_a_signal_and_it_ages_on_the_list(app) {
        let mut browser = app.signed_in("Vera", Role::Viewer).await;
        let future = browser.submit("/signals", "/do/raise-signal", &[("title", "This ID looks odd"), ("body", "In the **export**"), ("seen_at", "2026-01-01T00:00")]).await;
        assert_eq!((future.status, future.says("must not be in the future")), (422, true), "{}", future.text());
        assert_eq!(future.find("input[name=title]").as_deref(), Some("This ID looks odd"));
        assert_eq!(future.find("textarea[name=body]").as_deref(), Some("In the **export**"));
        let fields = [("title", "This ID looks odd"), ("body", "In the **export** <script>x</script>"), ("seen_at", "2024-09-20T09:00")];
        let page = browser.accept("/signals", "/do/raise-signal", &fields).await;
        assert!(page.says("This ID looks odd") && page.says("open for 9 months") && page.says("Raised by"), "{}", page.text());
        assert_eq!((page.find(".prose strong").as_deref(), page.count(".prose script")), (Some("export"), 0));
        assert!(!page.says("Triage"), "a viewer does not judge");
        let list = browser.get("/signals").await;
        assert!(list.says("1 signal is waiting") && list.says("open for 9 months"), "{}", list.text());
        assert_eq!(list.count(".badge[data-tone=bad]"), 1);
        let refused = browser.submit("/signals/1", "/do/dispose-signal", &[("signal", "1"), ("disposition", "noise"), ("reason", "x")]).await;
        assert_eq!(refused.status, 403);
    }

    a_signal_is_judged_with_a_reason_and_judged_again(app) {
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        browser.accept("/signals", "/do/raise-signal", &[("title", "The load was late")]).await;
        let judge = |word: &'static str, reason: &'static str| [("signal", "1"), ("disposition", word), ("reason", reason), ("form_key", "1")];
        let refused = browser.submit("/signals", "/do/dispose-signal", &judge("noise", " ")).await;
        assert_eq!((refused.status, refused.says("Enter a reason")), (422, true), "{}", refused.text());
        assert_eq!(refused.count("details.pop[open]"), 1, "the form is open again");
        let page = browser.accept("/signals", "/do/dispose-signal", &judge("noise", "It is always late")).await;
        assert!(page.says("noise") && page.says("It is always late"), "{}", page.text());
        let page = browser.accept("/signals/1", "/do/dispose-signal", &judge("explained", "The first of the month")).await;
        assert!(page.says("It is always late") && page.says("The first of the month"), "what was said before is kept: {}", page.text());
        assert!(browser.get("/signals").await.says("No open signals"));
        assert!(browser.get("/signals?disposition=noise").await.says("No signal matches"));
        assert!(browser.get("/signals?q=LOAD+was").await.says("The load was late"));
        assert!(browser.get("/signals?q=100%25").await.says("No signal matches"));
        let nowhere = browser.submit("/signals/1", "/do/dispose-signal", &[("signal", "1"), ("disposition", "incident"), ("incident", "INC-9"), ("form_key", "1")]).await;
        assert_eq!((nowhere.status, nowhere.says("There is no such incident")), (422, true), "{}", nowhere.text());
    }

    the_first_ignored_signal_gives_the_warning_lead_time(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let early = raised(&app, &ada, "This ID looks odd", app.now() - TimeDelta::days(267)).await;
        let late = raised(&app, &ada, "Dashboard is empty", app.now() - TimeDelta::days(1)).await;
        app.services.signals.dispose(&ada, early, Verdict::Noise("It is always odd".to_owned()), &app::edit::Seen::nothing()).await.unwrap();
        let number = app.services.incidents.declare(&ada, Declaration { signal: Some(late), ..Declaration::titled("Predictions are missing").unwrap() }).await.unwrap();
        app.services.signals.dispose(&ada, early, Verdict::Incident(number), &app::edit::Seen::nothing()).await.unwrap();
        app.services.signals.dispose(&ada, early, Verdict::Incident(number), &app::edit::Seen::nothing()).await.unwrap();
        let warnings = app.services.signals.of_incident(&ada, number, None, app::part::MOST).await.unwrap();
        assert_eq!(warnings.signals.items.iter().map(|signal| signal.id).collect::<Vec<_>>(), [early, late]);
        assert_eq!(warnings.lead_time(), Some(TimeDelta::days(267)));
        let timeline = app.services.incidents.timeline(&ada, number, app::incident::Stretch::First, app::part::MOST).await.unwrap().items;
        let entries: Vec<_> = timeline.iter().filter(|entry| entry.kind == EntryKind::Signal).collect();
        assert_eq!((entries.len(), entries[0].happened_at), (2, app.now() - TimeDelta::days(267)), "linked once, told at the time it was seen");
        let history = app.services.signals.show(&ada, early).await.unwrap().history;
        assert_eq!(history.iter().map(|said| said.disposition).collect::<Vec<_>>(), [Disposition::Noise, Disposition::Incident]);
        app.services.signals.dispose(&ada, early, Verdict::Open("The wrong incident".to_owned()), &app::edit::Seen::nothing()).await.unwrap();
        assert_eq!(app.services.signals.of_incident(&ada, number, None, app::part::MOST).await.unwrap().lead_time(), Some(TimeDelta::days(1)));
        let timeline = app.services.incidents.timeline(&ada, number, app::incident::Stretch::First, app::part::MOST).await.unwrap().items;
        assert!(timeline.iter().any(|entry| entry.body.contains("no longer belongs to this incident: The wrong incident")));
    }

    an_incident_is_declared_from_a_signal_and_others_are_linked_on_its_page(app) {
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        for title in ["This ID looks odd", "Dashboard is empty"] {
            browser.accept("/signals", "/do/raise-signal", &[("title", title), ("source", "slack"), ("seen_at", "2025-06-01T09:00")]).await;
        }
        let form = browser.get("/incidents/new?title=This%20ID%20looks%20odd&signal=1").await;
        assert_eq!((form.find("input[name=title]").as_deref(), form.find("input[name=signal]").as_deref()), (Some("This ID looks odd"), Some("1")));
        let page = browser.accept("/incidents/new", "/do/declare-incident", &[("title", "This ID looks odd"), ("signal", "1")]).await;
        assert!(page.says("Warning lead time: the first signal was seen 3 weeks (3 w 2 d"), "{}", page.text());
        let page = browser.accept("/incidents/1", "/do/link-signal", &[("number", "1"), ("signal", "2")]).await;
        assert_eq!(page.count("#signals li"), 2);
        assert!(browser.get("/signals/2").await.says("INC-1 This ID looks odd"));
    }

    a_signal_hides_with_its_private_incident(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let root = app.person("Root", Role::Admin).await;
        let signal = raised(&app, &root, "Odd salaries", app.now()).await;
        let declaration = Declaration { private: true, ..Declaration::titled("Salaries leaked").unwrap() };
        let number = app.services.incidents.declare(&ada, declaration).await.unwrap();
        assert!(matches!(app.services.signals.dispose(&root, signal, Verdict::Incident(number), &app::edit::Seen::nothing()).await, Err(AppError::Invalid { .. })));
        app.services.signals.dispose(&ada, signal, Verdict::Incident(number), &app::edit::Seen::nothing()).await.unwrap();
        assert_eq!(app.services.signals.show(&root, signal).await, Err(AppError::NotFound));
        assert_eq!(app.services.signals.dispose(&root, signal, Verdict::Noise("x".to_owned()), &app::edit::Seen::nothing()).await, Err(AppError::NotFound));
        assert_eq!(app.services.signals.of_incident(&root, number, None, app::part::MOST).await, Err(AppError::NotFound));
        for filter in [SignalFilter::default(), SignalFilter { disposition: Some(Disposition::Incident), ..SignalFilter::default() }, SignalFilter { text: "salaries".to_owned(), ..SignalFilter::default() }] {
            assert!(titles(&app, &root, &filter).await.is_empty());
            assert_eq!(titles(&app, &ada, &filter).await, ["Odd salaries"]);
        }
        app.services.signals.dispose(&ada, signal, Verdict::Open("Not this".to_owned()), &app::edit::Seen::nothing()).await.unwrap();
        let seen = app.services.signals.show(&root, signal).await.unwrap();
        assert_eq!(seen.history.len(), 1, "that it was linked is not told: {seen:?}");
    }

    pages_of_signals_meet_without_gap_or_overlap(app) {
        let ada = app.person("Ada", Role::Responder).await;
        for index in 0..130 {
            let signal = raised(&app, &ada, &format!("Odd {index}"), app.now() - TimeDelta::minutes(index % 7)).await;
            if index % 2 == 0 {
                app.services.signals.dispose(&ada, signal, Verdict::Noise("x".to_owned()), &app::edit::Seen::nothing()).await.unwrap();
            }
        }
        let mut filter = SignalFilter::default();
        let mut seen: Vec<(bool, i64)> = Vec::new();
        loop {
            let page = app.services.signals.list(&ada, &filter).await.unwrap();
            seen.extend(page.signals.iter().map(|signal| (signal.disposition != Disposition::Open, signal.id)));
            let Some(next) = page.next else { break };
            filter.after = Some(next.to_string().parse().unwrap());
        }
        assert!(seen.is_sorted_by_key(|(judged, _)| *judged), "those that nobody has judged come first");
        let mut ids: Vec<i64> = seen.iter().map(|(_, id)| *id).collect();
        ids.sort_unstable();
        assert_eq!(ids, (1..=130).collect::<Vec<_>>());
    }
}
