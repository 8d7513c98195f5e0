//! The invariants hold for whatever the use cases do; whatever breaks one is found, and so is whatever was changed behind
//! Firebreak's back.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use app::incident::Declaration;
use app::person::Role;
use server::verify::{Report, report, verify};

use crate::postmortem::stored;
use crate::support::{Engine, TestApp};

/// One way to break each invariant, on the demo.
const TAMPERINGS: &[(&str, &str)] = &[
    ("Nothing but Firebreak writes to its records", "update person set name = 'Mallory' where id = 1"),
    (
        "An incident has exactly one present severity, the one it shows",
        "update incident set severity = case severity when 1 then 2 else 1 end where number = 2",
    ),
    (
        "The peak severity is the worst of the ledger",
        "update incident set peak_severity = case peak_severity when 1 then 2 else 1 end where number = 3",
    ),
    (
        "An incident that was major has the time it became so, and no other has",
        "update incident set major_at = case when major_at is null then 1 else null end where number = 4",
    ),
    (
        "The status is the one of the last change",
        "update incident set status = case status when 'triage' then 'identified' else 'triage' end where number = 5",
    ),
    (
        "The commander is who holds the role",
        "update incident set commander = case when commander is null then 1 else null end where number = 6",
    ),
    (
        "A merged incident says into which, and no other does",
        "update incident set merged_into = case when merged_into is null then 1 else null end where number = 7",
    ),
    ("A private incident has at least one member", "update incident set private = true where number = 8"),
    ("The timeline tells the declaration", "update timeline_entry set kind = 'note' where incident = 9 and kind = 'declared'"),
    ("Every correction of an entry is kept", "update timeline_entry set revisions = revisions + 1 where id = 1"),
    ("A backfill has not done more than its total", "update backfill set total = 1 where id = 1"),
    (
        "A verified action item has evidence, and never its owner's alone",
        "update action_item set evidence = '' where number = (select min(number) from action_item where state = 'verified')",
    ),
    (
        "An accepted risk has a reason, an accepter and an expiry",
        "update action_item set state = 'accepted_risk', risk_reason = '' where number = (select min(number) from action_item where state = 'open')",
    ),
    ("Every move of a due date is kept", "update action_item set due_moves = due_moves + 1 where number = 3"),
    ("A decision has exactly one chosen option", "update decision_option set chosen = false where decision = 1"),
    ("A signal that was an incident is linked to it", "update signal set disposition = 'incident', incident = null where id = 1"),
    (
        "The text of a section is its latest version",
        "update postmortem_section set body = body || ' and more' where postmortem = (select max(id) from postmortem)",
    ),
    (
        "A published postmortem is frozen with its hash",
        "update postmortem set published_at = null where id = (select max(id) from postmortem where state = 'published')",
    ),
    (
        "The template of a postmortem is kept in its version",
        "update postmortem set template_version = 99 where id = (select max(id) from postmortem)",
    ),
    (
        "An incident that is written up with another one has no postmortem of its own",
        "insert into postmortem_covered (incident, postmortem, at) select max(incident), min(id), 1 from postmortem",
    ),
    (
        "The outcome of a check is that of its last run",
        "update data_check set last_outcome = case last_outcome when 'error' then 'warn' else 'error' end where id = (select min(id) from data_check where last_run_at is not null)",
    ),
    (
        "A check has green runs only after a run that passed",
        "update data_check set green_runs = green_runs + 5, green_since = null where id = (select max(id) from data_check)",
    ),
    (
        "The state of an action item is that of its last step",
        "update action_item set state = 'blocked' where number = (select max(number) from action_item where state <> 'blocked')",
    ),
    ("The recurrences of an action item are steps", "update action_item set recurrences = recurrences + 9 where number = 1"),
    (
        "An action item that awaits evidence says since when",
        "update action_item set state = 'awaiting_evidence', awaiting_since = null where number = 2",
    ),
    (
        "The state of a postmortem is that of its last step",
        "update postmortem set state = 'in_review' where id = (select min(id) from postmortem)",
    ),
    (
        "What a backfill has done is what was reported last",
        "update backfill set done = case done when 0 then 1 else done - 1 end where id = (select max(backfill) from backfill_point)",
    ),
    (
        "The disposition of a signal is that of its last step",
        "update signal set disposition = case disposition when 'noise' then 'explained' else 'noise' end where id = (select max(signal) from signal_event)",
    ),
    ("What is stored of the severities follows from their changes", "update severity_interval set from_at = from_at + 1 where id = 1"),
    (
        "A published postmortem is the text that was published",
        "update postmortem_section set body = body || ' and all was well' where postmortem = (select min(id) from postmortem where state = 'published')",
    ),
    ("The audit log is unbroken", "update audit_entry set at = at + 1 where id = 5"),
    (
        "The audit log ends with the entries it is said to end with",
        "delete from audit_entry where id = (select max(id) from audit_entry where subject like 'incident/%')",
    ),
    (
        "The audit log is chained with the key throughout",
        "update audit_entry set hash = 'p' || substr(hash, 2) where id = (select max(id) from audit_entry where subject like 'check/%')",
    ),
    (
        "Every record is what its last entry in the audit log says",
        "update check_run set outcome = 'pass' where id = (select min(id) from check_run where outcome = 'fail')",
    ),
    (
        "Every record has an entry in the audit log",
        "insert into action_event (action_item, from_state, to_state, at) values (1, 'open', 'verified', 1)",
    ),
    (
        "No record is gone without an entry in the audit log",
        "delete from status_change where id = (select min(id) from status_change where to_status = 'resolved')",
    ),
    ("Where people have accounts, at least one is an active admin", "update person set role = 'viewer' where role = 'admin'"),
];

