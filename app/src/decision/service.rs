//! The use cases of decisions.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Decision, LETTERS};
use crate::actor::Actor;
use crate::error::{AppError, Problems};
use crate::text;

/// The longest text of a decision, in characters.
const LONGEST: usize = 10_000;

/// Something that could be done, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewOption {
    /// The title: one line, at most 120 characters.
    pub label: String,
    /// What speaks for it.
    pub pros: String,
    /// What speaks against it.
    pub cons: String,
    /// What may go wrong with it.
    pub risk: String,
}

impl NewOption {
    fn is_empty(&self) -> bool {
        [&self.label, &self.pros, &self.cons, &self.risk].into_iter().all(|text| text.trim().is_empty())
    }
}

/// A decision, as typed. Texts are Markdown of at most 10,000 characters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewDecision {
    /// The problem.
    pub problem: String,
    /// The constraints.
    pub constraints: String,
    /// What could be done; empty ones are left out.
    pub options: Vec<NewOption>,
    /// The place of the chosen one among the options.
    pub chosen: Option<usize>,
    /// The reason for the choice.
    pub why: String,
    /// Who decided; the commander, or else whoever writes it down, when `None`.
    pub decided_by: Option<i64>,
    /// The objections.
    pub objections: String,
    /// When to revisit it.
    pub revisit_when: String,
    /// When it was decided; `None` means now; never in the future.
    pub decided_at: Option<DateTime<Utc>>,
    /// The decision of the same incident that it replaces.
    pub supersedes: Option<i64>,
}

impl NewDecision {
    /// The same, trimmed and without empty options, if it is whole.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with a sentence for each field that is not.
    pub fn parsed(self) -> Result<Self, AppError> {
        let mut problems = Problems::default();
        let mut needed = |field: &str, what: &str, typed: &str| {
            if typed.trim().is_empty() {
                problems.add(field, format!("Enter {what}."));
            }
            problems.check(field, text::prose(what, typed.trim_start(), LONGEST)).unwrap_or_default()
        };
        let problem = needed("problem", "the problem", &self.problem);
        let why = needed("why", "the reason for the choice", &self.why);
        let mut prose = |field: &str, what: &str, typed: &str| problems.check(field, text::prose(what, typed, LONGEST)).unwrap_or_default();
        let constraints = prose("constraints", "the constraints", &self.constraints);
        let objections = prose("objections", "the objections", &self.objections);
        let revisit_when = prose("revisit_when", "when to revisit it", &self.revisit_when);
        let (options, chosen) = validate_options(&mut problems, &self.options, self.chosen);
        problems.finish()?;
        Ok(Self { problem, constraints, options, chosen, why, objections, revisit_when, ..self })
    }
}

/// The options that say something, and the place of the chosen one among them.
fn validate_options(problems: &mut Problems, typed: &[NewOption], chosen: Option<usize>) -> (Vec<NewOption>, Option<usize>) {
    let mut options = Vec::new();
    let mut place = None;
    for (index, option) in typed.iter().enumerate().filter(|(_, option)| !option.is_empty()) {
        let Some(letter) = LETTERS.get(index) else {
            problems.add("option_f", "There can be at most six options.");
            break;
        };
        if chosen == Some(index) {
            place = Some(options.len());
        }
        let name = |part: &str| format!("{part}_{letter}");
        let what = format!("a title for option {}", letter.to_ascii_uppercase());
        let mut prose = |part: &str, typed: &str| problems.check(&name(part), text::prose("this", typed, LONGEST)).unwrap_or_default();
        let (pros, cons, risk) = (prose("pros", &option.pros), prose("cons", &option.cons), prose("risk", &option.risk));
        let label = problems.check(&name("option"), text::line(&what, &option.label, 120)).unwrap_or_default();
        options.push(NewOption { label, pros, cons, risk });
    }
    if options.len() < 2 {
        let free = typed.iter().position(NewOption::is_empty).unwrap_or(typed.len());
        let letter = LETTERS.get(free).unwrap_or(&'a');
        problems.add(&format!("option_{letter}"), "Enter at least two options.");
    }
    if place.is_none() {
        problems.add("chosen", "Choose the option that was chosen.");
    }
    (options, place)
}

/// Use cases around decisions.
#[async_trait]
pub trait Decisions: Send + Sync {
    /// Writes a decision down and gives its number.
    async fn record(&self, actor: &Actor, number: i64, decision: NewDecision) -> Result<i64, AppError>;
    /// The decisions of an incident in the order they were taken, those that no longer hold among them.
    async fn of_incident(&self, actor: &Actor, number: i64) -> Result<Vec<Decision>, AppError>;
    /// Strikes a decision through, with a reason.
    async fn strike(&self, actor: &Actor, number: i64, decision: i64, reason: &str) -> Result<(), AppError>;
    /// Says that another decision of the same incident replaces it.
    async fn supersede(&self, actor: &Actor, number: i64, decision: i64, by: i64) -> Result<(), AppError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(label: &str) -> NewOption {
        NewOption { label: label.to_owned(), ..NewOption::default() }
    }

    fn decision(options: Vec<NewOption>, chosen: Option<usize>) -> NewDecision {
        NewDecision { problem: "Patch or rebuild?".to_owned(), why: "It balances".to_owned(), options, chosen, ..NewDecision::default() }
    }

    fn wrong(decision: NewDecision) -> Vec<String> {
        match decision.parsed() {
            Err(AppError::Invalid { errors }) => errors.into_iter().map(|error| error.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn empty_options_are_left_out_and_the_choice_follows() {
        let typed = vec![option("Patch"), NewOption::default(), option(" Targeted fix "), NewOption::default()];
        let parsed = decision(typed, Some(2)).parsed().unwrap();
        assert_eq!((parsed.options.len(), parsed.chosen), (2, Some(1)));
        assert_eq!(parsed.options[1].label, "Targeted fix");
    }

    #[test]
    fn what_is_missing_is_told_at_once_on_its_field() {
        assert_eq!(wrong(decision(vec![option("Patch")], Some(1))), ["option_b", "chosen"]);
        let nameless = NewOption { pros: "Fast".to_owned(), ..NewOption::default() };
        assert_eq!(wrong(decision(vec![option("Patch"), nameless, option("Fix")], Some(2))), ["option_b"]);
        assert_eq!(wrong(decision(vec![option("x"); 7], Some(0))), ["option_f"]);
        assert_eq!(
            wrong(NewDecision { problem: " ".to_owned(), why: String::new(), ..decision(vec![option("a"), option("b")], Some(0)) }),
            ["problem", "why"]
        );
        assert_eq!(
            wrong(decision(vec![option("a"), NewOption::default(), option("b")], Some(1))),
            ["chosen"],
            "an empty option cannot be chosen"
        );
    }
}
