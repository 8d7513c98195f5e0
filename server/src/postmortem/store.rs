//! SQL about postmortems; what is read from the incident's record is in `store/record.rs`.

pub mod audience;
pub mod covered;
pub mod library;
pub mod mine;
pub mod readers;
pub mod record;
pub mod reviewers;
pub mod rewritten;

use app::postmortem::{Event, KeptPhrase, Section, State};
use app::template::Template;

use crate::clock::instant;
use chrono_tz::Tz;

use crate::db::{DbError, Stored, Tx};
use crate::search::fold;
use crate::{statements, template, with_tx};

statements! {
    INSERT = "insert into postmortem (incident, state, template, template_version, created_at, created_by, updated_at, zone) \
              values ($1, 'draft', $2, $3, $4, $5, $4, $6) returning id";
    FIND = "select p.id, p.state, p.template, p.template_version, t.title, t.source, p.created_at, c.name as created_by, p.published_at, p.facts, \
            p.content_hash, p.zone from postmortem p left join person c on c.id = p.created_by \
            left join template t on t.key = p.template and t.version = p.template_version where p.incident = $1";
    ADD_SECTION = "insert into postmortem_section (postmortem, key, body, version, generated, updated_at, updated_by, search_text) \
                   values ($1, $2, $3, 1, $4, $5, $6, $7)";
    SAVE = "update postmortem_section set body = $3, version = version + 1, generated = $4, updated_at = $5, updated_by = $6, search_text = $8 \
            where postmortem = $1 and key = $2 and version = $7 returning version";
    KEEP = "insert into postmortem_version (postmortem, key, version, body, person, at) values ($1, $2, $3, $4, $5, $6)";
    SECTIONS = "select s.key, s.body, s.version, s.generated, s.updated_at, p.name from postmortem_section s \
                left join person p on p.id = s.updated_by where s.postmortem = $1";
    VERSIONS = "select v.version, v.body, p.name, v.at from postmortem_version v left join person p on p.id = v.person \
                where v.postmortem = $1 and v.key = $2 and v.version < $3 and not (v.step and exists (select 1 from postmortem_version n \
                where n.postmortem = v.postmortem and n.key = v.key and n.version = v.version + 1 and n.person = v.person)) order by v.version desc limit $4";
    SET_STEP = "update postmortem_version set step = $4 where postmortem = $1 and key = $2 and version = $3";
    VERSION = "select body from postmortem_version where postmortem = $1 and key = $2 and version = $3";
    KEEP_FINDING = "insert into postmortem_kept_finding (postmortem, key, rule, phrase, reason, person, at) values ($1, $2, $3, $4, $5, $6, $7) \
                    on conflict (postmortem, key, rule, phrase) do update set reason = excluded.reason, person = excluded.person, at = excluded.at";
    KEPT_FINDINGS = "select k.key, k.rule, k.phrase, k.reason, p.name, k.at from postmortem_kept_finding k \
                     left join person p on p.id = k.person where k.postmortem = $1 order by k.id";
    AUTHORS = "select p.name from postmortem_version v join person p on p.id = v.person where v.postmortem = $1 group by p.id, p.name order by min(v.id)";
    IS_AUTHOR = "select cast(count(*) as bigint) from postmortem_version where postmortem = $1 and person = $2";
    TOUCH = "update postmortem set updated_at = $2 where id = $1";
    SET_TEMPLATE = "update postmortem set template = $2, template_version = $3, updated_at = $4 where id = $1";
    SET_STATE = "update postmortem set state = $2, updated_at = $3, approved_at = null, approved_by = null where id = $1";
    APPROVE = "update postmortem set state = 'approved', updated_at = $2, approved_at = $2, approved_by = $3 where id = $1";
    PUBLISH = "update postmortem set state = 'published', updated_at = $2, published_at = $2, published_by = $3, facts = $4, content_hash = $5 where id = $1";
    ADD_EVENT = "insert into postmortem_event (postmortem, from_state, to_state, note, person, at) values ($1, $2, $3, $4, $5, $6)";
    EVENTS = "select e.from_state, e.to_state, e.note, e.person, p.name, e.at from postmortem_event e left join person p on p.id = e.person \
              where e.postmortem = $1 order by e.at, e.id";
}

