//! All SQL about sources.

use app::check::Source;

use crate::db::{DbError, Tx};
use crate::{on, statements};

statements! {
    ALL = "select s.id, s.name, s.url, p.name as created_by, \
           (select cast(count(*) as bigint) from data_check k where k.source = s.id) as checks \
           from source s left join person p on p.id = s.created_by order by s.name";
    URL = "select url from source where id = $1";
    INSERT = "insert into source (name, url, created_at, created_by) values ($1, $2, $3, $4) returning id";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    url: String,
    created_by: Option<String>,
    checks: i64,
}

pub async fn all(tx: &mut Tx) -> Result<Vec<Source>, DbError> {
    let rows: Vec<Row> = on!(tx, |c| sqlx::query_as(ALL).fetch_all(&mut **c).await)?;
    let source = |row: Row| Source { id: row.id, name: row.name, url: row.url, created_by: row.created_by, checks: row.checks };
    Ok(rows.into_iter().map(source).collect())
}

pub async fn url(tx: &mut Tx, source: i64) -> Result<Option<String>, DbError> {
    Ok(on!(tx, |c| sqlx::query_scalar(URL).bind(source).fetch_optional(&mut **c).await)?)
}

pub async fn insert(tx: &mut Tx, name: &str, url: &str, now: i64, person: Option<i64>) -> Result<i64, DbError> {
    Ok(on!(tx, |c| sqlx::query_scalar(INSERT).bind(name).bind(url).bind(now).bind(person).fetch_one(&mut **c).await)?)
}
