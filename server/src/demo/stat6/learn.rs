//! The postmortem: written by Yuki, who had been a shadow, from the draft that the record gave; read by Ines; published by
//! Mara within three days.

use std::collections::BTreeSet;

use app::error::AppError;
use app::incident::Status;
use app::postmortem::Approval;
use app::template::Template;

use super::super::Stage;

/// Section and text. What is not here stays as it was drafted from the record, and is confirmed.
const PROSE: [(&str, &str); 7] = [
    (
        "causes",
        "**Trigger.** In 2024 the registry allowed tasks to be renamed. Six of sixty were, one after the other.\n\n\
         **Conditions.** The loader of the legacy migration joins predictions with tasks by `task_name`; the models write `task_id`. As long as names stood still both said the same. \
         An inner join drops what does not match, and the loader reports the rows it wrote, never the rows it was given. No dataset in the chain had an owner, so nobody was told about the new rename.\n\n\
         **Why it was not caught.** Tests of the loader used fixtures whose names never change. No check compared what went in with what came out. DR-3098 turned red on a Friday; its alert went to a channel that had been quiet since the migration.\n\n\
         **Why it lasted.** For three days it looked like one slow dashboard and was kept moderate, so that only one person looked at it. Rows that were never written leave no trace in the warehouse: \
         the logs of the models had to be found, and 258 million rows read back beside the daily load.",
    ),
    (
        "signals",
        "Three people saw the edge of it nine months before. Each of the signals looked like a cosmetic slip at the time, and there was no place where somebody had to say what a signal was. \
         Put side by side they would have read as one sentence: names and IDs no longer agree.",
    ),
    ("surprised", "We believed that a load that ends green has loaded everything. It only says that what was loaded was loaded well."),
    (
        "went_well",
        "- Loads were stopped before anybody read half a table: programs were **halted, never wrong**.\n\
         - The models keep their logs for two years, so that every prediction could be restored.\n\
         - Updates said what was not known yet, and when the next word would come.",
    ),
    (
        "luck",
        "The logs would have been deleted from September on. A third migration, planned for July, would have read from the incomplete table.",
    ),
    (
        "limits",
        "Six weeks were too long; with the check in place the gap would have been seen on the first morning. The check compares names and IDs, and says nothing about predictions that are wrong in another way. \
         Owners and release rules take discipline after the pressure is gone, and the first weeks will bring false alarms while thresholds are tuned.",
    ),
    (
        "learned",
        "Small oddities deserve a cause, not a shrug. Call it major on the first day: lowering it later costs nothing. And a repair is finished when something other than a person says, morning after morning, that it holds.",
    ),
];

/// Written, read, published, and with that the incident is closed.
pub async fn written(stage: &Stage, number: i64) -> Result<(), AppError> {
    let (cast, postmortems) = (&stage.cast, &stage.services.postmortems);
    stage.at(2025, 8, 5, 9, 30);
    postmortems.begin(&cast.yuki, number).await?;
    stage.at(2025, 8, 5, 15, 10);
    for section in postmortems.show(&cast.yuki, number).await?.sections {
        let text = PROSE.iter().find(|(key, _)| *key == section.key).map_or(section.body.as_str(), |(_, text)| text);
        postmortems.save_section(&cast.yuki, number, &section.key, text, section.version).await?;
    }
    stage.at(2025, 8, 6, 8, 45);
    postmortems.send_to_review(&cast.yuki, number, "Is the chain complete?").await?;
    stage.at(2025, 8, 6, 14, 20);
    let reason = "Say why nobody was told about the rename: that is a link of the chain, too.";
    postmortems.ask_for_changes(&cast.ines, number, reason).await?;
    stage.at(2025, 8, 6, 16, 5);
    if let Some(causes) = postmortems.show(&cast.yuki, number).await?.section("causes") {
        let told = causes
            .body
            .replace("so nobody was told about the new rename", "so nobody stood on the list of those to be told about a rename");
        postmortems.save_section(&cast.yuki, number, "causes", &told, causes.version).await?;
    }
    postmortems.send_to_review(&cast.yuki, number, "").await?;
    Ok(())
}

/// Frozen with the evidence of that morning.
pub async fn published(stage: &Stage, number: i64) -> Result<(), AppError> {
    let (cast, postmortems) = (&stage.cast, &stage.services.postmortems);
    stage.at(2025, 8, 7, 9, 15);
    postmortems.approve(&cast.ines, number, Approval::in_full(Template::named("data"))).await?;
    stage.at(2025, 8, 7, 10, 30);
    postmortems.publish(&cast.mara, number, "").await?;
    stage.at(2025, 8, 7, 10, 40);
    let word = "Page two is about an interface that every team has: a rename nobody is told about.";
    postmortems.send_to(&cast.mara, number, &BTreeSet::from(cast.teams), &BTreeSet::new(), word).await?;
    stage.at(2025, 8, 8, 9, 5);
    postmortems.mark_read(&cast.tomas, number, true).await?;
    stage.at(2025, 8, 8, 14, 20);
    postmortems.mark_read(&cast.sam, number, true).await?;
    stage.at(2025, 8, 15, 10, 0);
    let words = "Postmortem published; the match check has been green since the repair";
    stage.services.incidents.change_status(&cast.ines, number, Status::Closed, words).await
}
