//! Sources: which are accepted, and how a query is put to them.

use std::str::FromStr;

use app::actor::Actor;
use app::check::SourceAddress;
use app::error::{AppError, Problems};
use app::text;
use sqlx::postgres::PgConnectOptions;

use super::sandbox::{Answer, Engine, Question, Request};
use super::source_store;
use crate::clock::millis;
use crate::db::Db;
use crate::{Firebreak, db::DbError};

const OWN: &str = "This is Firebreak's own database: a check could read private incidents there. Please name another one.";

pub fn engine(address: &SourceAddress) -> Engine {
    match address {
        SourceAddress::Sqlite { .. } => Engine::Sqlite,
        SourceAddress::Postgres { .. } => Engine::Postgres,
    }
}

/// Whether checks there would read Firebreak itself.
fn is_own(db: &Db, address: &SourceAddress) -> bool {
    match (db, address) {
        (Db::Sqlite { write, .. }, SourceAddress::Sqlite { path }) => same_file(write.connect_options().get_filename(), path.as_ref()),
        (Db::Postgres(pool), SourceAddress::Postgres { url, .. }) => PgConnectOptions::from_str(url).is_ok_and(|theirs| {
            let ours = pool.connect_options();
            let here = |options: &PgConnectOptions| {
                options.get_socket().is_some() || ["localhost", "127.0.0.1", "::1", "[::1]"].contains(&options.get_host())
            };
            let same_host = ours.get_host().eq_ignore_ascii_case(theirs.get_host()) || here(&ours) && here(&theirs);
            same_host && ours.get_port() == theirs.get_port() && ours.get_database() == theirs.get_database()
        }),
        _ => false,
    }
}

#[cfg(unix)]
fn same_file(one: &std::path::Path, other: &std::path::Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |path| std::fs::metadata(path).map(|data| (data.dev(), data.ino())).ok();
    place(one).is_some_and(|here| place(other) == Some(here))
}

#[cfg(not(unix))]
fn same_file(one: &std::path::Path, other: &std::path::Path) -> bool {
    let place = |path: &std::path::Path| path.canonicalize().ok();
    place(one).is_some_and(|here| place(other) == Some(here))
}

pub async fn add(firebreak: &Firebreak, actor: &Actor, name: &str, url: &str) -> Result<i64, AppError> {
    let mut problems = Problems::default();
    let name = problems.check("name", text::line("a name", name, 100)).unwrap_or_default();
    let address =
        SourceAddress::parse(url).and_then(|address| if is_own(&firebreak.db, &address) { Err(OWN.to_owned()) } else { Ok(address) });
    problems.check("url", address);
    problems.finish()?;
    let mut tx = firebreak.db.write().await?;
    let id = source_store::insert(&mut tx, &name, url.trim(), millis(firebreak.clock.now()), actor.person).await.map_err(taken)?;
    tx.commit().await?;
    Ok(id)
}

fn taken(error: DbError) -> AppError {
    if error.is_taken() { AppError::field("name", "There is a source with this name already.") } else { error.into() }
}

/// A request for the sandbox, or why nothing can be asked there now.
pub fn request(firebreak: &Firebreak, url: &str, question: Question, typed_sql: &str) -> Result<Request, String> {
    let address = SourceAddress::parse(url)?;
    if is_own(&firebreak.db, &address) {
        return Err(OWN.to_owned());
    }
    let engine = engine(&address);
    let sql = if question == Question::Probe { String::new() } else { super::query::understood(engine, typed_sql)? };
    let url = address.with_password(|name| std::env::var(name).ok())?;
    Ok(Request { engine, url, question, sql, limit_ms: 0 })
}

pub async fn try_it(firebreak: &Firebreak, source: i64) -> Result<String, AppError> {
    let mut tx = firebreak.db.read().await?;
    let url = source_store::url(&mut tx, source).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let request = request(firebreak, &url, Question::Probe, "").map_err(AppError::conflict)?;
    match firebreak.sandbox.ask_in_turn(request).await {
        Answer::Probed(sentence) => Ok(sentence),
        Answer::Failed(sentence) => Err(AppError::conflict(sentence)),
        Answer::Measured { .. } => Err(AppError::conflict("The source's answer is not understood.")),
    }
}
