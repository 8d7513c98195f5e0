//! The use cases of templates.

use async_trait::async_trait;

use super::{LONGEST, Template, read};
use crate::actor::Actor;
use crate::error::{AppError, Problems};
use crate::incident::Kind;
use crate::postmortem::Version;
use crate::text;

/// A template as the list shows it: its latest version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name in addresses.
    pub key: String,
    /// The latest version, from 1.
    pub version: i64,
    /// As people read it.
    pub title: String,
    /// Whose it is: number and name; everybody's when `None`.
    pub team: Option<(i64, String)>,
    /// The kind of incident it is begun with by default, within its team.
    pub kind: Option<Kind>,
    /// Whether no postmortem can be begun with it any more.
    pub retired: bool,
    /// Whether it came with Firebreak.
    pub shipped: bool,
}

/// A template with its text and its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// What the list shows.
    pub listed: Listed,
    /// The text it is read from.
    pub source: String,
    /// What it says.
    pub template: Template,
    /// Every text it had, the latest first; empty while it is as it was shipped and no document uses it.
    pub versions: Vec<Version>,
}

/// A template, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// As people read it: at most 60 characters.
    pub title: String,
    /// Whose it is; everybody's when `None`.
    pub team: Option<i64>,
    /// For which kind of incident postmortems begin with it by default.
    pub kind: Option<Kind>,
    /// Its text, at most 20,000 characters.
    pub source: String,
}

impl Wanted {
    /// The same, trimmed.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with a sentence for each field that cannot be accepted.
    pub fn parsed(self) -> Result<Self, AppError> {
        let mut problems = Problems::default();
        let title = problems.check("title", text::line("a title", &self.title, 60)).unwrap_or_default();
        let source = problems.check("source", text::prose("the template", &self.source, LONGEST)).unwrap_or_default();
        if !source.is_empty() || self.source.trim().is_empty() {
            problems.check("source", read("", 1, &title, &source));
        }
        problems.finish()?;
        Ok(Self { title, source, ..self })
    }
}

/// Use cases around templates: everybody reads them, commanders change them.
#[async_trait]
pub trait Templates: Send + Sync {
    /// All, those in use first, by title.
    async fn list(&self, actor: &Actor) -> Result<Vec<Listed>, AppError>;
    /// One with its text and history. [`AppError::NotFound`] when there is none of this name.
    async fn show(&self, actor: &Actor, key: &str) -> Result<Edition, AppError>;
    /// Adds one and gives its name. [`AppError::Invalid`] when its text is no template.
    async fn add(&self, actor: &Actor, wanted: Wanted) -> Result<String, AppError>;
    /// Stores a version over `version`, the one its writer saw, and gives its number. Documents keep the version they were
    /// begun with. [`AppError::Conflict`] when somebody else stored one meanwhile.
    async fn change(&self, actor: &Actor, key: &str, version: i64, wanted: Wanted) -> Result<i64, AppError>;
    /// Takes it out of use, or back into it. [`AppError::Conflict`] for one that came with Firebreak.
    async fn retire(&self, actor: &Actor, key: &str, retired: bool) -> Result<(), AppError>;
}
