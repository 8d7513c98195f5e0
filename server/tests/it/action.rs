//! Action items: a promise closes on evidence, and opens again when the evidence turns.

use app::action::{ActionFilter, Change, NewAction, Owner, State, Typed, View};
use app::actor::Actor;
use app::check::Draft;
use app::due_day::DueDay;
use app::edit::Seen;
use app::error::AppError;
use app::incident::Declaration;
use app::person::Role;
use app::signal::SignalFilter;
use chrono::TimeDelta;

use crate::check::typed as typed_check;
use crate::support::{SourceDb, TestApp};

pub const FIX: &str = "update prediction set name_id = case id when 3 then 1 else name_id end; insert into task values (9, 'TYK2')";
pub const BREAK: &str = "update prediction set name_id = 3 where id = 3";

async fn declared(app: &TestApp, actor: &Actor) -> i64 {
    app.services.incidents.declare(actor, Declaration::titled("Predictions are missing").unwrap()).await.unwrap()
}

async fn promised(app: &TestApp, actor: &Actor, incident: i64, owner: Option<i64>) -> i64 {
    let promise = NewAction { owner, ..NewAction::titled("Count every morning").unwrap() };
    app.services.actions.add(actor, incident, promise).await.unwrap()
}

async fn state(app: &TestApp, actor: &Actor, action: i64) -> State {
    app.services.actions.show(actor, action).await.unwrap().item.state
}

async fn later(app: &TestApp, actor: &Actor, check: i64) {
    app.pass(TimeDelta::hours(1));
    app.services.checks.run_now(actor, check).await.unwrap();
}

fn tomorrow(app: &TestApp) -> Option<DueDay> {
    Some(DueDay::stored(app.now() + TimeDelta::days(1), None).unwrap())
}

