//! Who led it, how bad it was, and when.

use app::error::AppError;
use app::incident::{Declaration, Guardrail, Impact, Kind, Moment, Responsibility, Severity, SeverityChange, Status};

use super::super::Stage;
use super::lineage::Lineage;

/// Three days of looking at it as something small.
pub async fn begin(stage: &Stage) -> Result<i64, AppError> {
    let (cast, incidents) = (&stage.cast, &stage.services.incidents);
    let begun = stage.at(2025, 6, 20, 5, 40);
    stage.at(2025, 6, 23, 7, 50);
    let declaration = Declaration {
        kind: Kind::Data,
        severity: Severity::DEFAULT,
        team: Some(cast.teams[0]),
        started_at: Some(begun),
        ..Declaration::titled("STAT6: predictions are missing from the warehouse")?
    };
    let summary = "The dashboard **DR-3098** fails and analysis queries come back incomplete: predictions of the STAT6 program are not in the warehouse. \
                   Loads are stopped, so that nobody reads half a table.";
    let number = incidents.declare(&cast.tomas, declaration.summarised(summary)?).await?;
    stage.at(2025, 6, 23, 8, 5);
    incidents.assign(&cast.tomas, number, Responsibility::Commander, Stage::number(&cast.tomas)).await?;
    incidents.change_status(&cast.tomas, number, Status::Investigating, "").await?;
    let friday = stage.at(2025, 6, 20, 6, 15);
    stage.at(2025, 6, 23, 9, 30);
    incidents
        .note(&cast.tomas, number, "DR-3098 was red on Friday already; the alert went to a channel that nobody reads", Some(friday), None)
        .await?;
    stage.at(2025, 6, 24, 15, 10);
    incidents
        .note(
            &cast.tomas,
            number,
            "Counts per task: tasks that were renamed in 2024 have **no rows at all**, the others are complete",
            None,
            None,
        )
        .await?;
    Ok(number)
}

/// Major, with everybody in a role.
pub async fn escalate(stage: &Stage, number: i64) -> Result<(), AppError> {
    let (cast, incidents) = (&stage.cast, &stage.services.incidents);
    stage.at(2025, 6, 26, 9, 20);
    incidents
        .change_severity(
            &cast.ines,
            number,
            SeverityChange::parse("1", "Nominations of the STAT6 program cannot be evaluated, and program decisions are on hold")?,
        )
        .await?;
    stage.at(2025, 6, 26, 9, 25);
    for (role, who) in [
        (Responsibility::Commander, &cast.ines),
        (Responsibility::Expert, &cast.tomas),
        (Responsibility::Scribe, &cast.yuki),
        (Responsibility::Communications, &cast.mara),
        (Responsibility::Shadow, &cast.yuki),
    ] {
        incidents.assign(&cast.ines, number, role, Stage::number(who)).await?;
    }
    Ok(())
}

/// What it hit: consumers were halted, and got nothing wrong.
pub async fn hit(stage: &Stage, number: i64, lineage: &Lineage) -> Result<(), AppError> {
    let (cast, incidents) = (&stage.cast, &stage.services.incidents);
    stage.at(2025, 6, 26, 10, 0);
    let impact = Impact {
        guardrail: Guardrail::Halted,
        customers: "The STAT6 program; every program that evaluates nominations from the warehouse".to_owned(),
        records_affected: Some(258_000_000),
        money_at_stake: "More than $1M of nominations waits for the evaluation".to_owned(),
        assets: vec![lineage.predictions, lineage.nominations, lineage.dashboard, lineage.program],
    };
    incidents.set_impact(&cast.ines, number, impact, &app::edit::Seen::nothing()).await
}

/// The cause.
pub async fn found(stage: &Stage, number: i64) -> Result<(), AppError> {
    let (cast, incidents) = (&stage.cast, &stage.services.incidents);
    stage.at(2025, 6, 30, 13, 45);
    let found = "Found: the loader of the legacy migration joins on `task_name`, the models write `task_id`. Where a task was renamed the two differ, and the row is dropped without a word";
    let entry = incidents.note(&cast.tomas, number, found, None, None).await?;
    incidents.pin(&cast.ines, number, entry, true).await?;
    incidents.change_status(&cast.ines, number, Status::Identified, "The legacy loader joins on names").await?;
    Ok(())
}

/// It was mitigated.
pub async fn mitigated(stage: &Stage, number: i64) -> Result<(), AppError> {
    let (cast, incidents) = (&stage.cast, &stage.services.incidents);
    stage.at(2025, 7, 10, 16, 0);
    incidents
        .change_status(&cast.ines, number, Status::Mitigated, "New predictions are loaded by ID; the old ones are being restored")
        .await?;
    incidents.change_severity(&cast.ines, number, SeverityChange::parse("2", "New data is complete; what is missing is history")?).await
}

/// Everything is back.
pub async fn resolved(stage: &Stage, number: i64) -> Result<(), AppError> {
    stage.at(2025, 8, 4, 11, 30);
    let words = "All 258 million predictions are back, and nominations are evaluated again";
    stage.services.incidents.change_status(&stage.cast.ines, number, Status::Resolved, words).await
}

/// When it was detected, set right afterwards.
pub async fn corrected(stage: &Stage, number: i64) -> Result<(), AppError> {
    let detected = stage.at(2025, 6, 20, 6, 15);
    stage.at(2025, 8, 5, 9, 5);
    let reason = "The dashboard alert of Friday was the detection; the declaration came on Monday";
    stage
        .services
        .incidents
        .correct_time(&stage.cast.yuki, number, Moment::Detected, Some(detected), reason, false, &app::edit::Seen::nothing())
        .await
}