/// Invariants that are tried elsewhere: in their own tests below, and in `the_command_reads_and_never_makes_anything`.
const ELSEWHERE: [&str; 3] = [
    "The triggers of the audit log are there",
    "The audit log goes on from the head that was expected",
    "The key of the audit log is here (--key-file)",
];

async fn found(app: &TestApp) -> Report {
    report(&app.firebreak.db, None, None).await.unwrap()
}

fn named(report: &Report, invariant: &str) -> Vec<String> {
    report.findings.iter().find(|finding| finding.invariant == invariant).unwrap_or_else(|| panic!("{invariant}")).broken.clone()
}

async fn demo(app: &TestApp) {
    let folder = std::env::temp_dir().join(format!("firebreak-demo-{}-{}-{:p}", std::process::id(), app.firebreak.db.engine(), app));
    std::fs::create_dir_all(&folder).unwrap();
    let sign_ins = server::demo::load(&app.firebreak, &folder, app.now() + chrono::TimeDelta::days(500)).await.unwrap();
    assert!(sign_ins.iter().any(|one| one.role == Role::Admin));
    std::fs::remove_dir_all(&folder).unwrap();
    let sound = found(app).await;
    assert_eq!(sound.broken().collect::<Vec<_>>(), Vec::<&server::verify::Finding>::new(), "the demo keeps every invariant");
    assert!(sound.entries > 100);
}

