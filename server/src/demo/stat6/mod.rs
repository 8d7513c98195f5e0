//! STAT6: from the first signals to the verified fix, in the order in which it happened.

mod chain;
mod command;
mod decide;
mod learn;
mod lineage;
mod promises;
mod repair;
mod warehouse;
mod warnings;

use std::path::Path;

use app::error::AppError;

use super::Stage;

/// Lives the case. `folder` is where the warehouse is made that the checks read.
pub async fn live(stage: &Stage, folder: &Path) -> Result<(), AppError> {
    let warehouse = warehouse::Warehouse::make(folder).await?;
    let signals = warnings::noticed(stage).await?;
    let number = command::begin(stage).await?;
    command::escalate(stage, number).await?;
    let lineage = lineage::drawn(stage).await?;
    command::hit(stage, number, &lineage).await?;
    decide::told(stage, number).await?;
    warnings::remembered(stage, number, &signals).await?;
    command::found(stage, number).await?;
    decide::decided(stage, number).await?;
    let work = repair::planned(stage, number, &lineage, &warehouse).await?;
    let promises = promises::made(stage, number, &work).await?;
    decide::told_more(stage, number).await?;
    command::mitigated(stage, number).await?;
    repair::restored(stage, number, &work, &warehouse).await?;
    decide::told_at_the_end(stage, number).await?;
    command::resolved(stage, number).await?;
    command::corrected(stage, number).await?;
    promises::kept_at_once(stage, &promises, &work).await?;
    chain::linked(stage, number, &promises).await?;
    learn::written(stage, number).await?;
    learn::published(stage, number).await?;
    lineage::owned(stage, &lineage).await?;
    promises::kept_later(stage, &promises).await?;
    repair::watched(stage, &work, &warehouse).await?;
    repair::renamed(stage, &warehouse).await?;
    promises::kept_again(stage, &promises, &work, &warehouse).await?;
    repair::watched_since(stage).await?;
    warnings::noticed_since(stage).await
}
