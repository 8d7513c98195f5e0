//! Whoever may write checks may still not write to the source, read the machine, or keep it busy.

use std::time::{Duration, Instant};

use app::check::{Draft, Outcome, Typed};
use app::person::Role;
use server::sandbox::{Answer, Engine, Question, Request};

use crate::check::typed;
use crate::support::{SourceDb, TestApp};

/// Refused on both engines, by what they say.
const BOTH: &[&str] = &[
    "delete from prediction",
    "update prediction set task_id = 'x'",
    "insert into prediction values (99, 'x', 1)",
    "insert into prediction select id + 100, task_id, name_id from prediction returning id",
    "replace into prediction values (1, 'x', 1)",
    "merge into prediction p using task t on true when matched then delete",
    "drop table prediction",
    "create table evil (x int)",
    "create view evil as select 1",
    "create index evil on prediction (id)",
    "alter table prediction add column evil int",
    "truncate table prediction",
    "select 1; delete from prediction",
    "select 1; select 2",
    ";;",
    "",
    "-- nothing",
    "select 1 /* */; drop table prediction --",
    "with d as (delete from prediction returning id) select count(*) from d",
    "with d as (update prediction set task_id = 'x' returning id) select count(*) from d",
    "with d as (insert into prediction values (99, 'x', 1) returning id) select count(*) from d",
    "select (with d as (delete from prediction returning id) select count(*) from d)",
    "with a as (select 1) delete from prediction",
    "with a as (select 1) update prediction set task_id = 'x'",
    "explain analyze delete from prediction",
    "explain select 1",
    "begin",
    "begin; delete from prediction; commit",
    "commit",
    "rollback; delete from prediction",
    "savepoint evil",
    "set transaction read write",
    "set role postgres",
    "reset all",
    "prepare evil as delete from prediction",
    "execute evil",
    "deallocate all",
    "declare evil cursor for select 1",
    "vacuum",
    "analyze",
    "reindex table prediction",
    "grant all on prediction to public",
    "select 1 into evil",
    "select * into evil from prediction",
    "select count(*) from prediction where id > ?",
    "select count(*) from prediction where id > $1",
    "select count(*) from prediction where id > :id",
];

const SQLITE: &[&str] = &[
    "pragma writable_schema = on",
    "pragma query_only = off",
    "pragma journal_mode = delete",
    "select * from pragma_query_only(0)",
    "select count(*) from pragma_table_info('prediction')",
    "attach database '/tmp/firebreak-evil.db' as evil",
    "detach database main",
    "vacuum into '/tmp/firebreak-evil.db'",
    "select load_extension('/tmp/evil.so')",
    "select \"load_extension\"('/tmp/evil.so')",
    "select LOAD_EXTENSION('/tmp/evil.so', 'x')",
    "select writefile('/tmp/firebreak-evil.db', 'x')",
    "select readfile('/etc/passwd')",
    "select fts3_tokenizer('simple', x'00')",
    "select edit('x')",
    "select 1 /* /* */ ; attach '/tmp/firebreak-evil.db' as evil /* */",
    "create temp table evil as select 1",
    "create virtual table evil using fts5(x)",
    "select count(*) from sqlite_dbpage",
];

