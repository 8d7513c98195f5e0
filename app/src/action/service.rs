//! The use cases of action items.

use async_trait::async_trait;
use chrono_tz::Tz;

use super::{ActionItem, Criterion, Horizon, Priority, ProofRun, Record, State, Step, may_accept};
use crate::actor::Actor;
use crate::due_day::DueDay;
use crate::edit::{Edit, Seen};
use crate::error::{AppError, Problems};
use crate::text;

/// An action item as somebody typed it, not yet parsed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// What is promised, beginning with a verb.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// Who keeps it, as a number.
    pub owner: String,
    /// The day on which it is due.
    pub due: String,
    /// A horizon; short term when nothing is given.
    pub horizon: String,
    /// A priority; medium when nothing is given.
    pub priority: String,
    /// The check it is judged by, as a number.
    pub check: String,
    /// Green runs in a row; three when neither runs nor days are given.
    pub green_runs: String,
    /// Green days.
    pub green_days: String,
    /// Whether runs that examined no rows count, too.
    pub counts_empty: bool,
    /// Tickets of the same incident.
    pub tickets: Vec<i64>,
}

/// An action item to be promised, or what one is changed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAction {
    /// What is promised: one line, at most 200 characters.
    pub title: String,
    /// What it is about: at most 10,000 characters.
    pub about: String,
    /// Who keeps it.
    pub owner: Option<i64>,
    /// The day on which it is due.
    pub due: Option<DueDay>,
    /// How far ahead it looks.
    pub horizon: Horizon,
    /// Priority.
    pub priority: Priority,
    /// Whether it is only an idea; kept as it is when an action item is changed.
    pub idea: bool,
    /// The check it is judged by.
    pub check: Option<i64>,
    /// How it is verified.
    pub criterion: Criterion,
    /// Tickets of the same incident.
    pub tickets: Vec<i64>,
}

fn chosen(what: &str, typed: &str) -> Result<Option<i64>, String> {
    let typed = typed.trim();
    if typed.is_empty() { Ok(None) } else { typed.parse().map(Some).map_err(|_| format!("Choose {what} from the list.")) }
}

fn word<T: TryFrom<String, Error = String>>(typed: &str, otherwise: T) -> Result<T, String> {
    if typed.is_empty() { Ok(otherwise) } else { T::try_from(typed.to_owned()) }
}

fn criterion(problems: &mut Problems, runs: &str, days: &str) -> Option<Criterion> {
    let runs = problems.check("green_runs", text::count("the green runs", runs))?;
    let days = problems.check("green_days", text::count("the green days", days))?;
    match (runs, days) {
        (None, None) => Some(Criterion::default()),
        (runs, days) => {
            let agreed = Criterion::new(runs.unwrap_or_default(), days.unwrap_or_default());
            agreed.map_err(|(field, message)| problems.add(field, message)).ok()
        }
    }
}

impl NewAction {
    /// A promise with nothing but a title.
    ///
    /// # Errors
    /// [`AppError::Invalid`] on `title`.
    pub fn titled(title: &str) -> Result<Self, AppError> {
        Self::parse(&Typed { title: title.to_owned(), ..Typed::default() }, Tz::UTC)
    }

    /// Reads what was typed; days are days in `zone`.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with a sentence for each field that cannot be accepted.
    pub fn parse(typed: &Typed, zone: Tz) -> Result<Self, AppError> {
        let mut problems = Problems::default();
        let title = problems.check("title", text::line("a title, starting with a verb", &typed.title, 200));
        let about = problems.check("about", text::prose("the description", &typed.about, 10_000));
        let owner = problems.check("owner", chosen("an owner", &typed.owner)).flatten();
        let due = problems.check("due", DueDay::parse(&typed.due, zone)).flatten();
        let horizon = problems.check("horizon", word(&typed.horizon, Horizon::ShortTerm));
        let priority = problems.check("priority", word(&typed.priority, Priority::Medium));
        let check = problems.check("check", chosen("a check", &typed.check)).flatten();
        let criterion =
            criterion(&mut problems, &typed.green_runs, &typed.green_days).map(|agreed| agreed.counting_empty(typed.counts_empty));
        problems.finish()?;
        let (Some(title), Some(about), Some(horizon), Some(priority), Some(criterion)) = (title, about, horizon, priority, criterion)
        else {
            return Err(AppError::NotFound);
        };
        Ok(Self { title, about, owner, due, horizon, priority, idea: false, check, criterion, tickets: typed.tickets.clone() })
    }

