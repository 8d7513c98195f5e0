//! Comments in the margin of a postmortem: authorise, load, rule from `app`, store, commit.

mod store;

pub use store::{STATEMENTS, of_postmortem};

use app::action::NewAction;
use app::actor::Actor;
use app::comment::{Comment, Comments, NewComment};
use app::error::AppError;
use app::postmortem::State;
use async_trait::async_trait;

use crate::Firebreak;
use crate::clock::millis;
use crate::db::Tx;
use crate::incident::load_to_change;
use crate::postmortem::{self, Stored};

/// The postmortem, for somebody who may say something about it now.
async fn open(tx: &mut Tx, actor: &Actor, number: i64) -> Result<Stored, AppError> {
    load_to_change(tx, actor, number).await?;
    let row = postmortem::find(tx, number).await?;
    match row.state()? {
        State::Published => Err(AppError::conflict("This postmortem is published. Add an erratum instead.")),
        _ => Ok(row),
    }
}

async fn find(tx: &mut Tx, row: &Stored, comment: i64) -> Result<Comment, AppError> {
    of_postmortem(tx, row.id).await?.into_iter().find(|one| one.id == comment).ok_or(AppError::NotFound)
}

#[async_trait]
impl Comments for Firebreak {
    async fn say(&self, actor: &Actor, number: i64, comment: NewComment) -> Result<(), AppError> {
        let mut tx = self.db.write().await?;
        let row = open(&mut tx, actor, number).await?;
        let known = row.template()?.sections().any(|spec| spec.key == comment.section);
        let comment = comment.parsed()?;
        if !known {
            return Err(AppError::NotFound);
        }
        store::insert(&mut tx, row.id, &comment, actor.person, millis(self.clock.now())).await?;
        Ok(tx.commit().await?)
    }

    async fn resolve(&self, actor: &Actor, number: i64, comment: i64, resolved: bool) -> Result<String, AppError> {
        let mut tx = self.db.write().await?;
        let row = open(&mut tx, actor, number).await?;
        let found = find(&mut tx, &row, comment).await?;
        if found.action.is_some() {
            return Err(AppError::conflict("An action item was created from this comment. Continue there."));
        }
        let at = resolved.then(|| millis(self.clock.now()));
        store::resolve(&mut tx, comment, at, actor.person.filter(|_| resolved), None).await?;
        tx.commit().await?;
        Ok(found.section)
    }

    async fn create_action(&self, actor: &Actor, number: i64, comment: i64, title: &str) -> Result<i64, AppError> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let row = open(&mut tx, actor, number).await?;
        let found = find(&mut tx, &row, comment).await?;
        if !found.is_open() {
            return Err(AppError::conflict("This comment is already resolved."));
        }
        let quote = if found.quote.is_empty() { String::new() } else { format!("> {}\n\n", found.quote.replace('\n', "\n> ")) };
        let new = NewAction { about: format!("{quote}{}", found.body), ..NewAction::titled(title)? };
        let action = crate::action::add_in(&mut tx, actor, number, &new, now).await?;
        store::resolve(&mut tx, comment, Some(millis(now)), actor.person, Some(action)).await?;
        tx.commit().await?;
        Ok(action)
    }
}
