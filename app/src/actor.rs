//! Who is asking. Every use case takes an [`Actor`] first and decides by it; nothing else grants anything.

use chrono_tz::Tz;

use crate::error::AppError;
use crate::person::Role;

/// By which road a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// A signed-in browser.
    Web,
    /// A bearer token; `write` is its scope, the number is the token's.
    Api {
        /// Which token.
        token: i64,
        /// Whether it may change anything.
        write: bool,
    },
    /// Firebreak itself: schedules.
    System,
}

/// A person (or Firebreak itself) asking for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who; `None` only for Firebreak itself.
    pub person: Option<i64>,
    /// The name.
    pub name: String,
    /// What they may do everywhere.
    pub role: Role,
    /// In which zone they read times.
    pub zone: Tz,
    /// By which road.
    pub via: Via,
}

impl Actor {
    /// Firebreak itself, for schedules.
    pub fn system() -> Self {
        Self { person: None, name: "Firebreak".to_owned(), role: Role::Admin, zone: Tz::UTC, via: Via::System }
    }

    /// Where a timeline entry written by this actor comes from.
    pub fn source(&self) -> &'static str {
        match self.via {
            Via::Web => "web",
            Via::Api { .. } => "api",
            Via::System => "system",
        }
    }

    fn may_write(&self) -> Result<(), AppError> {
        match self.via {
            Via::Api { write: false, .. } => Err(AppError::forbidden("This token has only the read scope; use one with the write scope.")),
            _ => Ok(()),
        }
    }

    /// One's own account: password, name, tokens. A token that leaked must not be worth an account.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] for whoever does not come with a browser's session.
    pub fn require_browser(&self) -> Result<(), AppError> {
        match self.via {
            Via::Web => Ok(()),
            Via::Api { .. } | Via::System => Err(AppError::forbidden("An account is changed in the browser, not with a token.")),
        }
    }

    /// Everybody who is signed in: raising a signal.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] for a token that may only read.
    pub fn require_member(&self) -> Result<(), AppError> {
        self.may_write()
    }

    /// Responders and up: declaring, writing to the timeline, raising a severity, action items.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] for viewers and for tokens that may only read.
    pub fn require_responder(&self) -> Result<(), AppError> {
        self.may_write()?;
        if self.role >= Role::Responder {
            Ok(())
        } else {
            Err(AppError::forbidden("Viewers can only read. Ask an admin for the responder role."))
        }
    }

    /// Commanders and admins: lowering a severity, closing, merging, publishing.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] for others and for tokens that may only read.
    pub fn require_commander(&self) -> Result<(), AppError> {
        self.may_write()?;
        if self.role >= Role::Commander { Ok(()) } else { Err(AppError::forbidden("Only commanders and admins can do this.")) }
    }

    /// Admins, also with a token that may only read: what only they may see.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] for others.
    pub fn require_admin_to_read(&self) -> Result<(), AppError> {
        if self.role >= Role::Admin { Ok(()) } else { Err(AppError::forbidden("Only admins can see this.")) }
    }

    /// Admins: people, teams, sources, meanings of severities.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] for others and for tokens that may only read.
    pub fn require_admin(&self) -> Result<(), AppError> {
        self.may_write()?;
        if self.role >= Role::Admin { Ok(()) } else { Err(AppError::forbidden("Only admins can do this.")) }
    }
}
