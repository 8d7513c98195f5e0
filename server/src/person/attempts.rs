//! Wrong passwords, counted in the database for all replicas: at most ten a minute for each key (`docs/decisions/0021`).
//!
//! An attempt is counted before the password is looked at, so that a hundred at once are not a hundred guesses, and taken back
//! when the password was right.

use app::error::AppError;

use super::store;
use crate::{Firebreak, clock};

/// Wrong passwords in one minute, for one key.
const WRONG_A_MINUTE: i64 = 10;

/// Attempts that are counted until they are forgiven.
pub struct Attempts {
    keys: Vec<String>,
    minute: i64,
}

impl Attempts {
    /// Counts one attempt under each key.
    ///
    /// # Errors
    /// [`AppError::TooMany`] when one of them has had its ten in this minute.
    pub async fn begin(firebreak: &Firebreak, keys: &[String]) -> Result<Self, AppError> {
        let now = clock::millis(firebreak.clock.now());
        let minute = now / 60_000;
        let mut tx = firebreak.db.write_aside().await?;
        let mut most = 0;
        // In one order, so that two sign-ins never wait for each other in a circle.
        let mut keys = keys.to_vec();
        keys.sort();
        for key in &keys {
            most = most.max(store::attempt(&mut tx, key, minute).await?);
        }
        if most == 1 {
            store::forget_attempts(&mut tx, minute - 60).await?;
        }
        if most > WRONG_A_MINUTE {
            // It is not looked at, so it is not counted: many right ones at once lock nobody out.
            let left = 60 - now / 1_000 % 60;
            return Err(AppError::TooMany { seconds: u32::try_from(left).unwrap_or(60) });
        }
        tx.commit().await?;
        Ok(Self { keys, minute })
    }

    /// The password was right: it does not count.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn forgive(self, firebreak: &Firebreak) -> Result<(), AppError> {
        let mut tx = firebreak.db.write_aside().await?;
        for key in &self.keys {
            store::forgive_attempt(&mut tx, key, self.minute).await?;
        }
        Ok(tx.commit().await?)
    }
}
