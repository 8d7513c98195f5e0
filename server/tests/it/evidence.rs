//! Evidence cannot be weakened: each way that was thought of to have an action item verified without the fix, through the
//! page and the API. What must happen is the same every time: it stays unproved, and everybody sees why.

use std::time::{Duration, Instant};

use app::action::{NewAction, State};
use app::actor::Actor;
use app::check::{Draft, Outcome, Thresholds, Typed};
use app::error::AppError;
use app::incident::Declaration;
use app::person::Role;
use chrono::TimeDelta;
use serde_json::json;

use crate::action::{BREAK, FIX};
use crate::check::typed;
use crate::support::{SourceDb, TestApp};

/// An action item of Ada's, judged by the check of the case, whose work is said to be done while the fault is still there.
struct Claimed {
    app: TestApp,
    source: SourceDb,
    typed: Typed,
    ada: Actor,
    rhea: Actor,
    check: i64,
    action: i64,
}

impl Claimed {
    async fn new(app: TestApp, promise: NewAction) -> Self {
        let source = SourceDb::new(&app).await;
        let (ada, rhea) = (app.person("Ada", Role::Responder).await, app.person("Rhea", Role::Responder).await);
        let typed = typed(&app, &source).await;
        let check = app.services.checks.add(&ada, Draft::parse(&typed).unwrap()).await.unwrap();
        let number = app.services.incidents.declare(&ada, Declaration::titled("Predictions are missing").unwrap()).await.unwrap();
        let promise = NewAction { owner: ada.person, check: Some(check), ..promise };
        let action = app.services.actions.add(&ada, number, promise).await.unwrap();
        app.services.actions.finish(&ada, action, "Loaded by ID").await.unwrap();
        Self { app, source, typed, ada, rhea, check, action }
    }

    async fn three_runs(&self) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        for _ in 0..3 {
            self.app.pass(TimeDelta::hours(1));
            outcomes.push(self.run().await);
        }
        outcomes
    }

    async fn run(&self) -> Outcome {
        let run = self.app.services.checks.run_now(&self.rhea, self.check).await.unwrap();
        self.app.services.checks.run(&self.rhea, run).await.unwrap().outcome
    }

    async fn state(&self) -> State {
        self.app.services.actions.show(&self.ada, self.action).await.unwrap().item.state
    }

    async fn count(&self) -> i64 {
        self.app.services.actions.show(&self.ada, self.action).await.unwrap().item.progress().map_or(0, |progress| progress.count)
    }

    async fn last_step(&self) -> String {
        self.app.services.actions.show(&self.ada, self.action).await.unwrap().events.pop().unwrap().note
    }
}

fn promise() -> NewAction {
    NewAction::titled("Count every morning").unwrap()
}

const WEAK: &str = "select task_id, task_id as task_name from prediction";

