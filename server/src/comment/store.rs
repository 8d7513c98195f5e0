//! All SQL about comments.

use app::comment::{Comment, NewComment};

use crate::clock::instant;
use crate::db::{DbError, Tx};
use crate::markdown::to_html;
use crate::{statements, with_tx};

statements! {
    INSERT = "insert into postmortem_comment (postmortem, section, quote, body, person, at) values ($1, $2, $3, $4, $5, $6)";
    OF_POSTMORTEM = "select c.id, c.section, c.quote, c.body, p.name as person, c.at, c.resolved_at, r.name as resolved_by, c.action_item \
                     from postmortem_comment c left join person p on p.id = c.person left join person r on r.id = c.resolved_by \
                     where c.postmortem = $1 order by c.id";
    RESOLVE = "update postmortem_comment set resolved_at = $2, resolved_by = $3, action_item = $4 where id = $1";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    section: String,
    quote: String,
    body: String,
    person: Option<String>,
    at: i64,
    resolved_at: Option<i64>,
    resolved_by: Option<String>,
    action_item: Option<i64>,
}

pub async fn insert(tx: &mut Tx, postmortem: i64, comment: &NewComment, person: Option<i64>, at: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(INSERT)
        .bind(postmortem)
        .bind(&comment.section)
        .bind(&comment.quote)
        .bind(&comment.body)
        .bind(person)
        .bind(at)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

/// Everything that was said about a postmortem, the first first.
pub async fn of_postmortem(tx: &mut Tx, postmortem: i64) -> Result<Vec<Comment>, DbError> {
    let rows: Vec<Row> = with_tx!(tx, |c| sqlx::query_as(OF_POSTMORTEM).bind(postmortem).fetch_all(&mut **c).await)?;
    let comment = |row: Row| Comment {
        html: to_html(&row.body),
        id: row.id,
        section: row.section,
        quote: row.quote,
        body: row.body,
        person: row.person,
        at: instant(row.at),
        resolved: row.resolved_at.map(|at| (instant(at), row.resolved_by)),
        action: row.action_item,
    };
    Ok(rows.into_iter().map(comment).collect())
}

/// Says when and by whom it was answered, and by which action item; `None` opens it again.
pub async fn resolve(tx: &mut Tx, comment: i64, at: Option<i64>, person: Option<i64>, action: Option<i64>) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(RESOLVE).bind(comment).bind(at).bind(person).bind(action).execute(&mut **c).await.map(drop))?)
}
