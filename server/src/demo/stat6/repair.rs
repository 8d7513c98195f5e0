//! Tickets, the backfill, and the checks that watch: what they say is what the warehouse holds on that day.

use app::backfill::NewBackfill;
use app::check::{Draft, Thresholds, Typed};
use app::error::AppError;
use app::ticket::{NewTicket, State};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use super::super::Stage;
use super::lineage::Lineage;
use super::warehouse::Warehouse;

/// What was set up, by number.
pub struct Work {
    /// PE-3217.
    pub restore: i64,
    /// PE-3224.
    pub by_id: i64,
    /// `task_id` and `task_name` agree.
    pub matches: i64,
    /// Every prediction has a score.
    pub scored: i64,
}

const MATCH: &str =
    "select p.id, p.task_id, p.task_name, t.task_id as task_of_that_name\nfrom prediction p\nleft join task t on t.task_name = p.task_name";
const SCORED: &str = "select count(*) filter (where score is null), count(*) from prediction";

/// Tickets, and the check before the fix: it has to fail first, or nobody knows that it can.
pub async fn planned(stage: &Stage, number: i64, lineage: &Lineage, warehouse: &Warehouse) -> Result<Work, AppError> {
    let (cast, tickets, checks) = (&stage.cast, &stage.services.tickets, &stage.services.checks);
    stage.at(2025, 7, 1, 15, 20);
    let link = |key: &str| format!("https://tracker.example/browse/{key}");
    let restore = NewTicket::parse("PE-3217", "Restore the predictions that the legacy loader dropped", &link("PE-3217"), "immediate")?;
    let restore = tickets.add(&cast.tomas, number, restore).await?;
    let by_id = NewTicket::parse("PE-3224", "Load by task_id, never by task_name", &link("PE-3224"), "short_term")?;
    let by_id = tickets.add(&cast.tomas, number, by_id).await?;
    stage.at(2025, 7, 2, 8, 30);
    tickets.change_state(&cast.tomas, restore, State::InProgress, &app::edit::Seen::nothing()).await?;
    tickets.change_state(&cast.tomas, by_id, State::InProgress, &app::edit::Seen::nothing()).await?;
    stage.at(2025, 7, 2, 10, 0);
    let source = checks.add_source(&cast.mara, "warehouse", &warehouse.url()).await?;
    let typed = Typed {
        asset: lineage.predictions.to_string(),
        source: source.to_string(),
        owner: Stage::number(&cast.yuki).to_string(),
        every_minutes: "1440".to_owned(),
        fresh_minutes: "2880".to_owned(),
        ..Typed::default()
    };
    let matches = Typed {
        name: "Task ID and task name agree".to_owned(),
        about: "A prediction carries the ID of its task and the name it had then. Where the name leads to another task, or to none, a join by name loses the row.".to_owned(),
        kind: "match".to_owned(),
        sql: MATCH.to_owned(),
        left_column: "task_id".to_owned(),
        right_column: "task_of_that_name".to_owned(),
        ..typed.clone()
    };
    let matches = checks.add(&cast.yuki, Draft::parse(&matches)?).await?;
    let scored = Typed {
        name: "Every prediction has a score".to_owned(),
        about: "A prediction without a score cannot be evaluated.".to_owned(),
        kind: "rows".to_owned(),
        sql: SCORED.to_owned(),
        ..typed
    };
    let scored = checks.add(&cast.yuki, Draft::parse(&scored)?).await?;
    checks.run_now(&cast.yuki, matches).await?;
    Ok(Work { restore, by_id, matches, scored })
}

/// Day and hour in 2025, millions restored by then.
const RESTORED: [(u32, u32, u32, i64); 9] = [
    (7, 11, 7, 0),
    (7, 12, 18, 11_400_000),
    (7, 15, 18, 47_200_000),
    (7, 18, 17, 89_900_000),
    (7, 21, 18, 131_000_000),
    (7, 24, 16, 163_800_000),
    (7, 28, 18, 214_600_000),
    (8, 1, 18, 249_300_000),
    (8, 4, 9, 258_000_000),
];

/// Three and a half weeks of restoring, with the check run after each stretch.
pub async fn restored(stage: &Stage, number: i64, work: &Work, warehouse: &Warehouse) -> Result<(), AppError> {
    let (cast, services) = (&stage.cast, &stage.services);
    stage.at(2025, 7, 10, 15, 30);
    services.tickets.change_state(&cast.tomas, work.by_id, State::Done, &app::edit::Seen::nothing()).await?;
    stage.at(2025, 7, 11, 7, 0);
    let backfill = NewBackfill::parse("Predictions of renamed tasks", "predictions", "258000000")?;
    let backfill = services.backfills.add(&cast.tomas, number, backfill).await?;
    for (month, day, hour, done) in RESTORED {
        stage.at(2025, month, day, hour, 40);
        if done > 0 {
            services.backfills.report(&cast.tomas, backfill, done).await?;
        }
        warehouse.restore(done * 100 / 258_000_000).await?;
        services.checks.run_now(&cast.yuki, work.matches).await?;
    }
    stage.at(2025, 8, 4, 10, 15);
    services.tickets.change_state(&cast.tomas, work.restore, State::Done, &app::edit::Seen::nothing()).await
}

/// Lets the schedule run on each of these mornings.
async fn mornings(stage: &Stage, from: DateTime<Utc>, until: DateTime<Utc>, days: i64) -> Result<(), AppError> {
    let mut day = from;
    while day < until {
        stage.clock.set(day);
        stage.services.checks.run_due().await?;
        day += TimeDelta::days(days);
    }
    Ok(())
}

fn morning(year: i32, month: u32, day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(year, month, day, 6, 15, 0).single().unwrap_or_default()
}

/// In autumn a false alarm, while it was tuned.
pub async fn watched(stage: &Stage, work: &Work, warehouse: &Warehouse) -> Result<(), AppError> {
    let (cast, checks) = (&stage.cast, &stage.services.checks);
    mornings(stage, morning(2025, 10, 15), morning(2025, 11, 3), 5).await?;
    stage.clock.set(morning(2025, 11, 3));
    warehouse.leave_unscored(14).await?;
    let run = checks.run_now(&cast.yuki, work.scored).await?;
    stage.at(2025, 11, 3, 9, 20);
    checks
        .mark_false_alarm(&cast.yuki, run, "Predictions of the night wait for their score until eight; that is how it should be.")
        .await?;
    let calmer = Thresholds::parse("50", "500")?;
    checks
        .change_thresholds(
            &cast.yuki,
            work.scored,
            calmer,
            "Some rows wait for their score every morning; hundreds would not.",
            &app::edit::Seen::nothing(),
        )
        .await?;
    mornings(stage, morning(2025, 11, 6), morning(2026, 3, 16), 7).await
}

/// Somebody renames a task past the registry's form. The check says so before a program notices.
pub async fn renamed(stage: &Stage, warehouse: &Warehouse) -> Result<(), AppError> {
    stage.clock.set(morning(2026, 3, 17));
    warehouse.rename_task("assay-17-repeat").await?;
    stage.services.checks.run_due().await.map(drop)
}

/// Until today.
pub async fn watched_since(stage: &Stage) -> Result<(), AppError> {
    mornings(stage, morning(2026, 3, 27), stage.end - TimeDelta::days(9), 14).await?;
    mornings(stage, stage.end - TimeDelta::days(8) - TimeDelta::hours(3), stage.end, 1).await
}
