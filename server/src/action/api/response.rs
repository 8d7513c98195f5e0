//! Response bodies of action items.

use app::action::{ActionItem, DueChange, Event, Horizon, Priority, ProofRun, Proposal, Record, State};
use app::check::Outcome;
use app::due_day::DueDay;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::Named;
use crate::ticket::api::TicketEntry;

/// One page of action items.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionList {
    /// At most fifty.
    pub items: Vec<ActionEntry>,
    /// The next page, if there is one.
    pub next: Option<String>,
}

/// An action item as lists show it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionEntry {
    /// 7 of ACT-7.
    pub number: i64,
    /// `ACT-7`.
    pub reference: String,
    /// Its incident.
    pub incident: Named,
    /// The incident into which that one was merged; it stays a commitment like any other.
    pub merged_into: Option<i64>,
    /// The title.
    pub title: String,
    /// What it is about, in Markdown.
    pub about: String,
    /// Who keeps it; null when nobody does.
    pub owner: Option<Named>,
    /// The day on which it is due: the same day for every reader.
    pub due_day: Option<NaiveDate>,
    /// When that day ends where it was set.
    pub due_at: Option<DateTime<Utc>>,
    /// The original due date; on time is measured against it.
    pub first_due_day: Option<NaiveDate>,
    /// When that day ends where it was set.
    pub first_due_at: Option<DateTime<Utc>>,
    /// How often the due date was moved.
    pub due_moves: i64,
    /// Whether its due date has passed and it is not settled.
    pub overdue: bool,
    /// How far ahead it looks.
    pub horizon: Horizon,
    /// Priority.
    pub priority: Priority,
    /// Whether it is only an idea.
    pub idea: bool,
    /// Where it is.
    pub state: State,
    /// Whether nothing is left to do: verified, or its risk accepted and not expired.
    pub settled: bool,
    /// How it is verified.
    pub proof: ActionProof,
    /// Since when it awaits evidence, or when it last started to.
    pub awaiting_since: Option<DateTime<Utc>>,
    /// When it was last verified.
    pub verified_at: Option<DateTime<Utc>>,
    /// By whom, when a person did.
    pub verified_by: Option<String>,
    /// By what, when it last was.
    pub evidence: String,
    /// The risk, when it was last accepted.
    pub risk: Option<ActionRisk>,
    /// A proposed risk that a second person has to accept.
    pub proposed_risk: Option<ActionProposedRisk>,
    /// How often the problem recurred after it was verified.
    pub recurrences: i64,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: Option<String>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl ActionEntry {
    /// As it is at `now`.
    pub fn new(item: ActionItem, runs: Option<Vec<ProofRun>>, now: DateTime<Utc>) -> Self {
        Self {
            overdue: item.is_overdue(now),
            settled: item.is_settled(now),
            proof: ActionProof::new(&item, runs),
            number: item.number,
            reference: format!("ACT-{}", item.number),
            incident: item.incident.into(),
            title: item.title,
            about: item.about,
            owner: item.owner.map(Named::from),
            due_day: item.due.map(DueDay::day),
            due_at: item.due.map(DueDay::ends_at),
            first_due_day: item.first_due.map(DueDay::day),
            first_due_at: item.first_due.map(DueDay::ends_at),
            due_moves: item.due_moves,
            merged_into: item.merged_into,
            proposed_risk: item.proposal.map(ActionProposedRisk::from),
            horizon: item.horizon,
            priority: item.priority,
            idea: item.idea,
            state: item.state,
            awaiting_since: item.awaiting_since,
            verified_at: item.verified_at,
            verified_by: item.verified_by,
            evidence: item.evidence,
            risk: item.risk.map(|risk| ActionRisk {
                reason: risk.reason,
                accepted_by: risk.accepted_by,
                expires_day: risk.until.day(),
                expires_at: risk.until.ends_at(),
            }),
            recurrences: item.recurrences,
            created_at: item.created_at,
            created_by: item.created_by,
            updated_at: item.updated_at,
        }
    }
}

/// How it is verified, and the progress of that.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionProof {
    /// In words.
    pub words: String,
    /// The check whose runs verify it; null when a second person does.
    pub check: Option<Named>,
    /// How the check's last run ended.
    pub last_outcome: Option<Outcome>,
    /// How many green runs in a row; zero when only days count.
    pub green_runs: i64,
    /// For how many days; zero when only runs count.
    pub green_days: i64,
    /// Whether runs that examined no rows count, too.
    pub counts_empty: bool,
    /// The version of the check that was agreed on; null when a second person has not confirmed one yet.
    pub agreed_version: Option<i64>,
    /// The version that the check has now. Where it is another one, its runs count after `confirm_check`.
    pub version: Option<i64>,
    /// The version by which it was last verified.
    pub verified_version: Option<i64>,
    /// How many green runs count so far; null while it does not wait for evidence.
    pub count: Option<i64>,
    /// The next run that counts begins at or after this; null when any does.
    pub next_at: Option<DateTime<Utc>>,
    /// For how many seconds it has been green without a gap; as `count`.
    pub green_seconds: Option<i64>,
    /// The first and the latest twenty of the green runs that count; only where the proof is read with the action item or
    /// its incident.
    pub runs: Option<Vec<ActionProofRun>>,
}

