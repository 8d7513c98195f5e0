//! Keeps a year's sums until something changes: adding up 100,000 incidents takes a tenth of a second, asking whether
//! anything changed a fraction of a millisecond.
//!
//! Kept by reader, so that nobody is ever shown sums made with another's private incidents. For at most a minute, because
//! time passing makes commitments overdue and somebody may be renamed. Readers of the same year wait for one sum.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use app::chrono_tz::Tz;
use app::incident::Kind;
use app::metrics::Year;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::store::change_token::ChangeToken;
use crate::db::{Db, DbError, Tx};

/// How long sums are kept although nothing changed.
const KEEP: TimeDelta = TimeDelta::seconds(60);
/// How many are kept; beyond that all are forgotten.
const MOST: usize = 256;

/// Whose year it is, and which.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    pub reader: Option<i64>,
    pub zone: Tz,
    pub day: NaiveDate,
    pub year: i32,
    pub kind: Option<Kind>,
    pub team: Option<i64>,
}

#[derive(Debug)]
struct Cached {
    year: Arc<Year>,
    token: ChangeToken,
    at: DateTime<Utc>,
}

type Slot = Arc<tokio::sync::RwLock<Option<Cached>>>;

/// The sums of this process.
#[derive(Debug, Clone, Default)]
pub struct YearCache(Arc<Mutex<HashMap<Key, Slot>>>);

impl YearCache {
    fn slot(&self, key: Key) -> Slot {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= MOST && !slots.contains_key(&key) {
            slots.clear();
        }
        slots.entry(key).or_default().clone()
    }

    /// The kept sums if they are still right, else new ones.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn year(
        &self,
        db: &Db,
        key: Key,
        now: DateTime<Utc>,
        load: impl AsyncFnOnce(&mut Tx, DateTime<Utc>) -> Result<Year, DbError>,
    ) -> Result<Arc<Year>, DbError> {
        let slot = self.slot(key);
        if let Some(year) = still(slot.read().await.as_ref(), db, now).await? {
            return Ok(year);
        }
        let mut cached = slot.write().await;
        // Somebody may have added it up while this one waited.
        if let Some(year) = still(cached.as_ref(), db, now).await? {
            return Ok(year);
        }
        let mut tx = db.read().await?;
        let token = ChangeToken::take(&mut tx).await?;
        let year = Arc::new(load(&mut tx, now).await?);
        *cached = Some(Cached { year: year.clone(), token, at: now });
        Ok(year)
    }
}

/// The kept sums, if they still hold.
async fn still(cached: Option<&Cached>, db: &Db, now: DateTime<Utc>) -> Result<Option<Arc<Year>>, DbError> {
    let Some(cached) = cached.filter(|cached| cached.at <= now && now < cached.at + KEEP) else { return Ok(None) };
    Ok((ChangeToken::glance(db).await? == cached.token).then(|| cached.year.clone()))
}
