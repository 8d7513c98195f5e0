//! "Once, even if it is asked twice": the claim on an idempotency key is marked done in the same transaction as the
//! effect it stands for. Whatever breaks between the two, a later request can tell whether the effect was made.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{DbError, Tx};
use crate::{on, statements};

statements! {
    DONE = "update idempotency set done_at = $4 where token = $1 and key = $2 and claim = $3 and done_at is null";
}

/// A claim on the idempotency key of one token, held by one request.
#[derive(Debug)]
pub struct Claim {
    /// Whose key it is.
    pub token: i64,
    /// The key, as the program chose it.
    pub key: String,
    /// Made at random for this request: another that took over has another.
    pub claim: String,
    /// When the request came.
    pub at: i64,
    marked: AtomicBool,
}

tokio::task_local! {
    static CLAIM: Arc<Claim>;
}

impl Claim {
    /// Not done yet.
    pub fn new(token: i64, key: String, claim: String, at: i64) -> Self {
        Self { token, key, claim, at, marked: AtomicBool::new(false) }
    }
}

/// Runs `work`; its first commit marks `claim` as done, or fails when another request has taken the key over.
pub async fn under<T>(claim: Claim, work: impl Future<Output = T>) -> T {
    CLAIM.scope(Arc::new(claim), work).await
}

/// `work` under the claim of whoever asks, if there is one: a task of its own knows nothing of it otherwise.
pub fn carried<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    let claim = CLAIM.try_with(Arc::clone).ok();
    async move {
        match claim {
            Some(claim) => CLAIM.scope(claim, work).await,
            None => work.await,
        }
    }
}

/// Called by [`Tx::commit`].
pub(super) async fn mark(tx: &mut Tx) -> Result<(), DbError> {
    let unmarked = CLAIM.try_with(|claim| {
        let first = !claim.marked.swap(true, Ordering::SeqCst);
        first.then(|| (claim.token, claim.key.clone(), claim.claim.clone(), claim.at))
    });
    let Ok(Some((token, key, claim, at))) = unmarked else { return Ok(()) };
    let done =
        on!(tx, |c| sqlx::query(DONE).bind(token).bind(key).bind(claim).bind(at).execute(&mut **c).await.map(|done| done.rows_affected()));
    if done? == 1 { Ok(()) } else { Err(DbError::TakenOver) }
}
