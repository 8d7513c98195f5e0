//! The three-page document: drafted from the record, written without losing a word, reviewed, frozen.

mod cover;
mod document;
mod hostile;
mod margin;
mod paper;
mod readers;
mod remarks;
mod review;
mod writing;
mod zone;

use app::actor::Actor;
use app::incident::{Declaration, Guardrail, Impact, SeverityChange, Status};
use chrono::{TimeDelta, TimeZone, Utc};
use sqlx::{AssertSqlSafe, Executor};

use crate::support::TestApp;

/// Writes what the nouns of others would, straight into their tables.
pub async fn stored(app: &TestApp, sql: &str) {
    match &app.firebreak.db {
        server::Db::Sqlite { write, .. } => write.execute(AssertSqlSafe(sql)).await.map(drop),
        server::Db::Postgres(pool) => pool.execute(AssertSqlSafe(sql)).await.map(drop),
    }
    .expect(sql);
}

/// A data incident that was lived through: late escalation, a signal, a decision, a backfill, a promise with its check.
pub async fn lived(app: &TestApp, actor: &Actor) -> i64 {
    let incidents = &app.services.incidents;
    let mut declaration = Declaration::titled("Predictions are missing").unwrap().summarised("Nominations cannot be evaluated.").unwrap();
    declaration.started_at = Some(Utc.with_ymd_and_hms(2025, 6, 20, 6, 0, 0).unwrap());
    let number = incidents.declare(actor, declaration).await.unwrap();
    app.pass(TimeDelta::days(4));
    incidents.change_severity(actor, number, SeverityChange::parse("1", "A critical program is on hold").unwrap()).await.unwrap();
    let impact = Impact {
        guardrail: Guardrail::Halted,
        customers: "The nominations program".to_owned(),
        records_affected: Some(258_000_000),
        money_at_stake: "$1M+".to_owned(),
        assets: Vec::new(),
    };
    incidents.set_impact(actor, number, impact, &app::edit::Seen::nothing()).await.unwrap();
    let me = actor.person.unwrap();
    let (declared, now) = (Utc.with_ymd_and_hms(2025, 6, 24, 12, 0, 0).unwrap().timestamp_millis(), app.now().timestamp_millis());
    let seen = declared - 270 * 86_400_000_i64;
    stored(app, &format!(
        "insert into signal (title, body, source, seen_at, recorded_at, disposition, incident) values ('IDs look odd', '', 'Slack', {seen}, {seen}, 'incident', {number})"
    )).await;
    stored(app, &format!(
        "insert into decision (incident, problem, why, decided_by, decided_at, recorded_at) values ({number}, 'Repair or rebuild?', 'It balances urgency with sustainability', {me}, {now}, {now})"
    )).await;
    for (position, (label, chosen)) in [("Quick patch", false), ("Targeted fix and governance", true)].into_iter().enumerate() {
        stored(
            app,
            &format!(
                "insert into decision_option (decision, position, label, pros, chosen) values (1, {position}, '{label}', 'Fast', {chosen})"
            ),
        )
        .await;
    }
    stored(app, &format!(
        "insert into ticket (incident, external_key, title, state, horizon, created_at, updated_at) values ({number}, 'PE-3217', 'Backfill', 'done', 'immediate', {now}, {now})"
    )).await;
    stored(app, &format!(
        "insert into backfill (incident, name, unit, total, done, started_at, updated_at, finished_at) values ({number}, 'Predictions', 'rows', 258000000, 258000000, {declared}, {now}, {now})"
    )).await;
    stored(app, &format!("insert into backfill_point (backfill, at, done) values (1, {now}, 258000000)")).await;
    stored(
        app,
        &format!(
            "insert into action_item (incident, title, owner, due_at, horizon, priority, state, evidence, created_at, updated_at) \
         values ({number}, 'Check that task IDs match', {me}, {now}, 'short_term', 'high', 'open', '', {now}, {now})"
        ),
    )
    .await;
    app.pass(TimeDelta::days(40));
    incidents.change_status(actor, number, Status::Resolved, "").await.unwrap();
    number
}

/// Writes something into every section, over what is there.
pub async fn filled(app: &TestApp, actor: &Actor, number: i64) {
    let document = app.services.postmortems.show(actor, number).await.unwrap();
    for (spec, _) in document.template.prose() {
        let section = document.section(&spec.key).unwrap();
        let body = format!("What we know about {}.", spec.title);
        app.services.postmortems.save_section(actor, number, &spec.key, &body, section.version).await.unwrap();
    }
}
