//! What else happened in these years: enough for lists and charts to look lived-in.

use app::error::AppError;
use app::incident::{Declaration, Guardrail, Impact, Kind, Responsibility, Severity, SeverityChange, Status};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use super::Stage;

/// Kind, severity, title, minutes unnoticed, minutes to mitigation, minutes to resolution.
type Story = (Kind, i64, &'static str, i64, i64, i64);

/// Things that go wrong everywhere, again and again. None of them is about data: those are told one by one.
const STORIES: [Story; 16] = [
    (Kind::Service, 3, "Checkout answers slowly for customers in one region", 14, 70, 190),
    (Kind::Service, 2, "Sign-in fails for a third of the customers", 6, 45, 130),
    (Kind::Engineering, 4, "Deploys queue behind a stuck build runner", 35, 90, 240),
    (Kind::Service, 4, "Search returns yesterday's prices", 55, 120, 300),
    (Kind::Product, 3, "Invitations are sent twice", 80, 95, 700),
    (Kind::Service, 3, "Exports time out after the storage move", 25, 160, 480),
    (Kind::Security, 3, "A token was pasted into a public ticket", 240, 20, 95),
    (Kind::Engineering, 5, "Certificates of the staging cluster have expired", 10, 30, 45),
    (Kind::Service, 2, "Payments are declined after a gateway change", 9, 38, 210),
    (Kind::Product, 4, "The new onboarding skips a step on phones", 600, 180, 1_500),
    (Kind::Service, 3, "Webhooks are delivered late", 30, 110, 260),
    (Kind::Engineering, 4, "The nightly test run has been green without running", 2_900, 60, 400),
    (Kind::Service, 1, "Every page answers 502 for twenty minutes", 2, 21, 150),
    (Kind::Service, 4, "Avatars do not load", 40, 85, 130),
    (Kind::Security, 4, "An account of somebody who left was still open", 5_000, 15, 60),
    (Kind::Product, 3, "Totals on the invoice page are rounded twice", 1_300, 240, 2_200),
];

/// The three data incidents of 2024, before anybody had put them together.
const DATA: [(i32, u32, u32, i64, &str, &str, Guardrail); 3] = [
    (
        2024,
        2,
        13,
        3,
        "Label export skips tasks that were renamed",
        "Tasks whose name had changed were missing from the weekly label export.",
        Guardrail::Halted,
    ),
    (
        2024,
        5,
        29,
        3,
        "Two models write predictions under one task",
        "An ID was used for two tasks for a night; the load was stopped before anybody read it.",
        Guardrail::Halted,
    ),
    (
        2024,
        11,
        7,
        2,
        "Evaluation tables are half empty after the migration",
        "The legacy loader left out rows it could not match by name.",
        Guardrail::Halted,
    ),
];

/// A small generator, the same on every machine: the demo is the same demo for everybody.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn noon(year: i32, month: u32, day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(year, month, day, 12, 0, 0).single().unwrap_or_default()
}

/// From 2023 until STAT6.
pub async fn before(stage: &Stage) -> Result<(), AppError> {
    between(stage, noon(2023, 1, 16), noon(2025, 6, 20), 11).await
}

/// From STAT6 until today, with one that is still open and a drill.
pub async fn after(stage: &Stage) -> Result<(), AppError> {
    between(stage, noon(2025, 6, 26), stage.end - TimeDelta::days(3), 29).await?;
    stage.clock.set(stage.end - TimeDelta::hours(50));
    let drill = Declaration {
        drill: true,
        kind: Kind::Engineering,
        team: Some(stage.cast.teams[1]),
        ..Declaration::titled("Game day: the warehouse is read-only")?
    };
    let number = stage.services.incidents.declare(&stage.cast.tomas, drill).await?;
    stage.services.incidents.assign(&stage.cast.tomas, number, Responsibility::Commander, Stage::number(&stage.cast.yuki)).await?;
    stage.clock.set(stage.end - TimeDelta::hours(48));
    stage.services.incidents.change_status(&stage.cast.sam, number, Status::Resolved, "").await?;
    stage.clock.set(stage.end - TimeDelta::minutes(95));
    let open = Declaration {
        kind: Kind::Service,
        severity: severity(3),
        team: Some(stage.cast.teams[2]),
        started_at: Some(stage.end - TimeDelta::minutes(110)),
        ..Declaration::titled("Webhooks are delivered late")?
    };
    let number = stage
        .services
        .incidents
        .declare(&stage.cast.sam, open.summarised("Deliveries queue behind one slow receiver. Nothing is lost.")?)
        .await?;
    stage.clock.set(stage.end - TimeDelta::minutes(88));
    stage.services.incidents.assign(&stage.cast.sam, number, Responsibility::Commander, Stage::number(&stage.cast.sam)).await?;
    stage.services.incidents.change_status(&stage.cast.sam, number, Status::Investigating, "").await?;
    stage.clock.set(stage.end - TimeDelta::minutes(40));
    stage
        .services
        .incidents
        .note(&stage.cast.tomas, number, "The queue of one receiver holds **all workers**; moving it to a queue of its own", None, None)
        .await?;
    Ok(())
}

