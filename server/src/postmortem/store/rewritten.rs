//! What was published, for `firebreak verify`.

use crate::db::{DbError, Tx};
use crate::{statements, with_tx};

statements! {
    PUBLISHED = "select incident from postmortem where state = 'published' and facts is not null order by incident";
    IMAGES = "select m.name, m.bytes from image m join postmortem p on p.incident = m.incident where p.state = 'published' and m.incident = $1";
}

/// The incidents whose postmortem is published.
pub async fn published(tx: &mut Tx) -> Result<Vec<i64>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(PUBLISHED).fetch_all(&mut **c).await)?)
}

/// Names and bytes of the images of an incident whose postmortem is published.
pub async fn images(tx: &mut Tx, incident: i64) -> Result<Vec<(String, Vec<u8>)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(IMAGES).bind(incident).fetch_all(&mut **c).await)?)
}
