//! `firebreak verify`.

use crate::config::Store;

/// Prints every invariant with what breaks it; fails when any is broken.
pub async fn run(store: &Store) -> Result<(), String> {
    let firebreak = super::open(store).await?;
    let findings = crate::verify::verify(&firebreak.db).await.map_err(|error| error.to_string())?;
    let mut broken = 0;
    for finding in &findings {
        if finding.broken.is_empty() {
            println!("ok      {}", finding.invariant);
        } else {
            broken += 1;
            println!("BROKEN  {}: {:?}", finding.invariant, finding.broken);
        }
    }
    firebreak.db.close().await;
    if broken == 0 { Ok(()) } else { Err(format!("{broken} of {} invariants do not hold.", findings.len())) }
}
