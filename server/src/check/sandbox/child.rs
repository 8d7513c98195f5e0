//! The other side: what the process does that was started for one query.

use std::io::{Read, Write};
use std::time::Duration;

use app::check::Sample;
use sqlx::{Error, SqlStr};

use super::{Answer, Engine, Request, postgres, sqlite, too_long};

/// How many rows that disagree are kept.
pub const SAMPLE_ROWS: usize = 20;
/// How many characters of a cell are kept.
pub const CELL: usize = 200;
/// How many columns of a row are kept.
pub const COLUMNS: usize = 40;
/// How many bytes of a sample are kept.
const SAMPLE_BYTES: usize = 64 * 1024;
/// How much data the process may hold: beyond it an allocation fails and the process ends.
#[cfg(target_os = "linux")]
const MEMORY: u64 = 128 * 1024 * 1024;

/// Why nothing was judged.
pub enum Failure {
    /// The source or the query; the sentence is for whoever wrote the check.
    Said(String),
    /// The database's own words.
    Sql(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Sql(error)
    }
}

impl Failure {
    fn sentence(self, limit: Duration) -> String {
        match self {
            Self::Said(sentence) => sentence,
            Self::Sql(Error::Database(error)) if error.code().is_some_and(|code| code == "57014") => too_long(limit),
            Self::Sql(Error::Database(error)) => {
                let words: String = error.message().chars().take(500).collect();
                format!("The database refused it: {}.", words.trim_end_matches('.'))
            }
            Self::Sql(Error::Io(_) | Error::Tls(_) | Error::Configuration(_)) => "The source cannot be reached.".to_owned(),
            Self::Sql(_) => "The database's response cannot be read.".to_owned(),
        }
    }
}

/// Reads a request, answers it, and is gone.
///
/// # Errors
/// When nobody asks.
pub async fn answer() -> Result<(), String> {
    limit_memory();
    let mut asked = Vec::new();
    std::io::stdin().read_to_end(&mut asked).map_err(|error| error.to_string())?;
    let request: Request = serde_json::from_slice(&asked).map_err(|_| "this is started by Firebreak itself, to run a check".to_owned())?;
    let limit = Duration::from_millis(request.limit_ms);
    let work = async {
        match request.engine {
            Engine::Sqlite => sqlite::answer(&request).await,
            Engine::Postgres => postgres::answer(&request).await,
        }
    };
    let answer = match tokio::time::timeout(limit, work).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(failure)) => Answer::Failed(failure.sentence(limit)),
        Err(_) => Answer::Failed(too_long(limit)),
    };
    let said = serde_json::to_vec(&answer).map_err(|error| error.to_string())?;
    let mut stdout = std::io::stdout();
    let _ = stdout.write_all(&said).and_then(|()| stdout.flush());
    // Not a return: that would wait for a query that is still running.
    std::process::exit(0)
}

fn limit_memory() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Data, Rlimit { current: Some(MEMORY), maximum: Some(MEMORY) });
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}

/// Tables that every Firebreak has, since its first version; a database with all of them is one, or the backup of one.
pub const FIREBREAK_TABLES: [&str; 4] = ["check_run", "data_check", "idempotency", "severity_interval"];

/// The names above as a list of SQL.
pub fn firebreak_tables() -> String {
    FIREBREAK_TABLES.map(|name| format!("'{name}'")).join(", ")
}

/// Refuses a source in which that many of these tables were found.
///
/// # Errors
/// When it is a Firebreak.
pub fn refuse_firebreak(found: i64) -> Result<(), Failure> {
    if usize::try_from(found).is_ok_and(|found| found >= FIREBREAK_TABLES.len()) {
        return Err(Failure::Said("The source is the database of a Firebreak, where a check could read private incidents.".to_owned()));
    }
    Ok(())
}

/// Our own text around the statement that was understood.
pub fn sql(text: String) -> SqlStr {
    sqlx::SqlSafeStr::into_sql_str(sqlx::AssertSqlSafe(text))
}

/// What a query answers with, under names that cannot collide.
///
/// # Errors
/// When it has no columns.
pub fn named(columns: &[String], query: &str) -> Result<String, Failure> {
    if columns.is_empty() {
        return Err(Failure::Said("The query has no columns.".to_owned()));
    }
    let places: Vec<String> = (1..=columns.len()).map(|place| format!("c{place}")).collect();
    Ok(format!("with firebreak_check ({}) as (\n{query}\n)", places.join(", ")))
}

/// The places of the two columns that must agree.
pub fn both(columns: &[String], left: &str, right: &str) -> Result<(usize, usize), Failure> {
    Ok((place(columns, left)?, place(columns, right)?))
}

fn place(columns: &[String], wanted: &str) -> Result<usize, Failure> {
    let exact: Vec<usize> = (1..=columns.len()).filter(|place| columns[place - 1] == wanted).collect();
    let alike: Vec<usize> = (1..=columns.len()).filter(|place| columns[place - 1].eq_ignore_ascii_case(wanted)).collect();
    match (exact.as_slice(), alike.as_slice()) {
        ([one], _) | ([], [one]) => Ok(*one),
        ([], []) => Err(Failure::Said(format!("The query has no column {wanted}; it has {}.", columns.join(", ")))),
        _ => Err(Failure::Said(format!("The query has several columns named {wanted}; give each a name of its own."))),
    }
}

