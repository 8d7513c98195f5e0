//! The whole surface while the database is away: 503 in words, never a driver's message, never a lie about what was typed.

use std::sync::Arc;

use sqlx::{Connection, Executor};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::*;
use crate::every_operation::Operation;
use crate::support::{Engine, PrivatePostgres, Program, TestApp};

/// What the driver, the database and the machine say, and nobody else.
const DRIVERS: [&str; 9] =
    ["sqlx", "error returned", "pool", "os error", "refused", "deadlock", "administrator command", "57P01", "SQLITE"];

struct Heard {
    what: String,
    status: u16,
    waits: bool,
    kind: String,
    text: String,
}

impl Heard {
    /// What is wrong with it for somebody who asks while the database is away.
    fn fault(&self) -> Option<String> {
        let told = DRIVERS.iter().find(|word| self.text.contains(*word));
        let is_problem = !self.what.contains("/api/v1") || self.kind == "application/problem+json";
        // A script says it in its own words; and what takes processor time may find all seats taken when everything is asked at once.
        let scripts = [r#"{"kind":"unavailable"}"#, r#"{"kind":"busy"}"#];
        let said = self.text.contains("database") || self.text.contains("is overloaded") || scripts.contains(&self.text.as_str());
        let sound = self.waits && is_problem && told.is_none() && said;
        (!sound).then(|| self.told())
    }

    fn told(&self) -> String {
        let text: String = self.text.chars().take(160).collect();
        format!("{}: {} {} waits {}: {text}", self.what, self.status, self.kind, self.waits)
    }
}

/// Every page, handler, form (by a script and by a browser without one) and operation (with and without a key), so many at once.
async fn walk(world: &World, browser: &Browser, program: &Program, at_once: usize) -> Vec<Heard> {
    let seats = Arc::new(Semaphore::new(at_once));
    let mut asked = JoinSet::new();
    let mut ask = |method: &'static str, path: String, headers: Vec<(&'static str, &'static str)>, body: String| {
        let (mut browser, seats) = (browser.clone(), seats.clone());
        asked.spawn(async move {
            let _seat = seats.acquire_owned().await;
            let what = format!("{method} {path} {}", headers.first().map_or("", |header| header.1));
            let answer = browser.ask(method, &path, &headers, body).await;
            heard(what, answer.status, &answer.headers, answer.text())
        });
    };
    for (route, ..) in PAGES.iter().chain(HANDLERS).filter(|page| page.1 > May::Whoever) {
        ask("GET", world.path(route, Subject::Public), vec![("accept", "text/html")], String::new());
    }
    for (path, _, _, with) in FORMS {
        let fields = world.fields(Subject::Public, with);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, word)| (*name, word.as_str())).collect();
        for accept in ["application/json", "text/html"] {
            let headers = [&[("accept", accept), ("referer", "http://firebreak.test/incidents/1")], &FORM[1..]].concat();
            ask("POST", (*path).to_owned(), headers, encoded(&fields));
        }
    }
    for (count, operation) in Operation::closed().into_iter().enumerate() {
        for key in [None, Some(format!("away-{count}"))].into_iter().take(if operation.method == "POST" { 2 } else { 1 }) {
            let (program, seats) = (program.clone(), seats.clone());
            let (method, address) = (operation.method.clone(), operation.address(1));
            let body = operation.example().map(|example| example.to_string()).unwrap_or_default();
            asked.spawn(async move {
                let _seat = seats.acquire_owned().await;
                let mut headers = vec![("content-type", "application/json")];
                headers.extend(key.as_deref().map(|key| ("idempotency-key", key)));
                let got = program.send(&method, &address, &headers, body).await;
                heard(format!("{method} /api/v1{address} {key:?}"), got.status, &got.headers, got.text)
            });
        }
    }
    asked.join_all().await
}

fn heard(what: String, status: u16, headers: &axum::http::HeaderMap, text: String) -> Heard {
    let kind = headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    Heard { what, status, waits: headers.contains_key("retry-after"), kind, text }
}

/// Who knows the forms and answers: an admin in a browser, and a program of theirs.
async fn ready(world: &World) -> (Browser, Program) {
    let program = world.app.program(&world.actor("Root").await, "write").await;
    let browser = world.browser("Root").await;
    (browser, program)
}

/// All of them are 503.
fn away(heard: &[Heard]) {
    assert!(heard.len() > 250, "{} were asked", heard.len());
    assert_all(heard.iter().filter_map(|heard| if heard.status == 503 { heard.fault() } else { Some(heard.told()) }).collect());
}

