//! What can be asked of Firebreak about this.

use async_trait::async_trait;

/// What was decided, what else was possible, and why.
#[async_trait]
pub trait Decisions: Send + Sync {}
