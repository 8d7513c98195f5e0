//! Known devices: a browser that signed in keeps a secret, of which the database has the SHA-256. Somebody else's wrong passwords
//! do not keep it out.

use app::error::AppError;

use super::store;
use crate::db::{DbError, Tx};
use crate::{Firebreak, clock, secret};

/// Devices that are remembered for one person; the one unused for longest is forgotten first.
const MOST: i64 = 20;

/// The hash of the device, when it signed in to this account before.
pub async fn is_known(tx: &mut Tx, device: Option<&str>, person: Option<i64>) -> Result<Option<String>, DbError> {
    let (Some(device), Some(person)) = (device, person) else { return Ok(None) };
    let hash = secret::hash(device);
    Ok(store::device_is_known(tx, &hash, person).await?.then_some(hash))
}

/// Remembers a new device of somebody who just signed in, and gives the secret it keeps.
pub async fn remember(firebreak: &Firebreak, person: i64) -> Result<String, AppError> {
    let device = secret::random();
    let mut tx = firebreak.db.write().await?;
    store::add_device(&mut tx, &secret::hash(&device), person, clock::millis(firebreak.clock.now())).await?;
    store::forget_devices_beyond(&mut tx, person, MOST).await?;
    tx.commit().await?;
    Ok(device)
}
