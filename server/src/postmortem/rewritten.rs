//! Published postmortems that are no longer what was published, for `firebreak verify`.

use crate::db::{DbError, Tx};
use sha2::{Digest, Sha256};

use super::{content_hash, show, store};

/// One for each: the postmortem whose text or facts have another hash, or whose image is not the one it is named by.
///
/// # Errors
/// When the database cannot be reached.
pub async fn rewritten(tx: &mut Tx) -> Result<Vec<String>, DbError> {
    let numbers = store::rewritten::published(tx).await?;
    let mut broken = Vec::new();
    for number in numbers {
        let Some(row) = store::find(tx, number).await? else { continue };
        let template = row.template()?;
        let sections = show::sections(tx, &template, row.id).await?;
        let hash = row.facts.as_ref().map(|facts| content_hash::hash(facts, &template, &sections));
        if hash != row.content_hash {
            broken.push(format!("INC-{number}"));
        }
        for (name, bytes) in store::rewritten::images(tx, number).await? {
            let hash: String = Sha256::digest(&bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
            if name.split('.').next() != Some(hash.as_str()) {
                broken.push(format!("INC-{number} image {name}"));
            }
        }
    }
    Ok(broken)
}
