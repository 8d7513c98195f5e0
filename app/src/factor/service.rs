//! The use cases of contributing factors.

use async_trait::async_trait;

use super::{Factor, FactorKind};
use crate::actor::Actor;
use crate::edit::{self, Edit};
use crate::error::{AppError, Problems};
use crate::text;

/// A factor, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewFactor {
    /// What part it played.
    pub kind: String,
    /// What it is: one line, at most 160 characters.
    pub title: String,
    /// What it has in common with others: at most 40 characters, or empty.
    pub theme: String,
    /// The factor it led to; the impact when `None`.
    pub leads_to: Option<i64>,
    /// The entry of the timeline that shows it.
    pub entry: Option<i64>,
    /// The action item that answers it.
    pub action: Option<i64>,
    /// Why nothing is done: Markdown is not read in it; at most 500 characters.
    pub no_action: String,
}

impl NewFactor {
    /// Its kind, and the same trimmed, with its theme in small letters.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with a sentence for each field that cannot be accepted.
    pub fn parsed(self) -> Result<(FactorKind, Self), AppError> {
        let mut problems = Problems::default();
        let kind = problems.check("kind", FactorKind::try_from(self.kind.clone()).map_err(|_| "Choose a kind.".to_owned()));
        let title = problems.check("title", text::line("the factor in one sentence", &self.title, 160)).unwrap_or_default();
        let theme = self.theme.trim().to_lowercase();
        let theme = if theme.is_empty() { theme } else { problems.check("theme", text::line("the theme", &theme, 40)).unwrap_or_default() };
        let no_action = problems.check("no_action", text::prose("the reason", self.no_action.trim(), 500)).unwrap_or_default();
        if self.action.is_some() && !no_action.is_empty() {
            problems.add("no_action", "Choose an action item or enter a reason why nothing is done, not both.");
        }
        problems.finish()?;
        let kind = kind.ok_or_else(|| AppError::field("kind", "Choose a kind."))?;
        Ok((kind, Self { title, theme, no_action, ..self }))
    }

    /// What is stored in place of `old`, with what its author changed.
    #[must_use]
    pub fn over(self, old: &Factor, edit: &mut Edit<'_>) -> Self {
        let (entry, action) = (old.evidence.as_ref().map(|evidence| evidence.entry), old.action.as_ref().map(|action| action.number));
        Self {
            kind: edit.text("kind", old.kind.as_str(), &self.kind),
            title: edit.text("title", &old.title, &self.title),
            theme: edit.text("theme", &old.theme, &self.theme),
            leads_to: edit.number("leads_to", old.leads_to, self.leads_to),
            entry: edit.number("entry", entry, self.entry),
            action: edit.number("action", action, self.action),
            no_action: edit.text("no_action", &old.no_action, &self.no_action),
        }
    }
}

/// What a form about a factor offers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// Entries of the timeline, the earliest first: number, moment in milliseconds since 1970 and first words.
    pub entries: Vec<(i64, chrono::DateTime<chrono::Utc>, String)>,
    /// Action items of the incident: number and title.
    pub actions: Vec<(i64, String)>,
    /// Themes that are in use, in alphabetical order, of incidents this reader may see.
    pub themes: Vec<String>,
}

/// A theme that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurring {
    /// The theme.
    pub theme: String,
    /// Its factors, the latest incident first.
    pub factors: Vec<Seen>,
}

/// A factor as the library lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The factor.
    pub factor: Factor,
    /// The incident's number.
    pub number: i64,
    /// What the incident is called.
    pub incident: String,
    /// When it was declared.
    pub declared_at: chrono::DateTime<chrono::Utc>,
}

impl Recurring {
    /// In how many incidents it was seen.
    pub fn incidents(&self) -> usize {
        let mut numbers: Vec<i64> = self.factors.iter().map(|seen| seen.number).collect();
        numbers.dedup();
        numbers.len()
    }

    /// How many of its factors are answered by something that proved itself.
    pub fn proved(&self) -> usize {
        let proved = |seen: &&Seen| seen.factor.action.as_ref().is_some_and(|action| action.state == "verified");
        self.factors.iter().filter(proved).count()
    }
}

/// Use cases around contributing factors.
#[async_trait]
pub trait Factors: Send + Sync {
    /// Adds a factor to an incident and gives its number. [`AppError::Conflict`] when the postmortem is approved or published.
    async fn add(&self, actor: &Actor, number: i64, factor: NewFactor) -> Result<i64, AppError>;
    /// Says it otherwise, or answers it.
    async fn change(&self, actor: &Actor, number: i64, factor: i64, changed: NewFactor, seen: &edit::Seen) -> Result<(), AppError>;
    /// Takes it out of the chain; what led to it leads to where it led.
    async fn remove(&self, actor: &Actor, number: i64, factor: i64) -> Result<(), AppError>;
    /// What a form about a factor of this incident offers.
    async fn choices(&self, actor: &Actor, number: i64) -> Result<Choices, AppError>;
    /// Themes of factors across the incidents this reader may see, the most frequent first.
    async fn recurring(&self, actor: &Actor) -> Result<Vec<Recurring>, AppError>;
}
