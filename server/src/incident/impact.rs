//! Impact: what was hit, and whether consumers were halted or got wrong data.

use app::actor::Actor;
use app::edit::{Edit, Seen, numbers};
use app::error::{AppError, Problems};
use app::incident::{EntryKind, Guardrail, Impact};
use app::text;
use chrono::{DateTime, Utc};

use super::declare::escape;
use super::{entry, load_to_change, store};
use crate::Firebreak;
use crate::clock::millis;
use crate::db::{Stored, Tx};

pub async fn set(firebreak: &Firebreak, actor: &Actor, number: i64, mut impact: Impact, seen: &Seen) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut problems = Problems::default();
    impact.customers = problems.check("customers", text::prose("the customers", &impact.customers, 500)).unwrap_or_default();
    impact.money_at_stake =
        problems.check("money_at_stake", text::prose("the financial exposure", &impact.money_at_stake, 200)).unwrap_or_default();
    problems.finish()?;
    let mut tx = firebreak.db.write().await?;
    let row = load_to_change(&mut tx, actor, number).await?;
    let assets: Vec<i64> = store::assets(&mut tx, number).await?.into_iter().map(|(id, _)| id).collect();
    let mut edit = Edit::new(seen);
    let stored = Guardrail::try_from(row.guardrail).stored()?;
    impact.guardrail = edit.field("guardrail", stored, impact.guardrail, |guardrail| guardrail.as_str().to_owned());
    impact.customers = edit.text("customers", &row.customers, &impact.customers);
    impact.money_at_stake = edit.text("money_at_stake", &row.money_at_stake, &impact.money_at_stake);
    impact.records_affected = edit.number("records_affected", row.records_affected, impact.records_affected);
    impact.assets = edit.numbers("assets", &assets, &impact.assets);
    edit.finish()?;
    keep(tx, actor, number, &impact, now).await
}

pub async fn set_assets(firebreak: &Firebreak, actor: &Actor, number: i64, assets: &[i64], seen: &Seen) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let row = load_to_change(&mut tx, actor, number).await?;
    let before: Vec<i64> = store::assets(&mut tx, number).await?.into_iter().map(|(id, _)| id).collect();
    let assets = Edit::new(seen).numbers("assets", &before, assets);
    if numbers(&assets) == numbers(&before) {
        return Ok(());
    }
    let impact = Impact {
        guardrail: Guardrail::try_from(row.guardrail).stored()?,
        customers: row.customers,
        records_affected: row.records_affected,
        money_at_stake: row.money_at_stake,
        assets,
    };
    keep(tx, actor, number, &impact, now).await
}

/// Stores the impact and tells of it in the timeline.
async fn keep(mut tx: Tx, actor: &Actor, number: i64, impact: &Impact, now: DateTime<Utc>) -> Result<(), AppError> {
    store::set_impact(&mut tx, number, impact, millis(now)).await?;
    let assets = store::assets(&mut tx, number).await?;
    if impact.assets.iter().any(|wanted| assets.iter().all(|(id, _)| id != wanted)) {
        return Err(AppError::field("assets", "One of these assets does not exist. Choose assets from the list."));
    }
    let mut facts = vec![impact.guardrail.title().to_owned()];
    facts.extend(impact.records_affected.map(|records| format!("{records} records")));
    facts.extend((!assets.is_empty()).then(|| assets.iter().map(|(_, name)| escape(name)).collect::<Vec<_>>().join(", ")));
    facts.extend((!impact.customers.is_empty()).then(|| escape(&impact.customers)));
    facts.extend((!impact.money_at_stake.is_empty()).then(|| escape(&impact.money_at_stake)));
    entry::record(&mut tx, actor, number, EntryKind::Impact, &format!("Impact: {}", facts.join("; ")), now).await?;
    Ok(tx.commit().await?)
}
