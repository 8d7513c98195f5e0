//! What can be asked of Firebreak about this.

use async_trait::async_trait;

/// The year in numbers, each of which opens to its incidents.
#[async_trait]
pub trait Metrics: Send + Sync {}
