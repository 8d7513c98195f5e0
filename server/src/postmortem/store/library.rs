//! Postmortems across incidents, only of those that a person may see, and incidents that need one.

use app::incident::Severity;
use app::postmortem::due::Due;
use app::postmortem::{Facets, Filter, State, Summary};
use chrono::Datelike;

use crate::clock::instant;
use crate::db::{DbError, Stored, Tx};
use crate::incident::visible;
use crate::{statements, with_tx};

statements! {
    LIST = concat!("select i.number, i.title, i.peak_severity, i.private, i.drill, p.state, i.resolved_at, p.updated_at, p.published_at, \
            coalesce(substr(s.body, 1, 1500), '') as excerpt from postmortem p join incident i on i.number = p.incident \
            left join postmortem_section s on s.postmortem = p.id and s.key = 'summary' \
            where ", visible!("$1"), " and ($2 = '' or p.state = $2) and i.number < $3 and ($4 = 0 or i.number = $4) \
            and ($5 = '' or i.search_text like $5 escape '!' or exists (select 1 from postmortem_section t where t.postmortem = p.id \
            and t.search_text like $5 escape '!')) and i.declared_at >= $7 and i.declared_at < $8 and ($9 = 0 or i.team = $9) \
            and ($10 = 0 or exists (select 1 from incident_asset a where a.incident = i.number and a.asset = $10)) \
            and ($11 = '' or exists (select 1 from factor f where f.incident = i.number and f.theme = $11 and f.removed_at is null)) \
            order by i.number desc limit $6");
    YEARS = concat!("select min(i.declared_at), max(i.declared_at) from postmortem p join incident i on i.number = p.incident where ", visible!("$1"));
    TEAMS = concat!("select distinct t.id, t.name from postmortem p join incident i on i.number = p.incident join team t on t.id = i.team where ",
            visible!("$1"), " order by t.name limit 200");
    ASSETS = concat!("select distinct a.id, a.name from postmortem p join incident i on i.number = p.incident join incident_asset x on x.incident = i.number \
            join asset a on a.id = x.asset where ", visible!("$1"), " order by a.name limit 200");
    THEMES = concat!("select distinct f.theme from postmortem p join incident i on i.number = p.incident join factor f on f.incident = i.number \
            where f.theme <> '' and f.removed_at is null and ", visible!("$1"), " order by f.theme limit 200");
    OWED = concat!("select i.number, i.title, i.peak_severity, i.private, i.drill, cast(null as text) as state, i.resolved_at, \
            cast(null as bigint) as updated_at, cast(null as bigint) as published_at, substr(i.summary, 1, 1500) as excerpt from incident i \
            where i.status = 'resolved' and i.peak_severity <= 2 and not i.drill and i.resolved_at is not null \
            and not exists (select 1 from postmortem p where p.incident = i.number) \
            and not exists (select 1 from postmortem_covered c where c.incident = i.number) and ", visible!("$1"), " order by i.resolved_at limit $2");
}

/// Characters of a summary that are shown.
const EXCERPT: usize = 220;

#[derive(sqlx::FromRow)]
pub struct Row {
    number: i64,
    title: String,
    peak_severity: i64,
    private: bool,
    drill: bool,
    state: Option<String>,
    resolved_at: Option<i64>,
    updated_at: Option<i64>,
    published_at: Option<i64>,
    excerpt: String,
}

impl Row {
    /// What the library lists, due as the operator said.
    pub fn summary(self, due: &Due) -> Result<Summary, DbError> {
        let row = self;
        let peak_severity = Severity::try_from(row.peak_severity).stored()?;
        let resolved_at = row.resolved_at.map(instant);
        Ok(Summary {
            number: row.number,
            title: row.title,
            peak_severity,
            private: row.private,
            drill: row.drill,
            state: row.state.map(State::try_from).transpose().stored()?,
            resolved_at,
            due_at: resolved_at.filter(|_| !row.drill).and_then(|at| due.at(peak_severity, at)),
            updated_at: row.updated_at.map(instant),
            published_at: row.published_at.map(instant),
            excerpt: excerpt(&row.excerpt),
        })
    }
}

/// The beginning of a Markdown text without its marks.
fn excerpt(markdown: &str) -> String {
    let plain = crate::markdown::to_text(markdown, EXCERPT * 4);
    let words: Vec<&str> = plain.split_whitespace().collect();
    let plain = words.join(" ");
    match plain.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", plain[..end].trim_end()),
        None => plain,
    }
}

/// What the library can be narrowed to: what the postmortems that this person may see have.
pub async fn facets(tx: &mut Tx, person: Option<i64>) -> Result<Facets, DbError> {
    let (first, last): (Option<i64>, Option<i64>) = with_tx!(&mut *tx, |c| sqlx::query_as(YEARS).bind(person).fetch_one(&mut **c).await)?;
    let years = first.zip(last).map_or_else(Vec::new, |(first, last)| (instant(first).year()..=instant(last).year()).rev().collect());
    Ok(Facets {
        years,
        teams: with_tx!(&mut *tx, |c| sqlx::query_as(TEAMS).bind(person).fetch_all(&mut **c).await)?,
        assets: with_tx!(&mut *tx, |c| sqlx::query_as(ASSETS).bind(person).fetch_all(&mut **c).await)?,
        themes: with_tx!(&mut *tx, |c| sqlx::query_scalar(THEMES).bind(person).fetch_all(&mut **c).await)?,
    })
}

/// Postmortems before an incident's number, the latest first. `number` is that of one incident, or 0; `words` is a pattern, or empty.
pub async fn list(
    tx: &mut Tx,
    person: Option<i64>,
    filter: &Filter,
    (number, words): (i64, &str),
    most: i64,
    (from, until): (i64, i64),
) -> Result<Vec<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(LIST)
        .bind(person)
        .bind(filter.state.map(State::as_str).unwrap_or_default())
        .bind(filter.before.unwrap_or(i64::MAX))
        .bind(number)
        .bind(words)
        .bind(most)
        .bind(from)
        .bind(until)
        .bind(filter.team.unwrap_or_default())
        .bind(filter.asset.unwrap_or_default())
        .bind(&filter.theme)
        .fetch_all(&mut **c)
        .await)?)
}

/// Resolved major incidents without a postmortem, the longest resolved first.
pub async fn owed(tx: &mut Tx, person: Option<i64>, most: i64) -> Result<Vec<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(OWED).bind(person).bind(most).fetch_all(&mut **c).await)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_has_words_and_no_marks() {
        assert_eq!(excerpt("**STAT6** was\n\nlate, see [it](https://x.org) <b>now</b>"), "STAT6 was late, see it <b>now</b>");
        assert!(excerpt(&"word ".repeat(500)).ends_with('…'));
    }
}