const POSTGRES: &[&str] = &[
    "copy prediction to '/tmp/firebreak-evil.csv'",
    "copy prediction from program 'touch /tmp/firebreak-evil.db'",
    "copy (select 1) to program 'touch /tmp/firebreak-evil.db'",
    "do $$ begin delete from prediction; end $$",
    "call evil()",
    "lock table prediction",
    "listen evil",
    "notify evil",
    "load 'evil'",
    "discard all",
    "checkpoint",
    "alter system set log_connections = on",
    "alter role postgres set work_mem = '1GB'",
    "create function evil() returns int language sql as 'delete from prediction; select 1'",
    "select count(*) from prediction for update",
    "select 1 from prediction for share",
    "select nextval('evil')",
    "select setval('evil', 1)",
    "select set_config('transaction_read_only', 'off', false)",
    "select pg_catalog.set_config('role', 'postgres', false)",
    "select pg_sleep(60)",
    "select \"pg_sleep\"(60)",
    "select PG_CATALOG.PG_SLEEP(60)",
    "select count(*) from pg_sleep(60)",
    "select count(*) from prediction, lateral pg_sleep(60)",
    "select count(*) from rows from (pg_sleep(60)) x",
    "select pg_read_file('/etc/passwd')",
    "select pg_read_binary_file('/etc/passwd')",
    "select count(*) from pg_ls_dir('/')",
    "select pg_stat_file('/etc/passwd')",
    "select lo_import('/etc/passwd')",
    "select lo_export(1, '/tmp/firebreak-evil.db')",
    "select lo_from_bytea(0, 'x')",
    "select lo_create(0)",
    "select pg_terminate_backend(pid) from pg_stat_activity",
    "select pg_cancel_backend(1)",
    "select pg_reload_conf()",
    "select pg_rotate_logfile()",
    "select pg_switch_wal()",
    "select pg_create_restore_point('evil')",
    "select pg_create_physical_replication_slot('evil')",
    "select pg_logical_emit_message(false, 'evil', 'x')",
    "select pg_advisory_lock(1)",
    "select pg_notify('evil', 'x')",
    "select pg_stat_reset()",
    "select query_to_xml('delete from prediction', true, true, '')",
    "select database_to_xml(true, true, '')",
    "select ts_stat('select 1')",
    "select dblink('host=127.0.0.1', 'delete from prediction')",
    "select dblink_exec('host=127.0.0.1', 'delete from prediction')",
    "select * from cron.schedule('* * * * *', 'delete from prediction')",
    "select count(*) from pg_authid",
    "select count(*) from pg_catalog.pg_shadow",
    "select count(*) from \"pg_user_mapping\"",
    "select case when true then (select pg_sleep(60)) end is null",
    "select count(*) filter (where pg_sleep(60) is null) from prediction",
    "select count(*) from prediction order by pg_sleep(60)",
    "select count(*) from prediction group by pg_sleep(60) having pg_sleep(60) is null",
    "values (pg_sleep(60))",
    "select 1 union all select 1 where pg_sleep(60) is null",
    "select array(select pg_sleep(60)::text)",
    "select 1 where exists (select pg_sleep(60))",
    "select sum(1) over (order by pg_sleep(60)) from prediction",
    "select (select (select pg_read_file('/etc/passwd')))::text",
];

/// Accepted, because nothing can come of them.
const HARMLESS: &[&str] = &[
    "select U&\"pg\\005fsleep\"(60)",
    "select 1 from \"prediction; drop table prediction\"",
    "select 'x'';drop table prediction;--'",
    "select count(*) from prediction as \"delete\" where 'pg_sleep(60)' = ''",
    "select 1 /* ; */ -- ; delete from prediction",
    "select count(*) from prediction where task_id = $$x$$",
    "select e'\\'; delete from prediction; --'",
];

/// What comes past the first wall may be tried: nothing may come of it.
async fn second_wall(app: &TestApp, source: &SourceDb, sql: &str) -> Answer {
    let mut sandbox = app.firebreak.sandbox.clone();
    sandbox.limit = Duration::from_secs(3);
    let engine = if source.is_sqlite() { Engine::Sqlite } else { Engine::Postgres };
    sandbox
        .ask(Request { engine, url: source.url.clone(), connect_to: vec![], question: Question::Rows, sql: sql.to_owned(), limit_ms: 0 })
        .await
}

fn draft(typed: &Typed, name: &str, sql: &str) -> Result<Draft, app::error::AppError> {
    Draft::parse(&Typed { name: name.to_owned(), kind: "rows".to_owned(), sql: sql.to_owned(), ..typed.clone() })
}

