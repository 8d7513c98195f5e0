//! Whom a published postmortem is sent to: teams find it on their page, channels are told through the outbox.

use std::collections::BTreeSet;

use app::actor::Actor;
use app::error::AppError;
use app::incident::{EntryKind, Severity};
use app::postmortem::State;
use app::text;
use chrono::{DateTime, Utc};

use super::{show, store};
use crate::channel::event::Published;
use crate::clock::{instant, millis};
use crate::db::{Stored, Tx};
use crate::incident::{self, load_to_change};
use crate::markdown::to_text;
use crate::{Firebreak, channel};

/// Characters of the summary that are told.
const EXCERPT: usize = 500;

pub async fn send(
    firebreak: &Firebreak,
    actor: &Actor,
    number: i64,
    (teams, channels): (&BTreeSet<i64>, &BTreeSet<i64>),
    note: &str,
) -> Result<String, AppError> {
    let now = firebreak.clock.now();
    let note = text::prose("the comment", note.trim(), 1_000).map_err(|message| AppError::field("note", message))?;
    let mut tx = firebreak.db.write().await?;
    let incident = load_to_change(&mut tx, actor, number).await?;
    actor.require_commander()?;
    let row = show::find(&mut tx, number).await?;
    if row.state()? != State::Published {
        return Err(AppError::conflict("The postmortem is not published yet. Publish it before you send it."));
    }
    if incident.private {
        return Err(AppError::conflict("This incident is private. Add people as members instead."));
    }
    if teams.is_empty() && channels.is_empty() {
        return Err(AppError::field("audience", "Choose a team or a channel."));
    }
    let known: Vec<(i64, String)> = crate::person::team_names(&mut tx).await?;
    let open: Vec<(i64, String)> =
        channel::list(&mut tx).await?.into_iter().filter(|one| one.active).map(|one| (one.id, one.name)).collect();
    let named = |chosen: &BTreeSet<i64>, all: &[(i64, String)]| -> Option<Vec<String>> {
        chosen.iter().map(|id| all.iter().find(|(known, _)| known == id).map(|(_, name)| name.clone())).collect()
    };
    let unknown = || AppError::field("audience", "Choose teams and channels from the list.");
    let names = [named(teams, &known).ok_or_else(unknown)?, named(channels, &open).ok_or_else(unknown)?].concat();
    for team in teams {
        store::audience::add(&mut tx, row.id, *team, actor.person, millis(now)).await?;
    }
    if !channels.is_empty() {
        let event = event(&mut tx, actor, &incident, &row, &note).await?;
        for channel in channels {
            channel::put(&mut tx, *channel, number, &event, actor.person, millis(now)).await?;
        }
    }
    let names = names.join(", ");
    incident::record(&mut tx, actor, number, EntryKind::Postmortem, &format!("Postmortem sent to {}", incident::escape(&names)), now)
        .await?;
    tx.commit().await?;
    Ok(names)
}

async fn event(tx: &mut Tx, actor: &Actor, incident: &incident::Row, row: &store::Row, note: &str) -> Result<String, AppError> {
    let summary = store::sections(tx, row.id).await?.into_iter().find(|section| section.key == "summary").map(|section| section.body);
    let summary: String = to_text(&summary.unwrap_or_default(), EXCERPT * 4).chars().take(EXCERPT).collect();
    let severity = Severity::try_from(incident.peak_severity).map(|severity| severity.code().to_owned()).stored()?;
    let published_at: Option<DateTime<Utc>> = row.published_at.map(instant);
    let event = Published {
        number: incident.number,
        title: incident.title.clone(),
        severity,
        summary,
        note: note.to_owned(),
        sent_by: actor.name.clone(),
        published_at,
        hash: row.content_hash.clone().unwrap_or_default(),
    };
    serde_json::to_string(&event).map_err(crate::secret::internal)
}
