//! All SQL about images.

use app::image::Image;

use crate::db::{DbError, Tx};
use crate::{statements, with_tx};

statements! {
    ADD = "insert into image (incident, name, kind, width, height, bytes, alt, person, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
           on conflict (incident, name) do nothing";
    LIST = "select name, alt, width, height from image where incident = $1 order by at desc, name";
    SHOW = "select kind, bytes, width, height from image where incident = $1 and name = $2";
}

/// Where the image called `name` is.
pub fn path(incident: i64, name: &str) -> String {
    format!("/incidents/{incident}/images/{name}")
}

/// An image that was encoded again.
#[derive(Debug, Clone)]
pub struct New {
    pub name: String,
    pub kind: &'static str,
    pub width: i64,
    pub height: i64,
    pub bytes: Vec<u8>,
    pub alt: String,
}

pub async fn add(tx: &mut Tx, incident: i64, new: &New, person: Option<i64>, at: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(ADD)
        .bind(incident)
        .bind(&new.name)
        .bind(new.kind)
        .bind(new.width)
        .bind(new.height)
        .bind(&new.bytes)
        .bind(&new.alt)
        .bind(person)
        .bind(at)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

pub async fn list(tx: &mut Tx, incident: i64) -> Result<Vec<Image>, DbError> {
    let rows: Vec<(String, String, i64, i64)> = with_tx!(tx, |c| sqlx::query_as(LIST).bind(incident).fetch_all(&mut **c).await)?;
    Ok(rows.into_iter().map(|(name, alt, width, height)| Image { path: path(incident, &name), alt, width, height }).collect())
}

/// Kind, bytes, width and height.
pub async fn show(tx: &mut Tx, incident: i64, name: &str) -> Result<Option<(String, Vec<u8>, i64, i64)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(SHOW).bind(incident).bind(name).fetch_optional(&mut **c).await)?)
}
