//! Sources: which are accepted, and how a query is put to them.

use app::actor::Actor;
use app::check::SourceAddress;
use app::error::{AppError, Problems};
use app::text;

use super::place::Place;
use super::sandbox::{Answer, Engine, Question, Request};
use super::source_store;
use crate::clock::millis;
use crate::{Firebreak, db::DbError};

pub fn engine(address: &SourceAddress) -> Engine {
    match address {
        SourceAddress::Sqlite { .. } => Engine::Sqlite,
        SourceAddress::Postgres { .. } => Engine::Postgres,
    }
}

pub async fn add(firebreak: &Firebreak, actor: &Actor, name: &str, url: &str) -> Result<i64, AppError> {
    let mut problems = Problems::default();
    let name = problems.check("name", text::line("a name", name, 100)).unwrap_or_default();
    let address = match SourceAddress::parse(url) {
        Ok(address) => firebreak.places.validate(&firebreak.db, &address).await.map(drop),
        Err(sentence) => Err(sentence),
    };
    problems.check("url", address);
    problems.finish()?;
    let mut tx = firebreak.db.write().await?;
    let id = source_store::insert(&mut tx, &name, url.trim(), millis(firebreak.clock.now()), actor.person).await.map_err(taken)?;
    tx.commit().await?;
    Ok(id)
}

pub fn taken(error: DbError) -> AppError {
    if error.is_taken() { AppError::field("name", "A source with this name already exists.") } else { error.into() }
}

/// A request for the sandbox, or why nothing can be asked there now.
pub async fn request(firebreak: &Firebreak, url: &str, question: Question, typed_sql: &str) -> Result<Request, String> {
    let address = SourceAddress::parse(url)?;
    let place = firebreak.places.validate(&firebreak.db, &address).await?;
    let engine = engine(&address);
    let sql = if question == Question::Probe { String::new() } else { super::query::understood(engine, typed_sql)? };
    let (url, connect_to) = match place {
        Place::File(path) => (format!("sqlite:{}", path.display()), vec![]),
        Place::Server(addresses) => (address.with_password(|name| std::env::var(name).ok())?, addresses),
    };
    Ok(Request { engine, url, connect_to, question, sql, limit_ms: 0 })
}

pub async fn try_it(firebreak: &Firebreak, source: i64) -> Result<String, AppError> {
    let mut tx = firebreak.db.read().await?;
    let url = source_store::url(&mut tx, source).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let request = request(firebreak, &url, Question::Probe, "").await.map_err(AppError::conflict)?;
    match firebreak.sandbox.ask_in_turn(request).await? {
        Answer::Probed(sentence) => Ok(sentence),
        Answer::Failed(sentence) => Err(AppError::conflict(sentence)),
        Answer::Measured { .. } => Err(AppError::conflict("The source's response cannot be read.")),
    }
}
