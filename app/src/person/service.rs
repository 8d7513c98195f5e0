//! The use cases of people, teams and tokens.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::departure::{HandedOver, Holding, Holdings, Successors};
use super::{ApiToken, Person, Role, Team};
use crate::actor::Actor;
use crate::edit::Seen;
use crate::error::AppError;
use crate::part::Part;

/// A person to be added.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// The name.
    pub name: String,
    /// Their address, not yet parsed.
    pub email: String,
    /// What they may do.
    pub role: Role,
}

/// Somebody whose password was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub person: i64,
    /// Sessions with an older epoch have ended.
    pub epoch: i64,
}

/// Where a sign-in comes from: what wrong passwords are counted by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// The network address; `None` when only that of a proxy is known, which everybody shares.
    pub address: Option<String>,
    /// The secret of a browser that signed in before.
    pub device: Option<String>,
}

/// Use cases around people, teams, sign-in and tokens.
#[async_trait]
pub trait People: Send + Sync {
    /// Whether `secret` opens the first-run set-up.
    async fn setup_is_open(&self, secret: &str) -> Result<bool, AppError>;
    /// Makes the first admin and spends the set-up link.
    async fn set_up(&self, secret: &str, name: &str, email: &str, password: &str) -> Result<SignedIn, AppError>;
    /// Checks a password. At most ten wrong ones a minute for an account and for an address; a device that signed in to the account
    /// before is counted by itself, so that nobody else's guesses keep it out.
    ///
    /// # Errors
    /// [`AppError::TooMany`] after too many wrong passwords, [`AppError::Busy`] when too many are being checked.
    async fn sign_in(&self, email: &str, password: &str, client: &Client) -> Result<SignedIn, AppError>;
    /// Makes the browser of somebody who just signed in a known one; what is given is the secret it keeps.
    async fn remember_device(&self, signed_in: &SignedIn) -> Result<String, AppError>;
    /// Who a session belongs to, if it has not ended.
    async fn actor_of_session(&self, signed_in: &SignedIn) -> Result<Option<Actor>, AppError>;
    /// Who a bearer token acts for.
    async fn actor_of_token(&self, secret: &str) -> Result<Option<Actor>, AppError>;
    /// Changes one's own password and ends all other sessions.
    async fn change_password(&self, actor: &Actor, old: &str, new: &str) -> Result<SignedIn, AppError>;
    /// Changes one's own name and zone.
    async fn change_account(&self, actor: &Actor, name: &str, zone: &str, seen: &Seen) -> Result<(), AppError>;
    /// Oneself.
    async fn me(&self, actor: &Actor) -> Result<Person, AppError>;
    /// Everybody, by name; those who left last.
    async fn people(&self, actor: &Actor) -> Result<Vec<Person>, AppError>;
    /// People whose name or address holds the words, by name; those who left last. Part `page`, counted from 0, of at most [`crate::part::MOST`].
    async fn find_people(&self, actor: &Actor, words: &str, page: usize) -> Result<Part<Person>, AppError>;
    /// One person. Admins only.
    async fn person(&self, actor: &Actor, person: i64) -> Result<Person, AppError>;
    /// Adds a person and gives the secret of their invitation link, which is shown once.
    async fn add_person(&self, actor: &Actor, person: NewPerson) -> Result<String, AppError>;
    /// A new invitation link for somebody who lost theirs, or their password.
    async fn invite_again(&self, actor: &Actor, person: i64) -> Result<String, AppError>;
    /// The name and address an invitation is for, while it is open.
    async fn invitation(&self, secret: &str) -> Result<(String, String), AppError>;
    /// Sets the invited person's password and spends the link.
    async fn accept_invitation(&self, secret: &str, password: &str) -> Result<SignedIn, AppError>;
    /// Changes what somebody may do; the last admin stays one.
    async fn change_role(&self, actor: &Actor, person: i64, role: Role, seen: &Seen) -> Result<(), AppError>;
    /// What somebody holds, as far as the admin who asks may see it.
    async fn holdings(&self, actor: &Actor, person: i64) -> Result<Holdings, AppError>;
    /// What was handed over when somebody left, latest first.
    async fn handed_over(&self, actor: &Actor, person: i64) -> Result<Vec<HandedOver>, AppError>;
    /// Somebody leaves: they cannot sign in, their tokens end for good, and what they hold goes to the successors. Gives what is
    /// unowned now.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when an open incident would be left without a commander, or a private one without anybody who sees it.
    async fn deactivate(&self, actor: &Actor, person: i64, successors: &Successors) -> Result<Vec<Holding>, AppError>;
    /// Somebody came back. What they held stays where it is.
    async fn reactivate(&self, actor: &Actor, person: i64) -> Result<(), AppError>;
    /// All teams with their members.
    async fn teams(&self, actor: &Actor) -> Result<Vec<Team>, AppError>;
    /// Teams whose name, purpose or members hold the words, by name: part `page`, counted from 0.
    async fn find_teams(&self, actor: &Actor, words: &str, page: usize) -> Result<Part<Team>, AppError>;
    /// One team with its members.
    async fn team(&self, actor: &Actor, team: i64) -> Result<Team, AppError>;
    /// Adds a team.
    async fn add_team(&self, actor: &Actor, name: &str, about: &str) -> Result<i64, AppError>;
    /// Puts somebody into a team, or takes them out.
    async fn set_member(&self, actor: &Actor, team: i64, person: i64, member: bool) -> Result<(), AppError>;
    /// One's own tokens that still work.
    async fn tokens(&self, actor: &Actor) -> Result<Vec<ApiToken>, AppError>;
    /// Makes a token and gives its secret, which is shown once. `scope` is `read` or `write`.
    async fn create_token(&self, actor: &Actor, name: &str, scope: &str, expires_at: Option<DateTime<Utc>>) -> Result<String, AppError>;
    /// Ends a token.
    async fn revoke_token(&self, actor: &Actor, token: i64) -> Result<(), AppError>;
}
