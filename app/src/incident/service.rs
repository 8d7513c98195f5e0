//! The use cases of incidents.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::similar::Similar;
use super::{Entry, Guardrail, Kind, Moment, Record, Responsibility, Revision, Severity, Status, Stretch, Summary, TimeChoice};
use crate::actor::Actor;
use crate::edit::Seen;
use crate::error::{AppError, Problems};
use crate::part::Part;
use crate::text;

/// A declaration: only the title is required.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// The title: one line, at most 200 characters.
    pub title: String,
    /// What is known: at most 10,000 characters.
    pub summary: String,
    /// The type.
    pub kind: Kind,
    /// How bad it is.
    pub severity: Severity,
    /// The owning team.
    pub team: Option<i64>,
    /// When the impact began, if known.
    pub started_at: Option<DateTime<Utc>>,
    /// When it was noticed; when nobody says, at the declaration.
    pub detected_at: Option<DateTime<Utc>>,
    /// Whether only members see it.
    pub private: bool,
    /// Whether it is a drill.
    pub drill: bool,
    /// The closed incident that came back.
    pub recurrence_of: Option<i64>,
    /// The signal it is declared from, which is linked to it.
    pub signal: Option<i64>,
}

impl Declaration {
    /// A declaration with nothing but a title.
    ///
    /// # Errors
    /// [`AppError::Invalid`] on `title`.
    pub fn titled(title: &str) -> Result<Self, AppError> {
        Ok(Self {
            title: text::line("a title", title, 200).map_err(|message| AppError::field("title", message))?,
            summary: String::new(),
            kind: Kind::Data,
            severity: Severity::DEFAULT,
            team: None,
            started_at: None,
            detected_at: None,
            private: false,
            drill: false,
            recurrence_of: None,
            signal: None,
        })
    }

    /// Sets the summary and checks its length.
    ///
    /// # Errors
    /// [`AppError::Invalid`] on `summary`.
    pub fn summarised(mut self, summary: &str) -> Result<Self, AppError> {
        self.summary = text::prose("the summary", summary, 10_000).map_err(|message| AppError::field("summary", message))?;
        Ok(self)
    }
}

/// A change of severity, with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeverityChange {
    /// To which.
    pub to: Severity,
    /// Why; one sentence at least.
    pub reason: String,
    /// Whether it is meant to raise it, or to lower it; a change in the other direction is refused.
    pub raise: Option<bool>,
}

impl SeverityChange {
    /// Parses a change as typed.
    ///
    /// # Errors
    /// [`AppError::Invalid`] on `severity` or `reason`.
    pub fn parse(severity: &str, reason: &str) -> Result<Self, AppError> {
        let mut problems = Problems::default();
        let to = problems.check("severity", severity.parse());
        let reason = problems.check("reason", text::reason("a reason", reason));
        problems.finish()?;
        let (Some(to), Some(reason)) = (to, reason) else { return Err(AppError::NotFound) };
        Ok(Self { to, reason, raise: None })
    }
}

/// A change of status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusChange {
    /// To which.
    pub to: Status,
    /// Why, where it has to be said.
    pub reason: String,
    /// Which time counts, when the moment was corrected by hand before.
    pub time: Option<TimeChoice>,
}

/// What type it is, and who owns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Classification {
    /// The type.
    pub kind: Kind,
    /// The owning team, or none.
    pub team: Option<i64>,
}

/// The impact, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impact {
    /// Whether consumers got wrong data or were halted.
    pub guardrail: Guardrail,
    /// Which customers, in words.
    pub customers: String,
    /// How many records.
    pub records_affected: Option<i64>,
    /// How much money, in words.
    pub money_at_stake: String,
    /// Numbers of affected assets.
    pub assets: Vec<i64>,
}