crate::each_engine! {
    the_demo_keeps_every_invariant_and_each_tampering_is_found(app) {
        demo(&app).await;
        let all: BTreeSet<&str> = found(&app).await.findings.iter().map(|finding| finding.invariant).collect();
        let tried: BTreeSet<&str> = TAMPERINGS.iter().map(|one| one.0).chain(ELSEWHERE).collect();
        assert_eq!(all, tried, "each invariant has a tampering that breaks it");
        for (invariant, sql) in TAMPERINGS {
            let before = found(&app).await.findings.into_iter().find(|finding| finding.invariant == *invariant).unwrap().count;
            stored(&app, sql).await;
            let after = found(&app).await.findings.into_iter().find(|finding| finding.invariant == *invariant).unwrap();
            assert!(after.count > before, "{sql} breaks “{invariant}” unseen");
        }
    }

    what_is_changed_behind_its_back_stays_found(app) {
        demo(&app).await;
        let changed = "Every record is what its last entry in the audit log says";
        let times = "select min(number) from incident where resolved_at is not null";
        let run: i64 = {
            let mut tx = app.firebreak.db.read().await.unwrap();
            server::with_tx!(&mut tx, |c| sqlx::query_scalar("select min(id) from check_run where outcome = 'fail'").fetch_one(&mut **c).await).unwrap()
        };
        // A run from fail to pass, a threshold's history gone, a published postmortem rewritten with its hash, a time shifted.
        stored(&app, &format!("update check_run set outcome = 'pass', measured = 0 where id = {run}")).await;
        stored(&app, &format!("update incident set resolved_at = resolved_at - 3600000 where number = ({times})")).await;
        stored(&app, "update postmortem set facts = '{}', content_hash = 'abc' where state = 'published'").await;
        let ada = app.person("Edith", Role::Responder).await;
        stored(&app, "delete from audit_touch").await;
        // Firebreak goes on writing: nothing of it is taken over.
        app.services.incidents.declare(&ada, Declaration::titled("Something else").unwrap()).await.unwrap();
        let after = found(&app).await;
        let broken = named(&after, changed).join(", ");
        assert!(broken.contains(&format!("check_run {run} (check/")) && broken.contains("incident ") && broken.contains("postmortem "), "{broken}");
        assert!(named(&after, "The audit log is unbroken").is_empty());
        // Without its triggers nothing is noted, and that is found.
        let drop = match app.firebreak.db.engine() {
            "sqlite" => "drop trigger audit_check_run_update",
            _ => "drop trigger audit_check_run_update on check_run",
        };
        stored(&app, drop).await;
        assert_eq!(named(&found(&app).await, "The triggers of the audit log are there"), ["audit_check_run_update"]);
    }

    a_head_that_was_kept_elsewhere_shows_what_was_cut_off_or_put_back(app) {
        let ada = app.person("Ada", Role::Admin).await;
        let declare = async |title: &str| app.services.incidents.declare(&ada, Declaration::titled(title).unwrap()).await.unwrap();
        declare("First").await;
        let kept = found(&app).await.head;
        declare("Second").await;
        let expect = async |head: &str| named(&report(&app.firebreak.db, Some(head), None).await.unwrap(), "The audit log goes on from the head that was expected");
        assert!(expect(&kept).await.is_empty());
        let later = found(&app).await.head;
        assert!(expect(&later).await.is_empty() && later != kept);
        assert!(expect("nonsense").await[0].contains("not one that firebreak printed"));
        // The end is cut off, so carefully that nothing else shows it.
        let end: i64 = kept.split_once('.').unwrap().0.parse().unwrap();
        let children = ["timeline_entry", "status_change", "severity_interval"].map(|table| format!("delete from {table} where incident = 2"));
        for sql in children.iter().map(String::as_str).chain(["delete from incident where number = 2", "delete from audit_head where subject = 'incident/2'", "delete from audit_touch"]) {
            stored(&app, sql).await;
        }
        stored(&app, &format!("delete from audit_entry where id > {end}")).await;
        assert_eq!(found(&app).await.broken().count(), 0, "this needs a witness");
        assert!(expect(&kept).await.is_empty(), "it is that old state");
        assert!(expect(&later).await[0].contains("an older state was put back"));
    }

    admins_read_the_log_and_a_private_incident_leaves_nothing_in_it(app) {
        let (ada, root) = (app.person("Ada", Role::Responder).await, app.person("Root", Role::Admin).await);
        let secret = Declaration { private: true, ..Declaration::titled("Salaries leaked").unwrap() };
        app.services.incidents.declare(&ada, secret).await.unwrap();
        for index in 0..120 {
            app.services.incidents.declare(&ada, Declaration::titled(&format!("Incident {index}")).unwrap()).await.unwrap();
        }
        let program = app.program(&root, "read").await;
        let first = program.get("/audit").await.expect(200);
        assert_eq!((first["items"].as_array().unwrap().len(), &first["items"][0]["person"]), (100, &serde_json::json!("Root")));
        let mut all = first["items"].as_array().unwrap().clone();
        let mut next = first["next"].as_str().map(str::to_owned);
        while let Some(link) = next {
            let page = program.get(&link).await.expect(200);
            all.extend(page["items"].as_array().unwrap().clone());
            next = page["next"].as_str().map(str::to_owned);
        }
        let subjects: BTreeSet<&str> = all.iter().map(|entry| entry["subject"].as_str().unwrap()).collect();
        assert!(subjects.contains("incident/2") && !subjects.contains("incident/1"), "{subjects:?}");
        assert!(app.program(&ada, "read").await.get("/audit").await.problem(403).contains("admins"));
        let mut browser = app.signed_in("Judith", Role::Admin).await;
        let page = browser.get("/audit?subject=incident/2").await;
        assert!(page.says("incident/2") && page.says("Ada") && page.says("timeline_entry") && !page.says("incident/3"), "{}", page.text());
        assert!(browser.get("/audit?subject=incident/1").await.says("No entry matches"));
    }

    every_write_is_an_entry_of_whoever_wrote_it(app) {
        let ada = app.person("Ada", Role::Admin).await;
        let number = app.services.incidents.declare(&ada, Declaration::titled("Predictions are missing").unwrap()).await.unwrap();
        let mut tx = app.firebreak.db.read().await.unwrap();
        let rows: Vec<(i64, Option<i64>, String)> = server::with_tx!(&mut tx, |c| sqlx::query_as(
            "select link, person, body from audit_entry where subject = 'incident/1' order by link").fetch_all(&mut **c).await).unwrap();
        drop(tx);
        assert_eq!((number, rows.len(), rows[0].0, rows[0].1), (1, 1, 1, ada.person));
        for part in ["incident 1 ", "severity_interval 1 ", "status_change 1 ", "timeline_entry 1 "] {
            assert!(rows[0].2.contains(part), "{part}: {}", rows[0].2);
        }
        let writers: Vec<_> = (0..8).map(|index| {
            let (services, ada) = (app.services.clone(), ada.clone());
            tokio::spawn(async move { services.incidents.note(&ada, 1, &format!("Note {index}"), None, None).await })
        }).collect();
        for writer in writers {
            writer.await.unwrap().unwrap();
        }
        let findings = verify(&app.firebreak.db).await.unwrap();
        assert!(findings.iter().all(|finding| finding.count == 0), "{findings:#?}");
    }
}

