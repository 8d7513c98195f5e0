//! What was learned from the other major incidents, once three pages were the habit.

use app::action::{NewAction, Typed};
use app::actor::Actor;
use app::chrono_tz::Tz;
use app::error::AppError;
use app::factor::NewFactor;
use app::postmortem::Approval;
use app::template::Template;
use chrono::{DateTime, TimeDelta, Utc};

use super::Stage;

/// The title of a story, whom it hit, the chain, what surprised, what went well, the limits, the lesson, the promise, and what
/// the links of the chain have in common with others.
type Lesson = [&'static str; 9];

const LESSONS: [Lesson; 3] = [
    [
        "Sign-in fails for a third of the customers",
        "Customers of one region could not sign in; whoever was signed in could work on. Nothing was lost.",
        "**Trigger.** A certificate of one identity region was renewed with another chain.\n\n**Conditions.** Clients of that region pin the old chain, and fall back to nothing.\n\n**Why it was not caught.** The probe signs in from one region only.\n\n**Why it lasted.** The renewal ran by itself; its log was three systems away from the error.",
        "We believed that a probe which signs in anywhere signs in everywhere.",
        "The other regions never noticed, because sessions outlive a sign-in.",
        "The probe sees a failed sign-in, not a slow one.",
        "What renews itself also fails by itself: it needs a witness.",
        "Sign in from every region once a minute",
        "renewal by itself, no fallback, probe too narrow, clues far apart",
    ],
    [
        "Payments are declined after a gateway change",
        "Payments by wallet were declined; orders were kept and charged again the next day.",
        "**Trigger.** The gateway began to require a field that had been optional.\n\n**Conditions.** We send it for cards, not for wallets.\n\n**Why it was not caught.** The contract test replays answers of last year.\n\n**Why it lasted.** A declined payment looks like a customer without money; the rate was watched for cards and wallets together.",
        "We believed that an optional field stays optional.",
        "Orders were kept, so that all of them could be charged again.",
        "The gateway's sandbox still differs from what it does in earnest.",
        "Watch rates for each way in, or the large one hides the small one.",
        "Replay this week's payments against the gateway's sandbox every night",
        "contract changed elsewhere, contract assumed, tests unlike production, clues far apart",
    ],
    [
        "Every page answers 502 for twenty minutes",
        "Nobody could open a page for twenty minutes. Data was not touched.",
        "**Trigger.** A deploy restarted all instances within one health-check period.\n\n**Conditions.** The balancer takes an instance out after two failures and back after three minutes.\n\n**Why it was not caught.** The rollout was tried with two instances, never with twelve.\n\n**Why it lasted.** Rolling back restarted everything once more.",
        "We believed that a rollout which is gentle with two instances is gentle with twelve.",
        "The status page is hosted elsewhere, and said so within two minutes.",
        "A rollout in steps takes eleven minutes longer.",
        "A rollback is a deploy, and has to be as gentle as one.",
        "Restart at most a quarter of the instances at a time",
        "rollout too fast, contract assumed, tests unlike production, rollback too fast",
    ],
];

/// Writes the postmortem of a major incident and promises something, unless nothing was learned from this kind before.
pub async fn learn(stage: &Stage, number: i64, title: &str, resolved: DateTime<Utc>) -> Result<(), AppError> {
    let Some([_, impact, chain, surprised, well, limits, learned, promise, themes]) = LESSONS.iter().find(|lesson| lesson[0] == title)
    else {
        return Ok(());
    };
    let (author, reader) = (&stage.cast.sam, &stage.cast.ines);
    let postmortems = &stage.services.postmortems;
    stage.clock.set(resolved + TimeDelta::hours(20));
    let action = promised(stage, author, number, promise, resolved).await?;
    linked(stage, author, number, chain, themes, action).await?;
    postmortems.begin(author, number).await?;
    for section in postmortems.show(author, number).await?.sections {
        let text = match section.key.as_str() {
            "impact" => impact,
            "causes" => chain,
            "surprised" => surprised,
            "went_well" => well,
            "limits" => limits,
            "learned" => learned,
            _ => section.body.as_str(),
        };
        postmortems.save_section(author, number, &section.key, text, section.version).await?;
    }
    postmortems.send_to_review(author, number, "").await?;
    stage.clock.set(resolved + TimeDelta::hours(44));
    postmortems.approve(reader, number, Approval::in_full(Template::named("data"))).await?;
    postmortems.publish(reader, number, "").await
}

/// One promise; a second person looks at it some weeks later, or it is still open today.
async fn promised(stage: &Stage, owner: &Actor, number: i64, title: &str, resolved: DateTime<Utc>) -> Result<i64, AppError> {
    let actions = &stage.services.actions;
    let due = (resolved + TimeDelta::days(30)).format("%Y-%m-%d").to_string();
    let typed = Typed { title: title.to_owned(), owner: Stage::number(owner).to_string(), due, ..Typed::default() };
    let action = actions.add(owner, number, NewAction::parse(&typed, Tz::Europe__Berlin)?).await?;
    let (done, looked) = (resolved + TimeDelta::days(19), resolved + TimeDelta::days(24));
    if looked < stage.end - TimeDelta::days(120) {
        stage.clock.set(done);
        actions.finish(owner, action, "").await?;
        stage.clock.set(looked);
        actions.verify(&stage.cast.tomas, action, "Looked at it for two weeks: it works.").await?;
    } else {
        actions.start(owner, action, "").await?;
    }
    Ok(action)
}

/// The chain as factors: what was not caught is answered by the promise, the rest is lived with.
async fn linked(stage: &Stage, author: &Actor, number: i64, chain: &str, themes: &str, action: i64) -> Result<(), AppError> {
    let factors = &stage.services.factors;
    let entries = factors.choices(author, number).await?.entries;
    let kinds = [
        ("**Trigger.** ", "trigger", "It will happen again: what it meets has changed."),
        ("**Conditions.** ", "condition", "It stays so on purpose; an action item watches it."),
        ("**Why it was not caught.** ", "not_caught", ""),
        ("**Why it lasted.** ", "lasted", "The next one is found faster by the same action item."),
    ];
    let mut condition = None;
    // From the impact backwards, so that each link has something to lead to.
    let links: Vec<_> = chain.split("\n\n").zip(themes.split(", ")).zip(kinds).collect();
    for ((paragraph, theme), (heading, kind, reason)) in links.into_iter().rev() {
        let factor = NewFactor {
            kind: kind.to_owned(),
            title: paragraph.trim_start_matches(heading).to_owned(),
            theme: theme.to_owned(),
            leads_to: if kind == "trigger" { condition } else { None },
            entry: entries.first().map(|(entry, ..)| *entry),
            action: (kind == "not_caught").then_some(action),
            no_action: reason.to_owned(),
        };
        let added = factors.add(author, number, factor).await?;
        if kind == "condition" {
            condition = Some(added);
        }
    }
    Ok(())
}
