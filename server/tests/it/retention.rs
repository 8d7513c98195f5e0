//! What grows is thinned, and what is evidence stays.

use app::action::{NewAction, State};
use app::check::{Draft, Outcome};
use app::incident::Declaration;
use app::person::Role;
use chrono::TimeDelta;

use crate::action::FIX;
use crate::check::typed;
use crate::support::{SourceDb, TestApp};

async fn broken(app: &TestApp) -> usize {
    let findings = server::verify::verify(&app.firebreak.db).await.unwrap();
    findings.iter().filter(|finding| finding.count > 0).count()
}

async fn runs(app: &TestApp) -> Vec<String> {
    app.texts("select cast(id as text) from check_run order by id").await
}

crate::each_engine! {
    old_runs_go_and_evidence_stays(app) {
        let source = SourceDb::new(&app).await;
        let (ada, root) = (app.person("Ada", Role::Responder).await, app.person("Root", Role::Admin).await);
        let checks = &app.services.checks;
        let check = checks.add(&ada, Draft::parse(&typed(&app, &source).await).unwrap()).await.unwrap();
        let run = async || { app.pass(TimeDelta::hours(1)); checks.run_now(&ada, check).await.unwrap() };
        let (alarm, failed) = (run().await, run().await);
        checks.mark_false_alarm(&root, alarm, "It was being loaded").await.unwrap();
        let number = app.services.incidents.declare(&ada, Declaration::titled("Predictions are missing").unwrap()).await.unwrap();
        let promise = NewAction { owner: ada.person, check: Some(check), ..NewAction::titled("Check it").unwrap() };
        let action = app.services.actions.add(&ada, number, promise).await.unwrap();
        app.services.actions.finish(&ada, action, "Loaded by ID").await.unwrap();
        source.execute(FIX).await;
        let proof = [run().await, run().await, run().await];
        let shown = async || app.services.actions.show(&ada, action).await.unwrap();
        assert_eq!(shown().await.item.state, State::Verified);
        let (idle, latest) = (run().await, run().await);
        let evidence = format!("{:?}", shown().await);
        assert_eq!(server::apply_retention(&app.firebreak).await.unwrap(), 0, "nothing is old");
        app.pass(TimeDelta::days(31));
        assert_eq!(server::apply_retention(&app.firebreak).await.unwrap(), 1, "a sample that nobody needs");
        assert!(checks.run(&ada, failed).await.unwrap().sample.is_none() && checks.run(&ada, alarm).await.unwrap().sample.is_some());
        app.pass(TimeDelta::days(150));
        assert_eq!(server::apply_retention(&app.firebreak).await.unwrap(), 2);
        let kept: Vec<String> = [&[alarm], proof.as_slice(), &[latest]].concat().iter().map(i64::to_string).collect();
        assert_eq!(runs(&app).await, kept, "not {failed} nor {idle}");
        assert_eq!(format!("{:?}", shown().await), evidence, "the proof is what it was");
        assert_eq!(checks.show(&ada, check).await.unwrap().summary.last_outcome, Some(Outcome::Pass));
        assert_eq!(app.texts("select cast(sum(runs) as text) from run_removal").await, ["2"], "and what went is said");
        assert_eq!(server::apply_retention(&app.firebreak).await.unwrap(), 0);
        assert_eq!(broken(&app).await, 0, "deleting by rule is no tampering");
        app.execute(&format!("delete from check_run where id = {alarm}")).await;
        assert!(broken(&app).await > 0, "deleting beside the rule is");
    }

    many_runs_go_in_batches(app) {
        let source = SourceDb::new(&app).await;
        let ada = app.person("Ada", Role::Responder).await;
        let check = app.services.checks.add(&ada, Draft::parse(&typed(&app, &source).await).unwrap()).await.unwrap();
        let many = "with recursive n (i) as (select 1 union all select i + 1 from n where i < 450) \
                    insert into check_run (data_check, started_at, finished_at, outcome, asked_by) select 1, i, i, case when i = 300 then 'fail' else 'pass' end, 'schedule' from n";
        app.execute(many).await;
        let latest = app.services.checks.run_now(&ada, check).await.unwrap();
        assert_eq!(server::apply_retention(&app.firebreak).await.unwrap(), 447);
        assert_eq!(runs(&app).await, ["1", "300", "301", &latest.to_string()], "where the outcome changed is kept");
        let batches = app.texts("select runs || ' from ' || first_at || ' to ' || last_at from run_removal order by id").await;
        assert_eq!(batches, ["200 from 2 to 201", "200 from 202 to 403", "47 from 404 to 450"]);
    }

    old_messages_and_steps_go(app) {
        let ada = app.person("Ada", Role::Responder).await;
        let number = app.services.incidents.declare(&ada, Declaration::titled("Predictions are missing").unwrap()).await.unwrap();
        app.services.postmortems.begin(&ada, number).await.unwrap();
        app.execute("insert into channel (name, kind, place, url, secret, created_at) values ('Chat', 'chat', 'x', '', '', 0)").await;
        for (delivered, next) in [("5", "null"), ("null", "null"), ("null", "7")] {
            app.execute(&format!("insert into outbox (channel, incident, body, created_at, next_at, delivered_at) values (1, 1, '', 0, {next}, {delivered})")).await;
        }
        for (version, step) in [(101, true), (102, true), (103, false), (105, true)] {
            app.execute(&format!("insert into postmortem_version (postmortem, key, version, body, person, at, step) values (1, 'learned', {version}, 'x', 1, 0, {step})")).await;
        }
        assert_eq!(server::apply_retention(&app.firebreak).await.unwrap(), 4);
        assert_eq!(app.texts("select cast(next_at as text) from outbox").await, ["7"], "what waits is sent");
        let kept = "select cast(version as text) from postmortem_version where version > 100 order by version";
        assert_eq!(app.texts(kept).await, ["103", "105"], "a step that no text followed is a text");
    }
}
