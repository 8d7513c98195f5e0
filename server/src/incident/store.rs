//! SQL about incidents and their histories; the list, the search, the timeline and similar incidents are in `store/`.

pub mod entry;
pub mod list;
pub mod search;
pub mod similar;

use app::incident::spans::{SeverityRecord, intervals};
use app::incident::{Assignment, Correction, Guardrail, Incident, Kind, Moment, Responsibility, Severity, SeverityInterval, Status, Times};

use crate::clock::instant;
use crate::db::{DbError, Stored, Tx};
use crate::{statements, with_tx};

/// The one rule for who sees a private incident, for `where` clauses: `$reader` is the place of the reader's number.
#[macro_export]
macro_rules! visible {
    ($reader:literal) => {
        concat!("(not i.private or exists (select 1 from incident_member v where v.incident = i.number and v.person = ", $reader, "))")
    };
}

/// Where an incident points to: the number of another one, unless that one is hidden from the reader.
#[macro_export]
macro_rules! pointed {
    ($column:literal, $reader:literal) => {
        concat!(
            "(select e.number from incident e where e.number = ",
            $column,
            " and (not e.private or exists (select 1 from incident_member v where v.incident = e.number and v.person = ",
            $reader,
            ")))"
        )
    };
}

statements! {
    INSERT = "insert into incident (title, summary, kind, status, severity, peak_severity, private, drill, team, declared_by, started_at, \
              detected_at, declared_at, major_at, recurrence_of, next_update_at, updated_at, search_text, search_words) \
              values ($1, $2, $3, 'triage', $4, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $11, $15, $16) returning number";
    FIND = concat!("select i.number, i.title, i.summary, i.kind, i.status, i.severity, i.peak_severity, i.private, i.drill, i.team, \
              t.name as team_name, d.name as declared_by_name, i.commander, c.name as commander_name, i.started_at, i.detected_at, \
              i.declared_at, i.acknowledged_at, i.mitigated_at, i.resolved_at, i.closed_at, i.major_at, i.guardrail, i.customers, \
              i.records_affected, i.money_at_stake, ", pointed!("i.merged_into", "$2"), " as merged_into, ",
              pointed!("i.recurrence_of", "$2"), " as recurrence_of, i.next_update_at, i.version \
              from incident i left join team t on t.id = i.team left join person d on d.id = i.declared_by \
              left join person c on c.id = i.commander where i.number = $1 and ", visible!("$2"));
    LOCK = "update incident set version = version where number = $1";
    DESCRIBE = "update incident set title = $2, summary = $3, search_text = $5, search_words = $6, version = version + 1, updated_at = $4 \
                where number = $1";
    SET_STATUS = "update incident set status = $2, acknowledged_at = $3, mitigated_at = $4, resolved_at = $5, closed_at = $6, \
                  next_update_at = $7, version = version + 1, updated_at = $8 where number = $1";
    SET_SEVERITY = "update incident set severity = $2, peak_severity = $3, major_at = $4, next_update_at = $5, version = version + 1, \
                    updated_at = $6 where number = $1";
    SET_COMMANDER = "update incident set commander = $2, acknowledged_at = $3, version = version + 1, updated_at = $4 where number = $1";
    SET_IMPACT = "update incident set guardrail = $2, customers = $3, records_affected = $4, money_at_stake = $5, version = version + 1, \
                  updated_at = $6 where number = $1";
    SET_TIMES = "update incident set started_at = $2, detected_at = $3, declared_at = $4, acknowledged_at = $5, mitigated_at = $6, \
                 resolved_at = $7, closed_at = $8, version = version + 1, updated_at = $9 where number = $1";
    SET_DRILL = "update incident set drill = $2, version = version + 1, updated_at = $3 where number = $1";
    SET_PRIVATE = "update incident set private = $2, version = version + 1, updated_at = $3 where number = $1";
    SET_MERGED = "update incident set status = $2, merged_into = $3, version = version + 1, updated_at = $4 where number = $1";
    SET_NEXT_UPDATE = "update incident set next_update_at = $2 where number = $1";
    // A duplicate of a duplicate is one, too. What is private shows neither itself nor what lies behind it.
    DUPLICATES = concat!("with recursive chain (number) as (select i.number from incident i where i.merged_into = $1 and ", visible!("$2"),
                  " union select i.number from incident i join chain on i.merged_into = chain.number where ", visible!("$2"),
                  ") select i.number, i.title from incident i join chain on chain.number = i.number order by i.number");
    ADD_MEMBER = "insert into incident_member (incident, person, added_at) values ($1, $2, $3) on conflict do nothing";
    ADD_MEMBER_OF_PRIVATE = "insert into incident_member (incident, person, added_at) select number, $2, $3 from incident \
                             where number = $1 and private on conflict do nothing";
    MOVE_COMMAND = "update incident set commander = $2, version = version + 1, updated_at = $3 where number = $1";
    MEMBERS = "select p.id, p.name from incident_member m join person p on p.id = m.person where m.incident = $1 order by p.name";
    ADD_SEVERITY = "insert into severity_interval (incident, severity, from_at, until_at, reason, person) values ($1, $2, $3, $4, $5, $6) returning id";
    SET_UNTIL = "update severity_interval set until_at = $2 where id = $1 and coalesce(until_at, -1) <> coalesce($2, -1)";
    MOVE_SEVERITY = "update severity_interval set from_at = $3 where incident = $1 and id = $2";
    ADD_SEVERITY_CORRECTION = "insert into severity_correction (severity_interval, old_at, new_at, reason, person, at) values ($1, $2, $3, $4, $5, $6)";
    MOVE_FIRST_SEVERITY = "update severity_interval set from_at = $2 where id = (select min(id) from severity_interval where incident = $1)";
    SEVERITY_RECORDS = "select s.id, s.severity, s.from_at, s.reason, p.name, exists (select 1 from severity_correction c where c.severity_interval = s.id) \
                        from severity_interval s left join person p on p.id = s.person where s.incident = $1 order by s.id";
    DECLARED_AT = "select declared_at from incident where number = $1";
    SET_CLASS = "update incident set kind = $2, team = $3, version = version + 1, updated_at = $4 where number = $1";
    TEAM = "select name from team where id = $1";
    IS_OF_TEAM = "select cast(count(*) as bigint) from team_member where team = $1 and person = $2";
    CORRECTED_TO = "select new_at from time_correction where incident = $1 and moment = $2 order by id desc limit 1";
    ADD_STATUS = "insert into status_change (incident, from_status, to_status, reason, at, person) values ($1, $2, $3, $4, $5, $6)";
    LAST_STATUS_AT = "select max(at) from status_change where incident = $1";
    STATUS_BEFORE_MERGE = "select from_status from status_change where incident = $1 and to_status = 'merged' order by at desc, id desc limit 1";
    ADD_CORRECTION = "insert into time_correction (incident, moment, old_at, new_at, reason, person, at) values ($1, $2, $3, $4, $5, $6, $7)";
    CORRECTIONS = "select c.moment, c.old_at, c.new_at, c.reason, p.name, c.at from time_correction c left join person p on p.id = c.person \
                   where c.incident = $1 order by c.at desc, c.id desc";
    ASSIGN = "insert into role_assignment (incident, role, person, from_at, assigned_by) values ($1, $2, $3, $4, $5)";
    RELEASE_ROLE = "update role_assignment set until_at = $3 where incident = $1 and role = $2 and until_at is null";
    RELEASE = "update role_assignment set until_at = $3 where incident = $1 and id = $2 and until_at is null";
    ROLES = "select r.id, r.role, r.person, p.name, r.from_at, r.until_at from role_assignment r join person p on p.id = r.person \
             where r.incident = $1 order by (r.until_at is not null), r.from_at, r.id";
    PERSON_NAME = "select name from person where id = $1 and active";
    CLEAR_ASSETS = "delete from incident_asset where incident = $1";
    ADD_ASSET = "insert into incident_asset (incident, asset) select $1, id from asset where id = $2 on conflict do nothing";
    ASSETS = "select a.id, a.name from incident_asset x join asset a on a.id = x.asset where x.incident = $1 order by a.name";
    SHORT_BACKFILLS = "select name, unit, done, total from backfill where incident = $1 and done < total and waived_reason = '' order by id";
    UNOWNED_ACTIONS = "select cast(count(*) as bigint) from action_item where incident = $1 and owner is null and not idea \
                       and state not in ('verified', 'accepted_risk')";
    POSTMORTEM_STATE = "select state from postmortem where incident = $1 or id = (select c.postmortem from postmortem_covered c where c.incident = $1)";
    MEANINGS = "select severity, meaning from severity_meaning";
    SET_MEANING = "insert into severity_meaning (severity, meaning) values ($1, $2) on conflict (severity) do update set meaning = excluded.meaning";
}

