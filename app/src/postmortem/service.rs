//! What can be asked of Firebreak about this.

use async_trait::async_trait;

/// The three-page document of an incident.
#[async_trait]
pub trait Postmortems: Send + Sync {}
