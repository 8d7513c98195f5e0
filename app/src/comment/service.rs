//! The use cases of comments.

use async_trait::async_trait;

use crate::actor::Actor;
use crate::error::{AppError, Problems};
use crate::text;

/// A comment, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewComment {
    /// The section it is about.
    pub section: String,
    /// The words it is about: at most 300 characters, or empty.
    pub quote: String,
    /// What it says: Markdown, at most 4,000 characters.
    pub body: String,
}

impl NewComment {
    /// The same, trimmed.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with a sentence for each field that cannot be accepted.
    pub fn parsed(self) -> Result<Self, AppError> {
        let mut problems = Problems::default();
        if self.body.trim().is_empty() {
            problems.add("body", "Enter a comment.");
        }
        let body = problems.check("body", text::prose("the comment", self.body.trim(), 4_000)).unwrap_or_default();
        let quote = problems.check("quote", text::prose("the quotation", self.quote.trim(), 300)).unwrap_or_default();
        problems.finish()?;
        Ok(Self { section: self.section, quote, body })
    }
}

/// Use cases around comments. Each gives the section it was about, to go back to.
#[async_trait]
pub trait Comments: Send + Sync {
    /// Says something about a section of a postmortem that is not published. [`AppError::NotFound`] when it has no such section.
    async fn say(&self, actor: &Actor, number: i64, comment: NewComment) -> Result<(), AppError>;
    /// Says that it is answered, or with `false` that it is not.
    async fn resolve(&self, actor: &Actor, number: i64, comment: i64, resolved: bool) -> Result<String, AppError>;
    /// Makes an action item called `title` of it, which answers it, and gives the action item's number.
    async fn create_action(&self, actor: &Actor, number: i64, comment: i64, title: &str) -> Result<i64, AppError>;
}