/// An incident as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Row {
    pub number: i64,
    pub title: String,
    pub summary: String,
    pub kind: String,
    pub status: String,
    pub severity: i64,
    pub peak_severity: i64,
    pub private: bool,
    pub drill: bool,
    pub team: Option<i64>,
    pub team_name: Option<String>,
    pub declared_by_name: Option<String>,
    pub commander: Option<i64>,
    pub commander_name: Option<String>,
    pub started_at: Option<i64>,
    pub detected_at: Option<i64>,
    pub declared_at: i64,
    pub acknowledged_at: Option<i64>,
    pub mitigated_at: Option<i64>,
    pub resolved_at: Option<i64>,
    pub closed_at: Option<i64>,
    pub major_at: Option<i64>,
    pub guardrail: String,
    pub customers: String,
    pub records_affected: Option<i64>,
    pub money_at_stake: String,
    pub merged_into: Option<i64>,
    pub recurrence_of: Option<i64>,
    pub next_update_at: Option<i64>,
    pub version: i64,
}

impl Row {
    /// The status.
    ///
    /// # Errors
    /// When this version does not know the word.
    pub fn status(&self) -> Result<Status, DbError> {
        Status::try_from(self.status.clone()).stored()
    }

    /// How bad it is.
    ///
    /// # Errors
    /// When the number is none.
    pub fn severity(&self) -> Result<Severity, DbError> {
        Severity::try_from(self.severity).stored()
    }