async fn between(stage: &Stage, from: DateTime<Utc>, until: DateTime<Utc>, seed: u64) -> Result<(), AppError> {
    let mut dice = Dice(seed);
    let mut data = DATA.into_iter().filter(|(year, month, day, ..)| (from..until).contains(&noon(*year, *month, *day))).peekable();
    let mut day = from;
    let mut index = usize::try_from(dice.roll(16)).unwrap_or_default();
    while day < until {
        while let Some((year, month, date, level, title, summary, guardrail)) =
            data.next_if(|(year, month, date, ..)| noon(*year, *month, *date) <= day)
        {
            data_incident(stage, noon(year, month, date), level, title, summary, guardrail).await?;
        }
        let start = day + TimeDelta::minutes(i64::try_from(dice.roll(1_200)).unwrap_or_default() - 600);
        ordinary(stage, STORIES[index % STORIES.len()], start, &mut dice).await?;
        index += 5;
        day += TimeDelta::days(9 + i64::try_from(dice.roll(13)).unwrap_or_default());
    }
    Ok(())
}

fn severity(level: i64) -> Severity {
    Severity::try_from(level).unwrap_or(Severity::DEFAULT)
}

async fn ordinary(stage: &Stage, story: Story, start: DateTime<Utc>, dice: &mut Dice) -> Result<(), AppError> {
    let (kind, level, title, unnoticed, mitigated, resolved) = story;
    let stretch = |minutes: i64, dice: &mut Dice| TimeDelta::minutes(minutes * i64::try_from(60 + dice.roll(90)).unwrap_or(100) / 100);
    let (cast, incidents) = (&stage.cast, &stage.services.incidents);
    let (who, team) = match kind {
        Kind::Engineering => (&cast.tomas, cast.teams[1]),
        _ => (&cast.sam, cast.teams[2]),
    };
    let declared = start + stretch(unnoticed, dice);
    stage.clock.set(declared);
    let begun =
        Declaration { kind, severity: severity(level.max(3)), team: Some(team), started_at: Some(start), ..Declaration::titled(title)? };
    let number = incidents.declare(who, begun).await?;
    stage.clock.set(declared + TimeDelta::minutes(4));
    incidents.assign(who, number, Responsibility::Commander, Stage::number(&cast.sam)).await?;
    incidents.change_status(who, number, Status::Investigating, "").await?;
    if level < 3 {
        stage.clock.set(declared + TimeDelta::minutes(7));
        incidents.change_severity(who, number, SeverityChange::parse(&level.to_string(), "More customers are hit than it looked")?).await?;
    }
    stage.clock.set(declared + stretch(mitigated, dice));
    incidents.change_status(&cast.sam, number, Status::Mitigated, "").await?;
    stage.clock.set(declared + stretch(mitigated, dice).max(stretch(resolved, dice)) + stretch(mitigated, dice));
    incidents.change_status(&cast.sam, number, Status::Resolved, "").await?;
    if level < 3 && declared > noon(2025, 8, 15) {
        super::lessons::learn(stage, number, title, stage.clock.now()).await?;
    }
    let closed = declared + TimeDelta::days(6);
    if closed < stage.end {
        stage.clock.set(closed);
        incidents.change_status(&cast.sam, number, Status::Closed, "Reviewed in the weekly round; nothing else is open").await?;
    }
    Ok(())
}

async fn data_incident(
    stage: &Stage,
    start: DateTime<Utc>,
    level: i64,
    title: &str,
    summary: &str,
    guardrail: Guardrail,
) -> Result<(), AppError> {
    let (cast, incidents) = (&stage.cast, &stage.services.incidents);
    let declared = start + TimeDelta::hours(31);
    stage.clock.set(declared);
    let begun = Declaration {
        kind: Kind::Data,
        severity: severity(level),
        team: Some(cast.teams[0]),
        started_at: Some(start),
        ..Declaration::titled(title)?
    };
    let number = incidents.declare(&cast.tomas, begun.summarised(summary)?).await?;
    stage.clock.set(declared + TimeDelta::minutes(50));
    incidents.assign(&cast.ines, number, Responsibility::Commander, Stage::number(&cast.ines)).await?;
    incidents.change_status(&cast.ines, number, Status::Investigating, "").await?;
    let impact = Impact { guardrail, customers: String::new(), records_affected: None, money_at_stake: String::new(), assets: Vec::new() };
    incidents.set_impact(&cast.ines, number, impact, &app::edit::Seen::nothing()).await?;
    stage.clock.set(declared + TimeDelta::hours(9));
    incidents.change_status(&cast.ines, number, Status::Mitigated, "Rerun by hand").await?;
    stage.clock.set(declared + TimeDelta::days(2));
    incidents.change_status(&cast.ines, number, Status::Resolved, "").await?;
    stage.clock.set(declared + TimeDelta::days(9));
    incidents.change_status(&cast.ines, number, Status::Closed, "Closed without a write-up: it looked like a one-off").await?;
    Ok(())
}
