//! Published postmortems that are no longer what was published, for `firebreak verify`.

use crate::db::{DbError, Tx};
use crate::{statements, with_tx};
use sha2::{Digest, Sha256};

use super::{content_hash, show, store};

statements! {
    PUBLISHED = "select incident from postmortem where state = 'published' and facts is not null order by incident";
    IMAGES = "select m.name, m.bytes from image m join postmortem p on p.incident = m.incident where p.state = 'published' and m.incident = $1";
}

/// One for each: the postmortem whose text or facts have another hash, or whose image is not the one it is named by.
///
/// # Errors
/// When the database cannot be reached.
pub async fn rewritten(tx: &mut Tx) -> Result<Vec<String>, DbError> {
    let numbers: Vec<i64> = with_tx!(&mut *tx, |c| sqlx::query_scalar(PUBLISHED).fetch_all(&mut **c).await)?;
    let mut broken = Vec::new();
    for number in numbers {
        let Some(row) = store::find(tx, number).await? else { continue };
        let template = row.template()?;
        let sections = show::sections(tx, &template, row.id).await?;
        let hash = row.facts.as_ref().map(|facts| content_hash::hash(facts, &template, &sections));
        if hash != row.content_hash {
            broken.push(format!("INC-{number}"));
        }
        let images: Vec<(String, Vec<u8>)> = with_tx!(&mut *tx, |c| sqlx::query_as(IMAGES).bind(number).fetch_all(&mut **c).await)?;
        for (name, bytes) in images {
            let hash: String = Sha256::digest(&bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
            if name.split('.').next() != Some(hash.as_str()) {
                broken.push(format!("INC-{number} image {name}"));
            }
        }
    }
    Ok(broken)
}