    /// Its moments.
    pub fn times(&self) -> Times {
        Times {
            started: self.started_at.map(instant),
            detected: self.detected_at.map(instant),
            declared: instant(self.declared_at),
            acknowledged: self.acknowledged_at.map(instant),
            mitigated: self.mitigated_at.map(instant),
            resolved: self.resolved_at.map(instant),
            closed: self.closed_at.map(instant),
            major: self.major_at.map(instant),
        }
    }
}

impl TryFrom<Row> for Incident {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        Ok(Self {
            status: row.status()?,
            severity: row.severity()?,
            peak_severity: Severity::try_from(row.peak_severity).stored()?,
            times: row.times(),
            kind: Kind::try_from(row.kind).stored()?,
            guardrail: Guardrail::try_from(row.guardrail).stored()?,
            number: row.number,
            title: row.title,
            summary_html: crate::markdown::to_html(&row.summary),
            summary: row.summary,
            private: row.private,
            drill: row.drill,
            team: row.team.zip(row.team_name),
            declared_by: row.declared_by_name,
            commander: row.commander.zip(row.commander_name),
            customers: row.customers,
            records_affected: row.records_affected,
            money_at_stake: row.money_at_stake,
            merged_into: row.merged_into,
            recurrence_of: row.recurrence_of,
            next_update_at: row.next_update_at.map(instant),
            version: row.version,
        })
    }
}

/// What a declaration stores.
pub struct New<'a> {
    pub title: &'a str,
    pub summary: &'a str,
    pub kind: Kind,
    pub severity: Severity,
    pub private: bool,
    pub drill: bool,
    pub team: Option<i64>,
    pub declared_by: Option<i64>,
    pub started_at: Option<i64>,
    pub detected_at: Option<i64>,
    pub declared_at: i64,
    pub major_at: Option<i64>,
    pub recurrence_of: Option<i64>,
    pub next_update_at: Option<i64>,
}

pub async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<i64, DbError> {
    let (text, words) = searched(new.title, new.summary);
    Ok(with_tx!(tx, |c| sqlx::query_scalar(INSERT)
        .bind(new.title)
        .bind(new.summary)
        .bind(new.kind.as_str())
        .bind(new.severity.level())
        .bind(new.private)
        .bind(new.drill)
        .bind(new.team)
        .bind(new.declared_by)
        .bind(new.started_at)
        .bind(new.detected_at)
        .bind(new.declared_at)
        .bind(new.major_at)
        .bind(new.recurrence_of)
        .bind(new.next_update_at)
        .bind(text)
        .bind(words)
        .fetch_one(&mut **c)
        .await)?)
}

pub async fn find(tx: &mut Tx, number: i64, reader: Option<i64>) -> Result<Option<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(FIND).bind(number).bind(reader).fetch_optional(&mut **c).await)?)
}

/// Nobody else changes this incident until the transaction ends.
pub async fn lock(tx: &mut Tx, number: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(LOCK).bind(number).execute(&mut **c).await.map(drop))?)
}

