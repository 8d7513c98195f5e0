//! What can be asked of Firebreak about this.

use async_trait::async_trait;

/// Counted repair work, with its rate and when it will be done.
#[async_trait]
pub trait Backfills: Send + Sync {}
