//! The key that form tokens are made with.

use crate::db::{DbError, Tx};
use crate::{statements, with_tx};

statements! {
    ADD = "insert into form_key (id, key) values (1, $1) on conflict (id) do nothing";
    FIND = "select key from form_key where id = 1";
}

pub async fn find_key(tx: &mut Tx) -> Result<Option<String>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(FIND).fetch_optional(&mut **c).await)?)
}

/// Adds the key unless there is one, and gives the one there is.
pub async fn add_key(tx: &mut Tx, key: &str) -> Result<String, DbError> {
    with_tx!(&mut *tx, |c| sqlx::query(ADD).bind(key).execute(&mut **c).await.map(drop))?;
    Ok(with_tx!(tx, |c| sqlx::query_scalar(FIND).fetch_one(&mut **c).await)?)
}
