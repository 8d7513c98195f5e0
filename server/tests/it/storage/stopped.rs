//! A PostgreSQL that stops while requests are being stored.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use app::person::Role;
use serde_json::json;

use crate::support::{Engine, PrivatePostgres, TestApp};

/// What was told about each title.
#[derive(Default)]
struct Told {
    stored: BTreeSet<String>,
    not_stored: BTreeSet<String>,
    unknown: BTreeSet<String>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_told_that_nothing_was_stored_when_it_was() {
    let postgres = PrivatePostgres::start("stopped");
    let app = TestApp::configured(Engine::Sqlite, |config| config.database = postgres.database()).await;
    let ada = app.person("Ada", Role::Commander).await;
    let program = app.program(&ada, "write").await;
    let mut told = Told::default();
    for (round, mode) in ["immediate", "fast", "immediate", "fast"].into_iter().enumerate() {
        let stop = Arc::new(AtomicBool::new(false));
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..8 {
            let (program, stop) = (program.clone(), stop.clone());
            writers.spawn(async move {
                let mut got = Vec::new();
                for count in 0.. {
                    if stop.load(Ordering::SeqCst) {
                        break;
                    }
                    let title = format!("{round} {writer} {count}");
                    got.push((title.clone(), program.post("/incidents", json!({ "title": title })).await));
                }
                got
            });
        }
        tokio::time::sleep(Duration::from_millis(700)).await;
        tokio::task::block_in_place(|| postgres.stop(mode));
        stop.store(true, Ordering::SeqCst);
        tokio::task::block_in_place(|| postgres.up());
        while let Some(got) = writers.join_next().await {
            for (title, got) in got.unwrap() {
                match got.status {
                    201 => told.stored.insert(title),
                    503 if got.text.contains("outcome-unknown") => {
                        assert!(!got.text.contains("othing was stored"), "{}", got.text);
                        told.unknown.insert(title)
                    }
                    503 => told.not_stored.insert(title),
                    status => panic!("{mode}: {status} {}", got.text),
                };
            }
        }
    }
    let there: BTreeSet<String> = app.texts("select title from incident").await.into_iter().collect();
    let lost: Vec<_> = told.stored.difference(&there).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    let denied: Vec<_> = told.not_stored.intersection(&there).collect();
    assert!(denied.is_empty(), "told as not stored: {denied:?}");
    assert!(!told.not_stored.is_empty(), "nobody was refused: the test has not tested anything");
    println!("stored {}, not stored {}, unknown {}", told.stored.len(), told.not_stored.len(), told.unknown.len());
}

/// A program that does not know what became of its request sends it again with the key it had, and knows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_tells_what_became_of_the_request() {
    let postgres = PrivatePostgres::start("keys");
    let app = TestApp::configured(Engine::Sqlite, |config| config.database = postgres.database()).await;
    let ada = app.person("Ada", Role::Commander).await;
    let program = app.program(&ada, "write").await;
    let (mut open, mut unknown) = (0, 0);
    for (round, mode) in ["immediate", "fast", "immediate", "fast", "immediate", "immediate"].into_iter().enumerate() {
        let stop = Arc::new(AtomicBool::new(false));
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..8 {
            let (program, stop) = (program.clone(), stop.clone());
            writers.spawn(async move {
                let mut left = Vec::new();
                for count in 0.. {
                    if stop.load(Ordering::SeqCst) {
                        break;
                    }
                    let title = format!("{round} {writer} {count}");
                    let got = program.once(&title.replace(' ', "-"), "/incidents", json!({ "title": title })).await;
                    if got.status != 201 {
                        assert_eq!(got.status, 503, "{mode}: {}", got.text);
                        left.push((title, got.text.contains("outcome-unknown")));
                    }
                }
                left
            });
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
        tokio::task::block_in_place(|| postgres.stop(mode));
        tokio::time::sleep(Duration::from_millis(200)).await;
        stop.store(true, Ordering::SeqCst);
        tokio::task::block_in_place(|| postgres.up());
        for (title, is_unknown) in writers.join_all().await.into_iter().flatten() {
            open += 1;
            unknown += usize::from(is_unknown);
            let key = title.replace(' ', "-");
            let got = loop {
                let got = program.once(&key, "/incidents", json!({ "title": title })).await;
                if got.status != 503 && !got.text.contains("in-progress") {
                    break got;
                }
                // Of whose claim nobody knows that it was stored, nobody lets go: it counts as lost after a minute.
                if got.text.contains("in-progress") {
                    app.clock.set(app.firebreak.clock.now() + chrono::TimeDelta::minutes(2));
                }
            };
            assert!(got.status == 201 || got.status == 409 && got.text.contains("answer-lost"), "{}", got.text);
            let there = app.texts(&format!("select title from incident where title = '{title}'")).await.len();
            assert_eq!(there, 1, "{title}: {}", got.text);
        }
    }
    assert!(open > 0, "nobody was refused: the test has not tested anything");
    println!("{open} were sent again, {unknown} of them unknown");
    let titles = app.texts("select title from incident").await;
    let once: BTreeSet<&String> = titles.iter().collect();
    assert_eq!(once.len(), titles.len(), "nothing was done twice");
}
