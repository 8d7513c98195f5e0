//! The action item: a promise that closes on evidence. An incident is not over when it is quiet; it is over when the fix
//! has proved itself.
//!
//! Invariants: what counts as proof is agreed before the work begins and cannot be weakened quietly afterwards; with a
//! linked check only its runs verify, never a person; without one a second person does, never the owner nor the one who
//! said it was done; a later failure of the check reopens it and counts as a recurrence; an accepted risk has a reason,
//! somebody who answers for it, and a day on which it counts as open again; every step is kept. Ideas are kept apart:
//! nothing can be done with one before it is promoted to a promise. To add a step: `step.rs`, its sentence in
//! `server/src/action/step.rs`, its form in `step_forms.rs`.

#[cfg(feature = "ssr")]
pub mod actions;
#[cfg(feature = "ssr")]
pub mod badges;
#[cfg(feature = "ssr")]
mod fields;
#[cfg(feature = "ssr")]
pub mod list_page;
#[cfg(feature = "ssr")]
pub mod panel;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
pub mod show_page;
#[cfg(feature = "ssr")]
mod step_forms;

mod confirm;
mod criterion;
mod evaluate;
mod step;
mod words;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::check::{Outcome, Schedule, standing};
use crate::due_day::DueDay;
pub use crate::ticket::Horizon;
use crate::ticket::Ticket;
pub use confirm::may_confirm;
pub use criterion::{Changer, Criterion, Terms, may_change};
pub use evaluate::{Case, Progress, ProofRun, Run, Streak, Verdict, evaluate_evidence, evidence, progress};
#[cfg(feature = "ssr")]
pub use service::{ActionFilter, ActionListing, Actions, Change, Counts, Cursor, NewAction, Owner, Typed, View};
pub use step::{Step, is_settled, may_accept, may_verify};
pub use words::{Priority, State};

/// The check an action item is judged by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedCheck {
    /// Its number.
    pub id: i64,
    /// The name.
    pub name: String,
    /// How its last run ended; `None` before the first.
    pub last_outcome: Option<Outcome>,
    /// When that was.
    pub last_run_at: Option<DateTime<Utc>>,
    /// When it runs, and how long an outcome counts.
    pub schedule: Schedule,
    /// The version it has now.
    pub version: i64,
}

impl LinkedCheck {
    /// How it stands: an outcome, `stale`, or `never ran`.
    pub fn standing(&self, now: DateTime<Utc>) -> &'static str {
        match standing(self.last_outcome, self.last_run_at, self.schedule.fresh_minutes, now) {
            crate::check::Standing::Never => "never ran",
            known => known.as_str(),
        }
    }
}

/// An accepted risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// The reason.
    pub reason: String,
    /// Who accepted it.
    pub accepted_by: Option<String>,
    /// The day after which it counts as open again.
    pub until: DueDay,
}

/// A risk that somebody proposes to accept, until a second person does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Who proposes it: number and name.
    pub by: (i64, String),
    /// When.
    pub at: DateTime<Utc>,
    /// The reason.
    pub reason: String,
    /// The day after which it would count as open again.
    pub until: DueDay,
}

/// A due date that was moved, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueChange {
    /// The due date before.
    pub old: DueDay,
    /// Until when since then; `None` when it has no date any more.
    pub new: Option<DueDay>,
    /// Why.
    pub reason: String,
    /// By whom.
    pub person: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// An action item as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionItem {
    /// `7` of `ACT-7`.
    pub number: i64,
    /// The incident it was promised after: number and title.
    pub incident: (i64, String),
    /// The incident into which that one was merged, when this reader may see it. It stays a commitment like any other.
    pub merged_into: Option<i64>,
    /// Whether that incident is private.
    pub private: bool,
    /// Whether that incident is an exercise.
    pub drill: bool,
    /// What is promised, beginning with a verb.
    pub title: String,
    /// What it is about, in Markdown.
    pub about: String,
    /// Who keeps it: number and name. `None` when nobody does.
    pub owner: Option<(i64, String)>,
    /// The day on which it is due.
    pub due: Option<DueDay>,
    /// The original due date; on time is measured against it.
    pub first_due: Option<DueDay>,
    /// How often the due date was moved.
    pub due_moves: i64,
    /// How far ahead it looks.
    pub horizon: Horizon,
    /// Priority.
    pub priority: Priority,
    /// Whether it is only an idea.
    pub idea: bool,
    /// Where it is.
    pub state: State,
    /// The linked check.
    pub check: Option<LinkedCheck>,
    /// How it is verified.
    pub criterion: Criterion,
    /// The version of the check that was agreed on; `None` when a second person has not confirmed one yet.
    pub agreed_version: Option<i64>,
    /// When a second person last confirmed a version.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// The proof so far.
    pub streak: Option<Streak>,
    /// Since when it awaits evidence, or when it last started to.
    pub awaiting_since: Option<DateTime<Utc>>,
    /// When it was last verified; kept when it is reopened.
    pub verified_at: Option<DateTime<Utc>>,
    /// By whom, when a person did.
    pub verified_by: Option<String>,
    /// By what, when it last was.
    pub evidence: String,
    /// By which version of the check, when a check did.
    pub verified_version: Option<i64>,
    /// The risk, when it was last accepted.
    pub risk: Option<Risk>,
    /// A proposed risk that a second person has to accept.
    pub proposal: Option<Proposal>,
    /// How often the problem recurred after it was verified.
    pub recurrences: i64,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: Option<String>,
    /// When it last changed: an editor who saw an older one is told.
    pub updated_at: DateTime<Utc>,
}

