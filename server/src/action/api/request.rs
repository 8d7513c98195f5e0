//! Request bodies and parameters of action items.

use app::action::{ActionFilter, Cursor, Horizon, NewAction, Owner, Priority, State, Typed, View};
use app::chrono_tz::Tz;
use app::error::{AppError, Problems};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::api::link;

/// Which action items.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct ActionFilters {
    /// `open` (the default), `verified`, `risks`, `ideas` or `all`.
    pub view: String,
    /// Only in this state.
    pub state: Option<State>,
    /// The number of a person, `me`, or `nobody`.
    pub owner: String,
    /// Only overdue ones.
    pub overdue: bool,
    /// Only this horizon.
    pub horizon: Option<Horizon>,
    /// Only this priority.
    pub priority: Option<Priority>,
    /// Only those judged by the check with this number.
    pub check: Option<i64>,
    /// Only those of the incident with this number.
    pub incident: Option<i64>,
    /// Where the page before ended: from its `next`.
    pub after: String,
}

impl ActionFilters {
    /// What the list understands.
    pub fn parse(&self) -> Result<ActionFilter, AppError> {
        let mut problems = Problems::default();
        let view = match self.view.as_str() {
            "" => Ok(View::default()),
            word => View::ALL.into_iter().find(|view| view.as_str() == word).ok_or("Choose open, verified, risks, ideas or all."),
        };
        let owner = match self.owner.as_str() {
            "" => Ok(None),
            "me" => Ok(Some(Owner::Mine)),
            "nobody" => Ok(Some(Owner::Nobody)),
            number => number.parse().map(|id| Some(Owner::Person(id))).map_err(|_| "Enter the number of a person, me, or nobody."),
        };
        let after = match self.after.split_once('.') {
            None if self.after.is_empty() => Ok(None),
            Some((key, number)) => {
                let place = key.parse().ok().zip(number.parse().ok());
                place.map(|(key, number)| Some(Cursor(key, number))).ok_or("Follow the link in `next`.")
            }
            None => Err("Follow the link in `next`."),
        };
        let view = problems.check("view", view.map_err(str::to_owned)).unwrap_or_default();
        let owner = problems.check("owner", owner.map_err(str::to_owned)).flatten();
        let after = problems.check("after", after.map_err(str::to_owned)).flatten();
        problems.finish()?;
        Ok(ActionFilter {
            view,
            state: self.state,
            owner,
            overdue: self.overdue,
            horizon: self.horizon,
            priority: self.priority,
            check: self.check,
            incident: self.incident,
            after,
        })
    }

    /// The same list from another place, as a link.
    pub fn link(&self, Cursor(key, number): Cursor) -> String {
        let [check, incident] = [self.check, self.incident].map(|id| id.map(|id| id.to_string()).unwrap_or_default());
        let parameters = [
            ("view", self.view.as_str()),
            ("state", self.state.map(State::as_str).unwrap_or_default()),
            ("owner", &self.owner),
            ("overdue", if self.overdue { "true" } else { "" }),
            ("horizon", self.horizon.map(Horizon::as_str).unwrap_or_default()),
            ("priority", self.priority.map(Priority::as_str).unwrap_or_default()),
            ("check", &check),
            ("incident", &incident),
            ("after", &format!("{key}.{number}")),
        ];
        link("/actions", &parameters)
    }
}

