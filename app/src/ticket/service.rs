//! What can be asked of Firebreak about this.

use async_trait::async_trait;

/// Remediation work with an external key, such as PE-3217.
#[async_trait]
pub trait Tickets: Send + Sync {}
