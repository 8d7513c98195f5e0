//! People, teams, sign-in and tokens: authorise, load, rule from `app`, store, commit.

mod account;
pub mod api;
mod attempts;
mod departure;
pub mod departure_api;
mod departure_store;
mod device;
mod invite;
mod manage;
mod sign_in;
mod store;
mod token;

pub use departure_store::STATEMENTS as DEPARTURE_STATEMENTS;
pub use store::{STATEMENTS, team_exists, team_names};

use app::actor::Actor;
use app::edit::Seen;
use app::error::AppError;
use app::part::Part;
use app::person::departure::{HandedOver, Holding, Holdings, Successors};
use app::person::{ApiToken, Client, NewPerson, People, Person, Role, SignedIn, Team};
use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::Firebreak;

/// Whether somebody may sign in.
pub async fn is_active(firebreak: &Firebreak, person: i64) -> Result<bool, crate::DbError> {
    let mut tx = firebreak.db.read().await?;
    Ok(store::find(&mut tx, person).await?.is_some_and(|row| row.active))
}

/// The number of the person behind an actor; Firebreak itself has no account.
fn own(actor: &Actor) -> Result<i64, AppError> {
    actor.person.ok_or_else(|| AppError::forbidden("Only a person has an account."))
}

#[async_trait]
impl People for Firebreak {
    async fn setup_is_open(&self, secret: &str) -> Result<bool, AppError> {
        Ok(invite::setup_is_open(self, secret).await?)
    }

    async fn set_up(&self, secret: &str, name: &str, email: &str, password: &str) -> Result<SignedIn, AppError> {
        invite::set_up(self, secret, name, email, password).await
    }

    async fn sign_in(&self, email: &str, password: &str, client: &Client) -> Result<SignedIn, AppError> {
        sign_in::sign_in(self, email, password, client).await
    }

    async fn remember_device(&self, signed_in: &SignedIn) -> Result<String, AppError> {
        device::remember(self, signed_in.person).await
    }

    async fn actor_of_session(&self, signed_in: &SignedIn) -> Result<Option<Actor>, AppError> {
        Ok(sign_in::actor_of_session(self, signed_in).await?)
    }

    async fn actor_of_token(&self, secret: &str) -> Result<Option<Actor>, AppError> {
        Ok(token::actor(self, secret).await?)
    }

    async fn change_password(&self, actor: &Actor, old: &str, new: &str) -> Result<SignedIn, AppError> {
        actor.require_browser()?;
        account::change_password(self, own(actor)?, old, new).await
    }

    async fn change_account(&self, actor: &Actor, name: &str, zone: &str, seen: &Seen) -> Result<(), AppError> {
        actor.require_browser()?;
        account::change(self, own(actor)?, name, zone, seen).await
    }

    async fn me(&self, actor: &Actor) -> Result<Person, AppError> {
        account::me(self, own(actor)?).await
    }

    async fn people(&self, _: &Actor) -> Result<Vec<Person>, AppError> {
        Ok(manage::people(self).await?)
    }

    async fn add_person(&self, actor: &Actor, person: NewPerson) -> Result<String, AppError> {
        actor.require_admin()?;
        self.invite(&person.name, &person.email, person.role).await
    }

    async fn invite_again(&self, actor: &Actor, person: i64) -> Result<String, AppError> {
        actor.require_admin()?;
        invite::again(self, person).await
    }

    async fn invitation(&self, secret: &str) -> Result<(String, String), AppError> {
        invite::invitation(self, secret).await
    }

    async fn accept_invitation(&self, secret: &str, password: &str) -> Result<SignedIn, AppError> {
        invite::accept(self, secret, password).await
    }

    async fn change_role(&self, actor: &Actor, person: i64, role: Role, seen: &Seen) -> Result<(), AppError> {
        actor.require_admin()?;
        manage::change_role(self, person, role, seen).await
    }

    async fn holdings(&self, actor: &Actor, person: i64) -> Result<Holdings, AppError> {
        actor.require_admin()?;
        departure::holdings(self, actor, person).await
    }

    async fn handed_over(&self, actor: &Actor, person: i64) -> Result<Vec<HandedOver>, AppError> {
        actor.require_admin()?;
        departure::history(self, actor, person).await
    }

    async fn deactivate(&self, actor: &Actor, person: i64, successors: &Successors) -> Result<Vec<Holding>, AppError> {
        actor.require_admin()?;
        departure::deactivate(self, actor, person, successors).await
    }

    async fn reactivate(&self, actor: &Actor, person: i64) -> Result<(), AppError> {
        actor.require_admin()?;
        manage::reactivate(self, person).await
    }

    async fn teams(&self, _: &Actor) -> Result<Vec<Team>, AppError> {
        Ok(manage::teams(self).await?)
    }

    async fn find_people(&self, _: &Actor, words: &str, page: usize) -> Result<Part<Person>, AppError> {
        Ok(manage::find_people(self, words, page).await?)
    }

    async fn person(&self, actor: &Actor, person: i64) -> Result<Person, AppError> {
        actor.require_admin_to_read()?;
        account::me(self, person).await
    }

    async fn find_teams(&self, _: &Actor, words: &str, page: usize) -> Result<Part<Team>, AppError> {
        Ok(manage::find_teams(self, words, page).await?)
    }

    async fn team(&self, _: &Actor, team: i64) -> Result<Team, AppError> {
        manage::teams(self).await?.into_iter().find(|one| one.id == team).ok_or(AppError::NotFound)
    }

    async fn add_team(&self, actor: &Actor, name: &str, about: &str) -> Result<i64, AppError> {
        actor.require_admin()?;
        manage::add_team(self, name, about).await
    }

    async fn set_member(&self, actor: &Actor, team: i64, person: i64, member: bool) -> Result<(), AppError> {
        actor.require_admin()?;
        manage::set_member(self, team, person, member).await
    }

    async fn tokens(&self, actor: &Actor) -> Result<Vec<ApiToken>, AppError> {
        actor.require_browser()?;
        Ok(token::list(self, own(actor)?).await?)
    }

    async fn create_token(&self, actor: &Actor, name: &str, scope: &str, expires_at: Option<DateTime<Utc>>) -> Result<String, AppError> {
        actor.require_browser()?;
        token::create(self, own(actor)?, name, scope, expires_at).await
    }

    async fn revoke_token(&self, actor: &Actor, token: i64) -> Result<(), AppError> {
        actor.require_browser()?;
        token::revoke(self, own(actor)?, token).await
    }
}