crate::each_engine! {
    hostile_statements_are_refused_in_a_sentence(app) {
        let source = SourceDb::new(&app).await;
        let ada = app.person("Ada", Role::Admin).await;
        let typed = typed(&app, &source).await;
        let before = source.content().await;
        for sql in BOTH.iter().chain(if source.is_sqlite() { SQLITE } else { POSTGRES }) {
            let refused = match draft(&typed, sql, sql) {
                Ok(draft) => app.services.checks.add(&ada, Draft { name: "Evil".to_owned(), ..draft }).await.map(drop),
                Err(error) => Err(error),
            };
            let error = refused.expect_err(sql);
            assert!(error.message_for("sql").is_some() || sql.trim().is_empty(), "{sql}: {error:?}");
        }
        assert!(app.services.checks.all(&ada).await.unwrap().is_empty());
        assert_eq!(source.content().await, before);
    }

    what_only_looks_hostile_changes_nothing(app) {
        let source = SourceDb::new(&app).await;
        let ada = app.person("Ada", Role::Admin).await;
        let typed = typed(&app, &source).await;
        let before = source.content().await;
        for (index, sql) in HARMLESS.iter().enumerate() {
            let Ok(check) = app.services.checks.add(&ada, draft(&typed, &format!("Check {index}"), sql).unwrap()).await else { continue };
            let began = Instant::now();
            app.services.checks.run_now(&ada, check).await.unwrap();
            assert!(began.elapsed() < Duration::from_secs(10), "{sql}");
        }
        if !source.is_sqlite() {
            // A large object can be made where only reading is allowed; it is gone with the transaction.
            second_wall(&app, &source, "select lo_create(0)").await;
        }
        assert_eq!(source.content().await, before);
    }

    behind_the_first_wall_nothing_can_be_written_either(app) {
        let source = SourceDb::new(&app).await;
        let before = source.content().await;
        let past: &[&str] = if source.is_sqlite() {
            &["delete from prediction returning id", "insert into prediction values (99, 'x', 1) returning id", "select 1; delete from prediction",
              "select 1) select 1; delete from prediction; --", "pragma query_only = off", "attach '/tmp/firebreak-evil.db' as evil",
              "select load_extension('/tmp/evil.so')", "vacuum into '/tmp/firebreak-evil.db'", "create table evil (x)", "select writefile('/tmp/firebreak-evil.db', 'x')",
              "select length(hex(zeroblob(500000000)))", "with recursive t(s) as (select 'aaaaaaaa' union all select s || s from t) select max(length(s)) from t"]
        } else {
            &["delete from prediction returning id", "with d as (delete from prediction returning id) select count(*) from d", "select 1; delete from prediction",
              "select 1) select 1; delete from prediction; --", "select set_config('transaction_read_only', 'off', false)", "select nextval('evil')",
              "select lo_import('/etc/passwd')", "select pg_read_file('/etc/passwd')", "select count(*) from pg_ls_dir('/')",
              "select pg_reload_conf()::int", "select pg_terminate_backend(pid)::int from pg_stat_activity where pid <> pg_backend_pid()",
              "select count(*) from prediction for update", "select pg_sleep(60)", "select cast(repeat('x', 300000000) as int)",
              "select query_to_xml('delete from prediction', true, true, '')", "select pg_switch_wal()", "select pg_create_restore_point('evil')"]
        };
        for sql in past {
            let answer = second_wall(&app, &source, sql).await;
            assert!(matches!(answer, Answer::Failed(_)), "{sql}: {answer:?}");
        }
        assert_eq!(source.content().await, before);
        assert!(!std::path::Path::new("/tmp/firebreak-evil.db").exists());
    }

    a_query_without_end_is_ended(app) {
        let source = SourceDb::new(&app).await;
        let ada = app.person("Ada", Role::Responder).await;
        let typed = typed(&app, &source).await;
        let endless: &[&str] = if source.is_sqlite() {
            &["with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n",
              "select count(*) from prediction a, prediction b, prediction c, prediction d, prediction e, prediction f, prediction g, prediction h, prediction i, prediction j, prediction k, prediction l, prediction m, prediction n, prediction o"]
        } else {
            &["select count(*) from generate_series(1, 1000000000000)", "with recursive n(i) as (select 1::numeric union all select i + 1 from n) select count(*) from n"]
        };
        let mut firebreak = app.firebreak.clone();
        firebreak.sandbox.limit = Duration::from_secs(1);
        let checks = firebreak.services().checks;
        for sql in endless {
            let check = checks.add(&ada, draft(&typed, &sql[..20], sql).unwrap()).await.unwrap();
            let began = Instant::now();
            let run = checks.run_now(&ada, check).await.unwrap();
            let took = began.elapsed();
            let run = checks.run(&ada, run).await.unwrap();
            assert_eq!((run.outcome, run.message.as_str()), (Outcome::Error, "The query was stopped: it took longer than 1 s."), "{sql}");
            assert!(took < Duration::from_millis(2_500), "{sql}: {took:?}");
            if !source.is_sqlite() {
                tokio::time::sleep(Duration::from_millis(500)).await;
                let alive = source.number(&format!("select count(*) from pg_stat_activity where datname = '{}' and application_name = 'firebreak check'", source.name)).await;
                assert_eq!(alive, 0, "{sql}");
            }
        }
    }

    what_is_kept_of_a_run_is_small(app) {
        let source = SourceDb::new(&app).await;
        let ada = app.person("Ada", Role::Responder).await;
        let many = if source.is_sqlite() {
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000) insert into prediction select i + 1000, replace(hex(zeroblob(1000)), '00', 'é<b>'), 1 from n"
        } else {
            "insert into prediction select i + 1000, repeat('é<b>', 1000), 1 from generate_series(1, 5000) i"
        };
        source.execute(many).await;
        let check = app.services.checks.add(&ada, Draft::parse(&typed(&app, &source).await).unwrap()).await.unwrap();
        let run = app.services.checks.run_now(&ada, check).await.unwrap();
        let run = app.services.checks.run(&ada, run).await.unwrap();
        assert_eq!(run.measured, Some(5_002));
        let sample = run.sample.unwrap();
        assert_eq!((sample.rows.len(), sample.columns.len()), (20, 3));
        assert!(sample.rows.iter().flatten().flatten().all(|cell| cell.chars().count() <= 201));
        let page = app.signed_in("Vic", Role::Viewer).await.get(&format!("/checks/{check}/runs/{}", run.id)).await;
        assert!(page.count("tbody tr") == 20 && page.count("td b") == 0 && page.html().len() < 200_000, "{}", page.html().len());
    }

    firebreaks_own_database_is_no_source_however_it_is_written(app) {
        let admin = app::actor::Actor::system();
        let folder = std::env::temp_dir().join(format!("firebreak-own-{}-{}", std::process::id(), app.firebreak.db.engine()));
        std::fs::create_dir_all(&folder).unwrap();
        let spellings: Vec<String> = match &app.database {
            server::db::Database::Sqlite(own) => {
                let (soft, hard) = (folder.join("soft.db"), folder.join("hard.db"));
                let _ = (std::fs::remove_file(&soft), std::fs::remove_file(&hard));
                std::os::unix::fs::symlink(own, &soft).unwrap();
                std::fs::hard_link(own, &hard).unwrap();
                [own, &soft, &hard].iter().map(|path| format!("sqlite:{}", path.display())).collect()
            }
            server::db::Database::Postgres(url) => ["127.0.0.1", "0.0.0.0", "127.0.0.2", "[::ffff:127.0.0.1]", "localhost", "127.1", "2130706433"]
                .iter().map(|host| url.replacen("127.0.0.1", host, 1).replacen("localhost", host, 1)).collect(),
        };
        for url in spellings {
            let refused = app.services.checks.add_source(&admin, "Own", &url).await.unwrap_err();
            assert!(refused.message_for("url").is_some_and(|words| words.starts_with("This is Firebreak's own database")), "{url}: {refused:?}");
        }
        assert!(app.services.checks.sources(&admin).await.unwrap().is_empty());
        std::fs::remove_dir_all(&folder).unwrap();
    }

    another_firebreak_is_no_source_when_it_is_tried_nor_when_a_check_runs(app) {
        let engine = if app.firebreak.db.engine() == "sqlite" { crate::support::Engine::Sqlite } else { crate::support::Engine::Postgres };
        let other = TestApp::start(engine).await;
        let url = match &other.database {
            server::db::Database::Sqlite(path) => format!("sqlite:{}", path.display()),
            server::db::Database::Postgres(url) => url.clone(),
        };
        let (admin, ada) = (app::actor::Actor::system(), app.person("Ada", Role::Responder).await);
        let source = app.services.checks.add_source(&admin, "Other", &url).await.unwrap();
        let words = "The source is the database of a Firebreak";
        assert!(app.services.checks.try_source(&admin, source).await.unwrap_err().to_string().starts_with(words));
        let draft = Draft::parse(&Typed { name: "Hashes".into(), source: source.to_string(), kind: "rows".into(), sql: "select count(*) from person".into(), ..Typed::default() }).unwrap();
        let check = app.services.checks.add(&ada, draft).await.unwrap();
        let run = app.services.checks.run_now(&ada, check).await.unwrap();
        let run = app.services.checks.run(&ada, run).await.unwrap();
        assert!(run.outcome == Outcome::Error && run.message.starts_with(words), "{}", run.message);
    }

    sources_are_where_the_operator_allows_them(app) {
        let app = TestApp::configured(if app.firebreak.db.engine() == "sqlite" { crate::support::Engine::Sqlite } else { crate::support::Engine::Postgres },
            |config| config.reach = "10.99.0.0/16".parse().unwrap()).await;
        let admin = app::actor::Actor::system();
        let folder = std::env::temp_dir().join(format!("firebreak-places-{}-{}", std::process::id(), app.firebreak.db.engine()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("words.db"), "these are only words, and no database at all").unwrap();
        std::os::unix::fs::symlink("/etc/passwd", folder.join("passwd.db")).unwrap();
        let mut refused = Vec::new();
        for url in ["sqlite:/etc/passwd".to_owned(), format!("sqlite:{}/passwd.db", folder.display()), format!("sqlite:{}/words.db", folder.display())] {
            refused.push((url.clone(), app.services.checks.add_source(&admin, "x", &url).await.unwrap_err()));
        }
        for host in ["127.0.0.1:9", "localhost", "10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]", "%2Frun%2Fpostgresql", "2130706433"] {
            let url = format!("postgres://reader@{host}/warehouse");
            refused.push((url.clone(), app.services.checks.add_source(&admin, "x", &url).await.unwrap_err()));
        }
        for (url, error) in refused {
            let words = error.message_for("url").unwrap_or_default();
            assert!(["FIREBREAK_SOURCE_FOLDERS", "is not a SQLite database", "FIREBREAK_REACH"].iter().any(|reason| words.contains(reason)), "{url}: {error:?}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }

    a_source_that_is_gone_is_an_error_not_a_pass(app) {
        let source = SourceDb::new(&app).await;
        let ada = app.person("Ada", Role::Responder).await;
        let typed = typed(&app, &source).await;
        let check = app.services.checks.add(&ada, draft(&typed, "Fine", "select 0").unwrap()).await.unwrap();
        if source.is_sqlite() {
            std::fs::write(source.url.strip_prefix("sqlite:").unwrap(), "not a database, but long enough to look at twice, and then some").unwrap();
        } else {
            let admin = app::actor::Actor::system();
            let nowhere = app.services.checks.add_source(&admin, "Nowhere", "postgres://postgres@127.0.0.1:9/warehouse").await.unwrap();
            let moved = draft(&Typed { source: nowhere.to_string(), ..typed.clone() }, "Fine", "select 0").unwrap();
            app.services.checks.change(&ada, check, moved, "It moved", &app::edit::Seen::nothing()).await.unwrap();
        }
        let run = app.services.checks.run_now(&ada, check).await.unwrap();
        let run = app.services.checks.run(&ada, run).await.unwrap();
        assert_eq!((run.outcome, run.measured), (Outcome::Error, None), "{}", run.message);
    }
}
