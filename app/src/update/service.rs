//! What can be asked of Firebreak about this.

use async_trait::async_trait;

/// Words about an incident for an audience.
#[async_trait]
pub trait Updates: Send + Sync {}
