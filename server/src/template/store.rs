//! All SQL about templates. A version is added and never changed.

use app::incident::Kind;
use app::template::{Listed, SHIPPED};

use crate::clock::instant;
use crate::db::{DbError, Stored, Tx};
use crate::{statements, with_tx};

statements! {
    LATEST = "select t.key, t.version, t.title, t.source, t.team, m.name as team_name, t.kind, t.retired, t.person from template t \
              left join team m on m.id = t.team where t.version = (select max(l.version) from template l where l.key = t.key) order by t.title, t.key";
    FIND = "select t.key, t.version, t.title, t.source, t.team, m.name as team_name, t.kind, t.retired, t.person from template t \
            left join team m on m.id = t.team where t.key = $1 order by t.version desc limit 1";
    ADD = "insert into template (key, version, title, source, team, kind, retired, person, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
           on conflict (key, version) do nothing";
    VERSIONS = "select t.version, t.source, p.name, t.at from template t left join person p on p.id = t.person where t.key = $1 order by t.version desc limit 100";
    // The one of this team and this kind before the one of the team, before the one of the kind.
    FITTING = "select t.key from template t where t.version = (select max(l.version) from template l where l.key = t.key) and not t.retired \
               and (t.team = $1 or (t.team is null and t.kind is not null)) and (t.kind = $2 or (t.kind is null and t.team is not null)) \
               order by coalesce(t.team, 0) desc, coalesce(t.kind, '') desc, t.key limit 1";
}

/// The latest version of a template.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Row {
    pub key: String,
    pub version: i64,
    pub title: String,
    pub source: String,
    pub team: Option<i64>,
    pub team_name: Option<String>,
    pub kind: Option<String>,
    pub retired: bool,
    /// Who wrote this version; `None` when it came with Firebreak.
    pub person: Option<i64>,
}

impl Row {
    /// What the list shows.
    pub fn listed(&self) -> Result<Listed, DbError> {
        Ok(Listed {
            key: self.key.clone(),
            version: self.version,
            title: self.title.clone(),
            team: self.team.zip(self.team_name.clone()),
            kind: self.kind.clone().map(Kind::try_from).transpose().stored()?,
            retired: self.retired,
            shipped: SHIPPED.iter().any(|one| one.key == self.key),
        })
    }

    /// What follows it when nobody but Firebreak wrote it and another text is shipped by now.
    pub fn followed(self) -> Self {
        match Self::shipped(&self.key) {
            Some(shipped) if self.person.is_none() && shipped.source != self.source => Self { version: self.version + 1, ..shipped },
            _ => self,
        }
    }

    /// A shipped one that has no row yet: as if it had its first.
    pub fn shipped(key: &str) -> Option<Self> {
        let one = SHIPPED.iter().find(|one| one.key == key)?;
        Some(Self {
            key: key.to_owned(),
            version: 1,
            title: one.title.to_owned(),
            source: one.source.to_owned(),
            team: None,
            team_name: None,
            kind: None,
            retired: false,
            person: None,
        })
    }
}

pub async fn latest(tx: &mut Tx) -> Result<Vec<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(LATEST).fetch_all(&mut **c).await)?)
}

pub async fn find(tx: &mut Tx, key: &str) -> Result<Option<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(FIND).bind(key).fetch_optional(&mut **c).await)?)
}

/// Adds a version; `false` when there is one of this number.
pub async fn add(tx: &mut Tx, row: &Row, at: i64) -> Result<bool, DbError> {
    let added = with_tx!(tx, |c| sqlx::query(ADD)
        .bind(&row.key)
        .bind(row.version)
        .bind(&row.title)
        .bind(&row.source)
        .bind(row.team)
        .bind(row.kind.as_deref())
        .bind(row.retired)
        .bind(row.person)
        .bind(at)
        .execute(&mut **c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(added == 1)
}

/// A text a template had: its version, by whom, when.
pub type Text = (i64, String, Option<String>, chrono::DateTime<chrono::Utc>);

/// The texts a template had, the latest first.
pub async fn versions(tx: &mut Tx, key: &str) -> Result<Vec<Text>, DbError> {
    let rows: Vec<(i64, String, Option<String>, i64)> = with_tx!(tx, |c| sqlx::query_as(VERSIONS).bind(key).fetch_all(&mut **c).await)?;
    Ok(rows.into_iter().map(|(version, source, person, at)| (version, source, person, instant(at))).collect())
}

/// The name of the template that postmortems of this team and kind begin with, if one was made for them.
pub async fn fitting(tx: &mut Tx, team: Option<i64>, kind: &str) -> Result<Option<String>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(FITTING).bind(team).bind(kind).fetch_optional(&mut **c).await)?)
}
