//! The outbox: what is due is sent, what fails is tried again, for about a day.

use std::collections::HashMap;
use std::time::Duration;

use app::channel::ChannelKind;
use chrono::TimeDelta;
use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;

use super::event::Published;
use super::store::{self, Taken};
use super::webhook_client::{Address, Unsent};
use crate::Firebreak;
use crate::clock::{instant, millis};
use crate::db::{DbError, Stored};

/// How often the outbox is looked at.
const EVERY: Duration = Duration::from_secs(3);
/// How long a message is nobody else's.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// How long after each failure it is tried again; then it is given up.
const RETRY_DELAYS: [TimeDelta; 6] =
    [TimeDelta::seconds(30), TimeDelta::minutes(3), TimeDelta::minutes(15), TimeDelta::hours(1), TimeDelta::hours(6), TimeDelta::hours(18)];

/// How many messages may be on their way at the same time, and how many of them to the same channel: one that does not answer
/// must not take all places.
const AT_ONCE: usize = 32;
const TO_ONE_CHANNEL: usize = 2;

/// Delivers what is due, now and every few seconds, until it is told to stop; what is under way then is finished.
/// Several at a time, so that a slow receiver delays nobody else. Replicas may all do it.
pub async fn keep(firebreak: Firebreak, stop: CancellationToken) {
    let mut under_way = JoinSet::new();
    let mut channels: HashMap<Id, i64> = HashMap::new();
    while !stop.is_cancelled() {
        let mut began = false;
        let due = match due(&firebreak).await {
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(%error, "the outbox could not be read");
                Vec::new()
            }
        };
        for channel in due {
            let to_it = channels.values().filter(|one| **one == channel).count();
            if channels.len() >= AT_ONCE || to_it >= TO_ONE_CHANNEL {
                continue;
            }
            match take(&firebreak, channel).await {
                Ok(Some(taken)) => {
                    channels.insert(under_way.spawn(finish(firebreak.clone(), taken)).id(), channel);
                    began = true;
                }
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "a message could not be taken from the outbox"),
            }
        }
        if began {
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => {}
            // What waited for it, for its order, may be due now.
            Some(ended) = under_way.join_next_with_id(), if !under_way.is_empty() => {
                channels.remove(&ended.map_or_else(|error| error.id(), |(task, ())| task));
            }
            () = tokio::time::sleep(EVERY) => {}
        }
    }
    while under_way.join_next().await.is_some() {}
}

async fn finish(firebreak: Firebreak, taken: Taken) {
    if let Err(error) = send(&firebreak, taken).await {
        tracing::warn!(%error, "how a message was delivered could not be stored");
    }
}

/// Delivers one message that is due; `false` when none is.
///
/// # Errors
/// When the database fails. A receiver that fails is no error: its message is tried again.
pub async fn deliver(firebreak: &Firebreak) -> Result<bool, DbError> {
    for channel in due(firebreak).await? {
        if let Some(taken) = take(firebreak, channel).await? {
            send(firebreak, taken).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// The channels that a message is due for.
async fn due(firebreak: &Firebreak) -> Result<Vec<i64>, DbError> {
    let mut tx = firebreak.db.read().await?;
    store::due(&mut tx, millis(firebreak.clock.now())).await
}

/// The next message for a channel: nobody else gets it for a while.
async fn take(firebreak: &Firebreak, channel: i64) -> Result<Option<Taken>, DbError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let taken = store::take(&mut tx, channel, millis(now), millis(now + LEASE)).await?;
    if taken.is_some() {
        tx.commit().await?;
    }
    Ok(taken)
}

async fn send(firebreak: &Firebreak, taken: Taken) -> Result<(), DbError> {
    let sent = attempt(firebreak, &taken).await?;
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    match sent {
        Ok(()) => store::delivered(&mut tx, taken.id, millis(now)).await?,
        Err(Unsent { sentence, for_good }) => {
            let again = usize::try_from(taken.attempts - 1).ok().and_then(|tried| RETRY_DELAYS.get(tried)).filter(|_| !for_good);
            tracing::info!(message = taken.id, channel = taken.channel, attempt = taken.attempts, problem = %sentence, "a message did not arrive");
            store::failed(&mut tx, taken.id, again.map(|after| millis(now + *after)), &sentence).await?;
        }
    }
    tx.commit().await
}

/// Sends one. What cannot be read is set aside with its reason: those behind it must not wait for it.
async fn attempt(firebreak: &Firebreak, taken: &Taken) -> Result<Result<(), Unsent>, DbError> {
    let for_good = |sentence: &str| Ok(Err(Unsent { sentence: sentence.to_owned(), for_good: true }));
    let mut tx = firebreak.db.read().await?;
    if store::is_private(&mut tx, taken.incident).await? {
        return for_good("The incident became private before it was sent.");
    }
    let channel = store::sealed(&mut tx, taken.channel).await?;
    drop(tx);
    let Ok(event) = serde_json::from_str::<Published>(&taken.body) else {
        return for_good("The message as it is stored cannot be read by this version of Firebreak.");
    };
    let Some(channel) = channel else { return for_good("There is no such channel.") };
    let to = match address(firebreak, channel) {
        Ok(Ok(to)) => to,
        Ok(Err(problem)) => return Ok(Err(problem.into())),
        Err(_) => return for_good("This version of Firebreak does not know the kind of the channel."),
    };
    let base = firebreak.base_url.as_deref().unwrap_or_default();
    let body = event.body(to.kind, base, instant(taken.created_at));
    Ok(firebreak.webhooks.send(&to, &format!("msg_{}", taken.id), firebreak.clock.now(), body).await)
}

/// Where a channel is, or one sentence when that cannot be read.
pub fn address(firebreak: &Firebreak, channel: store::Sealed) -> Result<Result<Address, &'static str>, DbError> {
    let kind = ChannelKind::try_from(channel.kind).stored()?;
    let open = |column: &str, sealed: &str| firebreak.secrets.unseal(&store::place_of(&channel.name, column), sealed);
    let opened = open("url", &channel.url).zip(open("secret", &channel.secret));
    Ok(opened.map(|(url, secret)| Address { kind, url, secret }).ok_or("Its address was sealed with another key than Firebreak has."))
}
