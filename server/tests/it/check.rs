//! Checks: they really run, and what they say is what is there.

use std::time::Duration;

use app::actor::Actor;
use app::check::{AskedBy, Draft, Outcome, Run, Standing, Thresholds, Typed};
use app::error::AppError;
use app::person::Role;
use chrono::TimeDelta;

use crate::support::{SourceDb, TestApp};

const MATCH: &str = "select p.id, p.task_id, t.task_name from prediction p left join task t on t.id = p.name_id";

/// A check as people type it, with a source that was added for it.
pub async fn typed(app: &TestApp, source: &SourceDb) -> Typed {
    let admin = Actor { person: None, ..Actor::system() };
    let known = app.services.checks.sources(&admin).await.unwrap();
    let id = match known.iter().find(|one| one.url == source.url) {
        Some(one) => one.id,
        None => app.services.checks.add_source(&admin, &source.name, &source.url).await.unwrap(),
    };
    let [kind, sql, left, right] = ["match", MATCH, "task_id", "task_name"].map(str::to_owned);
    Typed {
        name: "Task and name agree".to_owned(),
        source: id.to_string(),
        kind,
        sql,
        left_column: left,
        right_column: right,
        ..Typed::default()
    }
}

fn rows(typed: Typed, name: &str, sql: &str) -> Draft {
    Draft::parse(&Typed { name: name.to_owned(), kind: "rows".to_owned(), sql: sql.to_owned(), ..typed }).unwrap()
}

async fn ran(app: &TestApp, actor: &Actor, check: i64) -> Run {
    let run = app.services.checks.run_now(actor, check).await.unwrap();
    app.services.checks.run(actor, run).await.unwrap()
}

async fn green(app: &TestApp, actor: &Actor, check: i64) -> (i64, bool) {
    let summary = app.services.checks.show(actor, check).await.unwrap().summary;
    (summary.green_runs, summary.green_since.is_some())
}

