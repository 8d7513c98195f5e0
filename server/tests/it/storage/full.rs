//! SQLite on a disk that is full.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use app::person::Role;
use serde_json::json;
use server::Clock;
use server::config::Config;
use server::db::Database;
use sqlx::{Connection, SqliteConnection};

use crate::support::{Engine, TestApp};

/// A small file system of the test's own.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("firebreak-small-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=6m", "tmpfs"]).arg(&folder).output().unwrap();
        assert!(
            mounted.status.success(),
            "this test fills a small tmpfs and has to be allowed to mount it (root, or CAP_SYS_ADMIN): {}",
            String::from_utf8_lossy(&mounted.stderr)
        );
        Self(folder)
    }

    /// Takes all the space that is left.
    fn fill(&self) {
        let mut file = std::fs::File::options().create(true).append(true).open(self.0.join("filler")).unwrap();
        for size in [65_536, 4_096] {
            while std::io::Write::write_all(&mut file, &vec![1; size]).is_ok() {}
        }
    }

    fn free(&self) {
        std::fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
        let _ = std::fs::remove_dir(&self.0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_in_words_and_is_over_when_there_is_space() {
    let disk = SmallDisk::mount("writes");
    let file = disk.0.join("firebreak.db");
    let database = Database::Sqlite(file.clone());
    let app = TestApp::configured(Engine::Sqlite, |config| config.database = database).await;
    let ada = app.person("Ada", Role::Commander).await;
    let mut browser = app.browser();
    let entered = [("email", "ada@example.org"), ("password", crate::support::PASSWORD), ("next", "/")];
    assert_eq!(browser.submit("/sign-in", "/do/sign-in", &entered).await.status, 303);
    let program = app.program(&ada, "write").await;
    program.post("/incidents", json!({ "title": "Predictions are missing" })).await.expect(201);
    assert_eq!(app.browser().get("/readyz").await.status, 200);
    disk.fill();
    let mut accepted = 0;
    let mut refused = 0;
    for _ in 0..600 {
        let got = program.post("/incidents/1/timeline", json!({ "body": "x".repeat(8_000) })).await;
        match got.status {
            201 => accepted += 1,
            503 => {
                assert!(got.problem(503).contains("Nothing was saved"), "{}", got.text);
                refused += 1;
            }
            _ => panic!("a full disk is told as {}: {}", got.status, got.text),
        }
        if refused == 20 {
            break;
        }
    }
    assert_eq!(refused, 20, "the disk was never full; {accepted} were accepted");
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(app.browser().get("/readyz").await.status, 503, "what cannot store is not ready");
    for path in ["/incidents", "/incidents/1", "/insights", "/account"] {
        let page = browser.get(path).await;
        assert!(page.status == 200 || page.status == 404 && path == "/insights", "{path}: {} {}", page.status, page.text());
    }
    disk.free();
    let begun = Instant::now();
    while program.post("/incidents/1/timeline", json!({ "body": "There is space again." })).await.status != 201 {
        assert!(begun.elapsed() < Duration::from_secs(10), "writing has not recovered");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(app.browser().get("/readyz").await.status, 200);
    app.firebreak.db.close().await;
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    let sound: String = sqlx::query_scalar("pragma integrity_check").fetch_one(&mut connection).await.unwrap();
    let stored: i64 =
        sqlx::query_scalar("select count(*) from timeline_entry where body like 'xxx%'").fetch_one(&mut connection).await.unwrap();
    assert_eq!((sound.as_str(), stored), ("ok", accepted), "what was accepted is there, and nothing else");
}

#[tokio::test]
async fn a_migration_on_a_full_disk_says_what_was_done_and_goes_on_when_there_is_space() {
    let disk = SmallDisk::mount("migrates");
    let file = disk.0.join("firebreak.db");
    let config = Config::on(Database::Sqlite(file.clone()));
    let mut halted = 0;
    for left in [16, 100, 300, 600, 900, 1_200, 1_600, 2_000] {
        disk.fill();
        let filler = std::fs::File::options().write(true).open(disk.0.join("filler")).unwrap();
        filler.set_len(filler.metadata().unwrap().len().saturating_sub(left * 1_024)).unwrap();
        match server::build(&config, Clock::machine()).await {
            Ok(application) => application.firebreak.db.close().await,
            Err(error) => {
                let words = error.to_string();
                assert!(words.contains("start again") || words.contains("No space left"), "{left} kB: {words}");
                halted += usize::from(words.contains("are in place and nothing is lost") && words.contains("start again"));
            }
        }
        disk.free();
    }
    assert!(halted > 0, "the disk was never full in the middle");
    let application = server::build(&config, Clock::machine()).await.expect("it goes on");
    application.firebreak.db.close().await;
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    let sound: String = sqlx::query_scalar("pragma integrity_check").fetch_one(&mut connection).await.unwrap();
    assert_eq!(sound, "ok");
}