/// Whatever needed what is away is 503; the others answer as ever. Nobody is told that something is not there, or is our fault.
fn partly(heard: &[Heard], most: usize, absent: &[&str]) {
    let mut wrong: Vec<String> = heard.iter().filter(|heard| heard.status == 503).filter_map(Heard::fault).collect();
    let is_absent = |heard: &&Heard| absent.iter().any(|path| heard.what.contains(path));
    wrong.extend(heard.iter().filter(|heard| heard.status >= 500 && heard.status != 503).map(Heard::told));
    wrong.extend(heard.iter().filter(|heard| heard.status == 404 && !is_absent(heard)).map(Heard::told));
    let others = heard.iter().filter(|heard| heard.status != 503).map(Heard::told);
    if others.clone().count() > most {
        wrong.extend(others);
    }
    assert_all(wrong);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    let postgres = PrivatePostgres::start("away");
    let database = postgres.database_of("firebreak").await;
    let app = TestApp::configured(Engine::Sqlite, |config| config.database = database.clone()).await;
    let world = World::build(app).await;
    let (browser, program) = ready(&world).await;
    // The server says that it goes away wherever a table is used, except where somebody is recognised: no use case gets far.
    const AWAY: &str = "create function away() returns boolean immutable language plpgsql as $$ begin \
                        raise exception 'terminating connection due to administrator command' using errcode = '57P01'; end $$";
    let tables = "select tablename::text from pg_tables where schemaname = 'public' and tablename <> '_sqlx_migrations'";
    let tables = world.app.texts(tables).await;
    world.app.execute(AWAY).await;
    for table in &tables {
        let recognises = ["person", "session", "api_token", "device", "attempt", "idempotency"].contains(&table.as_str());
        world.app.execute(&format!("alter table {table} enable row level security, force row level security")).await;
        let policy = if recognises { "for select using (true)" } else { "using (away()) with check (away())" };
        world.app.execute(&format!("create policy p on {table} {policy}")).await;
        for verb in ["insert", "update", "delete"].into_iter().filter(|_| recognises) {
            let rule = match verb {
                "insert" => "with check (away())",
                _ => "using (away())",
            };
            world.app.execute(&format!("create policy {verb}s on {table} for {verb} {rule}")).await;
        }
    }
    let answers = walk(&world, &browser, &program, 4).await;
    // A few need nothing but a person.
    partly(&answers, 5, &[]);
    for table in &tables {
        world.app.execute(&format!("alter table {table} disable row level security, no force row level security")).await;
    }
    let before = schema::everything(&world.app.firebreak.db).await;
    tokio::task::block_in_place(|| postgres.stop("immediate"));
    away(&walk(&world, &browser, &program, 1_000).await);
    assert_eq!(world.app.browser().get("/readyz").await.status, 503);
    assert_eq!(world.app.browser().get("/livez").await.status, 200);
    tokio::task::block_in_place(|| postgres.up());
    let begun = std::time::Instant::now();
    while world.app.browser().get("/readyz").await.status != 200 {
        assert!(begun.elapsed() < std::time::Duration::from_secs(10), "it did not come back");
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    nothing_changed(&before, &schema::everything(&world.app.firebreak.db).await);
    assert_eq!(browser.clone().get("/incidents/1").await.status, 200, "nobody was signed out");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    let world = World::build(TestApp::start(Engine::Sqlite).await).await;
    let (browser, program) = ready(&world).await;
    let before = schema::everything(&world.app.firebreak.db).await;
    // Another program writes, and does not stop.
    let server::db::Database::Sqlite(file) = &world.app.database else { panic!("SQLite") };
    let mut other = sqlx::SqliteConnection::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    other.execute("begin immediate").await.unwrap();
    let answers = walk(&world, &browser, &program, 1_000).await;
    let wrong = answers.iter().filter(|heard| heard.what.starts_with("GET ") && heard.status == 503).map(Heard::told);
    assert_all(wrong.collect());
    // They are read, and there is none.
    partly(&answers, 100, &["/do/accept-invitation", "/do/set-up", "/do/try-channel"]);
    other.execute("rollback").await.unwrap();
    nothing_changed(&before, &schema::everything(&world.app.firebreak.db).await);
    world.app.firebreak.db.close().await;
    away(&walk(&world, &browser, &program, 1_000).await);
}
