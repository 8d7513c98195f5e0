//! The incidents that a postmortem covers besides its own.

use app::incident::Severity;
use app::postmortem::facts::{Covered, Facts};
use chrono::{DateTime, Utc};

use super::record;
use crate::clock::instant;
use crate::db::{DbError, Stored, Tx};
use crate::{statements, with_tx};

statements! {
    COVER = "insert into postmortem_covered (incident, postmortem, person, at) values ($1, $2, $3, $4) on conflict (incident) do nothing";
    UNCOVER = "delete from postmortem_covered where incident = $1 and postmortem = $2";
    COVERED = "select i.number, i.title, i.peak_severity, i.started_at, i.declared_at, i.resolved_at from postmortem_covered c join postmortem p on p.id = c.postmortem \
               join incident i on i.number = c.incident where p.incident = $1 and not i.private order by i.declared_at, i.number";
    COVERING = "select p.incident from postmortem_covered c join postmortem p on p.id = c.postmortem where c.incident = $1";
}

pub async fn covered(tx: &mut Tx, number: i64) -> Result<Vec<Covered>, DbError> {
    type Stored6 = (i64, String, i64, Option<i64>, i64, Option<i64>);
    let rows: Vec<Stored6> = with_tx!(tx, |c| sqlx::query_as(COVERED).bind(number).fetch_all(&mut **c).await)?;
    let covered = |(number, title, peak, started, declared, resolved): Stored6| {
        Ok(Covered {
            number,
            title,
            peak_severity: Severity::try_from(peak).stored()?,
            started_at: started.map(instant),
            declared_at: instant(declared),
            resolved_at: resolved.map(instant),
        })
    };
    rows.into_iter().map(covered).collect()
}

/// Adds what the covered incidents recorded to the facts of the one they are written up with.
pub async fn add_facts(tx: &mut Tx, facts: &mut Facts, now: DateTime<Utc>) -> Result<(), DbError> {
    facts.covered = covered(tx, facts.incident.number).await?;
    for other in facts.covered.clone() {
        let more = record::shared(tx, other.number, other.declared_at, now).await?;
        let of_other = |mut moment: app::postmortem::facts::KeyMoment| {
            moment.incident = Some(other.number);
            moment
        };
        facts.timeline.extend(more.timeline.into_iter().map(of_other));
        facts.signals.extend(more.signals);
        facts.decisions.extend(more.decisions);
        facts.tickets.extend(more.tickets);
        facts.backfills.extend(more.backfills);
        facts.actions.extend(more.actions);
        facts
            .assets
            .extend(more.assets.into_iter().filter(|asset| facts.assets.iter().all(|known| known.id != asset.id)).collect::<Vec<_>>());
    }
    if !facts.covered.is_empty() {
        facts.timeline.sort_by_key(|moment| (moment.happened_at, moment.entry));
        facts.signals.sort_by_key(|signal| (signal.seen_at, signal.id));
        facts.decisions.sort_by_key(|decision| (decision.decided_at, decision.id));
        facts.actions.sort_by_key(|action| (action.idea, action.due_at, action.number));
        facts.lead_seconds = facts.signals.iter().filter_map(|signal| signal.lead_seconds).max();
    }
    Ok(())
}

/// The incident whose postmortem covers this one.
pub async fn covering(tx: &mut Tx, number: i64) -> Result<Option<i64>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(COVERING).bind(number).fetch_optional(&mut **c).await)?)
}

pub async fn add(tx: &mut Tx, incident: i64, postmortem: i64, person: Option<i64>, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(COVER).bind(incident).bind(postmortem).bind(person).bind(now).execute(&mut **c).await.map(drop))?)
}

/// Whether it was covered.
pub async fn remove(tx: &mut Tx, incident: i64, postmortem: i64) -> Result<bool, DbError> {
    let gone =
        with_tx!(tx, |c| sqlx::query(UNCOVER).bind(incident).bind(postmortem).execute(&mut **c).await.map(|done| done.rows_affected()))?;
    Ok(gone == 1)
}