crate::each_engine! {
    the_match_check_of_the_case_fails_before_the_fix_and_passes_after_it(app) {
        let source = SourceDb::new(&app).await;
        let typed = typed(&app, &source).await;
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        let fields = [("name", typed.name.as_str()), ("source", &typed.source), ("kind", "match"), ("sql", &typed.sql),
            ("left_column", "task_id"), ("right_column", "TASK_NAME"), ("fail_above", "0"), ("every_minutes", "60")];
        let page = browser.accept("/checks/new", "/do/add-check", &fields).await;
        assert!(page.says("Not run yet") && page.says("Fails above 0."), "{}", page.text());
        let failed = browser.accept("/checks/1", "/do/run-check", &[("check", "1")]).await;
        assert!(failed.says("2 rows disagree; the check fails above 0.") && failed.says("Fail") && failed.says("STAT6") && failed.says("TYK2") && failed.says("null"), "{}", failed.text());
        assert_eq!(failed.count("tbody tr"), 2, "only the rows that disagree");
        source.execute("update prediction set task_id = 'TYK2' where id = 3; insert into task values (9, 'TYK2');").await;
        let passed = browser.accept("/checks/1", "/do/run-check", &[("check", "1")]).await;
        assert!(passed.says("No row disagrees.") && passed.says("Pass"), "{}", passed.text());
        let page = browser.get("/checks/1").await;
        assert!(page.count("svg rect.bar") == 2 && page.says("1 in a row") && page.says("1 failed"), "{}", page.text());
        assert!(browser.get("/checks?standing=pass").await.says("Task and name agree"));
        assert!(browser.get("/checks?standing=fail").await.says("No check matches"));
    }

    a_check_of_wrong_rows_answers_with_one_number(app) {
        let source = SourceDb::new(&app).await;
        let ada = app.person("Ada", Role::Responder).await;
        let typed = typed(&app, &source).await;
        let cases = [
            ("select count(*) from prediction where name_id = 9", Outcome::Fail, Some(1), "1 row is wrong; the check fails above 0."),
            ("select count(*) from prediction where id > 100 -- none", Outcome::Pass, Some(0), "No row is wrong."),
            ("with p as (select * from prediction) select sum(id) from p where id < 2;", Outcome::Fail, Some(1), "1 row is wrong"),
            ("select id from prediction", Outcome::Error, None, "several rows"),
            ("select id from prediction where id > 100", Outcome::Error, None, "no row"),
            ("select max(id) from prediction where id > 100", Outcome::Error, None, "null"),
            ("select task_id from prediction where id = 1", Outcome::Error, None, "“STAT6”"),
            ("select id, name_id, task_id from prediction", Outcome::Error, None, "3 columns"),
            ("select 3, 2 from prediction where id = 1", Outcome::Error, None, "3 wrong rows of 2 examined"),
            ("select count(*) from predictions", Outcome::Error, None, "predictions"),
        ];
        for (index, (sql, outcome, measured, words)) in cases.into_iter().enumerate() {
            let check = app.services.checks.add(&ada, rows(typed.clone(), &format!("Check {index}"), sql)).await.unwrap();
            let run = ran(&app, &ada, check).await;
            assert_eq!((run.outcome, run.measured), (outcome, measured), "{sql}: {}", run.message);
            assert!(run.message.contains(words), "{sql}: {}", run.message);
        }
    }

    a_match_needs_columns_that_are_there(app) {
        let source = SourceDb::new(&app).await;
        let ada = app.person("Ada", Role::Responder).await;
        let typed = Typed { right_column: "task_nam".to_owned(), ..typed(&app, &source).await };
        let check = app.services.checks.add(&ada, Draft::parse(&typed).unwrap()).await.unwrap();
        let run = ran(&app, &ada, check).await;
        assert_eq!((run.outcome, run.message.as_str()), (Outcome::Error, "The query has no column task_nam; it has id, task_id, task_name."));
    }

    only_passes_are_green_and_errors_end_the_row(app) {
        let source = SourceDb::new(&app).await;
        let ada = app.person("Ada", Role::Responder).await;
        let draft = rows(typed(&app, &source).await, "Too many", "select count(*) from prediction where id > 3");
        let draft = Draft { thresholds: Thresholds { warn_above: Some(0), fail_above: 5 }, ..draft };
        let check = app.services.checks.add(&ada, draft).await.unwrap();
        assert_eq!(ran(&app, &ada, check).await.outcome, Outcome::Warn);
        source.execute("delete from prediction where id > 3").await;
        for expected in 1..=3 {
            assert_eq!(ran(&app, &ada, check).await.outcome, Outcome::Pass);
            assert_eq!(green(&app, &ada, check).await, (expected, true));
        }
        source.execute("alter table prediction rename to elsewhere").await;
        assert_eq!(ran(&app, &ada, check).await.outcome, Outcome::Error);
        assert_eq!(green(&app, &ada, check).await, (0, false));
    }

    an_old_pass_is_stale_not_a_pass(app) {
        let source = SourceDb::new(&app).await;
        let ada = app.person("Ada", Role::Responder).await;
        let typed = Typed { fresh_minutes: "60".to_owned(), ..typed(&app, &source).await };
        let check = app.services.checks.add(&ada, rows(typed, "Fine", "select 0")).await.unwrap();
        assert_eq!(ran(&app, &ada, check).await.outcome, Outcome::Pass);
        let standing = async || app.services.checks.all(&ada).await.unwrap()[0].standing(app.now());
        app.pass(TimeDelta::minutes(60));
        assert_eq!(standing().await, Standing::Pass);
        app.pass(TimeDelta::minutes(1));
        assert_eq!(standing().await, Standing::Stale);
        let page = app.signed_in("Vic", Role::Viewer).await.get("/checks").await;
        assert!(page.says("Stale was pass") && !page.says("1 pass"), "{}", page.text());
    }

    another_question_starts_anew_and_thresholds_are_tuned_with_a_reason(app) {
        let source = SourceDb::new(&app).await;
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        let ada = app.person("Grace", Role::Responder).await;
        let draft = rows(typed(&app, &source).await, "Few", "select 3");
        let check = app.services.checks.add(&ada, draft.clone()).await.unwrap();
        assert_eq!(ran(&app, &ada, check).await.outcome, Outcome::Fail);
        let without = browser.submit("/checks/1", "/do/change-thresholds", &[("check", "1"), ("warn_above", "2"), ("fail_above", "10"), ("reason", "")]).await;
        assert_eq!((without.status, without.says("Enter a reason")), (422, true));
        let wrong = browser.submit("/checks/1", "/do/change-thresholds", &[("check", "1"), ("warn_above", "20"), ("fail_above", "10"), ("reason", "x")]).await;
        assert_eq!((wrong.status, wrong.says("The warning threshold must be lower")), (422, true));
        let page = browser.accept("/checks/1", "/do/change-thresholds", &[("check", "1"), ("warn_above", "5"), ("fail_above", "10"), ("reason", "Three are known & harmless")]).await;
        assert!(page.says("Warns above 5, fails above 10") && page.says("Three are known & harmless") && page.says("before: fails above 0"), "{}", page.text());
        assert_eq!(ran(&app, &ada, check).await.outcome, Outcome::Pass);
        app.services.checks.change(&ada, check, Draft { about: "Known ones".to_owned(), ..draft.clone() }, "", &app::edit::Seen::nothing()).await.unwrap();
        assert_eq!(green(&app, &ada, check).await.0, 1, "the question is the same");
        app.services.checks.change(&ada, check, Draft { sql: "select 0".to_owned(), ..draft }, "It asks for nothing", &app::edit::Seen::nothing()).await.unwrap();
        let record = app.services.checks.show(&ada, check).await.unwrap();
        assert_eq!((record.summary.green_runs, record.summary.standing(app.now()), record.thresholds.fail_above), (0, Standing::Never, 10));
    }

    a_failure_can_be_a_false_alarm_and_the_rate_is_shown(app) {
        let source = SourceDb::new(&app).await;
        let mut browser = app.signed_in("Ada", Role::Responder).await;
        let ada = app.person("Grace", Role::Responder).await;
        let check = app.services.checks.add(&ada, rows(typed(&app, &source).await, "Some", "select count(*) from prediction")).await.unwrap();
        for _ in 0..3 {
            ran(&app, &ada, check).await;
        }
        let refused = browser.submit("/checks/1/runs/2", "/do/mark-false-alarm", &[("run", "2"), ("reason", " ")]).await;
        assert_eq!((refused.status, refused.says("Enter a reason")), (422, true));
        let page = browser.accept("/checks/1/runs/2", "/do/mark-false-alarm", &[("run", "2"), ("reason", "A test load")]).await;
        assert!(page.says("Marked as a false alarm by Ada") && page.says("A test load"), "{}", page.text());
        assert!(browser.get("/checks/1").await.says("1 of 3 failures were false alarms (33 %)"));
        assert!(matches!(app.services.checks.mark_false_alarm(&ada, 2, "again").await, Err(AppError::Conflict { .. })));
        source.execute("delete from prediction").await;
        let passed = ran(&app, &ada, check).await;
        assert!(matches!(app.services.checks.mark_false_alarm(&ada, passed.id, "no").await, Err(AppError::Conflict { .. })));
    }

    two_schedulers_run_a_due_check_once(app) {
        let source = SourceDb::new(&app).await;
        let ada = app.person("Ada", Role::Responder).await;
        let typed = Typed { every_minutes: "30".to_owned(), ..typed(&app, &source).await };
        for name in ["One", "Two", "Three"] {
            app.services.checks.add(&ada, rows(typed.clone(), name, "select 0")).await.unwrap();
        }
        let on_demand = Typed { every_minutes: String::new(), ..typed.clone() };
        app.services.checks.add(&ada, rows(on_demand, "On demand", "select 0")).await.unwrap();
        let other = app.firebreak.clone().services();
        let both = || async { tokio::join!(app.services.checks.run_due(), other.checks.run_due()) };
        let (one, two) = both().await;
        assert_eq!(one.unwrap() + two.unwrap(), 3, "due at once when they are made");
        assert_eq!(app.services.checks.run_due().await.unwrap(), 0);
        // A week in which nothing ran is caught up with one run each.
        app.pass(TimeDelta::days(7));
        let (one, two) = both().await;
        assert_eq!(one.unwrap() + two.unwrap(), 3);
        let record = app.services.checks.show(&ada, 1).await.unwrap();
        assert_eq!((record.runs.len(), record.runs[0].asked_by, record.runs[0].person.as_deref()), (2, AskedBy::Schedule, None));
        let next = record.next_run_at.unwrap() - app.now();
        assert!(next > TimeDelta::zero() && next <= TimeDelta::minutes(30));
        app.services.checks.set_active(&ada, 1, false).await.unwrap();
        app.pass(TimeDelta::days(1));
        assert_eq!(app.services.checks.run_due().await.unwrap(), 2, "a paused one waits");
    }

    a_run_that_was_cut_off_is_taken_up_again_when_its_claim_ends(app) {
        let source = SourceDb::new(&app).await;
        let ada = app.person("Ada", Role::Responder).await;
        let sql = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";
        let typed = Typed { every_minutes: "30".to_owned(), ..typed(&app, &source).await };
        let check = app.services.checks.add(&ada, rows(typed, "Long", sql)).await.unwrap();
        let cut = tokio::time::timeout(Duration::from_millis(700), app.services.checks.run_due()).await;
        assert!(cut.is_err(), "the scheduler was stopped in the middle");
        assert!(app.services.checks.show(&ada, check).await.unwrap().running);
        assert_eq!(app.services.checks.run_due().await.unwrap(), 0);
        assert!(matches!(app.services.checks.run_now(&ada, check).await, Err(AppError::Conflict { .. })));
        app.pass(TimeDelta::minutes(2));
        let mut quick = app.firebreak.clone();
        quick.sandbox.limit = Duration::from_secs(1);
        assert_eq!(quick.services().checks.run_due().await.unwrap(), 1);
        let record = app.services.checks.show(&ada, check).await.unwrap();
        assert_eq!((record.runs[0].outcome, record.running), (Outcome::Error, false));
    }

    a_key_is_done_only_when_the_run_is_there(app) {
        let engine = if app.firebreak.db.engine() == "sqlite" { crate::support::Engine::Sqlite } else { crate::support::Engine::Postgres };
        let app = TestApp::configured(engine, |config| {
            // A run may take longer than other operations, and is answered all the same.
            (config.sandbox.limit, config.times.operation) = (Duration::from_secs(3), Duration::from_millis(1_500));
        })
        .await;
        let source = SourceDb::new(&app).await;
        let ada = app.person("Ada", Role::Responder).await;
        let endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";
        let check = app.services.checks.add(&ada, rows(typed(&app, &source).await, "Long", endless)).await.unwrap();
        let program = app.program(&ada, "write").await;
        let path = format!("/checks/{check}/runs");
        let done = "select cast(count(*) as text) from idempotency where done_at is not null";
        let watched = async {
            let mut leased = false;
            while !leased {
                tokio::time::sleep(Duration::from_millis(20)).await;
                leased = app.texts("select cast(count(*) as text) from data_check where leased_until is not null").await == ["1"];
            }
            // Whoever stops it here has done nothing yet, and the key can be taken over.
            assert_eq!(app.texts(done).await, ["0"]);
        };
        let (got, ()) = tokio::join!(program.once("nightly", &path, serde_json::json!({})), watched);
        let run = got.expect(201);
        assert_eq!((app.texts(done).await, &run["outcome"]), (vec!["1".to_owned()], &serde_json::json!("error")));
        assert_eq!(program.once("nightly", &path, serde_json::json!({})).await.expect(201), run, "the same run, not another one");
    }

    scheduled_runs_leave_a_place_for_people(app) {
        let source = SourceDb::new(&app).await;
        let ada = app.person("Ada", Role::Responder).await;
        let typed = Typed { every_minutes: "30".to_owned(), ..typed(&app, &source).await };
        let endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";
        for number in 0..8 {
            app.services.checks.add(&ada, rows(typed.clone(), &format!("Long {number}"), endless)).await.unwrap();
        }
        let quick = app.services.checks.add(&ada, rows(Typed { every_minutes: String::new(), ..typed }, "Quick", "select 0")).await.unwrap();
        let mut firebreak = app.firebreak.clone();
        firebreak.sandbox.limit = Duration::from_secs(4);
        let checks = firebreak.services().checks;
        let due = tokio::spawn({ let checks = checks.clone(); async move { checks.run_due().await } });
        tokio::time::sleep(Duration::from_millis(500)).await;
        checks.run_now(&ada, quick).await.unwrap();
        let mut scheduled = 0;
        for check in 1..=8 {
            scheduled += checks.show(&ada, check).await.unwrap().runs.len();
        }
        assert!(scheduled <= 3, "a person waited behind {scheduled} scheduled runs");
        due.abort();
    }

    a_source_holds_no_password_and_is_added_by_admins(app) {
        let source = SourceDb::new(&app).await;
        let mut admin = app.signed_in("Grace", Role::Admin).await;
        let ada = app.person("Ada", Role::Commander).await;
        let refused = admin.submit("/checks/sources", "/do/add-source", &[("name", "Warehouse"), ("url", "postgres://reader:s3cret@db/warehouse")]).await;
        assert_eq!((refused.status, refused.says("Passwords are not stored here: write ${FIREBREAK_PASSWORD_WAREHOUSE} instead")), (422, true), "{}", refused.text());
        let own = match &app.database {
            server::db::Database::Sqlite(path) => format!("sqlite:{}", path.display()),
            server::db::Database::Postgres(url) => url.clone(),
        };
        let refused = admin.submit("/checks/sources", "/do/add-source", &[("name", "Own"), ("url", &own)]).await;
        assert_eq!((refused.status, refused.says("This is Firebreak's own database")), (422, true), "{}", refused.text());
        assert!(matches!(app.services.checks.add_source(&ada, "Warehouse", &source.url).await, Err(AppError::Forbidden { .. })));
        assert!(matches!(app.services.checks.try_source(&ada, 1).await, Err(AppError::Forbidden { .. })));
        let page = admin.accept("/checks/sources", "/do/add-source", &[("name", "Warehouse"), ("url", &source.url)]).await;
        assert!(page.says("Warehouse") && page.says("added by Grace"), "{}", page.text());
        assert!(admin.accept("/checks/sources", "/do/try-source", &[("source", "1")]).await.says("Connected"));
        let missing = app.services.checks.add_source(&Actor::system(), "Missing", "postgres://reader:${FIREBREAK_PASSWORD_NOWHERE}@127.0.0.1:1/warehouse").await.unwrap();
        let told = app.services.checks.try_source(&Actor::system(), missing).await.unwrap_err();
        assert!(told.to_string().contains("FIREBREAK_PASSWORD_NOWHERE"), "{told}");
        let gone = format!("sqlite:/tmp/firebreak-no-such-{}.db", std::process::id());
        let gone_id = app.services.checks.add_source(&Actor::system(), "Gone", &gone).await.unwrap();
        assert!(app.services.checks.try_source(&Actor::system(), gone_id).await.unwrap_err().to_string().contains("does not exist"));
        assert!(!std::path::Path::new(gone.strip_prefix("sqlite:").unwrap()).exists(), "a missing file is never made");
    }

    viewers_read_checks_and_change_nothing(app) {
        let source = SourceDb::new(&app).await;
        let ada = app.person("Ada", Role::Responder).await;
        let viewer = app.person("Vic", Role::Viewer).await;
        let typed = typed(&app, &source).await;
        let draft = Draft::parse(&typed).unwrap();
        let checks = &app.services.checks;
        let check = checks.add(&ada, draft.clone()).await.unwrap();
        let run = ran(&app, &ada, check).await;
        let refused = [
            checks.add(&viewer, draft.clone()).await.map(drop),
            checks.change(&viewer, check, draft, "mine", &app::edit::Seen::nothing()).await,
            checks.change_thresholds(&viewer, check, Thresholds { warn_above: None, fail_above: 9 }, "mine", &app::edit::Seen::nothing()).await,
            checks.set_active(&viewer, check, false).await,
            checks.run_now(&viewer, check).await.map(drop),
            checks.mark_false_alarm(&viewer, run.id, "mine").await.map(drop),
        ];
        assert!(refused.iter().all(|one| matches!(one, Err(AppError::Forbidden { .. }))), "{refused:?}");
        let page = app.signed_in("Val", Role::Viewer).await.get("/checks/1").await;
        assert!(page.status == 200 && page.find("form[action='/do/run-check']").is_none());
    }
}
