//! What can be asked of Firebreak about this.

use async_trait::async_trait;

/// Automated tests of data and lineage that really run, with their history.
#[async_trait]
pub trait Checks: Send + Sync {}