/// One whole number of zero or more, as the database writes it.
fn number(cell: Option<&String>) -> Result<i64, Failure> {
    let Some(cell) = cell else {
        return Err(Failure::Said("The query must return one number; it returned null.".to_owned()));
    };
    let whole = match cell.split_once('.') {
        Some((whole, rest)) if rest.bytes().all(|b| b == b'0') => whole,
        _ => cell,
    };
    whole
        .parse::<i64>()
        .ok()
        .filter(|number| *number >= 0)
        .ok_or_else(|| Failure::Said(format!("The query must return one whole number, 0 or more; it returned “{}”.", cut(cell).0)))
}

/// How many rows are wrong, and of how many that were looked at when there is a second number.
pub fn numbers(columns: usize, rows: &[Vec<Option<String>>]) -> Result<(i64, Option<i64>), Failure> {
    let said = |sentence: String| Err(Failure::Said(sentence));
    if columns > 2 {
        return said(format!(
            "The query must return one number, or two: how many rows are wrong, and how many were examined. It returned {columns} columns."
        ));
    }
    match rows {
        [row] => {
            let wrong = number(row.first().and_then(Option::as_ref))?;
            let examined = (columns == 2).then(|| number(row.get(1).and_then(Option::as_ref))).transpose()?;
            match examined {
                Some(all) if wrong > all => said(format!("The query returned {wrong} wrong rows of {all} examined.")),
                examined => Ok((wrong, examined)),
            }
        }
        [] => said("The query must return one number; it returned no rows.".to_owned()),
        _ => said("The query must return one number; it returned several rows. Is count(*) missing?".to_owned()),
    }
}

/// A cell, cut to [`CELL`] characters, and how many bytes are left of it.
fn cut(cell: &str) -> (String, usize) {
    let mut kept: String = cell.chars().take(CELL).collect();
    if cell.chars().nth(CELL).is_some() {
        kept.push('…');
    }
    let bytes = kept.len();
    (kept, bytes)
}

/// Rows as they are kept: cells cut short, and no more rows than [`SAMPLE_BYTES`] hold.
pub fn sample(mut columns: Vec<String>, rows: Vec<Vec<Option<String>>>) -> Sample {
    columns.truncate(COLUMNS);
    let columns: Vec<String> = columns.iter().map(|name| cut(name).0).collect();
    let mut room = SAMPLE_BYTES;
    let mut kept = Vec::new();
    for row in rows {
        let cells: Vec<(Option<String>, usize)> =
            row.iter().map(|cell| cell.as_deref().map(cut).map_or((None, 4), |(cell, bytes)| (Some(cell), bytes))).collect();
        let Some(left) = room.checked_sub(cells.iter().map(|(_, bytes)| bytes).sum()) else { break };
        room = left;
        kept.push(cells.into_iter().map(|(cell, _)| cell).collect());
    }
    Sample { columns, rows: kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(rows: &[Option<&str>]) -> Option<i64> {
        numbers(1, &rows.iter().map(|row| vec![row.map(str::to_owned)]).collect::<Vec<_>>()).ok().map(|(wrong, _)| wrong)
    }

    #[test]
    fn a_second_number_says_of_how_many() {
        let both = |wrong: &str, all: &str| numbers(2, &[vec![Some(wrong.to_owned()), Some(all.to_owned())]]).ok();
        assert_eq!((both("0", "12"), both("3", "3")), (Some((0, Some(12))), Some((3, Some(3)))));
        assert_eq!((both("4", "3"), both("0", "many")), (None, None));
    }

    #[test]
    fn one_number_is_one_number() {
        assert_eq!((number(&[Some("12")]), number(&[Some("12.00")])), (Some(12), Some(12)));
        for rows in [&[][..], &[None], &[Some("")], &[Some("-1")], &[Some("1.5")], &[Some("many")], &[Some("1"), Some("2")], &[Some("1e3")]]
        {
            assert_eq!(number(rows), None, "{rows:?}");
        }
        assert!(numbers(3, &[vec![Some("1".to_owned()); 3]]).is_err());
    }

    #[test]
    fn columns_are_found_by_name_and_never_guessed() {
        let columns = ["id", "Task_Id", "name", "name"].map(str::to_owned);
        assert!(matches!(place(&columns, "task_id"), Ok(2)));
        assert!(place(&columns, "name").is_err() && place(&columns, "task").is_err());
    }

    #[test]
    fn a_sample_is_never_longer_than_its_room() {
        let row = vec![Some("é".repeat(10_000)); 40];
        let kept = sample(vec!["x".to_owned(); 60], vec![row; 20]);
        let bytes: usize = kept.rows.iter().flatten().flatten().map(String::len).sum();
        assert!(bytes <= SAMPLE_BYTES && !kept.rows.is_empty() && kept.columns.len() == COLUMNS);
        assert!(kept.rows[0][0].as_ref().is_some_and(|cell| cell.chars().count() == CELL + 1));
    }
}
