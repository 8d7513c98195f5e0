//! The use cases of signals.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{Disposition, Linkable, Signal, SignalRecord, Warnings};
use crate::actor::Actor;
use crate::edit::Seen;
use crate::error::AppError;

/// Something noticed, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewSignal {
    /// The title: one line, at most 200 characters.
    pub title: String,
    /// More about it, in Markdown: at most 10,000 characters.
    pub body: String,
    /// Where it came from: one line, at most 60 characters; empty means `person`.
    pub source: String,
    /// When it was seen; `None` means now; never in the future.
    pub seen_at: Option<DateTime<Utc>>,
}

/// What somebody says a signal was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// There is a harmless reason: this one.
    Explained(String),
    /// It means nothing, because of this.
    Noise(String),
    /// It belongs to this incident.
    Incident(i64),
    /// Judged too early, because of this: it is open again.
    Open(String),
}

/// A place in the list, from which the next page goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Whether it is among those that nobody has judged.
    pub open: bool,
    /// When that signal was seen, in milliseconds.
    pub seen_at: i64,
    /// That signal.
    pub id: i64,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", if self.open { "open" } else { "judged" }, self.seen_at, self.id)
    }
}

impl std::str::FromStr for Place {
    type Err = ();

    fn from_str(typed: &str) -> Result<Self, ()> {
        let mut parts = typed.splitn(3, '.');
        let open = match parts.next() {
            Some("open") => true,
            Some("judged") => false,
            _ => return Err(()),
        };
        let mut number = || parts.next().and_then(|part| part.parse::<i64>().ok()).ok_or(());
        Ok(Self { open, seen_at: number()?, id: number()? })
    }
}

/// Which signals a list shows. The URL is the state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignalFilter {
    /// Only with this disposition; all when `None`.
    pub disposition: Option<Disposition>,
    /// A part of title, body or source.
    pub text: String,
    /// Only after this place: the next page.
    pub after: Option<Place>,
}

/// One page of a list: those that nobody has judged first, the longest waiting at the top; then the others, latest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalListing {
    /// At most fifty.
    pub signals: Vec<Signal>,
    /// Where the next page goes on, if there is one.
    pub next: Option<Place>,
    /// How many are open, whatever the filter.
    pub open: i64,
}

/// Use cases around signals.
#[async_trait]
pub trait Signals: Send + Sync {
    /// Notes something noticed and gives its number. Anybody who is signed in may.
    async fn raise(&self, actor: &Actor, signal: NewSignal) -> Result<i64, AppError>;
    /// One page of signals.
    async fn list(&self, actor: &Actor, filter: &SignalFilter) -> Result<SignalListing, AppError>;
    /// One signal with everything that was said about it.
    async fn show(&self, actor: &Actor, signal: i64) -> Result<SignalRecord, AppError>;
    /// Says what a signal was. May be said again; what was said before is kept.
    async fn dispose(&self, actor: &Actor, signal: i64, verdict: Verdict, seen: &Seen) -> Result<(), AppError>;
    /// The signals of an incident, and how early the first of them was.
    async fn of_incident(&self, actor: &Actor, number: i64, after: Option<i64>, most: usize) -> Result<Warnings, AppError>;
    /// What can be linked to an incident: the hundred latest that belong to none.
    async fn linkable(&self, actor: &Actor) -> Result<Vec<Linkable>, AppError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_the_url() {
        let place = Place { open: false, seen_at: -5, id: 42 };
        assert_eq!(place.to_string().parse(), Ok(place));
        for wrong in ["", "open", "open.1", "shut.1.2", "open.x.2", "open.1.2.3"] {
            assert!(wrong.parse::<Place>().is_err(), "{wrong}");
        }
    }
}
