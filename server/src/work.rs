//! Bounded workers: whatever takes processor time or memory because of what somebody sent (passwords, texts, images, documents)
//! runs with one of a few permits, off the threads that serve.
//!
//! A permit is given back when the work has *ended*, not when its reader went away: a request that is cut off does not let
//! another one begin beside the work it left behind.

use std::sync::Arc;
use std::time::Duration;

use app::error::AppError;
use tokio::sync::Semaphore;

/// How long a request waits for a permit before it is asked to come back.
const WAIT: Duration = Duration::from_secs(10);

/// A few permits, and a queue of bounded length in front of them.
#[derive(Debug, Clone)]
pub struct Workers {
    what: &'static str,
    permits: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

impl Workers {
    /// `permits` pieces of work at once (1 or more), `queue` more may wait; `what` names the work in the log.
    pub fn new(what: &'static str, permits: usize, queue: usize) -> Self {
        Self { what, permits: Arc::new(Semaphore::new(permits)), places: Arc::new(Semaphore::new(permits + queue)) }
    }

    /// One permit for each core.
    pub fn per_core(what: &'static str, queue: usize) -> Self {
        Self::new(what, std::thread::available_parallelism().map_or(1, std::num::NonZero::get), queue)
    }

    /// Does `work` with a permit and waits for it.
    ///
    /// # Errors
    /// [`AppError::Busy`] when the queue is full or no permit became free within ten seconds; [`AppError::Internal`] when the
    /// work panicked.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
        self.run_within(WAIT, work).await
    }

    /// Like [`Self::run`], for what can be left out when no permit becomes free within `wait`.
    ///
    /// # Errors
    /// As [`Self::run`].
    pub async fn run_within<T: Send + 'static>(&self, wait: Duration, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| self.busy())?;
        let permit = tokio::time::timeout(wait, self.permits.clone().acquire_owned()).await;
        let Ok(Ok(permit)) = permit else { return Err(self.busy()) };
        let done = tokio::task::spawn_blocking(move || {
            // Both end with the work, whoever still waits for it.
            let _held = (permit, place);
            work()
        });
        done.await.map_err(|error| crate::secret::internal(format_args!("{}: {error}", self.what)))
    }

    fn busy(&self) -> AppError {
        tracing::warn!(what = self.what, "all workers are busy");
        AppError::Busy
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[tokio::test]
    async fn a_seat_is_taken_until_the_work_ends_even_when_nobody_waits_for_it() {
        let workers = Workers::new("test", 1, 1);
        let (end, wait) = channel::<()>();
        let (begun, seen) = channel::<()>();
        let long = {
            let workers = workers.clone();
            tokio::spawn(async move {
                workers
                    .run(move || {
                        let _ = begun.send(());
                        let _ = wait.recv();
                    })
                    .await
            })
        };
        tokio::task::spawn_blocking(move || seen.recv()).await.unwrap().unwrap();
        long.abort();
        let _ = long.await;
        let short = Duration::from_millis(50);
        assert_eq!(workers.run_within(short, || 1).await, Err(AppError::Busy), "the reader is gone, the work is not");
        end.send(()).unwrap();
        assert_eq!(workers.run(|| 2).await, Ok(2));
    }

    #[tokio::test]
    async fn a_full_queue_is_refused_at_once_and_a_panic_is_an_internal_error() {
        let workers = Workers::new("test", 1, 0);
        let (end, wait) = channel::<()>();
        let first = tokio::spawn({
            let workers = workers.clone();
            async move { workers.run(move || wait.recv().is_ok()).await }
        });
        while workers.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(workers.run(|| 1).await, Err(AppError::Busy));
        end.send(()).unwrap();
        assert_eq!(first.await.unwrap(), Ok(true));
        let panicked = workers.run(|| panic!("on purpose")).await;
        assert!(matches!(panicked, Err(AppError::Internal { .. })), "{panicked:?}");
        assert_eq!(workers.run(|| 3).await, Ok(3), "its seat came back");
    }
}
