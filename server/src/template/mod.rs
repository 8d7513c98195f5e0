//! Templates: authorise, load, rule from `app`, store, commit. A shipped one has no row until a document uses it or somebody
//! changes it; one that nobody changed follows what is shipped, version by version.

mod store;

pub use store::STATEMENTS;

use app::actor::Actor;
use app::error::AppError;
use app::incident::Kind;
use app::postmortem::Version;
use app::template::{Edition, Listed, SHIPPED, Template, Templates, Wanted, key_of, read};
use async_trait::async_trait;
use store::Row;

use crate::Firebreak;
use crate::clock::millis;
use crate::db::{DbError, Tx};
use crate::postmortem::{TEXTS, changes};

/// The template a stored text is.
///
/// # Errors
/// When this version of Firebreak cannot read it.
pub fn understood(key: &str, version: i64, title: &str, source: &str) -> Result<Template, DbError> {
    read(key, version, title, source)
        .map_err(|sentence| DbError::Understood(format!("version {version} of the template {key}: {sentence}")))
}

/// The latest version of a template, which is also stored by then, so that a document can keep it.
pub async fn pin(tx: &mut Tx, key: &str, at: i64) -> Result<Option<Template>, DbError> {
    let Some(row) = current(tx, key).await?.filter(|row| !row.retired) else { return Ok(None) };
    store::add(tx, &row, at).await?;
    understood(&row.key, row.version, &row.title, &row.source).map(Some)
}

/// The name of the template a postmortem of this team and kind begins with.
pub async fn fitting(tx: &mut Tx, team: Option<i64>, kind: Kind) -> Result<String, DbError> {
    Ok(store::fitting(tx, team, kind.as_str()).await?.unwrap_or_else(|| key_of(kind).to_owned()))
}

/// The latest version, whether it is stored or only shipped so far.
async fn current(tx: &mut Tx, key: &str) -> Result<Option<Row>, DbError> {
    Ok(store::find(tx, key).await?.map(Row::followed).or_else(|| Row::shipped(key)))
}

async fn find(tx: &mut Tx, key: &str) -> Result<Row, AppError> {
    current(tx, key).await?.ok_or(AppError::NotFound)
}

/// A version as somebody typed it.
fn typed(actor: &Actor, key: &str, version: i64, wanted: Wanted) -> Row {
    let Wanted { title, team, kind, source } = wanted;
    let kind = kind.map(|kind| kind.as_str().to_owned());
    Row { key: key.to_owned(), version, title, source, team, team_name: None, kind, retired: false, person: actor.person }
}

async fn known_team(tx: &mut Tx, wanted: &Wanted) -> Result<(), AppError> {
    match wanted.team {
        Some(team) if !crate::person::team_exists(tx, team).await? => Err(AppError::field("team", "Choose one of the teams.")),
        _ => Ok(()),
    }
}

/// A name that no other template has, made of its title.
async fn free_key(tx: &mut Tx, title: &str) -> Result<String, DbError> {
    let words: String = title.to_lowercase().chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { ' ' }).collect();
    let words: String = words.split_whitespace().collect::<Vec<_>>().join("-").chars().take(40).collect();
    let stem = if words.is_empty() || words == "new" { "template".to_owned() } else { words };
    let mut key = stem.clone();
    for next in 2.. {
        if Row::shipped(&key).is_none() && store::find(tx, &key).await?.is_none() {
            break;
        }
        key = format!("{stem}-{next}");
    }
    Ok(key)
}

/// Each version with what it changed in the one before.
fn compared(texts: &[store::Text]) -> Vec<Version> {
    let earlier = texts.iter().skip(1).map(|text| text.1.as_str()).chain([""]);
    let version = |((version, body, person, at), earlier): (&store::Text, &str)| Version {
        version: *version,
        body: body.clone(),
        changes: changes(earlier, body),
        person: person.clone(),
        at: *at,
    };
    texts.iter().zip(earlier).map(version).collect()
}

#[async_trait]
impl Templates for Firebreak {
    async fn list(&self, _: &Actor) -> Result<Vec<Listed>, AppError> {
        let mut tx = self.db.read().await?;
        let mut rows: Vec<Row> = store::latest(&mut tx).await?.into_iter().map(Row::followed).collect();
        let fresh: Vec<Row> =
            SHIPPED.iter().filter(|one| rows.iter().all(|row| row.key != one.key)).filter_map(|one| Row::shipped(one.key)).collect();
        rows.extend(fresh);
        let mut listed = rows.iter().map(Row::listed).collect::<Result<Vec<_>, _>>()?;
        listed.sort_by(|one, other| (one.retired, &one.title).cmp(&(other.retired, &other.title)));
        Ok(listed)
    }

    async fn show(&self, _: &Actor, key: &str) -> Result<Edition, AppError> {
        let mut tx = self.db.read().await?;
        let row = find(&mut tx, key).await?;
        let texts = store::versions(&mut tx, key).await?;
        drop(tx);
        let versions = TEXTS.run(move || compared(&texts)).await?;
        let template = understood(&row.key, row.version, &row.title, &row.source)?;
        Ok(Edition { listed: row.listed()?, source: row.source, template, versions })
    }

    async fn add(&self, actor: &Actor, wanted: Wanted) -> Result<String, AppError> {
        actor.require_commander()?;
        let wanted = wanted.parsed()?;
        let mut tx = self.db.write().await?;
        known_team(&mut tx, &wanted).await?;
        let key = free_key(&mut tx, &wanted.title).await?;
        let row = typed(actor, &key, 1, wanted);
        store::add(&mut tx, &row, millis(self.clock.now())).await?;
        tx.commit().await?;
        Ok(key)
    }

    async fn change(&self, actor: &Actor, key: &str, version: i64, wanted: Wanted) -> Result<i64, AppError> {
        actor.require_commander()?;
        let wanted = wanted.parsed()?;
        let now = millis(self.clock.now());
        let mut tx = self.db.write().await?;
        known_team(&mut tx, &wanted).await?;
        let stored = find(&mut tx, key).await?;
        // What was shipped stays among the versions.
        pin(&mut tx, key, now).await?;
        let next = Row { retired: stored.retired, ..typed(actor, key, version + 1, wanted) };
        if stored.version != version || !store::add(&mut tx, &next, now).await? {
            return Err(AppError::conflict("Somebody else has saved another version of this template. Check it, then save again."));
        }
        tx.commit().await?;
        Ok(next.version)
    }

    async fn retire(&self, actor: &Actor, key: &str, retired: bool) -> Result<(), AppError> {
        actor.require_commander()?;
        if Row::shipped(key).is_some() {
            return Err(AppError::conflict("Built-in templates cannot be retired. Edit it, or make another template the default."));
        }
        let mut tx = self.db.write().await?;
        let row = find(&mut tx, key).await?;
        if row.retired != retired {
            let next = Row { version: row.version + 1, retired, person: actor.person, ..row };
            store::add(&mut tx, &next, millis(self.clock.now())).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}
