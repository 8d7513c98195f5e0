//! What can be asked of Firebreak about this.

use async_trait::async_trait;

/// What data and services there are, who owns them, and what is downstream of what.
#[async_trait]
pub trait Assets: Send + Sync {}
