//! September and October 2024: the warnings that were let lie, and what they were worth.

use app::error::AppError;
use app::signal::{NewSignal, Verdict};

use super::super::Stage;

/// What people wrote in a chat channel, nine months before.
pub async fn noticed(stage: &Stage) -> Result<Vec<i64>, AppError> {
    let cast = &stage.cast;
    let mut numbers = Vec::new();
    stage.at(2024, 9, 12, 14, 20);
    numbers.push(
        raise(stage, &cast.yuki, "This task ID looks odd", "The export shows task `9041` under two names. Is that meant to be?").await?,
    );
    stage.at(2024, 10, 3, 8, 45);
    numbers.push(
        raise(
            stage,
            &cast.tomas,
            "Renamed tasks keep their old name in the loader",
            "Saw it by chance while looking for something else. Harmless so far?",
        )
        .await?,
    );
    stage.at(2024, 10, 21, 16, 5);
    numbers.push(
        raise(
            stage,
            &cast.lena,
            "Two dashboards disagree about the number of predictions",
            "DR-3098 and the weekly report differ by some percent since the migration.",
        )
        .await?,
    );
    Ok(numbers)
}

async fn raise(stage: &Stage, who: &app::actor::Actor, title: &str, body: &str) -> Result<i64, AppError> {
    let signal = NewSignal { title: title.to_owned(), body: body.to_owned(), source: "chat".to_owned(), seen_at: None };
    stage.services.signals.raise(who, signal).await
}

/// The week after it became major: somebody remembers.
pub async fn remembered(stage: &Stage, number: i64, signals: &[i64]) -> Result<(), AppError> {
    stage.at(2025, 6, 27, 15, 30);
    for signal in signals {
        stage.services.signals.dispose(&stage.cast.yuki, *signal, Verdict::Incident(number), &app::edit::Seen::nothing()).await?;
    }
    Ok(())
}

/// Those of later, which somebody looked at within hours; and one that waits.
pub async fn noticed_since(stage: &Stage) -> Result<(), AppError> {
    let (cast, signals) = (&stage.cast, &stage.services.signals);
    stage.at(2026, 2, 9, 10, 10);
    let late = raise(stage, &cast.yuki, "A partition arrived twenty minutes late", "Twice this week.").await?;
    stage.at(2026, 2, 9, 15, 40);
    signals
        .dispose(
            &cast.yuki,
            late,
            Verdict::Explained("The upstream export was moved by twenty minutes; the schedule is adjusted.".to_owned()),
            &app::edit::Seen::nothing(),
        )
        .await?;
    stage.at(2026, 4, 20, 9, 0);
    let noise = raise(stage, &cast.tomas, "Row count dips at midnight", "").await?;
    stage.at(2026, 4, 21, 11, 0);
    signals
        .dispose(
            &cast.ines,
            noise,
            Verdict::Noise("The count is taken while the partition is being swapped; the check waits now.".to_owned()),
            &app::edit::Seen::nothing(),
        )
        .await?;
    stage.clock.set(stage.end - chrono::TimeDelta::days(6));
    raise(stage, &cast.lena, "A new program asks for task names, not IDs", "It may repeat what happened with STAT6. Who looks at it?")
        .await
        .map(drop)
}
