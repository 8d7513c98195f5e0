//! A SQLite file, opened so that nothing can be written to it, and never made when it is missing.

use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{ConnectOptions, Connection, Executor, Row, SqliteConnection, Statement};

use super::child::{CELL, COLUMNS, Failure, SAMPLE_ROWS, both, firebreak_tables, named, numbers, refuse_firebreak, sample, sql};
use super::{Answer, Question, Request};

/// How much memory SQLite may take; beyond it the query fails.
const HEAP: &str = "50331648";

async fn open(url: &str) -> Result<SqliteConnection, Failure> {
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    let file =
        std::fs::metadata(path).map_err(|_| Failure::Said("The file of the source does not exist, or cannot be read.".to_owned()))?;
    if !file.is_file() {
        return Err(Failure::Said("The source is not a file.".to_owned()));
    }
    let moved = std::fs::canonicalize(path).map_or(true, |real| real != std::path::Path::new(path));
    if moved || !crate::check::place::is_sqlite(path.as_ref()) {
        return Err(Failure::Said("The source is not a SQLite database.".to_owned()));
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .create_if_missing(false)
        .statement_cache_capacity(1)
        .row_buffer_size(1)
        .busy_timeout(Duration::from_secs(5))
        .pragma("hard_heap_limit", HEAP)
        .pragma("cache_size", "-8000")
        .pragma("mmap_size", "0")
        .pragma("trusted_schema", "off")
        .pragma("query_only", "on")
        .disable_statement_logging();
    Ok(options.connect().await?)
}

pub async fn answer(request: &Request) -> Result<Answer, Failure> {
    let mut connection = open(&request.url).await?;
    // Counting and sampling look at the same state.
    let mut tx = connection.begin().await?;
    let found = format!("select count(distinct lower(name)) from sqlite_schema where lower(name) in ({})", firebreak_tables());
    refuse_firebreak(tx.fetch_one(sql(found)).await?.try_get(0)?)?;
    if request.question == Question::Probe {
        return Ok(Answer::Probed("Connected, read-only.".to_owned()));
    }
    let columns: Vec<String> = {
        let statement = tx.prepare(sql(request.sql.clone())).await?;
        statement.columns().iter().map(|column| sqlx::Column::name(column).to_owned()).collect()
    };
    let cte = named(&columns, &request.sql)?;
    let Question::Match { left, right } = &request.question else {
        let shown = columns.len().min(2);
        let cells: Vec<String> = (1..=shown).map(cell).collect();
        let rows = tx.fetch_all(sql(format!("{cte} select {} from firebreak_check limit 2", cells.join(", ")))).await?;
        let rows = rows.iter().map(|row| (0..shown).map(|index| text(row, index)).collect()).collect::<Vec<Vec<_>>>();
        let (count, examined) = numbers(columns.len(), &rows)?;
        return Ok(Answer::Measured { count, examined, sample: Default::default() });
    };
    let (left, right) = both(&columns, left, right)?;
    let wrong = format!("from firebreak_check where c{left} is distinct from c{right}");
    let counted = format!("{cte} select count(*), count(case when c{left} is distinct from c{right} then 1 end) from firebreak_check");
    let counted = tx.fetch_one(sql(counted)).await?;
    let (examined, count): (i64, i64) = (counted.try_get(0)?, counted.try_get(1)?);
    let shown = columns.len().min(COLUMNS);
    let mut rows = Vec::new();
    if count > 0 {
        let cells: Vec<String> = (1..=shown).map(cell).collect();
        let found = tx.fetch_all(sql(format!("{cte} select {} {wrong} limit {SAMPLE_ROWS}", cells.join(", ")))).await?;
        rows = found.iter().map(|row| (0..shown).map(|index| text(row, index)).collect()).collect();
    }
    Ok(Answer::Measured { count, examined: Some(examined), sample: sample(columns, rows) })
}

/// A column as text that is not longer than what is kept of it.
fn cell(place: usize) -> String {
    format!("case typeof(c{place}) when 'blob' then length(c{place}) || ' bytes' else substr(cast(c{place} as text), 1, {}) end", CELL + 1)
}

/// Text, whatever bytes somebody stored as text.
fn text(row: &SqliteRow, index: usize) -> Option<String> {
    match row.try_get::<Option<String>, _>(index) {
        Ok(cell) => cell,
        Err(_) => row.try_get::<Vec<u8>, _>(index).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
    }
}