impl ActionProof {
    fn new(item: &ActionItem, runs: Option<Vec<ProofRun>>) -> Self {
        let progress = item.progress();
        Self {
            words: item.proof_words(),
            check: item.check.as_ref().map(|check| Named { id: check.id, name: check.name.clone() }),
            last_outcome: item.check.as_ref().and_then(|check| check.last_outcome),
            green_runs: item.criterion.green_runs(),
            green_days: item.criterion.green_days(),
            counts_empty: item.criterion.counts_empty(),
            agreed_version: item.agreed_version,
            version: item.check.as_ref().map(|check| check.version),
            verified_version: item.verified_version,
            count: progress.as_ref().map(|progress| progress.count),
            next_at: progress.as_ref().and_then(|progress| progress.next_at),
            green_seconds: progress.as_ref().map(|progress| progress.green_for.num_seconds()),
            runs: runs.map(|runs| runs.into_iter().map(ActionProofRun::from).collect()),
        }
    }
}

/// A green run that counts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionProofRun {
    /// Its number.
    pub run: i64,
    /// Which of those that count it is.
    pub place: i64,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// By which version of the check it judged.
    pub version: Option<i64>,
    /// How many rows it examined; null when that is not known.
    pub examined: Option<i64>,
}

impl From<ProofRun> for ActionProofRun {
    fn from(ProofRun { run, place, started_at, version, examined, .. }: ProofRun) -> Self {
        Self { run, place, started_at, version, examined }
    }
}

/// An accepted risk.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionRisk {
    /// The reason.
    pub reason: String,
    /// Who accepted it.
    pub accepted_by: Option<String>,
    /// The day after which it counts as open again.
    pub expires_day: NaiveDate,
    /// When that day ends where it was set.
    pub expires_at: DateTime<Utc>,
}

/// A proposed risk that a second person has to accept.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionProposedRisk {
    /// The reason.
    pub reason: String,
    /// Who proposes it.
    pub proposed_by: Named,
    /// When.
    pub at: DateTime<Utc>,
    /// The day after which it would count as open again.
    pub expires_day: NaiveDate,
    /// When that day ends where it was set.
    pub expires_at: DateTime<Utc>,
}

impl From<Proposal> for ActionProposedRisk {
    fn from(Proposal { by, at, reason, until }: Proposal) -> Self {
        Self { reason, proposed_by: by.into(), at, expires_day: until.day(), expires_at: until.ends_at() }
    }
}

/// A due date that was moved.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionDueChange {
    /// The due date before.
    pub old_due_day: NaiveDate,
    /// When that day ends where it was set.
    pub old_due_at: DateTime<Utc>,
    /// The due date since then; null when it has none.
    pub new_due_day: Option<NaiveDate>,
    /// When that day ends where it was set.
    pub new_due_at: Option<DateTime<Utc>>,
    /// Why.
    pub reason: String,
    /// By whom.
    pub person: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

impl From<DueChange> for ActionDueChange {
    fn from(DueChange { old, new, reason, person, at }: DueChange) -> Self {
        Self {
            old_due_day: old.day(),
            old_due_at: old.ends_at(),
            new_due_day: new.map(DueDay::day),
            new_due_at: new.map(DueDay::ends_at),
            reason,
            person,
            at,
        }
    }
}

/// One step of an action item, or a change to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionEvent {
    /// From which state; null when it was promised.
    pub from: Option<State>,
    /// To which.
    pub to: State,
    /// Why, or what changed.
    pub note: String,
    /// By whom; null for Firebreak itself.
    pub person: Option<String>,
    /// The run of the check that decided it.
    pub run: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
}

impl From<Event> for ActionEvent {
    fn from(Event { from, to, note, person, run, at }: Event) -> Self {
        Self { from, to, note, person, run, at }
    }
}

/// An action item with its proof and its history.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionRecord {
    /// What lists show of it.
    pub action: ActionEntry,
    /// Every due date it had before, oldest first.
    pub due_changes: Vec<ActionDueChange>,
    /// Linked tickets.
    pub tickets: Vec<TicketEntry>,
    /// What happened, oldest first.
    pub events: Vec<ActionEvent>,
}

impl ActionRecord {
    /// As it is at `now`.
    pub fn new(record: Record, now: DateTime<Utc>) -> Self {
        Self {
            action: ActionEntry::new(record.item, Some(record.proof), now),
            due_changes: record.due_changes.into_iter().map(ActionDueChange::from).collect(),
            tickets: record.tickets.into_iter().map(TicketEntry::from).collect(),
            events: record.events.into_iter().map(ActionEvent::from).collect(),
        }
    }
}
