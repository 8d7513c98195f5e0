//! What can be asked of Firebreak about this.

use async_trait::async_trait;

/// Early warnings, each with a disposition.
#[async_trait]
pub trait Signals: Send + Sync {}
