//! The action items of the case, on four horizons, and how each was verified.

use app::action::{NewAction, Typed};
use app::chrono_tz::Tz;
use app::due_day::DueDay;
use app::error::AppError;

use super::super::Stage;
use super::repair::Work;
use super::warehouse::Warehouse;

/// The promises, by number.
pub struct Promises {
    restore: i64,
    pub check: i64,
    pub owners: i64,
    gates: i64,
    pub culture: i64,
    pub loader: i64,
}

/// What counts as proof is agreed before the work begins.
pub async fn made(stage: &Stage, number: i64, work: &Work) -> Result<Promises, AppError> {
    let (cast, actions) = (&stage.cast, &stage.services.actions);
    stage.at(2025, 7, 3, 9, 0);
    let promise = |title: &str, owner: &app::actor::Actor, due: &str, horizon: &str, priority: &str| Typed {
        title: title.to_owned(),
        owner: Stage::number(owner).to_string(),
        due: due.to_owned(),
        horizon: horizon.to_owned(),
        priority: priority.to_owned(),
        ..Typed::default()
    };
    let restore = promise("Restore the 258 million predictions", &cast.tomas, "2025-08-05", "immediate", "high");
    let restore = Typed { tickets: vec![work.restore], ..restore };
    let check = promise("Check every morning that task ID and task name agree", &cast.yuki, "2025-08-15", "short_term", "high");
    let check = Typed {
        about: "The loader joins by name where the models write IDs. Whoever renames a task has to hear of it before a program does."
            .to_owned(),
        check: work.matches.to_string(),
        green_runs: "3".to_owned(),
        tickets: vec![work.by_id],
        ..check
    };
    let owners = promise("Name an owner for every dataset that a program depends on", &cast.ines, "2025-10-31", "long_term", "medium");
    let gates = promise("Hold a release until its checks are green and fresh", &cast.tomas, "2025-12-15", "long_term", "high");
    let culture = promise("Write three pages after every major incident, without blame", &cast.ines, "2025-09-30", "cultural", "medium");
    let loader = promise("Rebuild the legacy loader", &cast.tomas, "2026-01-31", "long_term", "low");
    let mut numbers = Vec::new();
    for typed in [restore, check, owners, gates, culture, loader] {
        numbers.push(actions.add(&cast.ines, number, NewAction::parse(&typed, Tz::Europe__Berlin)?).await?);
    }
    let board = promise("Show the health of all datasets on a screen in the hall", &cast.yuki, "", "cultural", "low");
    actions.add(&cast.yuki, number, NewAction::parse(&board, Tz::Europe__Berlin)?.as_idea()).await?;
    let [restore, check, owners, gates, culture, loader] = <[i64; 6]>::try_from(numbers).map_err(|_| AppError::NotFound)?;
    stage.at(2025, 7, 3, 13, 30);
    actions.start(&cast.tomas, restore, "").await?;
    actions.start(&cast.yuki, check, "").await?;
    let reason = "Option B was not chosen. The match check watches the gap, and what is left of the loader is read once a quarter.";
    let until = DueDay::parse("2027-01-31", Tz::Europe__Berlin).map_err(|words| AppError::field("until", words))?;
    actions.accept_risk(&cast.ines, loader, reason, until).await?;
    Ok(Promises { restore, check, owners, gates, culture, loader })
}

/// The first weeks: a second person counts, and three mornings are green.
pub async fn kept_at_once(stage: &Stage, promises: &Promises, work: &Work) -> Result<(), AppError> {
    let (cast, actions) = (&stage.cast, &stage.services.actions);
    stage.at(2025, 8, 4, 13, 0);
    actions.finish(&cast.tomas, promises.restore, "PE-3217 is done").await?;
    actions.finish(&cast.yuki, promises.check, "It runs every morning at a quarter past six").await?;
    stage.at(2025, 8, 5, 8, 40);
    let counted = "Counted for each task against the logs of the models: 258,000,000 of 258,000,000.";
    actions.verify(&cast.yuki, promises.restore, counted).await?;
    for day in [5, 6, 7] {
        stage.at(2025, 8, day, 6, 15);
        stage.services.checks.run_now(&cast.yuki, work.matches).await?;
    }
    Ok(())
}

/// The rest of the year.
pub async fn kept_later(stage: &Stage, promises: &Promises) -> Result<(), AppError> {
    let (cast, actions) = (&stage.cast, &stage.services.actions);
    for (action, who, (month, day), done, verified) in [
        (
            promises.culture,
            &cast.ines,
            (9, 22),
            "The template is in use since August",
            "Read all four of this quarter: three pages each, and nobody is blamed in them.",
        ),
        (promises.owners, &cast.ines, (10, 13), "Six of six are owned", "Looked up each of the six, and called every owner once."),
        (
            promises.gates,
            &cast.tomas,
            (12, 4),
            "Releases of the loader wait for both checks",
            "Tried it: with a red check the release stood still.",
        ),
    ] {
        stage.at(2025, month, day, 14, 0);
        actions.start(who, action, "").await?;
        actions.finish(who, action, done).await?;
        stage.at(2025, month, day + 1, 10, 30);
        actions.verify(&cast.mara, action, verified).await?;
    }
    Ok(())
}

/// In spring the check failed again, and so the promise was open again. The gap is closed for good, and three mornings say so.
pub async fn kept_again(stage: &Stage, promises: &Promises, work: &Work, warehouse: &Warehouse) -> Result<(), AppError> {
    let (cast, actions) = (&stage.cast, &stage.services.actions);
    stage.at(2026, 3, 17, 9, 10);
    actions.start(&cast.yuki, promises.check, "A task was renamed past the registry's form").await?;
    stage.at(2026, 3, 18, 15, 0);
    warehouse.restore(100).await?;
    actions.finish(&cast.yuki, promises.check, "The form is the only way to rename a task now").await?;
    for day in [19, 20, 21] {
        stage.at(2026, 3, day, 6, 15);
        stage.services.checks.run_now(&cast.yuki, work.matches).await?;
    }
    Ok(())
}
