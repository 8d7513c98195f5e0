//! Early warnings: authorise, load, judge, store, commit. A signal that belongs to a private incident is found only by
//! its members. Other nouns raise and link signals in their own transactions through [`raise_within`] and [`link_within`].

pub mod api;
mod dispose;
mod list;
mod raise;
mod store;

pub use dispose::link_within;
pub use raise::{Raised, raise_within};
pub use store::{STATEMENTS, searched};

use app::actor::Actor;
use app::edit::Seen;
use app::error::AppError;
use app::part::Part;
use app::signal::{Linkable, NewSignal, SignalFilter, SignalListing, SignalRecord, Signals, Verdict, Warnings};
use async_trait::async_trait;

use crate::Firebreak;
use crate::clock::instant;

#[async_trait]
impl Signals for Firebreak {
    async fn raise(&self, actor: &Actor, signal: NewSignal) -> Result<i64, AppError> {
        actor.require_member()?;
        raise::raise(self, actor, &signal).await
    }

    async fn list(&self, actor: &Actor, filter: &SignalFilter) -> Result<SignalListing, AppError> {
        Ok(list::list(self, actor, filter).await?)
    }

    async fn show(&self, actor: &Actor, signal: i64) -> Result<SignalRecord, AppError> {
        let mut tx = self.db.read().await?;
        let found = store::find(&mut tx, actor.person, signal).await?.ok_or(AppError::NotFound)?;
        let history = store::events(&mut tx, actor.person, signal).await?;
        Ok(SignalRecord { html: crate::markdown::to_html(&found.body), signal: found, history })
    }

    async fn dispose(&self, actor: &Actor, signal: i64, verdict: Verdict, seen: &Seen) -> Result<(), AppError> {
        actor.require_responder()?;
        dispose::dispose(self, actor, signal, verdict, seen).await
    }

    async fn of_incident(&self, actor: &Actor, number: i64, after: Option<i64>, most: usize) -> Result<Warnings, AppError> {
        let mut tx = self.db.read().await?;
        let row = crate::incident::load(&mut tx, actor, number).await?;
        let place = match after {
            Some(signal) => store::place(&mut tx, number, signal).await?.ok_or(AppError::NotFound)?,
            None => (i64::MIN, i64::MIN),
        };
        let (total, first_seen) = store::first(&mut tx, number).await?;
        let signals = store::of_incident(&mut tx, actor.person, number, place, most + 1).await?;
        let signals = Part::forwards(signals, most, after.is_some(), total);
        Ok(Warnings { signals, first_seen: first_seen.map(instant), declared_at: instant(row.declared_at) })
    }

    async fn linkable(&self, _: &Actor) -> Result<Vec<Linkable>, AppError> {
        let mut tx = self.db.read().await?;
        Ok(store::linkable(&mut tx).await?)
    }
}
