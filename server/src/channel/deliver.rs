//! The outbox: what is due is sent, what fails is tried again, for about a day.

use std::time::Duration;

use app::channel::ChannelKind;
use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;

use super::event::Published;
use super::post::Address;
use super::store;
use crate::Firebreak;
use crate::clock::{instant, millis};
use crate::db::{DbError, Stored};

/// How often the outbox is looked at.
const EVERY: Duration = Duration::from_secs(3);
/// How long a message is nobody else's.
const HELD: TimeDelta = TimeDelta::minutes(2);
/// How long after each failure it is tried again; then it is given up.
const AGAIN: [TimeDelta; 6] =
    [TimeDelta::seconds(30), TimeDelta::minutes(3), TimeDelta::minutes(15), TimeDelta::hours(1), TimeDelta::hours(6), TimeDelta::hours(18)];

/// Delivers what is due, now and every few seconds, until it is told to stop. Replicas may all do it.
pub async fn keep(firebreak: Firebreak, stop: CancellationToken) {
    loop {
        match deliver(&firebreak).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the outbox could not be read"),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Delivers one message that is due; `false` when none is.
///
/// # Errors
/// When the database fails. A receiver that fails is no error: its message is tried again.
pub async fn deliver(firebreak: &Firebreak) -> Result<bool, DbError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let Some(taken) = store::take(&mut tx, millis(now), millis(now + HELD)).await? else { return Ok(false) };
    if store::is_private(&mut tx, taken.incident).await? {
        store::failed(&mut tx, taken.id, None, "The incident became private before it was sent.").await?;
        tx.commit().await?;
        return Ok(true);
    }
    let channel = store::sealed(&mut tx, taken.channel).await?;
    tx.commit().await?;
    let event: Published = serde_json::from_str(&taken.body).map_err(|error| DbError::Understood(format!("a message: {error}")))?;
    let base = firebreak.base_url.as_deref().unwrap_or_default();
    let sent = match channel.map(|channel| address(firebreak, channel)).transpose()? {
        Some(Ok(to)) => {
            let body = event.body(to.kind, base, instant(taken.created_at));
            firebreak.post.send(&to, &format!("msg_{}", taken.id), now, body).await
        }
        Some(Err(problem)) => Err(problem.to_owned()),
        None => Err("There is no such channel.".to_owned()),
    };
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    match sent {
        Ok(()) => store::delivered(&mut tx, taken.id, millis(now)).await?,
        Err(problem) => {
            let again = usize::try_from(taken.attempts - 1).ok().and_then(|tried| AGAIN.get(tried));
            tracing::info!(message = taken.id, channel = taken.channel, attempt = taken.attempts, %problem, "a message did not arrive");
            store::failed(&mut tx, taken.id, again.map(|after| millis(now + *after)), &problem).await?;
        }
    }
    tx.commit().await?;
    Ok(true)
}

/// Where a channel is, or one sentence when that cannot be read.
pub fn address(firebreak: &Firebreak, channel: store::Sealed) -> Result<Result<Address, &'static str>, DbError> {
    let kind = ChannelKind::try_from(channel.kind).stored()?;
    let open = |column: &str, sealed: &str| firebreak.seal.unseal(&store::place_of(&channel.name, column), sealed);
    let opened = open("url", &channel.url).zip(open("secret", &channel.secret));
    Ok(opened.map(|(url, secret)| Address { kind, url, secret }).ok_or("Its address was sealed with another key than Firebreak has."))
}