/// Which incidents a list shows. The URL is the state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words in title or summary, or `INC-42`.
    pub text: String,
    /// Only these; empty for all.
    pub statuses: Vec<Status>,
    /// Only these; empty for all.
    pub severities: Vec<Severity>,
    /// Only this type.
    pub kind: Option<Kind>,
    /// Only of this team.
    pub team: Option<i64>,
    /// Declared at or after.
    pub from: Option<DateTime<Utc>>,
    /// Declared before.
    pub until: Option<DateTime<Utc>>,
    /// Only drills, or only real ones; both when `None`.
    pub drill: Option<bool>,
    /// Only those whose worst severity is one of these; empty for all.
    pub peaks: Vec<Severity>,
    /// Only what the year counts: no drills, nothing canceled or merged.
    pub counted: bool,
    /// Only those whose consumers got this.
    pub guardrail: Option<Guardrail>,
    /// Only returns of an earlier incident.
    pub returned: bool,
    /// Only with a lower number: the next page.
    pub before: Option<i64>,
    /// Only with a higher number: the page before.
    pub after: Option<i64>,
}

/// One page of a list, latest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// At most fifty.
    pub incidents: Vec<Summary>,
    /// Whether there are newer ones that match.
    pub newer: bool,
    /// Whether there are older ones that match.
    pub older: bool,
}

/// What is still open when somebody wants to close or resolve: one sentence each.
pub type OpenItems = Vec<String>;

