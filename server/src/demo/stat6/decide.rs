//! What was decided, what else was possible, and what was said to whom.

use app::decision::{NewDecision, NewOption};
use app::error::AppError;
use app::update::Audience;

use super::super::Stage;

fn option(label: &str, pros: &str, cons: &str, risk: &str) -> NewOption {
    NewOption { label: label.to_owned(), pros: pros.to_owned(), cons: cons.to_owned(), risk: risk.to_owned() }
}

/// Quick patch, rebuild, or a targeted fix with governance.
pub async fn decided(stage: &Stage, number: i64) -> Result<(), AppError> {
    stage.at(2025, 7, 1, 14, 0);
    let decision = NewDecision {
        problem: "The data has to come back now, and it must not be lost the same way again. How much do we change?".to_owned(),
        constraints: "- 258 million predictions to restore with a small platform team\n- Running programs need data now\n- The cause sits in legacy code that nobody has touched for years".to_owned(),
        options: vec![
            option("Patch it and move on", "Fast; STAT6 is unblocked at once", "Nothing about the system changes, so it is likely to repeat", "A plaster on a deeper problem"),
            option("Rebuild the loader", "A clean slate, and the old debt is gone", "Months of work, with programs standing still", "Over-built, with new faults of its own"),
            option("Targeted fix, and governance with it", "Solves the crisis, and checks keep it from coming back", "Takes discipline after the pressure is gone", "The new steps may be felt as bureaucracy"),
        ],
        chosen: Some(2),
        why: "It unblocks the program in weeks and closes the gap: restore the rows (PE-3217), check that `task_id` and `task_name` agree, give every dataset an owner, and write down what we learned.".to_owned(),
        objections: "Platform would have liked B, and says so; agreed to look at it again.".to_owned(),
        revisit_when: "The match check fails after the fix, or a second loader shows the same gap.".to_owned(),
        ..NewDecision::default()
    };
    stage.services.decisions.record(&stage.cast.ines, number, decision).await.map(drop)
}

/// The first words, an hour after it became major.
pub async fn told(stage: &Stage, number: i64) -> Result<(), AppError> {
    let (cast, updates) = (&stage.cast, &stage.services.updates);
    stage.at(2025, 6, 26, 10, 30);
    updates.write(&cast.ines, number, Audience::Responders, "**Conditions:** predictions of renamed tasks are missing; loads are stopped.\n\n**Actions:** Tomás reads the loader, Yuki counts rows per task.\n\n**Needs:** somebody who knows the migration of 2024.").await?;
    stage.at(2025, 6, 26, 11, 0);
    updates.write(&cast.mara, number, Audience::Executives, "Predictions for STAT6 are incomplete, so nominations cannot be evaluated yet. **Nobody got wrong data**: we stopped the loads. Next word on Friday at noon.").await.map(drop)
}

/// Once it was known what to do.
pub async fn told_more(stage: &Stage, number: i64) -> Result<(), AppError> {
    stage.at(2025, 7, 4, 12, 0);
    stage.services.updates.write(&stage.cast.mara, number, Audience::Stakeholders, "We know the cause and have chosen how to repair it. 258 million predictions have to be restored; new ones will be complete from next week on.").await.map(drop)
}

/// The last words.
pub async fn told_at_the_end(stage: &Stage, number: i64) -> Result<(), AppError> {
    stage.at(2025, 8, 4, 11, 10);
    let words = "All 258 million predictions are back, and STAT6 evaluates nominations again. It took six weeks, of which three days went by before we called it major. The postmortem follows.";
    stage.services.updates.write(&stage.cast.mara, number, Audience::Stakeholders, words).await.map(drop)
}