/// An action item to be created.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "title": "Check that IDs and names agree", "horizon": "short_term", "priority": "high", "due": "2025-07-31", "green_runs": 3 }))]
pub struct CreateActionItem {
    /// The title, starting with a verb: one line, at most 200 characters.
    pub title: String,
    /// What it is about, in Markdown.
    #[serde(default)]
    pub about: String,
    /// The number of the owner.
    pub owner: Option<i64>,
    /// The day on which it is due (in your zone), such as `2025-09-30`.
    #[serde(default)]
    pub due: String,
    /// How far ahead it looks; `short_term` when nothing is said.
    pub horizon: Option<Horizon>,
    /// What comes first; `medium` when nothing is said.
    pub priority: Option<Priority>,
    /// Whether it is only an idea.
    #[serde(default)]
    pub idea: bool,
    /// The number of the check that verifies it; without one a second person does.
    pub check: Option<i64>,
    /// How many green runs in a row are required; 3 when neither runs nor days are given.
    #[schema(minimum = 0)]
    pub green_runs: Option<i64>,
    /// For how many days the check has to stay green.
    #[schema(minimum = 0)]
    pub green_days: Option<i64>,
    /// Whether runs that examined no rows, or an unknown number, count, too.
    #[serde(default)]
    pub counts_empty: bool,
    /// The `id`s of tickets of the same incident.
    #[serde(default)]
    pub tickets: Vec<i64>,
}

impl CreateActionItem {
    /// A promise, if it is sound.
    pub fn parse(self, zone: Tz) -> Result<NewAction, AppError> {
        let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        let typed = Typed {
            title: self.title,
            about: self.about,
            owner: number(self.owner),
            due: self.due,
            horizon: self.horizon.map(Horizon::as_str).unwrap_or_default().to_owned(),
            priority: self.priority.map(Priority::as_str).unwrap_or_default().to_owned(),
            check: number(self.check),
            green_runs: number(self.green_runs),
            green_days: number(self.green_days),
            counts_empty: self.counts_empty,
            tickets: self.tickets,
        };
        let promise = NewAction::parse(&typed, zone)?;
        Ok(if self.idea { promise.as_idea() } else { promise })
    }
}

/// A change of the state of an action item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActionStep {
    /// Makes an idea a promise.
    Promote,
    /// Begins the work, or goes on with it.
    Start,
    /// Says in `note` what is in the way.
    Block,
    /// Says that the work is done: from now on evidence is collected.
    Finish,
    /// Verifies, as a second person, what no check can.
    Verify,
    /// Proposes to leave it until the day in `expires`, with a reason in `note`; a second person accepts it.
    ProposeRisk,
    /// Answers for leaving it until the day in `expires`, with a reason in `note`; for commanders, never the owner nor who
    /// proposed it.
    AcceptRisk,
    /// Confirms, as a second person, the changed `version` of the check, with a reason in `note`.
    ConfirmCheck,
    /// Takes a verification back, with a reason in `note`.
    Reopen,
}

/// A step with an action item.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "step": "finish", "note": "Predictions are loaded by ID since release 41" }))]
pub struct TakeStep {
    /// Which: `promote`, `start`, `block`, `finish` (the work is done), `verify`, `propose_risk`, `accept_risk`, `confirm_check` or `reopen`.
    pub step: ActionStep,
    /// What was done, or why.
    #[serde(default)]
    pub note: String,
    /// For `propose_risk` and `accept_risk`: the day (in your zone) from which it counts as open again.
    #[serde(default)]
    pub expires: String,
    /// For `confirm_check`: the version of the check that you have reviewed.
    pub version: Option<i64>,
    /// For `reopen`: whether the problem recurred, which is counted.
    #[serde(default)]
    pub recurred: bool,
}

impl TakeStep {
    /// What is said belongs to this step: nothing that was said is dropped.
    pub fn fits(&self) -> Result<(), AppError> {
        let mut problems = Problems::default();
        if !matches!(self.step, ActionStep::ProposeRisk | ActionStep::AcceptRisk) && !self.expires.is_empty() {
            problems.add("expires", "Only `propose_risk` and `accept_risk` have a day on which it expires; leave this out.");
        }
        if self.step != ActionStep::Reopen && self.recurred {
            problems.add("recurred", "Only `reopen` takes `recurred`; leave this out.");
        }
        if (self.step == ActionStep::ConfirmCheck) != self.version.is_some() {
            problems.add(
                "version",
                "Only `confirm_check` takes `version`, the version of the check that you have reviewed; it is required there.",
            );
        }
        if self.step == ActionStep::Promote && !self.note.is_empty() {
            problems.add("note", "`promote` takes no note; leave this out.");
        }
        problems.finish()
    }
}