/// A postmortem as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Row {
    pub id: i64,
    state: String,
    template: String,
    template_version: i64,
    title: Option<String>,
    source: Option<String>,
    pub created_at: i64,
    pub created_by: Option<String>,
    pub published_at: Option<i64>,
    pub facts: Option<String>,
    pub content_hash: Option<String>,
    zone: String,
}

impl Row {
    /// The zone of all its times.
    pub fn zone(&self) -> Result<Tz, DbError> {
        self.zone.parse().map_err(|_| DbError::Understood(format!("there is no time zone “{}”", self.zone)))
    }

    /// The status.
    ///
    /// # Errors
    /// When this version does not know the word.
    pub fn state(&self) -> Result<State, DbError> {
        State::try_from(self.state.clone()).stored()
    }

    /// What it is written by. One that was begun before templates had versions goes by what is shipped.
    ///
    /// # Errors
    /// When this version cannot read the text of the template.
    pub fn template(&self) -> Result<Template, DbError> {
        match self.title.as_ref().zip(self.source.as_ref()) {
            Some((title, source)) => template::understood(&self.template, self.template_version, title, source),
            None => Ok(Template::named(&self.template).clone()),
        }
    }
}

/// Who stores something, and when.
#[derive(Debug, Clone, Copy)]
pub struct By {
    pub person: Option<i64>,
    pub at: i64,
}

pub async fn insert(tx: &mut Tx, incident: i64, template: &Template, zone: Tz, by: By) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(INSERT)
        .bind(incident)
        .bind(&template.key)
        .bind(template.version)
        .bind(by.at)
        .bind(by.person)
        .bind(zone.name())
        .fetch_one(&mut **c)
        .await)?)
}

pub async fn find(tx: &mut Tx, incident: i64) -> Result<Option<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(FIND).bind(incident).fetch_optional(&mut **c).await)?)
}

/// The first text of a section; drafted ones are nobody's.
pub async fn add_section(tx: &mut Tx, id: i64, key: &str, body: &str, generated: bool, at: i64) -> Result<(), DbError> {
    let nobody: Option<i64> = None;
    with_tx!(&mut *tx, |c| sqlx::query(ADD_SECTION)
        .bind(id)
        .bind(key)
        .bind(body)
        .bind(generated)
        .bind(at)
        .bind(nobody)
        .bind(fold(body))
        .execute(&mut **c)
        .await
        .map(drop))?;
    keep(tx, id, key, 1, body, By { person: None, at }).await
}

async fn keep(tx: &mut Tx, id: i64, key: &str, version: i64, body: &str, by: By) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(KEEP)
        .bind(id)
        .bind(key)
        .bind(version)
        .bind(body)
        .bind(by.person)
        .bind(by.at)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

/// Stores a text over `version` and keeps it; `None` when another version is stored by now.
pub async fn save(tx: &mut Tx, id: i64, key: &str, body: &str, generated: bool, version: i64, by: By) -> Result<Option<i64>, DbError> {
    let stored: Option<i64> = with_tx!(&mut *tx, |c| sqlx::query_scalar(SAVE)
        .bind(id)
        .bind(key)
        .bind(body)
        .bind(generated)
        .bind(by.at)
        .bind(by.person)
        .bind(version)
        .bind(fold(body))
        .fetch_optional(&mut **c)
        .await)?;
    let Some(stored) = stored else { return Ok(None) };
    keep(tx, id, key, stored, body, by).await?;
    with_tx!(tx, |c| sqlx::query(TOUCH).bind(id).bind(by.at).execute(&mut **c).await.map(drop))?;
    Ok(Some(stored))
}

/// Says whether a version is only a step towards the next one of the same person.
pub async fn set_step(tx: &mut Tx, id: i64, key: &str, version: i64, step: bool) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_STEP).bind(id).bind(key).bind(version).bind(step).execute(&mut **c).await.map(drop))?)
}