fn firebreak(database: &Path, arguments: &[&str]) -> (bool, String) {
    let address = format!("sqlite:{}", database.display());
    let output =
        Command::new(env!("CARGO_BIN_EXE_firebreak")).args(["--log", "warn", "--database-url", &address]).args(arguments).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_command_reads_and_never_makes_anything() {
    let folder = std::env::temp_dir().join(format!("firebreak-verify-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (there, mistyped) = (folder.join("firebreak.db"), folder.join("firebraek.db"));
    let (done, said) = firebreak(&mistyped, &["verify"]);
    assert!(!done && said.contains("there is no database at"), "{said}");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "nothing was made");
    std::fs::write(&mistyped, "not a database at all, but long enough to be taken for one if nobody looks at it").unwrap();
    let (done, said) = firebreak(&mistyped, &["verify"]);
    assert!(!done && said.contains("cannot be verified"), "{said}");
    let ada = ["person", "add", "--email", "ada@example.org", "--name", "Ada", "--role", "admin"];
    let (done, said) = firebreak(&there, &ada);
    assert!(!done && said.contains("There is no such file") && !there.exists(), "no command but serve and demo begins a database: {said}");
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let db = server::Db::open(&server::db::Database::Sqlite(there.clone())).await.unwrap();
        db.migrate().await.unwrap();
        db.close().await;
    });
    assert!(firebreak(&there, &ada).0);
    // A SQLite database in use is two files.
    let files = [there.clone(), folder.join("firebreak.db-wal")];
    let state = || files.each_ref().map(|file| std::fs::read(file).unwrap_or_default());
    let before = state();
    let (done, said) = firebreak(&there, &["verify"]);
    assert!(done && said.contains("Every record has an entry in the audit log"), "{said}");
    let head = said.trim().lines().last().unwrap().to_owned();
    assert!(state() == before, "verify wrote nothing");
    assert!(firebreak(&there, &["person", "add", "--email", "grace@example.org", "--name", "Grace", "--role", "viewer"]).0);
    assert!(firebreak(&there, &["verify", "--expect", &head]).0, "it goes on from there");
    let (_, said) = firebreak(&there, &["verify", "--json"]);
    let json: serde_json::Value = serde_json::from_str(said.trim()).unwrap();
    let later = json["head"].as_str().unwrap();
    assert!(json["findings"].as_array().unwrap().iter().all(|finding| finding["count"] == 0), "{said}");
    for (file, bytes) in files.iter().zip(&before) {
        std::fs::write(file, bytes).unwrap();
    }
    let _ = std::fs::remove_file(folder.join("firebreak.db-shm"));
    let (done, said) = firebreak(&there, &["verify", "--expect", later]);
    assert!(!done && said.contains("an older state was put back"), "{said}");
    std::fs::rename(folder.join("firebreak.key"), folder.join("elsewhere.key")).unwrap();
    let (done, said) = firebreak(&there, &["verify"]);
    assert!(!done && said.contains("BROKEN") && said.contains("--key-file"), "{said}");
    assert!(!folder.join("firebreak.key").exists(), "no key was made");
    let key = folder.join("elsewhere.key");
    assert!(firebreak(&there, &["--key-file", key.to_str().unwrap(), "verify"]).0);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_demo_that_is_loaded_by_its_command_is_sound() {
    let folder = std::env::temp_dir().join(format!("firebreak-demo-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let database = folder.join("firebreak.db");
    let (done, said) = firebreak(&database, &["demo"]);
    assert!(done && !said.contains("ERROR"), "{said}");
    let (done, said) = firebreak(&database, &["person", "add", "--email", "ada@example.org", "--name", "Ada", "--role", "admin"]);
    assert!(done && !said.contains("ERROR"), "{said}");
    let (done, said) = firebreak(&database, &["verify"]);
    assert!(done && said.contains("Every record has an entry in the audit log") && !said.contains("BROKEN"), "{said}");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A database from before the log: what it holds is sealed once, at the first start, and never again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_there_before_is_sealed_once() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let app = TestApp::start(engine).await;
        let ada = app.person("Ada", Role::Admin).await;
        app.services.incidents.declare(&ada, Declaration::titled("Old").unwrap()).await.unwrap();
        for table in ["audit_entry", "audit_head", "audit_touch"] {
            stored(&app, &format!("delete from {table}")).await;
        }
        server::build(&server::config::Config::on(app.database.clone()), app.clock.clone()).await.unwrap();
        let sealed = found(&app).await;
        assert_eq!(sealed.broken().count(), 0, "{sealed:#?}");
        assert!(sealed.entries >= 4);
        // A record that appears later is not taken over at the next start.
        stored(&app, "insert into time_correction (incident, moment, new_at, reason, at) values (1, 'started', 1, 'x', 1)").await;
        stored(&app, "delete from audit_touch").await;
        server::build(&server::config::Config::on(app.database.clone()), app.clock.clone()).await.unwrap();
        assert_eq!(named(&found(&app).await, "Every record has an entry in the audit log").len(), 1);
    }
}