crate::each_engine! {
    a_fix_proves_itself_and_its_return_is_noticed(app) {
        let source = SourceDb::new(&app).await;
        let check = Draft::parse(&typed_check(&app, &source).await).unwrap();
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        let ada = app.actor_of("Ada").await;
        let check = app.services.checks.add(&ada, check).await.unwrap().to_string();
        let number = declared(&app, &ada).await;
        let page = format!("/incidents/{number}");
        let me = ada.person.unwrap().to_string();
        let fields = [("number", "1"), ("title", "Check that IDs and names agree"), ("owner", &me), ("due", "2025-07-31"), ("horizon", "short_term"), ("priority", "high"), ("check", &check), ("green_runs", "3")];
        let shown = browser.accept(&page, "/do/add-action", &fields).await;
        assert!(shown.says("ACT-1 Check that IDs and names agree") && shown.says("3 green runs in a row") && shown.says("31 Jul 2025"), "{}", shown.text());
        let check = check.parse::<i64>().unwrap();
        later(&app, &ada, check).await;
        let done = browser.accept("/actions/1", "/do/finish-action", &[("action", "1"), ("note", "Loaded by ID")]).await;
        assert!(done.says("Awaiting evidence") && done.says("So far: 0 of 3 green runs in a row."), "{}", done.text());
        source.execute(FIX).await;
        later(&app, &ada, check).await;
        later(&app, &ada, check).await;
        assert_eq!(state(&app, &ada, 1).await, State::AwaitingEvidence, "two are not three");
        source.execute(BREAK).await;
        later(&app, &ada, check).await;
        let broken = browser.get("/actions/1").await;
        assert!(broken.says("did not stay green: after 2 green runs, verification starts again") && broken.says("0 of 3"), "{}", broken.text());
        source.execute(FIX.split(';').next().unwrap()).await;
        for _ in 0..3 {
            later(&app, &ada, check).await;
        }
        let verified = browser.get("/actions/1").await;
        assert!(verified.says("Verified") && verified.says("Task and name agree passed 3 times in a row since 2025-06-24: runs 5, 6, 7"), "{}", verified.text());
        assert!(browser.get(&page).await.says("Verified: ACT-1"), "the timeline tells it");
        source.execute(BREAK).await;
        later(&app, &ada, check).await;
        let again = app.services.actions.show(&ada, 1).await.unwrap().item;
        assert_eq!((again.state, again.recurrences), (State::Open, 1));
        let signals = app.services.signals.list(&ada, &SignalFilter::default()).await.unwrap().signals;
        assert_eq!(signals.len(), 1);
        assert!(signals[0].title.contains("failed after it had verified a fix") && signals[0].check == Some(check), "{signals:?}");
        later(&app, &ada, check).await;
        assert_eq!(app.services.signals.list(&ada, &SignalFilter::default()).await.unwrap().signals.len(), 1, "it is open already: nothing more to say");
        let shown = browser.get("/actions?view=open").await;
        assert!(shown.says("recurred once") && shown.says("1 Open") || shown.says("Open 1"), "{}", shown.text());
    }

    a_check_verifies_and_no_person_does(app) {
        let source = SourceDb::new(&app).await;
        let (ada, root) = (app.person("Ada", Role::Responder).await, app.person("Root", Role::Admin).await);
        let check = app.services.checks.add(&ada, Draft::parse(&typed_check(&app, &source).await).unwrap()).await.unwrap();
        let number = declared(&app, &ada).await;
        let promise = NewAction { check: Some(check), ..NewAction::titled("Load by ID").unwrap() };
        let action = app.services.actions.add(&ada, number, promise.clone()).await.unwrap();
        app.services.actions.finish(&ada, action, "").await.unwrap();
        let refused = app.services.actions.verify(&root, action, "Looks fine").await.unwrap_err();
        assert!(matches!(&refused, AppError::Forbidden { .. }) && refused.to_string().contains("only its runs verify it"), "{refused}");
        let easier = |reason: &str| Change { to: NewAction { check: None, ..promise.clone() }, reason: reason.to_owned(), due_reason: String::new(), seen: app::edit::Seen::nothing() };
        let refused = app.services.actions.change(&ada, action, easier("It is fine")).await.unwrap_err();
        assert!(refused.message_for("reason").is_some_and(|words| words.contains("only a commander")), "{refused}");
        let refused = app.services.actions.change(&root, action, easier(" ")).await.unwrap_err();
        assert!(refused.message_for("reason").is_some_and(|words| words.contains("enter a reason")), "{refused}");
        app.services.actions.change(&root, action, easier("The source is gone")).await.unwrap();
        let told = app.services.actions.show(&ada, action).await.unwrap();
        assert!(told.events.last().unwrap().note.contains("because: The source is gone"), "{:?}", told.events);
    }

    without_a_check_a_second_person_verifies(app) {
        let (ada, rhea, vera) = (app.person("Ada", Role::Responder).await, app.person("Rhea", Role::Responder).await, app.person("Vera", Role::Viewer).await);
        let tom = app.person("Tom", Role::Responder).await;
        let number = declared(&app, &ada).await;
        let action = promised(&app, &ada, number, ada.person).await;
        let actions = &app.services.actions;
        assert!(matches!(actions.verify(&rhea, action, "Seen").await, Err(AppError::Conflict { .. })), "the work comes first");
        actions.finish(&tom, action, "").await.unwrap();
        for (who, why) in [(&ada, "the owner"), (&tom, "who did it"), (&vera, "a viewer")] {
            assert!(matches!(actions.verify(who, action, "Seen").await, Err(AppError::Forbidden { .. })), "{why}");
        }
        assert!(actions.verify(&rhea, action, " ").await.unwrap_err().message_for("note").is_some());
        actions.verify(&rhea, action, "Counted: all there").await.unwrap();
        let item = actions.show(&ada, action).await.unwrap().item;
        assert_eq!((item.state, item.verified_by.as_deref(), item.evidence.as_str()), (State::Verified, Some("Rhea"), "Counted: all there"));
        actions.reopen(&rhea, action, "It is back", true).await.unwrap();
        assert_eq!(actions.show(&ada, action).await.unwrap().item.recurrences, 1);
    }

    an_accepted_risk_is_open_again_after_its_day(app) {
        let (ada, grace) = (app.person("Ada", Role::Responder).await, app.person("Grace", Role::Commander).await);
        let number = declared(&app, &ada).await;
        let action = promised(&app, &ada, number, ada.person).await;
        let actions = &app.services.actions;
        assert!(matches!(actions.accept_risk(&ada, action, "Later", tomorrow(&app)).await, Err(AppError::Forbidden { .. })));
        let refused = actions.accept_risk(&grace, action, "", DueDay::stored(app.now(), None).ok()).await.unwrap_err();
        assert!(refused.message_for("reason").is_some() && refused.message_for("until").is_some(), "{refused}");
        actions.accept_risk(&grace, action, "Costs more than it saves", tomorrow(&app)).await.unwrap();
        assert_eq!(actions.counts(&ada).await.unwrap().risks, 1);
        app.pass(TimeDelta::days(2));
        let counts = actions.counts(&ada).await.unwrap();
        assert_eq!((counts.risks, counts.open), (0, 1));
        let open = actions.list(&ada, &ActionFilter::default()).await.unwrap().items;
        assert!(open[0].has_expired(app.now()));
    }

    closing_names_what_nobody_owns(app) {
        let (ada, grace) = (app.person("Ada", Role::Responder).await, app.person("Grace", Role::Commander).await);
        let number = declared(&app, &ada).await;
        promised(&app, &ada, number, None).await;
        let idea = NewAction::titled("Draw a board").unwrap().as_idea();
        let idea = app.services.actions.add(&ada, number, idea).await.unwrap();
        let open_items = app.services.incidents.open_items(&grace, number, app::incident::Status::Closed).await.unwrap();
        assert!(format!("{open_items:?}").contains("One action item has no owner"), "{open_items:?}");
        assert!(matches!(app.services.actions.start(&ada, idea, "").await, Err(AppError::Conflict { .. })), "an idea is not worked on");
        app.services.actions.promote(&ada, idea).await.unwrap();
        let open_items = app.services.incidents.open_items(&grace, number, app::incident::Status::Closed).await.unwrap();
        assert!(format!("{open_items:?}").contains("2 action items have no owner"), "{open_items:?}");
    }

    pages_of_action_items_meet_without_gap_or_overlap(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let number = declared(&app, &ada).await;
        for day in 0..120 {
            let due = (day % 3 > 0).then(|| app.now() + TimeDelta::days(day / 7));
            let owner = (day % 2 == 0).then_some(ada.person).flatten();
            let promise = NewAction { due: due.map(|due| DueDay::stored(due, None).unwrap()), owner, ..NewAction::titled("Do it").unwrap() };
            app.services.actions.add(&ada, number, promise).await.unwrap();
        }
        for (view, owner, all) in [(View::Open, None, 120), (View::All, None, 120), (View::Open, Some(Owner::Mine), 60), (View::Open, Some(Owner::Nobody), 60)] {
            let mut filter = ActionFilter { view, owner, ..ActionFilter::default() };
            let mut seen = Vec::new();
            loop {
                let listing = app.services.actions.list(&ada, &filter).await.unwrap();
                seen.extend(listing.items.iter().map(|item| item.number));
                filter.after = listing.after;
                if filter.after.is_none() {
                    break;
                }
            }
            let different: std::collections::BTreeSet<_> = seen.iter().collect();
            assert_eq!((seen.len(), different.len()), (all, all), "{view:?} {owner:?}");
        }
    }

    a_private_incident_keeps_its_promises_to_itself(app) {
        let (ada, rhea) = (app.person("Ada", Role::Responder).await, app.person("Rhea", Role::Responder).await);
        let private = Declaration { private: true, ..Declaration::titled("Somebody reads along").unwrap() };
        let number = app.services.incidents.declare(&ada, private).await.unwrap();
        let action = promised(&app, &ada, number, None).await;
        let actions = &app.services.actions;
        assert!(matches!(actions.show(&rhea, action).await, Err(AppError::NotFound)));
        assert!(matches!(actions.start(&rhea, action, "").await, Err(AppError::NotFound)));
        assert!(actions.list(&rhea, &ActionFilter::default()).await.unwrap().items.is_empty());
        assert_eq!(actions.counts(&rhea).await.unwrap().open, 0);
        assert_eq!(actions.counts(&ada).await.unwrap().open, 1);
    }

    two_editors_do_not_overwrite_each_other(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let number = declared(&app, &ada).await;
        let action = promised(&app, &ada, number, None).await;
        let seen = Seen::of([("seen.title".to_owned(), app.services.actions.show(&ada, action).await.unwrap().item.title)]);
        let to = |title: &str| {
            let to = NewAction::parse(&Typed { title: title.to_owned(), ..Typed::default() }, app::chrono_tz::Tz::UTC).unwrap();
            Change { to, reason: String::new(), due_reason: String::new(), seen: seen.clone() }
        };
        app.services.actions.change(&ada, action, to("Count twice")).await.unwrap();
        let late = app.services.actions.change(&ada, action, to("Count never")).await.unwrap_err();
        assert!(late.status() == 409 && late.message_for("title").is_some_and(|words| words.contains("“Count twice”")), "{late:?}");
        assert_eq!(app.services.actions.show(&ada, action).await.unwrap().item.title, "Count twice");
    }
}
