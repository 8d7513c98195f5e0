//! STAT6: from the signals that nobody followed to the fix that proved itself.

mod command;
mod decide;
mod warnings;

use std::path::Path;

use app::error::AppError;

use super::Stage;

/// Lives the case.
pub async fn live(stage: &Stage, _folder: &Path) -> Result<(), AppError> {
    let signals = warnings::noticed(stage).await?;
    let number = command::begin(stage).await?;
    command::escalate(stage, number).await?;
    decide::told(stage, number).await?;
    warnings::remembered(stage, number, &signals).await?;
    command::found(stage, number).await?;
    decide::decided(stage, number).await?;
    command::repaired(stage, number).await?;
    decide::told_at_the_end(stage, number).await?;
    command::corrected(stage, number).await
}
