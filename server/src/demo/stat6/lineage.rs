//! What is made from what, and who answers for it.

use app::asset::{Draft, Kind};
use app::error::AppError;

use super::super::Stage;

/// The assets of the case, by number.
pub struct Lineage {
    /// Which tasks there are, and how they are called today.
    pub tasks: i64,
    /// What the models say.
    pub predictions: i64,
    /// What the programs evaluate.
    pub nominations: i64,
    /// DR-3098.
    pub dashboard: i64,
    /// The loader of the legacy migration.
    pub loader: i64,
    /// STAT6.
    pub program: i64,
}

fn draft(name: &str, kind: Kind, tier: i64, about: &str, team: i64) -> Draft {
    Draft { name: name.to_owned(), kind, about: about.to_owned(), tier, owner: None, team: Some(team) }
}

/// On the day it became major, somebody drew it for the first time. Nobody owned any of it.
pub async fn drawn(stage: &Stage) -> Result<Lineage, AppError> {
    stage.at(2025, 6, 26, 9, 50);
    let (assets, who, [data, platform, _]) = (&stage.services.assets, &stage.cast.yuki, stage.cast.teams);
    let add = async |name: &str, kind, tier, about: &str, team| assets.add(who, draft(name, kind, tier, about, team)).await;
    let lineage = Lineage {
        tasks: add("tasks", Kind::Table, 1, "Every task with its ID and the name it has today.", data).await?,
        predictions: add("predictions", Kind::Table, 1, "One row for each prediction, as the models write them.", data).await?,
        nominations: add("nominations", Kind::Dataset, 1, "What the programs evaluate and decide on.", data).await?,
        dashboard: add("DR-3098", Kind::Dashboard, 2, "Predictions for each task and week.", data).await?,
        loader: add("legacy-loader", Kind::Service, 2, "Moves predictions from the models into the warehouse since 2024.", platform)
            .await?,
        program: add("STAT6", Kind::Program, 1, "The program whose nominations wait.", data).await?,
    };
    let report = add("weekly-report", Kind::Dashboard, 3, "Numbers of the week, sent on Mondays.", data).await?;
    let export = add("label-export", Kind::Dataset, 3, "Labels for partners, once a week.", data).await?;
    for (upstream, downstream) in [
        (lineage.tasks, lineage.loader),
        (lineage.loader, lineage.predictions),
        (lineage.predictions, lineage.nominations),
        (lineage.predictions, lineage.dashboard),
        (lineage.nominations, lineage.program),
        (lineage.predictions, report),
        (lineage.tasks, export),
    ] {
        assets.connect(who, upstream, downstream).await?;
    }
    Ok(lineage)
}

/// In autumn, everything that a program depends on has somebody who can be called.
pub async fn owned(stage: &Stage, lineage: &Lineage) -> Result<(), AppError> {
    stage.at(2025, 10, 13, 13, 0);
    let (assets, cast) = (&stage.services.assets, &stage.cast);
    for (asset, owner) in [
        (lineage.tasks, &cast.yuki),
        (lineage.predictions, &cast.yuki),
        (lineage.nominations, &cast.ines),
        (lineage.dashboard, &cast.yuki),
        (lineage.loader, &cast.tomas),
        (lineage.program, &cast.mara),
    ] {
        let record = assets.show(&cast.ines, asset).await?;
        let now = record.asset;
        let owned =
            Draft { owner: owner.person, team: now.team.map(|(id, _)| id), ..draft(&now.name, now.kind, now.tier, &record.about, 0) };
        assets.change(&cast.ines, asset, owned, &app::edit::Seen::nothing()).await?;
    }
    Ok(())
}
