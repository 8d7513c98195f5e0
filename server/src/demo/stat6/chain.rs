//! Why it happened, link by link: what each led to, where the timeline shows it, and what answers it.

use app::error::AppError;
use app::factor::NewFactor;

use super::super::Stage;
use super::promises::Promises;

/// The links, each with the words by which its entry in the timeline is found. The impact comes last, so what is led to is
/// written first.
pub async fn linked(stage: &Stage, number: i64, promises: &Promises) -> Result<(), AppError> {
    let (yuki, factors) = (&stage.cast.yuki, &stage.services.factors);
    stage.at(2025, 8, 5, 9, 0);
    let entries = factors.choices(yuki, number).await?.entries;
    let shown = |words: &str| entries.iter().find(|(_, _, body)| body.contains(words)).or(entries.first()).map(|(entry, ..)| *entry);
    let link = |kind: &str, title: &str, theme: &str, leads_to: Option<i64>, words: &str, action: Option<i64>| NewFactor {
        kind: kind.to_owned(),
        title: title.to_owned(),
        theme: theme.to_owned(),
        leads_to,
        entry: shown(words),
        action,
        no_action: String::new(),
    };
    let add = |factor: NewFactor| factors.add(yuki, number, factor);
    let lost = link(
        "condition",
        "An inner join drops what does not match, and the loader counts only what it wrote.",
        "silent loss",
        None,
        "loader",
        Some(promises.check),
    );
    let lost = add(lost).await?;
    let joined = link(
        "condition",
        "The legacy loader joins by task name, the models write task IDs.",
        "contract assumed",
        Some(lost),
        "task_name",
        Some(promises.loader),
    );
    let joined = add(joined).await?;
    add(link(
        "trigger",
        "The registry began to allow renames: six of sixty tasks were.",
        "contract changed elsewhere",
        Some(joined),
        "renamed",
        Some(promises.check),
    ))
    .await?;
    let unseen = link(
        "not_caught",
        "No check compared what went in with what came out.",
        "probe too narrow",
        None,
        "Declared",
        Some(promises.check),
    );
    let unseen = add(unseen).await?;
    add(link(
        "condition",
        "No dataset of the chain had an owner, so no list said who hears of a rename.",
        "ownership",
        Some(unseen),
        "owner",
        Some(promises.owners),
    ))
    .await?;
    let signals = "Three early signals had no place where somebody had to say what they were.";
    add(link("not_caught", signals, "early signals", None, "Signal", Some(promises.culture))).await?;
    let lasted = link(
        "lasted",
        "Rows that were never written leave no trace: the logs of the models had to be found.",
        "clues far apart",
        None,
        "logs",
        None,
    );
    add(NewFactor { no_action: "The logs are kept for two years, and the way to them is written down.".to_owned(), ..lasted }).await?;
    Ok(())
}