impl ActionItem {
    /// Whether nothing is left to do: verified, or its risk accepted and not expired.
    pub fn is_settled(&self, now: DateTime<Utc>) -> bool {
        is_settled(self.state, self.risk.as_ref().map(|risk| risk.until.ends_at()), now)
    }

    /// Whether the risk was accepted and its day has come: it counts as open again.
    pub fn has_expired(&self, now: DateTime<Utc>) -> bool {
        self.state == State::AcceptedRisk && !self.is_settled(now)
    }

    /// Whether a promise should have been kept by now and is not. Done is not kept: the proof may still be missing.
    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        !self.idea && !self.is_settled(now) && self.due.is_some_and(|due| due.is_over(now))
    }

    /// Whether somebody has to be found for it.
    pub fn is_unowned(&self, now: DateTime<Utc>) -> bool {
        !self.idea && !self.is_settled(now) && self.owner.is_none()
    }

    /// Whether the work has begun, so that what counts as proof stays. Once verified it had, also when it is open again.
    pub fn has_begun(&self) -> bool {
        self.state != State::Open || self.verified_at.is_some()
    }

    /// How the due date was moved, in words; nothing while it was not.
    pub fn moved_words(&self) -> Option<String> {
        let first = self.first_due.filter(|_| self.due_moves > 0)?;
        let times = if self.due_moves == 1 { "once".to_owned() } else { format!("{} times", self.due_moves) };
        Some(format!("originally due {}, moved {times}", first.words()))
    }

    /// What it is judged by.
    pub fn terms(&self) -> Terms {
        Terms { check: self.check.as_ref().map(|check| check.id), criterion: self.criterion }
    }

    /// What the rule of evidence looks at; `None` without a check.
    pub fn case(&self) -> Option<Case> {
        let check = self.check.as_ref()?;
        Some(Case {
            state: self.state,
            criterion: self.criterion,
            since: self.awaiting_since.map(|since| self.confirmed_at.map_or(since, |at| at.max(since))),
            agreed: self.agreed_version,
            check: (check.id, check.version),
            schedule: check.schedule,
            streak: self.streak,
        })
    }

    /// How far the proof is, while it waits for it.
    pub fn progress(&self) -> Option<Progress> {
        progress(&self.case()?)
    }

    /// The version of the check that a second person has to confirm before its runs can verify anything.
    pub fn unconfirmed(&self) -> Option<i64> {
        let check = self.check.as_ref().filter(|_| !self.idea && self.state != State::Verified)?;
        (self.agreed_version != Some(check.version)).then_some(check.version)
    }

    /// Whether it was verified by an earlier version of its check than the one that runs now.
    pub fn is_of_earlier_version(&self) -> bool {
        self.state == State::Verified && self.check.as_ref().is_some_and(|check| self.verified_version != Some(check.version))
    }

    /// What counts as proof, in words.
    pub fn proof_words(&self) -> String {
        match &self.check {
            Some(check) => format!("{} of {}", self.criterion.words(), check.name),
            None => "Verified by a second person".to_owned(),
        }
    }
}

/// One step of an action item, or a change to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// From which state; `None` when it was promised.
    pub from: Option<State>,
    /// To which.
    pub to: State,
    /// Why, or what changed.
    pub note: String,
    /// By whom; `None` for Firebreak itself.
    pub person: Option<String>,
    /// The run of the check that decided it.
    pub run: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
}

/// An action item with what its page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The action item.
    pub item: ActionItem,
    /// What it is about, as safe HTML.
    pub about_html: String,
    /// The runs that its proof is made of: the first, and the latest twenty.
    pub proof: Vec<ProofRun>,
    /// Every due date it had before, oldest first.
    pub due_changes: Vec<DueChange>,
    /// Linked tickets.
    pub tickets: Vec<Ticket>,
    /// What happened, oldest first.
    pub events: Vec<Event>,
}
