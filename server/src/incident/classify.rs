//! Type and owning team, changed after the declaration.

use app::actor::Actor;
use app::edit::{Edit, Seen};
use app::error::AppError;
use app::incident::{Classification, EntryKind, Kind};

use super::declare::escape;
use super::{entry, load_to_change, require_command, store};
use crate::Firebreak;
use crate::clock::millis;
use crate::db::{Stored, Tx};

/// The owning team is changed by whoever may command the incident, and by members of the team that has it.
async fn require_team(tx: &mut Tx, actor: &Actor, row: &store::Row) -> Result<(), AppError> {
    match row.team {
        None => Ok(()),
        Some(team) if store::is_of_team(tx, team, actor.person).await? => Ok(()),
        Some(_) => require_command(actor, row).map_err(|_| {
            AppError::forbidden("Only members of the owning team, the incident commander, and commanders can change the owning team.")
        }),
    }
}

pub async fn classify(firebreak: &Firebreak, actor: &Actor, number: i64, change: Classification, seen: &Seen) -> Result<(), AppError> {
    let now = firebreak.clock.now();
    let mut tx = firebreak.db.write().await?;
    let row = load_to_change(&mut tx, actor, number).await?;
    let (old_kind, mut facts) = (Kind::try_from(row.kind.clone()).stored()?, Vec::new());
    let mut edit = Edit::new(seen);
    let kind = edit.field("kind", old_kind, change.kind, |kind| kind.as_str().to_owned());
    let team = edit.number("team", row.team, change.team);
    edit.finish()?;
    if kind != old_kind {
        facts.push(format!("Type changed from {} to {}", old_kind.title(), kind.title()));
    }
    if team != row.team {
        require_team(&mut tx, actor, &row).await?;
        let name = match team {
            Some(team) => store::team_name(&mut tx, team).await?.ok_or_else(|| AppError::field("team", "Choose a team from the list."))?,
            None => "none".to_owned(),
        };
        let before = row.team_name.clone().unwrap_or_else(|| "none".to_owned());
        facts.push(format!("Owning team changed from {} to {}", escape(&before), escape(&name)));
    }
    if facts.is_empty() {
        return Ok(());
    }
    store::set_class(&mut tx, number, kind.as_str(), team, millis(now)).await?;
    entry::record(&mut tx, actor, number, EntryKind::Impact, &facts.join("; "), now).await?;
    Ok(tx.commit().await?)
}