/// Use cases around incidents.
#[async_trait]
pub trait Incidents: Send + Sync {
    /// Declares an incident and gives its number.
    async fn declare(&self, actor: &Actor, declaration: Declaration) -> Result<i64, AppError>;
    /// One page of incidents.
    async fn list(&self, actor: &Actor, filter: &Filter) -> Result<Listing, AppError>;
    /// How many are open, by severity from SEV1 to SEV5; drills not counted.
    async fn open_counts(&self, actor: &Actor) -> Result<[i64; 5], AppError>;
    /// One incident with its histories.
    async fn show(&self, actor: &Actor, number: i64) -> Result<Record, AppError>;
    /// Past incidents that look like this one, the most alike first, at most three, with what was promised and never proved.
    async fn similar(&self, actor: &Actor, number: i64) -> Result<Vec<Similar>, AppError>;
    /// At most `most` entries of its timeline, oldest first; nothing is found beside an entry that is not there.
    async fn timeline(&self, actor: &Actor, number: i64, stretch: Stretch, most: usize) -> Result<Part<Entry>, AppError>;
    /// The earliest key moments before an entry, oldest first, at most `most`.
    async fn key_moments(&self, actor: &Actor, number: i64, before: i64, most: usize) -> Result<Part<Entry>, AppError>;
    /// One entry.
    async fn entry(&self, actor: &Actor, number: i64, entry: i64) -> Result<Entry, AppError>;
    /// Earlier texts of an entry, latest first.
    async fn revisions(&self, actor: &Actor, number: i64, entry: i64) -> Result<Vec<Revision>, AppError>;
    /// Changes title and summary.
    async fn describe(&self, actor: &Actor, number: i64, title: &str, summary: &str, seen: &Seen) -> Result<(), AppError>;
    /// Raises (responders) or lowers (the commander) the severity.
    async fn change_severity(&self, actor: &Actor, number: i64, change: SeverityChange) -> Result<(), AppError>;
    /// Moves it forwards. Resolving with a short backfill or closing with loose ends needs a reason; a moment that was
    /// corrected by hand is replaced only when the change says so.
    async fn set_status(&self, actor: &Actor, number: i64, change: StatusChange) -> Result<(), AppError>;
    /// [`Self::set_status`] for a moment that nobody has corrected.
    async fn change_status(&self, actor: &Actor, number: i64, to: Status, reason: &str) -> Result<(), AppError> {
        self.set_status(actor, number, StatusChange { to, reason: reason.to_owned(), time: None }).await
    }
    /// Corrects when a severity changed: for the commander and admins.
    async fn correct_severity(
        &self,
        actor: &Actor,
        number: i64,
        change: i64,
        at: DateTime<Utc>,
        reason: &str,
        seen: &Seen,
    ) -> Result<(), AppError>;
    /// Adds a change of severity that was missed: for the commander and admins.
    async fn add_severity(&self, actor: &Actor, number: i64, severity: Severity, at: DateTime<Utc>, reason: &str) -> Result<(), AppError>;
    /// Changes the type (responders) or the owning team (its members, the commander, admins).
    async fn classify(&self, actor: &Actor, number: i64, change: Classification, seen: &Seen) -> Result<(), AppError>;
    /// What would be left open by resolving or closing it now.
    async fn open_items(&self, actor: &Actor, number: i64, to: Status) -> Result<OpenItems, AppError>;
    /// Back to work, with a reason. A closed one only says that its closure was the mistake.
    async fn reopen(&self, actor: &Actor, number: i64, reason: &str) -> Result<(), AppError>;
    /// Gives somebody a role; a commander hands over.
    async fn assign(&self, actor: &Actor, number: i64, role: Responsibility, person: i64) -> Result<(), AppError>;
    /// Unassigns a role.
    async fn release(&self, actor: &Actor, number: i64, assignment: i64) -> Result<(), AppError>;
    /// Says which assets were hit.
    async fn set_assets(&self, actor: &Actor, number: i64, assets: &[i64], seen: &Seen) -> Result<(), AppError>;
    /// Describes the impact.
    async fn set_impact(&self, actor: &Actor, number: i64, impact: Impact, seen: &Seen) -> Result<(), AppError>;
    /// Writes to the timeline. `happened_at` defaults to now and is never in the future.
    async fn note(
        &self,
        actor: &Actor,
        number: i64,
        body: &str,
        happened_at: Option<DateTime<Utc>>,
        evidence_url: Option<String>,
    ) -> Result<i64, AppError>;
    /// Corrects an entry's text or time; the earlier ones are kept.
    async fn correct_entry(
        &self,
        actor: &Actor,
        number: i64,
        entry: i64,
        body: &str,
        happened_at: DateTime<Utc>,
        reason: &str,
        seen: &Seen,
    ) -> Result<(), AppError>;
    /// Pins a key moment, or unpins it.
    async fn pin(&self, actor: &Actor, number: i64, entry: i64, pinned: bool) -> Result<(), AppError>;
    /// Strikes an entry through, or takes that back.
    async fn strike(&self, actor: &Actor, number: i64, entry: i64, struck: bool) -> Result<(), AppError>;
    /// Corrects a moment. An impossible order is kept only when `insist`; the future never.
    async fn correct_time(
        &self,
        actor: &Actor,
        number: i64,
        moment: Moment,
        at: Option<DateTime<Utc>>,
        reason: &str,
        insist: bool,
        seen: &Seen,
    ) -> Result<(), AppError>;
    /// Merges it as a duplicate into another; its address keeps working.
    async fn merge(&self, actor: &Actor, number: i64, into: i64) -> Result<(), AppError>;
    /// Takes a merge back.
    async fn unmerge(&self, actor: &Actor, number: i64) -> Result<(), AppError>;
    /// Marks it as a drill, or as real.
    async fn mark_drill(&self, actor: &Actor, number: i64, drill: bool) -> Result<(), AppError>;
    /// Hides it from everybody who is not a member.
    async fn make_private(&self, actor: &Actor, number: i64) -> Result<(), AppError>;
    /// Shows a private incident to everybody: an act of its own, which has to be confirmed. [`AppError::Invalid`] on `confirm`.
    async fn make_public(&self, actor: &Actor, number: i64, confirmed: bool) -> Result<(), AppError>;
    /// Lets somebody see a private incident.
    async fn add_member(&self, actor: &Actor, number: i64, person: i64) -> Result<(), AppError>;
    /// What the five severities mean here, SEV1 first.
    async fn meanings(&self, actor: &Actor) -> Result<[String; 5], AppError>;
    /// Rewrites what a severity means.
    async fn set_meaning(&self, actor: &Actor, severity: Severity, meaning: &str, seen: &Seen) -> Result<(), AppError>;
}
