//! What can be asked of Firebreak about this.

use async_trait::async_trait;

/// Promises that close on evidence.
#[async_trait]
pub trait Actions: Send + Sync {}
