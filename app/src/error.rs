//! The situations a use case can end in, each one something that a person or a program can act on.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// One sentence about one field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The name of the field as the form and the API call it.
    pub field: String,
    /// What to do about it, as one sentence.
    pub message: String,
}

/// Why a use case did not do what was asked. Internals never appear here: they are logged once, under the reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum AppError {
    /// Nobody is signed in.
    #[error("Sign in first.")]
    SignIn,
    /// The person is known and may not do this; the sentence says who may.
    #[error("{message}")]
    Forbidden {
        /// Who may do it.
        message: String,
    },
    /// It is not there, or not for this person: the two look alike.
    #[error("This page does not exist, or you don't have access to it.")]
    NotFound,
    /// Fields that cannot be accepted as they are.
    #[error("{}", first_message(.errors))]
    Invalid {
        /// At least one.
        errors: Vec<FieldError>,
    },
    /// Somebody else changed the same fields meanwhile; each sentence names their value.
    #[error("Somebody else has changed the same fields. Your changes are not saved yet: compare the marked fields, then save again.")]
    Overlap {
        /// At least one.
        errors: Vec<FieldError>,
    },
    /// What was asked does not fit the state of things; the sentence says what would.
    #[error("{message}")]
    Conflict {
        /// What to do instead.
        message: String,
    },
    /// Too many tries; wait.
    #[error("Too many attempts. Wait {seconds} seconds, then try again.")]
    TooMany {
        /// Seconds until the next try is worth it.
        seconds: u32,
    },
    /// The database cannot be reached or is overloaded: nothing was stored.
    #[error("Firebreak cannot reach its database. Nothing was saved; try again in a moment.")]
    Unavailable,
    /// The connection broke while it was confirmed: it may be stored, or not.
    #[error(
        "The connection to the database broke at the last moment, so it is not known whether this was saved. Check whether it is \
         there before you submit it again."
    )]
    OutcomeUnknown,
    /// Too much of something costly is under way; nothing was stored.
    #[error("Firebreak is overloaded. Try again in a moment.")]
    Busy,
    /// Our fault.
    #[error("An internal error occurred, and nothing was saved. Give your administrator the reference {reference}.")]
    Internal {
        /// Under which the log has the details.
        reference: String,
    },
}

fn first_message(errors: &[FieldError]) -> &str {
    errors.first().map_or("Check the form.", |error| &error.message)
}

impl AppError {
    /// One field, one sentence.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid { errors: vec![FieldError { field: field.to_owned(), message: message.into() }] }
    }

    /// What is not there was named by a field: the sentence stands on it. Anything else (a database that is away) stays what it is.
    pub fn or_field(self, field: &str, message: &str) -> Self {
        if self == Self::NotFound { Self::field(field, message) } else { self }
    }

    /// The state of things does not allow it.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::Conflict { message: message.into() }
    }

    /// This person may not; say who may.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::Forbidden { message: message.into() }
    }

    /// The HTTP status that tells a program the same.
    pub fn status(&self) -> u16 {
        match self {
            Self::SignIn => 401,
            Self::Forbidden { .. } => 403,
            Self::NotFound => 404,
            Self::Conflict { .. } | Self::Overlap { .. } => 409,
            Self::Invalid { .. } => 422,
            Self::TooMany { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Unavailable | Self::OutcomeUnknown | Self::Busy => 503,
        }
    }

    /// The sentence for `field`, if it has one.
    pub fn message_for(&self, field: &str) -> Option<&str> {
        match self {
            Self::Invalid { errors } | Self::Overlap { errors } => {
                errors.iter().find(|error| error.field == field).map(|error| error.message.as_str())
            }
            _ => None,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(value: ServerFnErrorErr) -> Self {
        match value {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::field("form", "The form was incomplete. Reload the page and try again.")
            }
            other => {
                // What it says is for the log; the answer names the kind alone.
                leptos::logging::error!("a server function could not be asked: {other}");
                Self::Internal { reference: "server-function".to_owned() }
            }
        }
    }
}

/// Collects what is wrong with a form, so that all of it is told at once.
#[derive(Debug, Default)]
pub struct Problems(Vec<FieldError>);

impl Problems {
    /// Notes one sentence about one field.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError { field: field.to_owned(), message: message.into() });
    }

    /// Keeps the value of `result`, or notes its sentence under `field`.
    pub fn check<T>(&mut self, field: &str, result: Result<T, String>) -> Option<T> {
        result.map_err(|message| self.add(field, message)).ok()
    }

    /// # Errors
    /// [`AppError::Invalid`] when anything was noted.
    pub fn finish(self) -> Result<(), AppError> {
        if self.0.is_empty() { Ok(()) } else { Err(AppError::Invalid { errors: self.0 }) }
    }
}
