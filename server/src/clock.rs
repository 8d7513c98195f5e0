//! What time it is: the only place that asks the machine. The demo and tests set it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};

/// The machine's clock, or one that is set by hand.
#[derive(Debug, Clone, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's.
    pub fn machine() -> Self {
        Self(None)
    }

    /// One that stands at `at` until it is set.
    pub fn set_at(at: DateTime<Utc>) -> Self {
        Self(Some(Arc::new(AtomicI64::new(at.timestamp_millis()))))
    }

    /// Sets a clock that is set by hand; the machine's is left alone.
    pub fn set(&self, at: DateTime<Utc>) {
        if let Some(millis) = &self.0 {
            millis.store(at.timestamp_millis(), Ordering::SeqCst);
        }
    }

    /// Now, in whole milliseconds.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Some(millis) => instant(millis.load(Ordering::SeqCst)),
            #[expect(clippy::disallowed_methods, reason = "this is the one place")]
            None => instant(Utc::now().timestamp_millis()),
        }
    }
}

/// A stored time.
pub fn instant(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// A time as it is stored.
pub fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}