    /// What is stored in place of `old`, to which the tickets `linked` belong, with what its author changed.
    ///
    /// # Errors
    /// [`AppError::Overlap`] where somebody else changed the same; [`AppError::Invalid`] when the halves of a criterion that two people
    /// changed make none.
    pub fn over(self, old: &ActionItem, linked: &[i64], seen: &Seen) -> Result<Self, AppError> {
        let some = |many: i64| Some(many).filter(|many| *many > 0);
        let (was, is) = (old.criterion, self.criterion);
        let mut edit = Edit::new(seen);
        let title = edit.text("title", &old.title, &self.title);
        let about = edit.text("about", &old.about, &self.about);
        let owner = edit.number("owner", old.owner.as_ref().map(|(id, _)| *id), self.owner);
        let due = edit.field("due", old.due, self.due, |due| due.map(DueDay::iso).unwrap_or_default());
        let horizon = edit.field("horizon", old.horizon, self.horizon, |horizon| horizon.as_str().to_owned());
        let priority = edit.field("priority", old.priority, self.priority, |priority| priority.as_str().to_owned());
        let check = edit.number("check", old.check.as_ref().map(|check| check.id), self.check);
        let runs = edit.number("green_runs", some(was.green_runs()), some(is.green_runs())).unwrap_or_default();
        let days = edit.number("green_days", some(was.green_days()), some(is.green_days())).unwrap_or_default();
        let empty = edit.flag("counts_empty", was.counts_empty(), is.counts_empty());
        let tickets = edit.numbers("tickets", linked, &self.tickets);
        edit.finish()?;
        let criterion = Criterion::new(runs, days).map_err(|(field, message)| AppError::field(field, message))?.counting_empty(empty);
        Ok(Self { title, about, owner, due, horizon, priority, idea: self.idea, check, criterion, tickets })
    }

    /// The same as an idea.
    pub fn as_idea(self) -> Self {
        Self { idea: true, ..self }
    }
}

/// What an action item is changed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Everything about it.
    pub to: NewAction,
    /// Why something else counts as proof now; needed once the work has begun.
    pub reason: String,
    /// Why the due date is moved; needed when it is.
    pub due_reason: String,
    /// What its author saw.
    pub seen: Seen,
}

/// Which kind of action items a list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum View {
    /// Promises that are not kept yet, the most urgent first.
    #[default]
    Open,
    /// Promises that have proved themselves, the latest first.
    Verified,
    /// Risks somebody answers for, those that expire first, first.
    Risks,
    /// What could be promised.
    Ideas,
    /// Everything, the latest first.
    All,
}

impl View {
    /// All, in the order of the tabs.
    pub const ALL: [Self; 5] = [Self::Open, Self::Verified, Self::Risks, Self::Ideas, Self::All];

    /// As in the address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Verified => "verified",
            Self::Risks => "risks",
            Self::Ideas => "ideas",
            Self::All => "all",
        }
    }
}

/// Whose action items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The reader's own.
    Mine,
    /// Nobody's.
    Nobody,
    /// Somebody's.
    Person(i64),
}

/// A place in a list: its sort key and the action item's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor(pub i64, pub i64);

/// Which action items a list shows. The URL is the state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActionFilter {
    /// Which kind.
    pub view: View,
    /// Only in this state.
    pub state: Option<State>,
    /// Only theirs.
    pub owner: Option<Owner>,
    /// Only overdue ones.
    pub overdue: bool,
    /// Only this horizon.
    pub horizon: Option<Horizon>,
    /// Only this priority.
    pub priority: Option<Priority>,
    /// Only those judged by this check.
    pub check: Option<i64>,
    /// Only those of this incident.
    pub incident: Option<i64>,
    /// Only what comes after: the next page.
    pub after: Option<Cursor>,
}

/// One page of action items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionListing {
    /// At most fifty.
    pub items: Vec<ActionItem>,
    /// Where the next page begins, if there is one.
    pub after: Option<Cursor>,
}

/// How many promises there are that this reader may see. Ideas are counted apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Not kept yet.
    pub open: i64,
    /// Of those: due before now.
    pub overdue: i64,
    /// Of those: nobody's.
    pub unowned: i64,
    /// Of those: done and not proved.
    pub awaiting: i64,
    /// Of those: the reader's.
    pub mine: i64,
    /// Proved.
    pub verified: i64,
    /// Risks accepted and not expired.
    pub risks: i64,
    /// Ideas.
    pub ideas: i64,
}