pub async fn describe(tx: &mut Tx, number: i64, title: &str, summary: &str, now: i64) -> Result<(), DbError> {
    let (text, words) = searched(title, summary);
    Ok(with_tx!(tx, |c| sqlx::query(DESCRIBE)
        .bind(number)
        .bind(title)
        .bind(summary)
        .bind(now)
        .bind(text)
        .bind(words)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

/// What search compares of an incident.
pub fn searched(title: &str, summary: &str) -> (String, String) {
    let text = format!("{title}\n{summary}");
    (crate::search::fold(&text), crate::search::words(&text))
}

/// Status and the moments that come with it.
pub async fn set_status(tx: &mut Tx, row: &Row, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_STATUS)
        .bind(row.number)
        .bind(&row.status)
        .bind(row.acknowledged_at)
        .bind(row.mitigated_at)
        .bind(row.resolved_at)
        .bind(row.closed_at)
        .bind(row.next_update_at)
        .bind(now)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

pub async fn set_severity(tx: &mut Tx, row: &Row, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_SEVERITY)
        .bind(row.number)
        .bind(row.severity)
        .bind(row.peak_severity)
        .bind(row.major_at)
        .bind(row.next_update_at)
        .bind(now)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

pub async fn set_commander(tx: &mut Tx, row: &Row, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_COMMANDER)
        .bind(row.number)
        .bind(row.commander)
        .bind(row.acknowledged_at)
        .bind(now)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

pub async fn set_impact(tx: &mut Tx, number: i64, impact: &app::incident::Impact, now: i64) -> Result<(), DbError> {
    with_tx!(&mut *tx, |c| sqlx::query(SET_IMPACT)
        .bind(number)
        .bind(impact.guardrail.as_str())
        .bind(&impact.customers)
        .bind(impact.records_affected)
        .bind(&impact.money_at_stake)
        .bind(now)
        .execute(&mut **c)
        .await
        .map(drop))?;
    with_tx!(&mut *tx, |c| sqlx::query(CLEAR_ASSETS).bind(number).execute(&mut **c).await.map(drop))?;
    for asset in &impact.assets {
        with_tx!(&mut *tx, |c| sqlx::query(ADD_ASSET).bind(number).bind(asset).execute(&mut **c).await.map(drop))?;
    }
    Ok(())
}

pub async fn set_times(tx: &mut Tx, row: &Row, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_TIMES)
        .bind(row.number)
        .bind(row.started_at)
        .bind(row.detected_at)
        .bind(row.declared_at)
        .bind(row.acknowledged_at)
        .bind(row.mitigated_at)
        .bind(row.resolved_at)
        .bind(row.closed_at)
        .bind(now)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

pub async fn set_drill(tx: &mut Tx, number: i64, drill: bool, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_DRILL).bind(number).bind(drill).bind(now).execute(&mut **c).await.map(drop))?)
}

pub async fn set_private(tx: &mut Tx, number: i64, private: bool, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_PRIVATE).bind(number).bind(private).bind(now).execute(&mut **c).await.map(drop))?)
}

pub async fn set_merged(tx: &mut Tx, number: i64, status: Status, into: Option<i64>, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_MERGED).bind(number).bind(status.as_str()).bind(into).bind(now).execute(&mut **c).await.map(drop))?)
}

pub async fn set_next_update(tx: &mut Tx, number: i64, at: Option<i64>) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_NEXT_UPDATE).bind(number).bind(at).execute(&mut **c).await.map(drop))?)
}

pub async fn duplicates(tx: &mut Tx, number: i64, reader: Option<i64>) -> Result<Vec<(i64, String)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(DUPLICATES).bind(number).bind(reader).fetch_all(&mut **c).await)?)
}

pub async fn add_member(tx: &mut Tx, number: i64, person: i64, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(ADD_MEMBER).bind(number).bind(person).bind(now).execute(&mut **c).await.map(drop))?)
}

/// Makes somebody a member if the incident is private.
pub async fn add_member_of_private(tx: &mut Tx, number: i64, person: i64, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(ADD_MEMBER_OF_PRIVATE).bind(number).bind(person).bind(now).execute(&mut **c).await.map(drop))?)
}

/// The commander is another one, or nobody.
pub async fn move_command(tx: &mut Tx, number: i64, commander: Option<i64>, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(MOVE_COMMAND).bind(number).bind(commander).bind(now).execute(&mut **c).await.map(drop))?)
}

