//! A PostgreSQL server, in a transaction that only reads, with the server's own time limits, rolled back at the end.

use std::net::IpAddr;
use std::str::FromStr;
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgRow};
use sqlx::{ConnectOptions, Executor, PgConnection, Row, Statement};

use super::child::{CELL, COLUMNS, Failure, SAMPLE_ROWS, both, firebreak_tables, named, numbers, refuse_firebreak, sample, sql};
use super::{Answer, Question, Request};

/// A connection to one of the addresses that were judged; names are not looked up again.
async fn connect(options: &PgConnectOptions, addresses: &[IpAddr]) -> Result<PgConnection, sqlx::Error> {
    let Some((last, others)) = addresses.split_last() else { return options.connect().await };
    for address in others {
        match options.clone().host(&address.to_string()).connect().await {
            Err(sqlx::Error::Io(_)) => {}
            answered => return answered,
        }
    }
    options.clone().host(&last.to_string()).connect().await
}

/// One transaction on one connection; the process ends with it.
struct Session {
    connection: PgConnection,
    until: Instant,
}

impl Session {
    async fn open(request: &Request) -> Result<Self, Failure> {
        let until = Instant::now() + Duration::from_millis(request.limit_ms);
        let options = PgConnectOptions::from_str(&request.url)?.statement_cache_capacity(0).application_name("firebreak check");
        let connection = connect(&options.disable_statement_logging(), &request.connect_to).await?;
        let mut this = Self { connection, until };
        this.run("begin transaction isolation level repeatable read read only".to_owned()).await?;
        let left = this.left();
        this.run(format!("set local lock_timeout = {left}; set local idle_in_transaction_session_timeout = {}", left + 1_000)).await?;
        let found = format!("select count(distinct relname) from pg_catalog.pg_class where relname in ({})", firebreak_tables());
        let found = this.ask(found).await?;
        refuse_firebreak(found.first().map_or(Ok(0), |row| row.try_get(0))?)?;
        Ok(this)
    }

    fn left(&self) -> u128 {
        self.until.saturating_duration_since(Instant::now()).as_millis().max(1)
    }

    async fn run(&mut self, text: String) -> Result<(), Failure> {
        sqlx::raw_sql(sql(text)).execute(&mut self.connection).await?;
        Ok(())
    }

    /// Rows of a statement, which the server ends when the time of the whole run is up.
    async fn ask(&mut self, text: String) -> Result<Vec<PgRow>, Failure> {
        let left = self.left();
        self.run(format!("set local statement_timeout = {left}")).await?;
        Ok(self.connection.fetch_all(sqlx::query(sql(text)).persistent(false)).await?)
    }

    /// A superuser reads like somebody who may only read. Where row security would hide rows from that role, the query
    /// fails: rows that are not seen must not look like rows that are not wrong.
    async fn drop_privileges(&mut self) -> Result<(), Failure> {
        let rows = self
            .ask(
                "select rolsuper and current_setting('server_version_num')::int >= 140000 from pg_roles where rolname = current_user"
                    .to_owned(),
            )
            .await?;
        if rows.first().map(|row| row.try_get(0)).transpose()?.unwrap_or(false) {
            let path =
                "select set_config('search_path', (select string_agg(quote_ident(s), ', ') from unnest(current_schemas(false)) s), true)";
            self.ask(path.to_owned()).await?;
            self.run("set local row_security = off; set local role pg_read_all_data".to_owned()).await?;
        }
        Ok(())
    }

    /// What the role may do beyond reading.
    async fn probe(&mut self) -> Result<String, Failure> {
        let rows = self.ask(PROBE.to_owned()).await?;
        let row = rows.first().ok_or_else(|| Failure::Said("The source did not respond.".to_owned()))?;
        let (role, superuser, writable): (String, bool, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        Ok(match (superuser, writable) {
            (true, _) => format!("Connected. The role {role} is a superuser: checks are read-only anyway, but a read-only role is safer."),
            (false, 0) => format!("Connected. The role {role} cannot write to any table."),
            (false, n) => {
                format!("Connected. The role {role} can write to {n} tables: checks are read-only anyway, but a read-only role is safer.")
            }
        })
    }
}

const PROBE: &str = "select current_user::text, r.rolsuper, (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace \
                     where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') \
                     and has_table_privilege(c.oid, 'insert, update, delete, truncate')) from pg_roles r where r.rolname = current_user";

pub async fn answer(request: &Request) -> Result<Answer, Failure> {
    let mut session = Session::open(request).await?;
    if request.question == Question::Probe {
        return Ok(Answer::Probed(session.probe().await?));
    }
    session.drop_privileges().await?;
    let columns: Vec<String> = {
        let statement = session.connection.prepare(sql(request.sql.clone())).await?;
        statement.columns().iter().map(|column| sqlx::Column::name(column).to_owned()).collect()
    };
    let cte = named(&columns, &request.sql)?;
    let Question::Match { left, right } = &request.question else {
        let shown = columns.len().min(2);
        let cells: Vec<String> = (1..=shown).map(cell).collect();
        let rows = session.ask(format!("{cte} select {} from firebreak_check limit 2", cells.join(", "))).await?;
        let read = |row: &PgRow| (0..shown).map(|index| text(row, index)).collect::<Result<Vec<_>, Failure>>();
        let rows = rows.iter().map(read).collect::<Result<Vec<_>, Failure>>()?;
        let (count, examined) = numbers(columns.len(), &rows)?;
        return Ok(Answer::Measured { count, examined, sample: Default::default() });
    };
    let (left, right) = both(&columns, left, right)?;
    let wrong = format!("from firebreak_check where c{left} is distinct from c{right}");
    let counted = format!("{cte} select count(*), count(case when c{left} is distinct from c{right} then 1 end) from firebreak_check");
    let counted = session.ask(counted).await?;
    let read = |place: usize| counted.first().map_or(Ok(0_i64), |row| row.try_get(place));
    let (examined, count) = (read(0)?, read(1)?);
    let shown = columns.len().min(COLUMNS);
    let mut rows = Vec::new();
    if count > 0 {
        let cells: Vec<String> = (1..=shown).map(cell).collect();
        let found = session.ask(format!("{cte} select {} {wrong} limit {SAMPLE_ROWS}", cells.join(", "))).await?;
        rows = found.iter().map(|row| (0..shown).map(|index| text(row, index)).collect()).collect::<Result<Vec<_>, Failure>>()?;
    }
    session.run("rollback".to_owned()).await?;
    Ok(Answer::Measured { count, examined: Some(examined), sample: sample(columns, rows) })
}

/// A column as text that is not longer than what is kept of it.
fn cell(place: usize) -> String {
    format!("left(cast(c{place} as text), {})", CELL + 1)
}

fn text(row: &PgRow, index: usize) -> Result<Option<String>, Failure> {
    Ok(row.try_get(index)?)
}