/// Use cases around action items. One of a private incident does not exist for people who are not its members.
#[async_trait]
pub trait Actions: Send + Sync {
    /// Promises something after an incident (or notes an idea) and gives its number.
    async fn add(&self, actor: &Actor, incident: i64, action: NewAction) -> Result<i64, AppError>;
    /// The action items of an incident with the runs that their proof is made of: promises first, the most urgent first; then ideas.
    async fn of_incident(&self, actor: &Actor, incident: i64) -> Result<Vec<(ActionItem, Vec<ProofRun>)>, AppError>;
    /// One page of action items.
    async fn list(&self, actor: &Actor, filter: &ActionFilter) -> Result<ActionListing, AppError>;
    /// How many there are.
    async fn counts(&self, actor: &Actor) -> Result<Counts, AppError>;
    /// One action item with its history.
    async fn show(&self, actor: &Actor, number: i64) -> Result<Record, AppError>;
    /// Changes what is promised, who keeps it, by when, and what counts as proof.
    async fn change(&self, actor: &Actor, number: i64, change: Change) -> Result<(), AppError>;
    /// Makes an idea a promise.
    async fn promote(&self, actor: &Actor, number: i64) -> Result<(), AppError>;
    /// Begins the work, or goes on with it.
    async fn start(&self, actor: &Actor, number: i64, note: &str) -> Result<(), AppError>;
    /// Says what is in the way.
    async fn block(&self, actor: &Actor, number: i64, reason: &str) -> Result<(), AppError>;
    /// Says that the work is done: from now on evidence is collected.
    async fn finish(&self, actor: &Actor, number: i64, note: &str) -> Result<(), AppError>;
    /// Verifies, as a second person, what no check can.
    async fn verify(&self, actor: &Actor, number: i64, note: &str) -> Result<(), AppError>;
    /// Proposes to leave it until a day; a commander who neither owns it nor proposes it may accept that.
    async fn propose_risk(&self, actor: &Actor, number: i64, reason: &str, until: Option<DueDay>) -> Result<(), AppError>;
    /// Answers for leaving it until a day. For commanders, never the owner nor who proposed it.
    async fn accept_risk(&self, actor: &Actor, number: i64, reason: &str, until: Option<DueDay>) -> Result<(), AppError>;
    /// Confirms, as a second person, that this version of the check still shows what was agreed: its runs count from now on.
    async fn confirm_check(&self, actor: &Actor, number: i64, version: i64, note: &str) -> Result<(), AppError>;
    /// Takes a verification back; `recurred` says that what it was about has come back, which is counted.
    async fn reopen(&self, actor: &Actor, number: i64, reason: &str, recurred: bool) -> Result<(), AppError>;
    /// Checks that an action item can be judged by: number and name.
    async fn checks(&self, actor: &Actor) -> Result<Vec<(i64, String)>, AppError>;
}

impl ActionItem {
    /// What people can do with it now.
    pub fn steps(&self, actor: &Actor) -> Vec<Step> {
        if self.idea || actor.require_responder().is_err() {
            return Vec::new();
        }
        let fits = |step: &Step| match step {
            Step::Verify => self.check.is_none() && step.fits(self.state),
            Step::AcceptRisk => {
                let owned = self.owner.as_ref().is_some_and(|(id, _)| actor.person == Some(*id));
                let proposed = self.proposal.as_ref().map(|proposal| proposal.by.0);
                let second = may_accept(actor.person, owned, self.owner.is_none(), proposed).is_ok();
                actor.require_commander().is_ok() && second && step.fits(self.state)
            }
            other => other.fits(self.state),
        };
        Step::ALL.into_iter().filter(fits).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_enough_and_the_criterion_is_there_from_the_start() {
        let promise = NewAction::titled("Add a match check to the pipeline").unwrap();
        assert_eq!((promise.horizon, promise.priority, promise.criterion.green_runs()), (Horizon::ShortTerm, Priority::Medium, 3));
        let error = NewAction::titled("").unwrap_err();
        assert!(error.message_for("title").is_some_and(|words| words.contains("verb")));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let typed = Typed {
            due: "soon".into(),
            horizon: "never".into(),
            check: "x".into(),
            green_runs: "0".into(),
            green_days: "0".into(),
            ..Typed::default()
        };
        let error = NewAction::parse(&typed, Tz::UTC).unwrap_err();
        for field in ["title", "due", "horizon", "check", "green_runs"] {
            assert!(error.message_for(field).is_some(), "{field}");
        }
        let days = Typed { title: "Add".into(), green_days: "7".into(), ..Typed::default() };
        let days = NewAction::parse(&days, Tz::UTC).unwrap().criterion;
        assert_eq!((days.green_runs(), days.green_days()), (0, 7));
    }
}