pub async fn members(tx: &mut Tx, number: i64) -> Result<Vec<(i64, String)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(MEMBERS).bind(number).fetch_all(&mut **c).await)?)
}

/// Records that the severity became this at `at`; [`super::derived::follow`] does the rest.
pub async fn add_severity(
    tx: &mut Tx,
    number: i64,
    severity: Severity,
    at: i64,
    reason: &str,
    person: Option<i64>,
    last: bool,
) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(ADD_SEVERITY)
        .bind(number)
        .bind(severity.level())
        .bind(at)
        .bind((!last).then_some(at))
        .bind(reason)
        .bind(person)
        .fetch_one(&mut **c)
        .await)?)
}

/// The ledger begins with the declaration, also when that is corrected.
pub async fn move_first_severity(tx: &mut Tx, number: i64, at: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(MOVE_FIRST_SEVERITY).bind(number).bind(at).execute(&mut **c).await.map(drop))?)
}

pub async fn move_severity(tx: &mut Tx, number: i64, change: i64, at: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(MOVE_SEVERITY).bind(number).bind(change).bind(at).execute(&mut **c).await.map(drop))?)
}

pub async fn set_until(tx: &mut Tx, change: i64, until: Option<i64>) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_UNTIL).bind(change).bind(until).execute(&mut **c).await.map(drop))?)
}

/// Keeps a correction of when a severity changed; without an old time the change was added.
pub async fn add_severity_correction(
    tx: &mut Tx,
    change: i64,
    old: Option<i64>,
    new: i64,
    reason: &str,
    person: Option<i64>,
    now: i64,
) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(ADD_SEVERITY_CORRECTION)
        .bind(change)
        .bind(old)
        .bind(new)
        .bind(reason)
        .bind(person)
        .bind(now)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

/// The changes of severity as recorded.
pub async fn severity_records(tx: &mut Tx, number: i64) -> Result<Vec<SeverityRecord>, DbError> {
    type Stored6 = (i64, i64, i64, String, Option<String>, bool);
    let rows: Vec<Stored6> = with_tx!(tx, |c| sqlx::query_as(SEVERITY_RECORDS).bind(number).fetch_all(&mut **c).await)?;
    let record = |(id, severity, at, reason, person, corrected): Stored6| {
        Ok(SeverityRecord { id, severity: Severity::try_from(severity).stored()?, at: instant(at), reason, person, corrected })
    };
    rows.into_iter().map(record).collect()
}

/// The severities an incident had, oldest first.
pub async fn severities(tx: &mut Tx, number: i64) -> Result<Vec<SeverityInterval>, DbError> {
    let declared: Option<i64> = with_tx!(&mut *tx, |c| sqlx::query_scalar(DECLARED_AT).bind(number).fetch_optional(&mut **c).await)?;
    let records = severity_records(tx, number).await?;
    Ok(declared.map(|declared| intervals(instant(declared), records)).unwrap_or_default())
}

/// Type and team.
pub async fn set_class(tx: &mut Tx, number: i64, kind: &str, team: Option<i64>, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_CLASS).bind(number).bind(kind).bind(team).bind(now).execute(&mut **c).await.map(drop))?)
}

/// The name of a team.
pub async fn team_name(tx: &mut Tx, team: i64) -> Result<Option<String>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(TEAM).bind(team).fetch_optional(&mut **c).await)?)
}

pub async fn is_of_team(tx: &mut Tx, team: i64, person: Option<i64>) -> Result<bool, DbError> {
    let count: i64 = with_tx!(tx, |c| sqlx::query_scalar(IS_OF_TEAM).bind(team).bind(person).fetch_one(&mut **c).await)?;
    Ok(count > 0)
}

/// What the latest correction of a moment made it; `None` when nobody corrected it.
pub async fn corrected_to(tx: &mut Tx, number: i64, moment: Moment) -> Result<Option<Option<i64>>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(CORRECTED_TO).bind(number).bind(moment.as_str()).fetch_optional(&mut **c).await)?)
}

pub async fn add_status(
    tx: &mut Tx,
    number: i64,
    from: Option<Status>,
    to: Status,
    reason: &str,
    at: i64,
    person: Option<i64>,
) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(ADD_STATUS)
        .bind(number)
        .bind(from.map(Status::as_str))
        .bind(to.as_str())
        .bind(reason)
        .bind(at)
        .bind(person)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

