//! The use cases of tickets.

use async_trait::async_trait;

use super::{Horizon, State, Ticket};
use crate::actor::Actor;
use crate::edit::{Edit, Seen};
use crate::error::{AppError, Problems};
use crate::text;

/// A ticket to be noted, or what one is corrected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTicket {
    external_key: String,
    title: String,
    url: Option<String>,
    horizon: Horizon,
}

impl NewTicket {
    /// Reads a ticket as typed; only key and title are required, and a horizon that is not given is immediate.
    ///
    /// # Errors
    /// [`AppError::Invalid`] on `external_key`, `title`, `url` or `horizon`.
    pub fn parse(external_key: &str, title: &str, url: &str, horizon: &str) -> Result<Self, AppError> {
        let mut problems = Problems::default();
        let external_key = problems.check("external_key", text::line("the ticket's key, such as PE-3217", external_key, 60));
        let title = problems.check("title", text::line("a title", title, 200));
        let url = problems.check("url", text::link(url));
        let horizon = if horizon.is_empty() { Ok(Horizon::Immediate) } else { Horizon::try_from(horizon.to_owned()) };
        let horizon = problems.check("horizon", horizon);
        problems.finish()?;
        let (Some(external_key), Some(title), Some(url), Some(horizon)) = (external_key, title, url, horizon) else {
            return Err(AppError::NotFound);
        };
        Ok(Self { external_key, title, url, horizon })
    }

    /// What is stored in place of `old`, with what its author changed.
    #[must_use]
    pub fn over(self, old: &Ticket, edit: &mut Edit<'_>) -> Self {
        Self {
            external_key: edit.text("external_key", &old.external_key, &self.external_key),
            title: edit.text("title", &old.title, &self.title),
            url: edit.maybe("url", old.url.as_deref(), self.url.as_deref()),
            horizon: edit.field("horizon", old.horizon, self.horizon, |horizon| horizon.as_str().to_owned()),
        }
    }

    /// Its key in the tracker.
    pub fn external_key(&self) -> &str {
        &self.external_key
    }

    /// The title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Where it is kept.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// How far ahead it looks.
    pub fn horizon(&self) -> Horizon {
        self.horizon
    }
}

/// Use cases around tickets. A ticket of a private incident does not exist for people who are not its members.
#[async_trait]
pub trait Tickets: Send + Sync {
    /// Notes a ticket of the incident, open, and gives its number here.
    async fn add(&self, actor: &Actor, incident: i64, ticket: NewTicket) -> Result<i64, AppError>;
    /// The tickets of an incident, oldest first.
    async fn of_incident(&self, actor: &Actor, incident: i64) -> Result<Vec<Ticket>, AppError>;
    /// One ticket.
    async fn show(&self, actor: &Actor, ticket: i64) -> Result<Ticket, AppError>;
    /// Moves it to another state.
    async fn change_state(&self, actor: &Actor, ticket: i64, to: State, seen: &Seen) -> Result<(), AppError>;
    /// Corrects key, title, link or horizon.
    async fn describe(&self, actor: &Actor, ticket: i64, as_typed: NewTicket, seen: &Seen) -> Result<(), AppError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let error = NewTicket::parse(" ", "", "javascript:alert(1)", "soon").unwrap_err();
        for field in ["external_key", "title", "url", "horizon"] {
            assert!(error.message_for(field).is_some(), "{field}");
        }
        assert!(NewTicket::parse(&"x".repeat(61), "Backfill", "", "").is_err());
        assert_eq!(NewTicket::parse(" PE-3217 ", "Backfill", "", "").unwrap().external_key(), "PE-3217");
    }
}
