//! Databases to measure on.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use app::actor::Actor;
use app::person::Role;
use server::db::{Database, Db};
use server::{Clock, Firebreak, with_tx};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::task::JoinSet;

use crate::Result;

/// Who asks.
pub const EMAIL: &str = "bench1@example.org";
/// With which password: the databases are thrown away.
pub const PASSWORD: &str = "measured+not+guessed";

/// An empty database beside the others.
pub async fn new_postgres(admin: &str, name: &str) -> Result<Database> {
    let mut connection = PgConnection::connect(admin).await?;
    connection.execute(AssertSqlSafe(format!("drop database if exists {name}"))).await?;
    connection.execute(AssertSqlSafe(format!("create database {name}"))).await?;
    let (server, _) = admin.rsplit_once('/').ok_or("the address of PostgreSQL has no database")?;
    Ok(Database::Postgres(format!("{server}/{name}")))
}

async fn run(db: &Db, sql: &str) -> Result<()> {
    let mut tx = db.write().await?;
    with_tx!(&mut tx, |c| c.execute(sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))).await.map(drop))?;
    tx.commit().await?;
    Ok(())
}

/// Schema, ten people and five teams.
pub async fn people(database: &Database) -> Result<Db> {
    let db = Db::open(database).await?;
    db.migrate().await?;
    let firebreak = Firebreak::new(db.clone(), Clock::machine());
    let people = firebreak.services().people;
    for number in 1..=10 {
        let secret = firebreak.invite(&format!("Bench {number}"), &format!("bench{number}@example.org"), Role::Admin).await?;
        people.accept_invitation(&secret, &PASSWORD.replace('+', " ")).await?;
    }
    for number in 1..=5 {
        people.add_team(&Actor::system(), &format!("Team {number}"), "").await?;
    }
    Ok(db)
}

/// The made-up history of so many incidents.
pub async fn fill(database: &Database, size: i64) -> Result<()> {
    let db = people(database).await?;
    let now = server::clock::millis(Clock::machine().now());
    let history = include_str!("seed.sql").replace("{n}", &size.to_string()).replace("{now}", &now.to_string());
    run(&db, &history).await?;
    if let Db::Postgres(pool) = &db {
        // What was numbered by hand goes on from there.
        pool.execute("select setval(pg_get_serial_sequence('incident', 'number'), (select max(number) from incident))").await?;
        pool.execute("vacuum analyze").await?;
    } else {
        run(&db, "analyze").await?;
    }
    db.close().await;
    Ok(())
}

/// One row, committed, again and again by so many at once: how many were stored.
pub async fn bare_inserts(db: &Db, span: Duration, connections: usize) -> Result<u64> {
    run(db, "create table bare_insert (at bigint not null)").await?;
    let stored = Arc::new(AtomicU64::new(0));
    let mut crowd = JoinSet::new();
    for _ in 0..connections {
        let (db, stored) = (db.clone(), stored.clone());
        crowd.spawn(async move {
            let begun = Instant::now();
            while begun.elapsed() < span {
                let mut tx = db.write().await?;
                with_tx!(&mut tx, |c| c.execute("insert into bare_insert (at) values (1)").await.map(drop))?;
                tx.commit().await?;
                stored.fetch_add(1, Ordering::Relaxed);
            }
            Result::Ok(())
        });
    }
    while let Some(done) = crowd.join_next().await {
        done??;
    }
    Ok(stored.load(Ordering::Relaxed))
}