pub async fn last_status_at(tx: &mut Tx, number: i64) -> Result<Option<i64>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(LAST_STATUS_AT).bind(number).fetch_one(&mut **c).await)?)
}

pub async fn status_before_merge(tx: &mut Tx, number: i64) -> Result<Status, DbError> {
    let status: Option<Option<String>> =
        with_tx!(tx, |c| sqlx::query_scalar(STATUS_BEFORE_MERGE).bind(number).fetch_optional(&mut **c).await)?;
    status.flatten().map_or(Ok(Status::Investigating), |status| Status::try_from(status).stored())
}

pub async fn add_correction(
    tx: &mut Tx,
    number: i64,
    moment: Moment,
    old: Option<i64>,
    new: Option<i64>,
    reason: &str,
    person: Option<i64>,
    now: i64,
) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(ADD_CORRECTION)
        .bind(number)
        .bind(moment.as_str())
        .bind(old)
        .bind(new)
        .bind(reason)
        .bind(person)
        .bind(now)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

pub async fn corrections(tx: &mut Tx, number: i64) -> Result<Vec<Correction>, DbError> {
    type Stored6 = (String, Option<i64>, Option<i64>, String, Option<String>, i64);
    let rows: Vec<Stored6> = with_tx!(tx, |c| sqlx::query_as(CORRECTIONS).bind(number).fetch_all(&mut **c).await)?;
    let correction = |(moment, old, new, reason, person, at): Stored6| {
        Ok(Correction {
            moment: Moment::try_from(moment).stored()?,
            old: old.map(instant),
            new: new.map(instant),
            reason,
            person,
            at: instant(at),
        })
    };
    rows.into_iter().map(correction).collect()
}

pub async fn assign(tx: &mut Tx, number: i64, role: Responsibility, person: i64, now: i64, by: Option<i64>) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(ASSIGN)
        .bind(number)
        .bind(role.as_str())
        .bind(person)
        .bind(now)
        .bind(by)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

pub async fn release_role(tx: &mut Tx, number: i64, role: Responsibility, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(RELEASE_ROLE).bind(number).bind(role.as_str()).bind(now).execute(&mut **c).await.map(drop))?)
}

pub async fn release(tx: &mut Tx, number: i64, assignment: i64, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(RELEASE).bind(number).bind(assignment).bind(now).execute(&mut **c).await.map(drop))?)
}

pub async fn roles(tx: &mut Tx, number: i64) -> Result<Vec<Assignment>, DbError> {
    let rows: Vec<(i64, String, i64, String, i64, Option<i64>)> =
        with_tx!(tx, |c| sqlx::query_as(ROLES).bind(number).fetch_all(&mut **c).await)?;
    let assignment = |(id, role, person, name, from, until): (i64, String, i64, String, i64, Option<i64>)| {
        Ok(Assignment { id, role: Responsibility::try_from(role).stored()?, person, name, from: instant(from), until: until.map(instant) })
    };
    rows.into_iter().map(assignment).collect()
}

/// The name of somebody who is still here.
pub async fn person_name(tx: &mut Tx, person: i64) -> Result<Option<String>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(PERSON_NAME).bind(person).fetch_optional(&mut **c).await)?)
}

pub async fn assets(tx: &mut Tx, number: i64) -> Result<Vec<(i64, String)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(ASSETS).bind(number).fetch_all(&mut **c).await)?)
}

/// Name, unit, done and total of backfills that are neither complete nor waived.
pub async fn short_backfills(tx: &mut Tx, number: i64) -> Result<Vec<(String, String, i64, i64)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(SHORT_BACKFILLS).bind(number).fetch_all(&mut **c).await)?)
}

pub async fn unowned_actions(tx: &mut Tx, number: i64) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(UNOWNED_ACTIONS).bind(number).fetch_one(&mut **c).await)?)
}

pub async fn postmortem_state(tx: &mut Tx, number: i64) -> Result<Option<String>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(POSTMORTEM_STATE).bind(number).fetch_optional(&mut **c).await)?)
}

pub async fn meanings(tx: &mut Tx) -> Result<Vec<(i64, String)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(MEANINGS).fetch_all(&mut **c).await)?)
}

pub async fn set_meaning(tx: &mut Tx, severity: Severity, meaning: &str) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(SET_MEANING).bind(severity.level()).bind(meaning).execute(&mut **c).await.map(drop))?)
}
