//! Folding what was stored before texts were folded, when Firebreak starts.

use super::fold;
use crate::db::{Db, DbError};
use crate::{statements, with_tx};

statements! {
    INCIDENTS = "select number, title, summary from incident where search_text is null order by number limit 500";
    FOLD_INCIDENT = "update incident set search_text = $2, search_words = $3 where number = $1";
    SIGNALS = "select id, title, body, source from signal where search_text is null order by id limit 500";
    FOLD_SIGNAL = "update signal set search_text = $2 where id = $1";
    ASSETS = "select id, name, about from asset where search_text is null order by id limit 500";
    FOLD_ASSET = "update asset set search_text = $2 where id = $1";
    SECTIONS = "select postmortem, key, body from postmortem_section where search_text is null order by postmortem, key limit 100";
    FOLD_SECTION = "update postmortem_section set search_text = $3 where postmortem = $1 and key = $2";
}

/// Folds every row that is not folded yet, some hundreds in a transaction: whoever interrupts it loses nothing.
///
/// # Errors
/// When the database fails.
pub async fn fold_stored(db: &Db) -> Result<(), DbError> {
    let mut total = 0;
    loop {
        let mut tx = db.write().await?;
        let incidents: Vec<(i64, String, String)> = with_tx!(&mut tx, |c| sqlx::query_as(INCIDENTS).fetch_all(&mut **c).await)?;
        for (number, title, summary) in &incidents {
            let (text, words) = crate::incident::searched(title, summary);
            with_tx!(&mut tx, |c| sqlx::query(FOLD_INCIDENT).bind(number).bind(text).bind(words).execute(&mut **c).await.map(drop))?;
        }
        let signals: Vec<(i64, String, String, String)> = with_tx!(&mut tx, |c| sqlx::query_as(SIGNALS).fetch_all(&mut **c).await)?;
        for (id, title, body, source) in &signals {
            let text = crate::signal::searched(title, body, source);
            with_tx!(&mut tx, |c| sqlx::query(FOLD_SIGNAL).bind(id).bind(&text).execute(&mut **c).await.map(drop))?;
        }
        let assets: Vec<(i64, String, String)> = with_tx!(&mut tx, |c| sqlx::query_as(ASSETS).fetch_all(&mut **c).await)?;
        for (id, name, about) in &assets {
            let text = crate::asset::searched(name, about);
            with_tx!(&mut tx, |c| sqlx::query(FOLD_ASSET).bind(id).bind(&text).execute(&mut **c).await.map(drop))?;
        }
        let sections: Vec<(i64, String, String)> = with_tx!(&mut tx, |c| sqlx::query_as(SECTIONS).fetch_all(&mut **c).await)?;
        for (postmortem, key, body) in &sections {
            with_tx!(&mut tx, |c| sqlx::query(FOLD_SECTION).bind(postmortem).bind(key).bind(fold(body)).execute(&mut **c).await.map(drop))?;
        }
        let done = incidents.len() + signals.len() + assets.len() + sections.len();
        if done == 0 {
            break;
        }
        tx.commit().await?;
        total += done;
    }
    if total > 0 {
        tracing::info!(rows = total, "stored texts are folded for search");
    }
    Ok(())
}
