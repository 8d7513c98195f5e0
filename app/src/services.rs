//! The use cases, as pages and server functions reach them: `server` implements them and puts them into the context.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::action::Actions;
use crate::actor::Actor;
use crate::asset::Assets;
use crate::audit::Audits;
use crate::backfill::Backfills;
use crate::channel::Channels;
use crate::check::Checks;
use crate::comment::Comments;
use crate::decision::Decisions;
use crate::edit::Seen;
use crate::error::AppError;
use crate::factor::Factors;
use crate::image::Images;
use crate::incident::Incidents;
use crate::mention::Mentions;
use crate::metrics::Metrics;
use crate::person::{People, SignedIn};
use crate::postmortem::Postmortems;
use crate::signal::Signals;
use crate::template::Templates;
use crate::ticket::Tickets;
use crate::update::Updates;

/// Everything Firebreak can be asked to do, one trait for each noun.
#[derive(Clone)]
pub struct Services {
    /// People, teams, sign-in and tokens.
    pub people: Arc<dyn People>,
    /// Incidents with their severity, status, roles, impact and timeline.
    pub incidents: Arc<dyn Incidents>,
    /// What data and services there are, who owns them, and what is downstream of what.
    pub assets: Arc<dyn Assets>,
    /// Automated tests of data and lineage that really run, with their history.
    pub checks: Arc<dyn Checks>,
    /// Remediation work with an external key, such as PE-3217.
    pub tickets: Arc<dyn Tickets>,
    /// Counted repair work, with its rate and when it will be done.
    pub backfills: Arc<dyn Backfills>,
    /// Promises that close on evidence.
    pub actions: Arc<dyn Actions>,
    /// Early warnings, each with a disposition.
    pub signals: Arc<dyn Signals>,
    /// What was decided, what else was possible, and why.
    pub decisions: Arc<dyn Decisions>,
    /// Comments in the margin of postmortems.
    pub comments: Arc<dyn Comments>,
    /// Images in the texts of incidents.
    pub images: Arc<dyn Images>,
    /// What a text can name while it is written.
    pub mentions: Arc<dyn Mentions>,
    /// Where people outside are told.
    pub channels: Arc<dyn Channels>,
    /// Contributing factors.
    pub factors: Arc<dyn Factors>,
    /// Words about an incident for an audience.
    pub updates: Arc<dyn Updates>,
    /// The three-page document of an incident.
    pub postmortems: Arc<dyn Postmortems>,
    /// What postmortems are written by.
    pub templates: Arc<dyn Templates>,
    /// Who changed what when.
    pub audits: Arc<dyn Audits>,
    /// The year in numbers, each of which opens to its incidents.
    pub metrics: Arc<dyn Metrics>,
}

/// Who is asking, when they are signed in. In the context of every page and server function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentUser(pub Option<Actor>);

/// The moment at which this page or form is handled: pages take no clock of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now(pub DateTime<Utc>);

/// The use cases of this process.
pub fn services() -> Services {
    expect_context::<Services>()
}

/// The moment this request is handled at.
pub fn now() -> DateTime<Utc> {
    expect_context::<Now>().0
}

/// Who is asking, and the use cases to ask.
///
/// # Errors
/// [`AppError::SignIn`] when nobody is signed in.
pub fn caller() -> Result<(Actor, Services), AppError> {
    let CurrentUser(actor) = use_context::<CurrentUser>().unwrap_or(CurrentUser(None));
    Ok((actor.ok_or(AppError::SignIn)?, services()))
}

/// Who is asking, for parts of a page that show themselves differently; `None` when nobody is signed in.
pub fn optional_user() -> Option<Actor> {
    use_context::<CurrentUser>().and_then(|who| who.0)
}

/// What the author of this change saw in the fields of its form.
pub fn seen() -> Seen {
    use_context::<Seen>().unwrap_or_default()
}

/// Sends the browser to `path` after the form was accepted.
#[cfg(feature = "ssr")]
pub fn redirect(path: &str) {
    leptos_axum::redirect(path);
}

/// The session of the browser that asks.
#[async_trait::async_trait]
pub trait Session: Send + Sync {
    /// Signs somebody in under a new session id.
    async fn begin(&self, signed_in: &SignedIn) -> Result<(), AppError>;
    /// Keeps the secret of a known device in the browser, beyond the session.
    fn remember_device(&self, secret: &str);
    /// Signs out: the session is deleted.
    async fn end(&self) -> Result<(), AppError>;
    /// Keeps a note that the next page shows, once.
    async fn tell(&self, note: Flash) -> Result<(), AppError>;
}

/// What the next page says, once.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Flash {
    /// One sentence.
    pub text: String,
    /// A secret that is shown this once and never again.
    pub secret: Option<String>,
    /// Whether it says that something was done, or why it was not.
    #[serde(default)]
    pub outcome: Outcome,
}

/// What a [`Flash`] tells of: a refusal never looks like a success.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    #[default]
    Done,
    /// It was not done.
    Refused,
    /// Nothing was asked for, and it is good to know.
    Notice,
}

impl Flash {
    /// Something was done.
    pub fn done(text: impl Into<String>) -> Self {
        Self { text: text.into(), secret: None, outcome: Outcome::Done }
    }

    /// Something was done that gives a secret.
    pub fn secret(text: impl Into<String>, secret: String) -> Self {
        Self { secret: Some(secret), ..Self::done(text) }
    }

    /// Something was not done, and why.
    pub fn refused(text: impl Into<String>) -> Self {
        Self { outcome: Outcome::Refused, ..Self::done(text) }
    }

    /// Something that is good to know.
    pub fn notice(text: impl Into<String>) -> Self {
        Self { outcome: Outcome::Notice, ..Self::done(text) }
    }
}

/// The session of the browser that asks.
pub fn session() -> Arc<dyn Session> {
    expect_context::<Arc<dyn Session>>()
}

/// Shows a sentence on the next page.
///
/// # Errors
/// When the session cannot be stored.
pub async fn tell(text: impl Into<String>) -> Result<(), AppError> {
    session().tell(Flash::done(text)).await
}

/// What the next page says, with a secret that it shows this once.
pub async fn tell_secret(text: impl Into<String>, secret: String) -> Result<(), AppError> {
    session().tell(Flash::secret(text, secret)).await
}
