//! A step: one sentence before, the time it took after, all of them in a table at the end.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::signals;

static DONE: Mutex<Vec<Done>> = Mutex::new(Vec::new());

#[derive(Debug, Clone)]
struct Done {
    sentence: String,
    took: Duration,
    well: bool,
}

/// Does `work`, saying so and how long it took. Steps do not contain steps.
pub fn step<T>(sentence: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    signals::check()?;
    println!("==> {sentence}");
    let start = Instant::now();
    let outcome = work();
    let took = start.elapsed();
    let well = outcome.is_ok();
    println!("    {} after {}", if well { "done" } else { "failed" }, seconds(took));
    let done = Done { sentence: sentence.to_owned(), took, well };
    DONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(done);
    outcome
}

/// Something worth knowing inside a step.
pub fn note(words: &str) {
    println!("    {words}");
}

/// Every step so far with its time.
pub fn summary() -> String {
    let done = DONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let width = done.iter().map(|step| step.sentence.chars().count()).max().unwrap_or_default();
    let mut table = String::new();
    for Done { sentence, took, well } in done.iter() {
        let mark = if *well { "ok    " } else { "FAILED" };
        table.push_str(&format!("  {mark}  {sentence:<width$}  {:>10}\n", seconds(*took)));
    }
    let total = done.iter().map(|step| step.took).sum();
    table.push_str(&format!("          {:<width$}  {:>10}\n", "all steps", seconds(total)));
    table
}

fn seconds(took: Duration) -> String {
    let seconds = took.as_secs_f64();
    if seconds < 60.0 { format!("{seconds:.1} s") } else { format!("{} min {:02} s", took.as_secs() / 60, took.as_secs() % 60) }
}
