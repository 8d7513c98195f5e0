//! "Once, even if it is asked twice": a mark is stored in the same transaction as the effect it stands for, so that whatever
//! breaks between the two, a later request can tell whether the effect was made. A program's mark is the claim on its idempotency
//! key; a form's is the token that its page was given.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{DbError, Tx};
use crate::{statements, with_tx};

statements! {
    DONE = "update idempotency set done_at = $4 where token = $1 and key = $2 and claim = $3 and done_at is null";
    SENT = "insert into commit_record (key, committed_at, fingerprint) values ($1, $2, $3) on conflict (key) do nothing";
    FIND_SENT = "select fingerprint, location from commit_record where key = $1";
    LEADS_TO = "update commit_record set location = $2 where key = $1";
    FORGET = "delete from commit_record where committed_at <= $1";
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

/// One sending of a form.
#[derive(Debug)]
pub struct Sending {
    /// Which form, of which page, of whom.
    pub key: String,
    /// What was typed.
    pub fingerprint: String,
    /// When it came.
    pub at: i64,
    marked: AtomicBool,
    again: AtomicBool,
}

tokio::task_local! {
    static CLAIM: Arc<Claim>;
    static SENDING: Arc<Sending>;
}

impl Claim {
    /// Not done yet.
    pub fn new(token: i64, key: String, claim: String, at: i64) -> Self {
        Self { token, key, claim, at, marked: AtomicBool::new(false) }
    }
}

impl Sending {
    /// Not done yet.
    pub fn new(key: String, fingerprint: String, at: i64) -> Self {
        Self { key, fingerprint, at, marked: AtomicBool::new(false), again: AtomicBool::new(false) }
    }

    /// Whether it was refused because the form was sent before.
    pub fn came_again(&self) -> bool {
        self.again.load(Ordering::SeqCst)
    }
}

/// Runs `work`; its first commit marks `claim` as done, or fails when another request has taken the key over.
pub async fn with_claim<T>(claim: Claim, work: impl Future<Output = T>) -> T {
    CLAIM.scope(Arc::new(claim), work).await
}

/// Runs `work`; its first commit marks the form as sent, or fails when it was before.
pub async fn sending<T>(sending: Arc<Sending>, work: impl Future<Output = T>) -> T {
    SENDING.scope(sending, work).await
}

/// `work` under the claim or the sending of whoever asks, if there is one: a task of its own knows nothing of it otherwise.
pub fn inherit_claim<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    let (claim, form) = (CLAIM.try_with(Arc::clone).ok(), SENDING.try_with(Arc::clone).ok());
    async move {
        match (claim, form) {
            (Some(claim), _) => CLAIM.scope(claim, work).await,
            (None, Some(form)) => SENDING.scope(form, work).await,
            (None, None) => work.await,
        }
    }
}

/// Called by [`Tx::commit`].
pub(super) async fn mark(tx: &mut Tx) -> Result<(), DbError> {
    if let Ok(Some(sending)) = SENDING.try_with(|sending| (!sending.marked.swap(true, Ordering::SeqCst)).then(|| Arc::clone(sending))) {
        let sent = with_tx!(&mut *tx, |c| sqlx::query(SENT)
            .bind(&sending.key)
            .bind(sending.at)
            .bind(&sending.fingerprint)
            .execute(&mut **c)
            .await
            .map(|done| done.rows_affected()));
        if sent? == 0 {
            sending.again.store(true, Ordering::SeqCst);
            return Err(DbError::SentBefore);
        }
    }
    let unmarked = CLAIM.try_with(|claim| {
        let first = !claim.marked.swap(true, Ordering::SeqCst);
        first.then(|| (claim.token, claim.key.clone(), claim.claim.clone(), claim.at))
    });
    let Ok(Some((token, key, claim, at))) = unmarked else { return Ok(()) };
    let done = with_tx!(tx, |c| sqlx::query(DONE)
        .bind(token)
        .bind(key)
        .bind(claim)
        .bind(at)
        .execute(&mut **c)
        .await
        .map(|done| done.rows_affected()));
    if done? == 1 { Ok(()) } else { Err(DbError::TakenOver) }
}

/// What was typed into a form that was sent before, and where it led to.
pub async fn sent(tx: &mut Tx, key: &str) -> Result<Option<(Option<String>, Option<String>)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(FIND_SENT).bind(key).fetch_optional(&mut **c).await)?)
}

/// Remembers where a form led to.
pub async fn leads_to(tx: &mut Tx, key: &str, location: &str) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(LEADS_TO).bind(key).bind(location).execute(&mut **c).await.map(drop))?)
}

/// Deletes what nobody will ask for any more.
pub async fn forget(tx: &mut Tx, until: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(FORGET).bind(until).execute(&mut **c).await.map(drop))?)
}
