//! Forms about decisions: who, parse, use case, redirect.
#![allow(missing_docs, reason = "the macro makes a struct of each function's arguments; the function's sentence explains them")]

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::{LETTERS, NewDecision, NewOption};
use crate::error::{AppError, Problems};
use crate::services::{caller, redirect};
use crate::text;

/// Writes a decision down. The fields of the options carry their letters: `option_a`, `pros_a`, `cons_a`, `risk_a`.
#[server(RecordDecision, prefix = "/do", endpoint = "record-decision")]
pub async fn record_decision(number: i64, #[server(flatten)] typed: BTreeMap<String, String>) -> Result<(), AppError> {
    let (who, services) = caller()?;
    let decision = services.decisions.record(&who, number, read(&typed, who.zone)?).await?;
    redirect(&format!("/incidents/{number}#decision-{decision}"));
    Ok(())
}

#[cfg(feature = "ssr")]
fn read(typed: &BTreeMap<String, String>, zone: chrono_tz::Tz) -> Result<NewDecision, AppError> {
    let get = |name: &str| typed.get(name).cloned().unwrap_or_default();
    let mut problems = Problems::default();
    let decided_at = problems.check("decided_at", text::moment(&get("decided_at"), zone)).flatten();
    let decided_by = problems.check("decided_by", text::count("the person", &get("decided_by"))).flatten();
    let supersedes = problems.check("supersedes", text::count("the decision", &get("supersedes"))).flatten();
    let option = |letter: char| NewOption {
        label: get(&format!("option_{letter}")),
        pros: get(&format!("pros_{letter}")),
        cons: get(&format!("cons_{letter}")),
        risk: get(&format!("risk_{letter}")),
    };
    problems.finish()?;
    Ok(NewDecision {
        problem: get("problem"),
        constraints: get("constraints"),
        options: LETTERS.into_iter().map(option).collect(),
        chosen: LETTERS.into_iter().position(|letter| get("chosen") == letter.to_string()),
        why: get("why"),
        decided_by,
        objections: get("objections"),
        revisit_when: get("revisit_when"),
        decided_at,
        supersedes,
    })
}

/// Strikes a decision through.
#[server(StrikeDecision, prefix = "/do", endpoint = "strike-decision")]
pub async fn strike_decision(number: i64, decision: i64, #[server(default)] reason: String) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.decisions.strike(&who, number, decision, &reason).await?;
    redirect(&format!("/incidents/{number}#decisions"));
    Ok(())
}

/// Says that another decision replaces it.
#[server(SupersedeDecision, prefix = "/do", endpoint = "supersede-decision")]
pub async fn supersede_decision(number: i64, decision: i64, by: i64) -> Result<(), AppError> {
    let (who, services) = caller()?;
    services.decisions.supersede(&who, number, decision, by).await?;
    redirect(&format!("/incidents/{number}#decision-{by}"));
    Ok(())
}
