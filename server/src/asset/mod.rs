//! Assets: authorise, rule, store, commit. Edges are drawn one at a time, so that no two of them close a circle together.

pub mod api;
mod edges;
mod list;
mod show;
mod store;

pub use store::{STATEMENTS, searched};

use app::actor::Actor;
use app::asset::{AssetSummary, Assets, Draft, Filter, Record};
use app::edit::{Edit, Seen};
use app::error::AppError;
use async_trait::async_trait;

use crate::Firebreak;
use crate::clock::millis;
use crate::db::{DbError, Tx};

/// Whom an asset may be given to: people who are still here, and teams there are.
async fn check_owners(tx: &mut Tx, draft: &Draft) -> Result<(), AppError> {
    if let Some(owner) = draft.owner
        && !store::person_is_here(tx, owner).await?
    {
        return Err(AppError::field("owner", "Choose a person from the list."));
    }
    if let Some(team) = draft.team
        && !crate::person::team_exists(tx, team).await?
    {
        return Err(AppError::field("team", "Choose a team from the list."));
    }
    Ok(())
}

fn taken(error: DbError) -> AppError {
    if error.is_taken() { AppError::field("name", "An asset with this name already exists.") } else { error.into() }
}

#[async_trait]
impl Assets for Firebreak {
    async fn all(&self, _: &Actor) -> Result<Vec<AssetSummary>, AppError> {
        Ok(list::list(self, &Filter::default(), i64::MAX).await?)
    }

    async fn list(&self, _: &Actor, filter: &Filter) -> Result<Vec<AssetSummary>, AppError> {
        Ok(list::list(self, filter, list::MOST).await?)
    }

    async fn unowned(&self, _: &Actor) -> Result<i64, AppError> {
        let mut tx = self.db.read().await?;
        Ok(store::unowned(&mut tx).await?)
    }

    async fn show(&self, actor: &Actor, asset: i64) -> Result<Record, AppError> {
        show::show(self, actor, asset).await
    }

    async fn add(&self, actor: &Actor, draft: Draft) -> Result<i64, AppError> {
        actor.require_responder()?;
        let mut tx = self.db.write().await?;
        check_owners(&mut tx, &draft).await?;
        let id = store::insert(&mut tx, &draft, millis(self.clock.now())).await.map_err(taken)?;
        tx.commit().await?;
        Ok(id)
    }

    async fn change(&self, actor: &Actor, asset: i64, draft: Draft, seen: &Seen) -> Result<(), AppError> {
        actor.require_responder()?;
        let mut tx = self.db.write().await?;
        let (old, about) = store::find(&mut tx, asset).await?.ok_or(AppError::NotFound)?;
        let mut edit = Edit::new(seen);
        let draft = draft.over(&old.try_into()?, &about, &mut edit);
        edit.finish()?;
        check_owners(&mut tx, &draft).await?;
        store::update(&mut tx, asset, &draft).await.map_err(taken)?;
        Ok(tx.commit().await?)
    }

    async fn connect(&self, actor: &Actor, upstream: i64, downstream: i64) -> Result<(), AppError> {
        actor.require_responder()?;
        edges::connect(self, upstream, downstream).await
    }

    async fn disconnect(&self, actor: &Actor, upstream: i64, downstream: i64) -> Result<(), AppError> {
        actor.require_responder()?;
        edges::disconnect(self, upstream, downstream).await
    }
}
