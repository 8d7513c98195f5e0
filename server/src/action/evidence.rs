//! What a run of a check does to the action items that are judged by it, in the transaction in which the run is stored.

use app::action::{ActionItem, Run, State, Verdict, evaluate_evidence, evidence};
use app::actor::Actor;
use app::error::AppError;
use app::incident::EntryKind;
use chrono::{DateTime, Utc};

use super::named;
use super::store::{self, NewEvent};
use crate::clock::{instant, millis};
use crate::db::Tx;
use crate::incident::{self, escape};
use crate::signal::{Raised, raise_within};

/// Looks at every action item that the newest run of `check` can prove, verify or reopen.
///
/// # Errors
/// When the database cannot be reached.
pub async fn apply_check_run(tx: &mut Tx, check: i64, run: &Run, message: &str, now: DateTime<Utc>) -> Result<(), AppError> {
    let mut recurred = None;
    for row in store::judged_by(tx, check).await? {
        let (number, item) = (row.number, ActionItem::try_from(row)?);
        let (Some(linked), Some(case)) = (item.check.clone(), item.case()) else { continue };
        match evaluate_evidence(&case, run) {
            Verdict::Wait => {}
            Verdict::Grown(grown) => store::grow(tx, number, case.streak, &grown, run.id).await?,
            Verdict::Broken(lost) => {
                let times = if lost == 1 { "one green run".to_owned() } else { format!("{lost} green runs") };
                let note = format!("{} did not stay green: after {times}, verification starts again. {message}", linked.name);
                store::reset_proof(tx, number).await?;
                keep(tx, &item, item.state, &note, run.id, now).await?;
            }
            Verdict::Verified(grown) => {
                store::grow(tx, number, case.streak, &grown, run.id).await?;
                let runs = store::proof(tx, number).await?;
                let by = evidence(&linked.name, run.version, &grown, &runs, item.criterion);
                if store::verify(tx, number, None, &by, millis(now)).await? {
                    keep(tx, &item, State::Verified, &by, run.id, now).await?;
                }
            }
            Verdict::Recurred => {
                if store::step(tx, number, State::Verified, State::Open, None, millis(now)).await? {
                    store::recur(tx, number).await?;
                    keep(tx, &item, State::Open, &format!("{} failed again. {message}", linked.name), run.id, now).await?;
                    recurred = Some(linked.name);
                }
            }
        }
    }
    match recurred {
        Some(name) => warn(tx, check, run.id, &name, message, now).await,
        None => Ok(()),
    }
}

/// One signal for all that came back with this run. Whoever reads it may not see the incidents, so it names none.
async fn warn(tx: &mut Tx, check: i64, run: i64, name: &str, message: &str, now: DateTime<Utc>) -> Result<(), AppError> {
    let title: String = format!("{name}: failed after it had verified a fix").chars().take(200).collect();
    let body =
        format!("{}\n\n[The run](/checks/{check}/runs/{run}) reopened every action item that this check had verified.", escape(message));
    let signal = Raised { title: &title, body: &body, source: "check", seen_at: now, check: Some(check) };
    raise_within(tx, &Actor::system(), &signal, now).await?;
    Ok(())
}

/// Keeps the step, and tells it on the timeline.
async fn keep(tx: &mut Tx, item: &ActionItem, to: State, note: &str, run: i64, now: DateTime<Utc>) -> Result<(), AppError> {
    let event = NewEvent { from: Some(item.state), to, note, person: None, run: Some(run) };
    store::add_event(tx, item.number, &event, millis(now)).await?;
    let what = match (item.state, to) {
        (_, State::Verified) => "Verified",
        (State::Verified, State::Open) => "Reopened",
        _ => "Not verified yet",
    };
    let body = format!("{what}: {}: {}", named(item.number, &item.title), escape(note));
    incident::record(tx, &Actor::system(), item.incident.0, EntryKind::Action, &body, instant(millis(now))).await?;
    Ok(())
}