/// The sections as stored, in no order, without their HTML.
pub async fn sections(tx: &mut Tx, id: i64) -> Result<Vec<Section>, DbError> {
    let rows: Vec<(String, String, i64, bool, i64, Option<String>)> =
        with_tx!(tx, |c| sqlx::query_as(SECTIONS).bind(id).fetch_all(&mut **c).await)?;
    let section = |(key, body, version, generated, at, updated_by)| Section {
        key,
        body,
        html: String::new(),
        version,
        generated,
        updated_at: instant(at),
        updated_by,
        outdated: Vec::new(),
    };
    Ok(rows.into_iter().map(section).collect())
}

/// The latest `most` texts a section had before `before`, without the steps that their writers went beyond, the latest first: number, text, by whom, when.
pub async fn versions(tx: &mut Tx, id: i64, key: &str, before: i64, most: i64) -> Result<Vec<(i64, String, Option<String>, i64)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(VERSIONS).bind(id).bind(key).bind(before).bind(most).fetch_all(&mut **c).await)?)
}

pub async fn version(tx: &mut Tx, id: i64, key: &str, version: i64) -> Result<Option<String>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(VERSION).bind(id).bind(key).bind(version).fetch_optional(&mut **c).await)?)
}

pub async fn keep_finding(tx: &mut Tx, id: i64, key: &str, (rule, phrase): (&str, &str), reason: &str, by: By) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(KEEP_FINDING)
        .bind(id)
        .bind(key)
        .bind(rule)
        .bind(phrase)
        .bind(reason)
        .bind(by.person)
        .bind(by.at)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

/// The words that stay, with their reasons, the first kept first.
pub async fn kept_findings(tx: &mut Tx, id: i64) -> Result<Vec<KeptPhrase>, DbError> {
    let rows: Vec<(String, String, String, String, Option<String>, i64)> =
        with_tx!(tx, |c| sqlx::query_as(KEPT_FINDINGS).bind(id).fetch_all(&mut **c).await)?;
    let kept = |(section, rule, phrase, reason, person, at)| KeptPhrase { section, rule, phrase, reason, person, at: instant(at) };
    Ok(rows.into_iter().map(kept).collect())
}

pub async fn authors(tx: &mut Tx, id: i64) -> Result<Vec<String>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(AUTHORS).bind(id).fetch_all(&mut **c).await)?)
}

/// Whether somebody wrote any of its text.
pub async fn is_author(tx: &mut Tx, id: i64, person: Option<i64>) -> Result<bool, DbError> {
    let texts: i64 = with_tx!(tx, |c| sqlx::query_scalar(IS_AUTHOR).bind(id).bind(person).fetch_one(&mut **c).await)?;
    Ok(texts > 0)
}

pub async fn set_template(tx: &mut Tx, id: i64, template: &Template, at: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_TEMPLATE)
        .bind(id)
        .bind(&template.key)
        .bind(template.version)
        .bind(at)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

pub async fn set_state(tx: &mut Tx, id: i64, state: State, at: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_STATE).bind(id).bind(state.as_str()).bind(at).execute(&mut **c).await.map(drop))?)
}

pub async fn approve(tx: &mut Tx, id: i64, by: By) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(APPROVE).bind(id).bind(by.at).bind(by.person).execute(&mut **c).await.map(drop))?)
}

pub async fn publish(tx: &mut Tx, id: i64, by: By, facts: &str, hash: &str) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(PUBLISH)
        .bind(id)
        .bind(by.at)
        .bind(by.person)
        .bind(facts)
        .bind(hash)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

pub async fn add_event(tx: &mut Tx, id: i64, from: Option<State>, to: State, note: &str, by: By) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(ADD_EVENT)
        .bind(id)
        .bind(from.map(State::as_str))
        .bind(to.as_str())
        .bind(note)
        .bind(by.person)
        .bind(by.at)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

pub async fn events(tx: &mut Tx, id: i64) -> Result<Vec<Event>, DbError> {
    type Stored6 = (Option<String>, String, String, Option<i64>, Option<String>, i64);
    let rows: Vec<Stored6> = with_tx!(tx, |c| sqlx::query_as(EVENTS).bind(id).fetch_all(&mut **c).await)?;
    let event = |(from, to, note, person, name, at): Stored6| {
        Ok(Event {
            from: from.map(State::try_from).transpose().stored()?,
            to: State::try_from(to).stored()?,
            note,
            person,
            name,
            at: instant(at),
        })
    };
    rows.into_iter().map(event).collect()
}