crate::each_engine! {
    a_weakened_check_proves_nothing_until_a_second_person_confirms_it(app) {
        let claimed = Claimed::new(app, promise()).await;
        let (app, check) = (&claimed.app, claimed.check.to_string());
        let mut browser = app.browser_of("Ada").await;
        let t = &claimed.typed;
        let fields = |reason: &'static str| vec![("check", check.as_str()), ("name", t.name.as_str()), ("source", &t.source), ("kind", "match"),
            ("sql", WEAK), ("left_column", "task_id"), ("right_column", "task_name"), ("reason", reason)];
        let page = format!("/checks/{check}/edit");
        let refused = browser.submit(&page, "/do/change-check", &fields("")).await;
        assert!(refused.status == 422 && refused.says("a reason") && refused.says(WEAK), "{}", refused.text());
        let changed = browser.accept(&page, "/do/change-check", &fields("It was too strict")).await;
        assert!(changed.says("Version 2") && changed.says("It was too strict") && changed.says(WEAK), "{}", changed.text());
        assert_eq!(claimed.three_runs().await, [Outcome::Pass; 3], "it is weak indeed");
        assert_eq!((claimed.state().await, claimed.count().await), (State::AwaitingEvidence, 0));
        let shown = browser.get("/actions/1").await;
        assert!(shown.says("was changed from version 1 to 2: the query. Reason: It was too strict"), "{}", shown.text());
        assert!(shown.says("Version 1 of the check was agreed; it is at version 2 now"), "{}", shown.text());
        assert!(browser.get("/incidents/1").await.says("was changed from version 1 to 2"), "the timeline tells it");
        assert!(browser.get("/actions").await.says("version 2 needs confirmation by a second person"));

        // Neither its author, who owns the item, nor an owner alone.
        let refused = browser.submit("/actions/1", "/do/confirm-check", &[("action", "1"), ("version", "2"), ("note", "It is fine")]).await;
        assert_eq!(refused.status, 403, "{}", refused.text());
        let (own, second) = (app.program(&claimed.ada, "write").await, app.program(&claimed.rhea, "write").await);
        own.post("/actions/1/steps", json!({ "step": "confirm_check", "version": 2, "note": "It is fine" })).await.problem(403);
        second.post("/actions/1/steps", json!({ "step": "confirm_check", "note": "It is fine" })).await.problem(422);
        second.post("/actions/1/steps", json!({ "step": "confirm_check", "version": 2, "note": " " })).await.problem(422);
        second.post("/actions/1/steps", json!({ "step": "confirm_check", "version": 1, "note": "It is fine" })).await.problem(409);
        let confirmed = second.post("/actions/1/steps", json!({ "step": "confirm_check", "version": 2, "note": "Names follow in May" })).await.expect(200);
        assert_eq!((&confirmed["action"]["proof"]["agreed_version"], &confirmed["action"]["proof"]["count"]), (&json!(2), &json!(0)), "what ran before does not count");
        assert!(claimed.last_step().await.contains("Confirmed version 2 of the check Task and name agree: Names follow in May"));
        second.post("/actions/1/steps", json!({ "step": "confirm_check", "version": 2, "note": "Again" })).await.problem(409);
        claimed.three_runs().await;
        let verified = second.get("/actions/1").await.expect(200);
        assert_eq!((&verified["action"]["state"], &verified["action"]["proof"]["runs"][2]["version"]), (&json!("verified"), &json!(2)));
        assert!(verified["action"]["evidence"].as_str().unwrap().ends_with("each examined 4 rows; version 2 of the check"), "{verified}");
    }

    thresholds_source_and_schedule_are_part_of_what_was_agreed(app) {
        let claimed = Claimed::new(app, promise()).await;
        let (app, checks) = (&claimed.app, &claimed.app.services.checks);
        let elsewhere = SourceDb::new(app).await;
        elsewhere.execute(FIX).await;
        let admin = Actor { person: None, ..Actor::system() };
        let other = checks.add_source(&admin, &elsewhere.name, &elsewhere.url).await.unwrap();
        let same = || Draft::parse(&claimed.typed).unwrap();
        checks.change_thresholds(&claimed.rhea, claimed.check, Thresholds { warn_above: None, fail_above: 1_000 }, "Noise", &app::edit::Seen::nothing()).await.unwrap();
        assert_eq!(claimed.three_runs().await, [Outcome::Pass; 3]);
        assert_eq!(claimed.count().await, 0, "{}", claimed.last_step().await);
        assert!(claimed.last_step().await.contains("the thresholds, from “fails above 0” to “fails above 1000”"));
        checks.change(&claimed.ada, claimed.check, Draft { source: other, ..same() }, "The other one is newer", &app::edit::Seen::nothing()).await.unwrap();
        claimed.three_runs().await;
        assert_eq!(claimed.count().await, 0, "{}", claimed.last_step().await);
        assert!(claimed.last_step().await.contains("the source, from"));
        let often = Draft::parse(&Typed { every_minutes: "1".to_owned(), ..claimed.typed.clone() }).unwrap();
        checks.change(&claimed.rhea, claimed.check, Draft { source: other, ..often }, "Faster", &app::edit::Seen::nothing()).await.unwrap();
        claimed.three_runs().await;
        assert_eq!((claimed.count().await, claimed.state().await), (0, State::AwaitingEvidence));
        let refused = app.services.actions.confirm_check(&claimed.rhea, claimed.action, 4, "Fine").await.unwrap_err();
        assert!(matches!(refused, AppError::Forbidden { .. }), "she wrote two of the versions in between");
        let record = checks.show(&claimed.ada, claimed.check).await.unwrap();
        assert_eq!(record.versions.iter().map(|version| version.version).collect::<Vec<_>>(), [4, 3, 2, 1]);
        checks.change(&claimed.ada, claimed.check, Draft { name: "Names".to_owned(), source: other, ..Draft::parse(&Typed { every_minutes: "1".to_owned(), ..claimed.typed.clone() }).unwrap() }, "", &app::edit::Seen::nothing()).await.unwrap();
        assert_eq!(checks.show(&claimed.ada, claimed.check).await.unwrap().version, 4, "a name decides nothing");
    }

    what_looked_at_nothing_is_no_evidence_unless_it_was_agreed(app) {
        let claimed = Claimed::new(app, promise()).await;
        let (app, checks, actions) = (&claimed.app, &claimed.app.services.checks, &claimed.app.services.actions);
        claimed.source.execute("delete from prediction").await;
        assert_eq!(claimed.three_runs().await, [Outcome::Pass; 3], "no row disagrees");
        assert_eq!(claimed.count().await, 0, "and none was looked at");
        let agreed = NewAction { check: Some(claimed.check), criterion: app::action::Criterion::default().counting_empty(true), ..promise() };
        let agreed = actions.add(&claimed.ada, 1, agreed).await.unwrap();
        actions.finish(&claimed.ada, agreed, "").await.unwrap();
        claimed.three_runs().await;
        let shown = actions.show(&claimed.ada, agreed).await.unwrap().item;
        assert!(shown.state == State::Verified && shown.evidence.contains("each examined 0 rows"), "{}", shown.evidence);
        assert_eq!((claimed.state().await, claimed.count().await), (State::AwaitingEvidence, 0));
        claimed.source.execute("insert into prediction values (1, 'STAT6', 1)").await;

        // Numbers that a query makes up, and numbers without a whole.
        for (index, (sql, examined, proves)) in [
            ("select 0", Some(0), false),
            ("select 0, 258000000", Some(0), false),
            ("with prediction as (select 1 as id) select 0, 258000000 from prediction", Some(0), false),
            ("select count(*) from prediction where id > 9", None, false),
            ("select 0, count(*) from prediction where id > 9", Some(0), false),
            ("select sum(case when id > 9 then 1 else 0 end), count(*) from prediction", Some(1), true),
        ].into_iter().enumerate() {
            let draft = Typed { name: format!("Check {index}"), kind: "rows".to_owned(), sql: sql.to_owned(), ..claimed.typed.clone() };
            let check = checks.add(&claimed.ada, Draft::parse(&draft).unwrap()).await.unwrap();
            let one = NewAction { check: Some(check), criterion: app::action::Criterion::new(1, 0).unwrap(), ..promise() };
            let action = actions.add(&claimed.ada, 1, one).await.unwrap();
            actions.finish(&claimed.ada, action, "").await.unwrap();
            app.pass(TimeDelta::hours(1));
            let run = checks.run_now(&claimed.rhea, check).await.unwrap();
            let run = checks.run(&claimed.rhea, run).await.unwrap();
            assert_eq!((run.outcome, run.examined), (Outcome::Pass, examined), "{sql}: {}", run.message);
            assert_eq!(actions.show(&claimed.ada, action).await.unwrap().item.state == State::Verified, proves, "{sql}");
        }
    }

    runs_in_a_burst_count_once(app) {
        let claimed = Claimed::new(app, promise()).await;
        claimed.source.execute(FIX).await;
        claimed.app.pass(TimeDelta::hours(1));
        for _ in 0..4 {
            claimed.app.pass(TimeDelta::milliseconds(30));
            assert_eq!(claimed.run().await, Outcome::Pass);
        }
        assert_eq!((claimed.count().await, claimed.state().await), (1, State::AwaitingEvidence));
        let shown = claimed.app.browser_of("Ada").await.get("/actions/1").await;
        assert!(shown.says("1 of 3 green runs in a row") && shown.says("the next one that starts after"), "{}", shown.text());
        claimed.three_runs().await;
        assert_eq!(claimed.state().await, State::Verified);
    }

    errors_warnings_and_skipped_runs_are_no_green_runs(app) {
        let claimed = Claimed::new(app, promise()).await;
        claimed.source.execute(FIX).await;
        claimed.app.pass(TimeDelta::hours(1));
        claimed.run().await;
        claimed.source.execute("alter table task rename to elsewhere").await;
        claimed.app.pass(TimeDelta::hours(1));
        assert_eq!((claimed.run().await, claimed.count().await), (Outcome::Error, 0));
        assert!(claimed.last_step().await.contains("did not stay green: after one green run, verification starts again"));
        claimed.source.execute("alter table elsewhere rename to task").await;
        claimed.app.services.checks.set_active(&claimed.ada, claimed.check, false).await.unwrap();
        claimed.app.pass(TimeDelta::days(30));
        assert_eq!((claimed.count().await, claimed.state().await), (0, State::AwaitingEvidence), "what does not run proves nothing");
        // What began before the work was done is not about it.
        claimed.app.services.actions.start(&claimed.ada, claimed.action, "").await.unwrap();
        claimed.run().await;
        claimed.app.services.actions.finish(&claimed.ada, claimed.action, "").await.unwrap();
        assert_eq!(claimed.count().await, 0);
    }

    evidence_of_an_earlier_version_is_marked_and_a_later_failure_still_reopens(app) {
        let claimed = Claimed::new(app, promise()).await;
        claimed.source.execute(FIX).await;
        claimed.three_runs().await;
        assert_eq!(claimed.state().await, State::Verified);
        let (app, checks) = (&claimed.app, &claimed.app.services.checks);
        let weak = Draft { sql: WEAK.to_owned(), ..Draft::parse(&claimed.typed).unwrap() };
        checks.change(&claimed.ada, claimed.check, weak, "Less to read", &app::edit::Seen::nothing()).await.unwrap();
        let root = app.person("Root", Role::Admin).await;
        let unlinked = NewAction { owner: claimed.ada.person, ..promise() };
        let unlinked = app::action::Change { to: unlinked, reason: "It never fails".to_owned(), due_reason: String::new(), seen: app::edit::Seen::nothing() };
        let refused = app.services.actions.change(&root, claimed.action, unlinked).await.unwrap_err();
        assert!(refused.message_for("check").is_some_and(|words| words.contains("its verification cannot be changed")), "{refused}");
        let mut browser = app.browser_of("Rhea").await;
        let shown = browser.get("/actions/1").await;
        assert!(shown.says("Verified by an earlier version of the check") && shown.says("comes from the earlier version"), "{}", shown.text());
        assert!(browser.get("/actions?view=verified").await.says("verified by an earlier version"));
        let strict = Draft::parse(&claimed.typed).unwrap();
        checks.change(&claimed.ada, claimed.check, strict, "Back again", &app::edit::Seen::nothing()).await.unwrap();
        claimed.source.execute(BREAK).await;
        app.pass(TimeDelta::hours(1));
        assert_eq!(claimed.run().await, Outcome::Fail);
        let item = app.services.actions.show(&claimed.ada, claimed.action).await.unwrap().item;
        assert_eq!((item.state, item.recurrences, item.unconfirmed()), (State::Open, 1, Some(3)));
    }

    relinking_a_check_after_the_promise_is_no_way_around(app) {
        let claimed = Claimed::new(app, promise()).await;
        let (app, actions) = (&claimed.app, &claimed.app.services.actions);
        let root = app.person("Root", Role::Admin).await;
        let plain = NewAction { owner: claimed.ada.person, check: Some(claimed.check), ..promise() };
        let open = actions.add(&claimed.ada, 1, plain.clone()).await.unwrap();
        let weak = Draft { sql: WEAK.to_owned(), ..Draft::parse(&claimed.typed).unwrap() };
        app.services.checks.change(&claimed.ada, claimed.check, weak, "Less to read", &app::edit::Seen::nothing()).await.unwrap();
        let change = |to: NewAction| app::action::Change { to, reason: String::new(), due_reason: String::new(), seen: app::edit::Seen::nothing() };
        actions.change(&claimed.ada, open, change(NewAction { check: None, ..plain.clone() })).await.unwrap();
        actions.change(&claimed.ada, open, change(plain.clone())).await.unwrap();
        assert_eq!(actions.show(&claimed.ada, open).await.unwrap().item.unconfirmed(), Some(2), "she wrote it, and the item is hers");
        actions.change(&root, open, change(NewAction { check: None, ..plain.clone() })).await.unwrap();
        actions.change(&root, open, change(plain.clone())).await.unwrap();
        assert_eq!(actions.show(&claimed.ada, open).await.unwrap().item.unconfirmed(), None, "a second person chose it as it is");
        // Once the work has begun, a commander who owns it does not make its proof easier.
        let own = NewAction { owner: root.person, check: Some(claimed.check), ..promise() };
        let own_item = actions.add(&root, 1, own.clone()).await.unwrap();
        actions.finish(&root, own_item, "").await.unwrap();
        let easier = app::action::Change { reason: "Enough".to_owned(), ..change(NewAction { criterion: app::action::Criterion::new(1, 0).unwrap(), ..own }) };
        let refused = actions.change(&root, own_item, easier).await.unwrap_err();
        assert!(refused.message_for("reason").is_some_and(|words| words.contains("another commander")), "{refused}");
    }

    two_hundred_thousand_runs_slow_nothing_down(app) {
        let days = NewAction { criterion: app::action::Criterion::new(0, 5).unwrap(), ..promise() };
        let claimed = Claimed::new(app, days).await;
        claimed.source.execute(FIX).await;
        let every = Draft::parse(&Typed { every_minutes: "1".to_owned(), fresh_minutes: "1".to_owned(), ..claimed.typed.clone() }).unwrap();
        let (app, checks) = (&claimed.app, &claimed.app.services.checks);
        checks.change(&claimed.rhea, claimed.check, every, "Every minute", &app::edit::Seen::nothing()).await.unwrap();
        let tom = app.person("Tom", Role::Responder).await;
        app.services.actions.confirm_check(&tom, claimed.action, 2, "The same, more often").await.unwrap();
        app.pass(TimeDelta::minutes(1));
        claimed.run().await;
        // Four days and more at one a minute have been stored by the time the next ones run.
        let first = app.now().timestamp_millis();
        let insert = format!("with recursive n (i) as (select cast(1 as bigint) union all select i + 1 from n where i < 200000) \
            insert into check_run (data_check, started_at, finished_at, outcome, measured, message, asked_by, examined, version) \
            select {}, {first} + i * 60000, {first} + i * 60000 + 90, 'pass', 0, 'No row disagrees.', 'schedule', 4, 2 from n", claimed.check);
        app.execute(&insert).await;
        app.pass(TimeDelta::minutes(200_000));
        let until = app.now().timestamp_millis();
        app.execute(&format!("update action_item set green_count = 7199, green_from = {until} - 432000000, green_until = {until} - 30000, \
            green_counted_at = {until} - 30000 where number = {}", claimed.action)).await;
        app.pass(TimeDelta::minutes(1));
        let begun = Instant::now();
        assert_eq!(claimed.run().await, Outcome::Pass);
        let ran = begun.elapsed();
        let item = app.services.actions.show(&claimed.ada, claimed.action).await.unwrap().item;
        assert!(item.state == State::Verified && item.evidence.contains("7,200 times in a row"), "{}", item.evidence);
        let mut browser = app.browser_of("Rhea").await;
        let begun = Instant::now();
        assert!(browser.get("/actions?view=all").await.says("Count every morning"));
        let listed = begun.elapsed();
        assert!(ran < Duration::from_secs(3) && listed < Duration::from_secs(2), "run {ran:?}, list {listed:?}");
    }

    moving_the_due_date_does_not_make_it_on_time(app) {
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        let ada = app.actor_of("Ada").await;
        app.services.incidents.declare(&ada, Declaration::titled("Predictions are missing").unwrap()).await.unwrap();
        let me = ada.person.unwrap().to_string();
        let fields = |due: &'static str, why: &'static str| vec![("action", "1"), ("title", "Count every morning"), ("owner", me.as_str()), ("due", due), ("green_runs", "3"), ("due_reason", why), ("seen", "9999999999999")];
        browser.accept("/incidents/1", "/do/add-action", &[("number", "1"), ("title", "Count every morning"), ("owner", &me), ("due", "2025-07-10")]).await;
        let refused = browser.submit("/actions/1", "/do/change-action", &fields("2025-12-31", "")).await;
        assert!(refused.status == 422 && refused.says("a reason for moving the due date") && refused.html().contains("2025-12-31"), "{}", refused.text());
        browser.accept("/actions/1", "/do/change-action", &fields("2025-08-10", "The vendor is late")).await;
        let shown = browser.accept("/actions/1", "/do/change-action", &fields("2025-12-31", "It is later still")).await;
        assert!(shown.says("31 Dec 2025") && shown.says("originally due 10 Jul 2025, moved 2 times"), "{}", shown.text());
        assert!(shown.says("From 10 Jul 2025 to 10 Aug 2025") && shown.says("The vendor is late"), "{}", shown.text());
        assert!(shown.says("the due date, from 2025-08-10 to 2025-12-31"), "a step on the item: {}", shown.text());
        let program = app.program(&ada, "read").await;
        let told = program.get("/actions/1").await.expect(200);
        assert_eq!((&told["action"]["due_moves"], told["due_changes"].as_array().unwrap().len()), (&json!(2), 2));

        // The same day in another zone is no move, and ideas promise nothing.
        let east = Actor { zone: app::chrono_tz::Tz::Pacific__Kiritimati, ..ada.clone() };
        let item = app.services.actions.show(&ada, 1).await.unwrap().item;
        let day = item.due.unwrap().iso();
        let typed = app::action::Typed { title: "Count each morning".to_owned(), owner: me.clone(), due: day, green_runs: "3".to_owned(), ..Default::default() };
        let to = NewAction::parse(&typed, east.zone).unwrap();
        app.services.actions.change(&east, 1, app::action::Change { to, reason: String::new(), due_reason: String::new(), seen: app::edit::Seen::nothing() }).await.unwrap();
        assert_eq!(app.services.actions.show(&ada, 1).await.unwrap().item.due_moves, 2);

        // Verified after the first date and before the last: not on time, and no later date helps.
        let rhea = app.person("Rhea", Role::Responder).await;
        app.pass(TimeDelta::days(60));
        app.services.actions.finish(&ada, 1, "").await.unwrap();
        app.services.actions.verify(&rhea, 1, "Counted").await.unwrap();
        let refused = browser.submit("/actions/1", "/do/change-action", &fields("2026-12-31", "Now")).await;
        assert!(refused.status == 422 && refused.says("its due date cannot be changed"), "{}", refused.text());
        app.pass(TimeDelta::days(1));
        let year = program.get("/metrics/year?year=2025").await.expect(200);
        assert_eq!((&year["promises"]["due"], &year["promises"]["on_time"], &year["promises"]["verified"]), (&json!(1), &json!(0), &json!(1)), "{year}");
    }

    nobody_accepts_their_own_risk(app) {
        let (ada, grace) = (app.person("Ada", Role::Commander).await, app.person("Grace", Role::Commander).await);
        app.services.incidents.declare(&ada, Declaration::titled("Predictions are missing").unwrap()).await.unwrap();
        let actions = &app.services.actions;
        let own = NewAction { owner: ada.person, ..promise() };
        let nobodys = promise();
        assert_eq!((actions.add(&ada, 1, own.clone()).await.unwrap(), actions.add(&ada, 1, nobodys.clone()).await.unwrap()), (1, 2));
        let mut browser = app.browser_of("Ada").await;
        let (mine, hers) = (app.program(&ada, "write").await, app.program(&grace, "write").await);
        let fields = [("action", "1"), ("reason", "It costs too much"), ("until", "2025-12-31")];
        let accept = json!({ "step": "accept_risk", "note": "It costs too much", "expires": "2025-12-31" });
        let refused = browser.submit("/actions/1", "/do/accept-risk", &fields).await;
        assert!(refused.status == 403 && refused.says("a second person has to accept"), "{}", refused.text());
        mine.post("/actions/1/steps", accept.clone()).await.problem(403);
        let shown = browser.get("/actions/1").await;
        assert!(!shown.says("Accept risk") && shown.says("Propose accepting the risk"), "{}", shown.text());
        let proposed = browser.accept("/actions/1", "/do/propose-risk", &fields).await;
        assert!(proposed.says("Proposed to accept the risk until 2025-12-31: It costs too much") && proposed.says("Open"), "{}", proposed.text());
        mine.post("/actions/1/steps", accept.clone()).await.problem(403);
        let accepted = hers.post("/actions/1/steps", accept.clone()).await.expect(200);
        assert_eq!((&accepted["action"]["state"], &accepted["action"]["proposed_risk"]), (&json!("accepted_risk"), &json!(null)));

        // Nor of what nobody owns, nor of what they hand over and take back.
        mine.post("/actions/2/steps", accept.clone()).await.problem(403);
        mine.post("/actions/2/steps", json!({ "step": "propose_risk", "note": "Later", "expires": "2025-12-31" })).await.expect(200);
        mine.post("/actions/2/steps", accept.clone()).await.problem(403);
        hers.post("/actions/2/steps", accept).await.expect(200);
        let change = |to: NewAction| app::action::Change { to, reason: String::new(), due_reason: String::new(), seen: app::edit::Seen::nothing() };
        let refused = actions.change(&grace, 2, change(NewAction { owner: grace.person, ..nobodys.clone() })).await.unwrap_err();
        assert!(refused.message_for("owner").is_some_and(|words| words.contains("accepted the risk")), "{refused}");
    }

    whoever_owned_it_once_is_never_its_second_person(app) {
        let (ada, grace) = (app.person("Ada", Role::Commander).await, app.person("Grace", Role::Commander).await);
        app.services.incidents.declare(&ada, Declaration::titled("Predictions are missing").unwrap()).await.unwrap();
        let (actions, own) = (&app.services.actions, NewAction { owner: ada.person, ..promise() });
        actions.add(&ada, 1, own.clone()).await.unwrap();
        let change = |to: NewAction| app::action::Change { to, reason: String::new(), due_reason: String::new(), seen: app::edit::Seen::nothing() };
        for owner in [None, grace.person] {
            actions.change(&ada, 1, change(NewAction { owner, ..own.clone() })).await.unwrap();
            let until = app::due_day::DueDay::stored(app.now() + TimeDelta::days(90), None).ok();
            let refused = actions.accept_risk(&ada, 1, "It costs too much", until).await.unwrap_err();
            assert!(matches!(refused, AppError::Forbidden { .. }) && refused.to_string().contains("or did"), "{owner:?}: {refused}");
        }
        actions.finish(&grace, 1, "").await.unwrap();
        let refused = actions.verify(&ada, 1, "Seen").await.unwrap_err();
        assert!(refused.to_string().contains("or did"), "{refused}");
    }

    what_was_promised_after_a_merged_incident_is_still_promised(app) {
        let (ada, grace) = (app.person("Ada", Role::Responder).await, app.person("Grace", Role::Commander).await);
        for title in ["Predictions are missing", "The same again"] {
            app.services.incidents.declare(&ada, Declaration::titled(title).unwrap()).await.unwrap();
        }
        app.services.actions.add(&ada, 2, promise()).await.unwrap();
        app.services.incidents.merge(&grace, 2, 1).await.unwrap();
        let mut browser = app.browser_of("Ada").await;
        let shown = browser.get("/actions").await;
        assert!(shown.says("Count every morning") && shown.says("INC-2") && shown.says("merged into INC-1"), "{}", shown.text());
        let told = app.program(&ada, "read").await.get("/actions").await.expect(200);
        assert_eq!((&told["items"][0]["incident"]["id"], &told["items"][0]["merged_into"]), (&json!(2), &json!(1)));
        app.services.actions.finish(&ada, 1, "").await.unwrap();
        app.services.actions.verify(&grace, 1, "Counted").await.unwrap();
    }
}
