//! Remediation work with an external key, such as PE-3217. Every change is told in the timeline of its incident.

pub mod api;
mod store;

pub use store::{STATEMENTS, of_action};

use app::actor::Actor;
use app::edit::{Edit, Seen};
use app::error::AppError;
use app::incident::EntryKind;
use app::ticket::{NewTicket, State, Ticket, Tickets};
use async_trait::async_trait;

use crate::Firebreak;
use crate::clock::millis;
use crate::db::Tx;
use crate::incident::{self, escape};

/// Refuses a key that another ticket of the incident has: it would be the same work twice.
async fn require_new_key(tx: &mut Tx, incident: i64, key: &str, besides: i64) -> Result<(), AppError> {
    if store::taken(tx, incident, key, besides).await? {
        return Err(AppError::field("external_key", format!("{key} is already on this incident.")));
    }
    Ok(())
}

/// The ticket, with its incident locked, for somebody who may change it.
async fn load_to_change(tx: &mut Tx, actor: &Actor, ticket: i64) -> Result<Ticket, AppError> {
    actor.require_responder()?;
    let found = store::find(tx, ticket, actor.person).await?.ok_or(AppError::NotFound)?;
    incident::load_to_change(tx, actor, found.incident).await?;
    store::find(tx, ticket, actor.person).await?.ok_or(AppError::NotFound)
}

fn named(key: &str, url: Option<&str>) -> String {
    match url {
        Some(url) => format!("[{}](<{}>)", escape(key), url.replace(['<', '>', '\\'], "")),
        None => escape(key),
    }
}

#[async_trait]
impl Tickets for Firebreak {
    async fn add(&self, actor: &Actor, number: i64, ticket: NewTicket) -> Result<i64, AppError> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        incident::load_to_change(&mut tx, actor, number).await?;
        require_new_key(&mut tx, number, ticket.external_key(), 0).await?;
        let id = store::insert(&mut tx, number, &ticket, millis(now)).await?;
        let body = format!(
            "Ticket {} noted ({}): {}",
            named(ticket.external_key(), ticket.url()),
            ticket.horizon().title().to_lowercase(),
            escape(ticket.title())
        );
        incident::record(&mut tx, actor, number, EntryKind::Ticket, &body, now).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn of_incident(&self, actor: &Actor, number: i64) -> Result<Vec<Ticket>, AppError> {
        let mut tx = self.db.read().await?;
        incident::load(&mut tx, actor, number).await?;
        Ok(store::of_incident(&mut tx, number).await?)
    }

    async fn show(&self, actor: &Actor, ticket: i64) -> Result<Ticket, AppError> {
        let mut tx = self.db.read().await?;
        store::find(&mut tx, ticket, actor.person).await?.ok_or(AppError::NotFound)
    }

    async fn change_state(&self, actor: &Actor, ticket: i64, to: State, seen: &Seen) -> Result<(), AppError> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let ticket = load_to_change(&mut tx, actor, ticket).await?;
        let mut edit = Edit::new(seen);
        let to = edit.field("state", ticket.state, to, |state| state.as_str().to_owned());
        edit.finish()?;
        if ticket.state == to {
            return Ok(());
        }
        store::set_state(&mut tx, ticket.id, to, (to == State::Done).then(|| millis(now)), millis(now)).await?;
        let (from, to) = (ticket.state.title().to_lowercase(), to.title().to_lowercase());
        let body = format!("Ticket {} changed from {from} to {to}", named(&ticket.external_key, ticket.url.as_deref()));
        incident::record(&mut tx, actor, ticket.incident, EntryKind::Ticket, &body, now).await?;
        Ok(tx.commit().await?)
    }

    async fn describe(&self, actor: &Actor, ticket: i64, as_typed: NewTicket, seen: &Seen) -> Result<(), AppError> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let old = load_to_change(&mut tx, actor, ticket).await?;
        let mut edit = Edit::new(seen);
        let as_typed = as_typed.over(&old, &mut edit);
        edit.finish()?;
        require_new_key(&mut tx, old.incident, as_typed.external_key(), ticket).await?;
        let same = (old.external_key.as_str(), old.title.as_str(), old.url.as_deref(), old.horizon)
            == (as_typed.external_key(), as_typed.title(), as_typed.url(), as_typed.horizon());
        if same {
            return Ok(());
        }
        store::describe(&mut tx, ticket, &as_typed, millis(now)).await?;
        let body = format!(
            "Ticket {} corrected to {} ({}): {}",
            escape(&old.external_key),
            named(as_typed.external_key(), as_typed.url()),
            as_typed.horizon().title().to_lowercase(),
            escape(as_typed.title())
        );
        incident::record(&mut tx, actor, old.incident, EntryKind::Ticket, &body, now).await?;
        Ok(tx.commit().await?)
    }
}
