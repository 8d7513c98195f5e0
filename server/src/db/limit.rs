//! The time a request has. When it is up before its effect is being committed, nothing is stored, now or later; when it is up
//! after that, nobody claims that nothing was.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use super::DbError;

const RUNNING: u8 = 0;
const COMMITTING: u8 = 1;
const OVER: u8 = 2;

tokio::task_local! {
    static LIMIT: Arc<AtomicU8>;
}

/// How a request ended that did not end in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// Nothing was stored, and nothing will be.
    Undone,
    /// A commit was under way, or done.
    Unknown,
}

/// Gives `work` this long.
///
/// # Errors
/// [`Late`] when it took longer.
pub async fn within<T>(time: Duration, work: impl Future<Output = T>) -> Result<T, Late> {
    let state = Arc::new(AtomicU8::new(RUNNING));
    let limited = LIMIT.scope(state.clone(), work);
    tokio::select! {
        biased;
        done = limited => Ok(done),
        () = tokio::time::sleep(time) => Err(match state.compare_exchange(RUNNING, OVER, Ordering::SeqCst, Ordering::SeqCst) {
            Ok(_) => Late::Undone,
            Err(_) => Late::Unknown,
        }),
    }
}

/// `work` under the limit of whoever asks: a task of its own knows nothing of it otherwise.
pub fn inherit<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    let state = LIMIT.try_with(Arc::clone).ok();
    async move {
        match state {
            Some(state) => LIMIT.scope(state, work).await,
            None => work.await,
        }
    }
}

/// Whether this request has committed an effect, or may have: whatever fails afterwards, nobody claims that nothing was stored.
pub fn was_committed() -> bool {
    LIMIT.try_with(|state| state.load(Ordering::SeqCst) == COMMITTING).unwrap_or_default()
}

/// Called before an effect is committed; says whether it is the first of this request.
pub(super) fn begin_commit() -> Result<bool, DbError> {
    match LIMIT.try_with(|state| state.compare_exchange(RUNNING, COMMITTING, Ordering::SeqCst, Ordering::SeqCst)) {
        Ok(Err(OVER)) => Err(DbError::TooLate),
        Ok(Ok(_)) => Ok(true),
        _ => Ok(false),
    }
}

/// Called when the first one was rolled back after all.
pub(super) fn rolled_back() {
    let _ = LIMIT.try_with(|state| state.compare_exchange(COMMITTING, RUNNING, Ordering::SeqCst, Ordering::SeqCst));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_given_up_is_never_committed_and_what_was_begun_is_never_denied() {
        let (told, later) = tokio::sync::oneshot::channel();
        let work = async move {
            let apart = tokio::spawn(inherit(async {
                tokio::time::sleep(Duration::from_millis(60)).await;
                begin_commit()
            }));
            let _ = told.send(apart);
            std::future::pending::<()>().await;
        };
        assert_eq!(within(Duration::from_millis(20), work).await, Err(Late::Undone));
        assert!(matches!(later.await.unwrap().await.unwrap(), Err(DbError::TooLate)));
        let begun = async {
            begin_commit().unwrap();
            std::future::pending::<()>().await;
        };
        assert_eq!(within(Duration::from_millis(20), begun).await, Err(Late::Unknown));
    }
}
