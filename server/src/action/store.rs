//! SQL about one action item, its steps, its tickets, and the runs that judge it.

pub mod row;

use app::action::{DueChange, Event, NewAction, ProofRun, State, Streak};
use app::due_day::DueDay;

use crate::clock::{instant, millis};
use crate::db::{DbError, Stored, Tx, due_day};
use crate::{statements, with_tx};
use row::{Row, items};

/// How many of the latest runs that count are kept with a proof, beside the first.
const PROOF_RUNS: i64 = 20;

statements! {
    INSERT = "insert into action_item (incident, title, about, owner, due_at, horizon, priority, idea, state, data_check, green_runs, green_days, \
              created_at, created_by, updated_at, counts_empty, first_due_at, check_version, due_day, first_due_day, promised_at) values ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10, $11, $12, $13, \
              $12, $14, case when $8 then null else cast($5 as bigint) end, (select version from data_check where id = $9), $15, case when $8 then null else cast($15 as text) end, case when $8 then null else cast($12 as bigint) end) returning number";
    FIND = items!("a.number = $2");
    OF_INCIDENT = items!("a.incident = $2 order by a.idea, case a.state when 'verified' then 2 when 'accepted_risk' then 1 else 0 end, \
                          case when a.due_at is null then 1 else 0 end, a.due_at, a.number");
    CHANGE = "update action_item set title = $2, about = $3, owner = $4, due_at = $5, horizon = $6, priority = $7, data_check = $8, \
              green_runs = $9, green_days = $10, updated_at = $11, counts_empty = $12, check_version = $13, \
              first_due_at = case when idea then null else coalesce(first_due_at, cast($5 as bigint)) end, due_day = $14, \
              first_due_day = case when idea then null else coalesce(first_due_day, cast($14 as text)) end where number = $1";
    PROMOTE = "update action_item set idea = $2, updated_at = $3, first_due_at = due_at, first_due_day = due_day, promised_at = $3, \
               check_version = (select k.version from data_check k where k.id = action_item.data_check) where number = $1 and idea <> $2";
    STEP = "update action_item set state = $3, awaiting_since = $4, updated_at = $5 where number = $1 and state = $2";
    VERIFY = "update action_item set state = 'verified', verified_at = $2, verified_by = $3, evidence = $4, updated_at = $2, \
              verified_version = case when data_check is null then null else check_version end \
              where number = $1 and state = 'awaiting_evidence'";
    ACCEPT = "update action_item set state = 'accepted_risk', risk_reason = $2, risk_accepted_by = $3, risk_expires_at = $4, risk_expires_day = $6, updated_at = $5, \
              proposed_by = null, proposed_at = null, proposed_reason = '', proposed_until = null, proposed_until_day = null where number = $1";
    PROPOSE = "update action_item set proposed_by = $2, proposed_at = $3, proposed_reason = $4, proposed_until = $5, proposed_until_day = $6, updated_at = $3 where number = $1";
    MOVE_DUE = "update action_item set due_moves = due_moves + 1 where number = $1";
    ADD_DUE = "insert into due_change (action_item, old_due_at, new_due_at, reason, person, at, old_due_day, new_due_day) \
               values ($1, $2, $3, $4, $5, $6, $7, $8)";
    DUE_CHANGES = "select d.old_due_at, d.old_due_day, d.new_due_at, d.new_due_day, d.reason, p.name as person, d.at from due_change d left join person p on p.id = d.person \
                   where d.action_item = $1 order by d.at, d.id";
    JUDGES = "select verified_by, risk_accepted_by from action_item where number = $1";
    RECUR = "update action_item set recurrences = recurrences + 1 where number = $1";
    ADD_EVENT = "insert into action_event (action_item, from_state, to_state, note, person, check_run, at) values ($1, $2, $3, $4, $5, $6, $7)";
    EVENTS = "select e.from_state, e.to_state, e.note, p.name, e.check_run, e.at from action_event e left join person p on p.id = e.person \
              where e.action_item = $1 order by e.at, e.id";
    FINISHED_BY = "select person from action_event where action_item = $1 and to_state = 'awaiting_evidence' and from_state <> 'awaiting_evidence' \
                   order by at desc, id desc limit 1";
    ADD_OWNER = "insert into action_owner (action_item, person, since) values ($1, $2, $3) on conflict (action_item, person) do nothing";
    HAS_OWNED = "select cast(count(*) as bigint) from action_owner where action_item = $1 and person = $2";
    FIND_FOR_HAND_OVER = "select incident, title, state, risk_accepted_by from action_item where number = $1";
    OWN = "update action_item set owner = $2, updated_at = $3 where number = $1";
    UNLINK = "delete from action_ticket where action_item = $1";
    LINK = "insert into action_ticket (action_item, ticket) select $1, id from ticket where id = $2 and incident = $3";
    RESET_PROOF = "update action_item set green_count = 0, green_first_at = null, green_counted_at = null, green_from = null, green_until = null \
                   where number = $1";
    FORGET_RUNS = "delete from proof_run where action_item = $1";
    GROW = "update action_item set green_count = $2, green_first_at = $3, green_counted_at = $4, green_from = $5, green_until = $6 where number = $1";
    ADD_RUN = "insert into proof_run (action_item, place, check_run) values ($1, $2, $3)";
    THIN_RUNS = "delete from proof_run where action_item = $1 and place > 1 and place <= $2";
    PROOF = "select r.action_item, r.check_run, k.data_check, r.place, k.started_at, k.version, k.examined from proof_run r \
             join check_run k on k.id = r.check_run where r.action_item = $1 order by r.place";
    PROOFS = "select r.action_item, r.check_run, k.data_check, r.place, k.started_at, k.version, k.examined from proof_run r \
              join check_run k on k.id = r.check_run join action_item a on a.number = r.action_item where a.incident = $1 order by r.place";
    CONFIRM_VERSION = "update action_item set check_version = $2, version_confirmed_by = $3, version_confirmed_at = $4, updated_at = $4 \
                       where number = $1 and $2 = (select k.version from data_check k where k.id = action_item.data_check)";
    CHECK_VERSION = "select version from data_check where id = $1";
    RELYING_ON = items!("a.data_check = $1 and not a.idea order by a.number", "1 = 1", "cast(null as bigint)");
    CHECKS = "select id, name from data_check order by lower(name), id";
    CHECK_NAME = "select name from data_check where id = $1";
    /// Past permissions: a check judges what is private, too. What it writes stays with the incident.
    JUDGED_BY = items!("a.data_check = $1 and not a.idea and a.state in ('awaiting_evidence', 'verified') order by a.number",
                       "1 = 1", "cast(null as bigint)");
}

pub async fn insert(tx: &mut Tx, incident: i64, new: &NewAction, now: i64, person: Option<i64>) -> Result<i64, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(INSERT)
        .bind(incident)
        .bind(&new.title)
        .bind(&new.about)
        .bind(new.owner)
        .bind(new.due.map(|due| millis(due.ends_at())))
        .bind(new.horizon.as_str())
        .bind(new.priority.as_str())
        .bind(new.idea)
        .bind(new.check)
        .bind(new.criterion.green_runs())
        .bind(new.criterion.green_days())
        .bind(now)
        .bind(person)
        .bind(new.criterion.counts_empty())
        .bind(new.due.map(DueDay::iso))
        .fetch_one(&mut **c)
        .await)?)
}

/// An action item that `reader` may see.
pub async fn find(tx: &mut Tx, reader: Option<i64>, number: i64) -> Result<Option<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(FIND).bind(reader).bind(number).fetch_optional(&mut **c).await)?)
}

pub async fn of_incident(tx: &mut Tx, reader: Option<i64>, incident: i64) -> Result<Vec<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(OF_INCIDENT).bind(reader).bind(incident).fetch_all(&mut **c).await)?)
}

pub async fn change(tx: &mut Tx, number: i64, to: &NewAction, agreed_version: Option<i64>, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(CHANGE)
        .bind(number)
        .bind(&to.title)
        .bind(&to.about)
        .bind(to.owner)
        .bind(to.due.map(|due| millis(due.ends_at())))
        .bind(to.horizon.as_str())
        .bind(to.priority.as_str())
        .bind(to.check)
        .bind(to.criterion.green_runs())
        .bind(to.criterion.green_days())
        .bind(now)
        .bind(to.criterion.counts_empty())
        .bind(agreed_version)
        .bind(to.due.map(DueDay::iso))
        .execute(&mut **c)
        .await
        .map(drop))?)
}

/// Makes an idea a promise; false when it is one already.
pub async fn promote(tx: &mut Tx, number: i64, now: i64) -> Result<bool, DbError> {
    let done =
        with_tx!(tx, |c| sqlx::query(PROMOTE).bind(number).bind(false).bind(now).execute(&mut **c).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Moves it from one state to another; false when it is in another by now.
pub async fn step(tx: &mut Tx, number: i64, from: State, to: State, awaiting_since: Option<i64>, now: i64) -> Result<bool, DbError> {
    let done = with_tx!(tx, |c| sqlx::query(STEP)
        .bind(number)
        .bind(from.as_str())
        .bind(to.as_str())
        .bind(awaiting_since)
        .bind(now)
        .execute(&mut **c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Verifies it by a person or by evidence; false when it does not wait for that any more.
pub async fn verify(tx: &mut Tx, number: i64, person: Option<i64>, evidence: &str, now: i64) -> Result<bool, DbError> {
    let done = with_tx!(tx, |c| sqlx::query(VERIFY)
        .bind(number)
        .bind(now)
        .bind(person)
        .bind(evidence)
        .execute(&mut **c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

pub async fn accept(tx: &mut Tx, number: i64, reason: &str, person: Option<i64>, until: DueDay, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(ACCEPT)
        .bind(number)
        .bind(reason)
        .bind(person)
        .bind(millis(until.ends_at()))
        .bind(now)
        .bind(until.iso())
        .execute(&mut **c)
        .await
        .map(drop))?)
}

/// Proposes to leave it until a day.
pub async fn propose(tx: &mut Tx, number: i64, reason: &str, person: Option<i64>, until: DueDay, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(PROPOSE)
        .bind(number)
        .bind(person)
        .bind(now)
        .bind(reason)
        .bind(millis(until.ends_at()))
        .bind(until.iso())
        .execute(&mut **c)
        .await
        .map(drop))?)
}

/// Keeps a moved due date.
pub async fn move_due(tx: &mut Tx, number: i64, change: &DueChange, person: Option<i64>) -> Result<(), DbError> {
    with_tx!(&mut *tx, |c| sqlx::query(MOVE_DUE).bind(number).execute(&mut **c).await.map(drop))?;
    Ok(with_tx!(tx, |c| sqlx::query(ADD_DUE)
        .bind(number)
        .bind(millis(change.old.ends_at()))
        .bind(change.new.map(|new| millis(new.ends_at())))
        .bind(&change.reason)
        .bind(person)
        .bind(millis(change.at))
        .bind(change.old.iso())
        .bind(change.new.map(DueDay::iso))
        .execute(&mut **c)
        .await
        .map(drop))?)
}

#[derive(sqlx::FromRow)]
struct DueRow {
    old_due_at: i64,
    old_due_day: Option<String>,
    new_due_at: Option<i64>,
    new_due_day: Option<String>,
    reason: String,
    person: Option<String>,
    at: i64,
}

/// Every due date it had before, oldest first.
pub async fn due_changes(tx: &mut Tx, number: i64) -> Result<Vec<DueChange>, DbError> {
    let rows: Vec<DueRow> = with_tx!(tx, |c| sqlx::query_as(DUE_CHANGES).bind(number).fetch_all(&mut **c).await)?;
    let change = |row: DueRow| {
        Ok(DueChange {
            old: DueDay::stored(instant(row.old_due_at), row.old_due_day.as_deref()).stored()?,
            new: due_day(row.new_due_at, row.new_due_day.as_deref())?,
            reason: row.reason,
            person: row.person,
            at: instant(row.at),
        })
    };
    rows.into_iter().map(change).collect()
}

/// What has to be known of an item whose owner has left.
#[derive(sqlx::FromRow)]
pub struct LeftBehind {
    pub incident: i64,
    pub title: String,
    pub state: String,
    pub risk_accepted_by: Option<i64>,
}

pub async fn find_for_hand_over(tx: &mut Tx, number: i64) -> Result<LeftBehind, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(FIND_FOR_HAND_OVER).bind(number).fetch_one(&mut **c).await)?)
}

pub async fn own(tx: &mut Tx, number: i64, owner: Option<i64>, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(OWN).bind(number).bind(owner).bind(now).execute(&mut **c).await.map(drop))?)
}

/// Keeps who owns it: from now on they are never its second person.
pub async fn add_owner(tx: &mut Tx, number: i64, person: Option<i64>, now: i64) -> Result<(), DbError> {
    let Some(person) = person else { return Ok(()) };
    Ok(with_tx!(tx, |c| sqlx::query(ADD_OWNER).bind(number).bind(person).bind(now).execute(&mut **c).await.map(drop))?)
}

/// Whether somebody owns it, or did.
pub async fn has_owned(tx: &mut Tx, number: i64, person: Option<i64>) -> Result<bool, DbError> {
    let many: i64 = with_tx!(tx, |c| sqlx::query_scalar(HAS_OWNED).bind(number).bind(person).fetch_one(&mut **c).await)?;
    Ok(many > 0)
}

/// Who verified it by hand, and who accepted its risk.
pub async fn judges(tx: &mut Tx, number: i64) -> Result<(Option<i64>, Option<i64>), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(JUDGES).bind(number).fetch_one(&mut **c).await)?)
}

pub async fn recur(tx: &mut Tx, number: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(RECUR).bind(number).execute(&mut **c).await.map(drop))?)
}

/// A step to be kept: from which state to which, with which words, by whom or by which run.
pub struct NewEvent<'a> {
    pub from: Option<State>,
    pub to: State,
    pub note: &'a str,
    pub person: Option<i64>,
    pub run: Option<i64>,
}

pub async fn add_event(tx: &mut Tx, number: i64, event: &NewEvent<'_>, now: i64) -> Result<(), DbError> {
    Ok(with_tx!(tx, |c| sqlx::query(ADD_EVENT)
        .bind(number)
        .bind(event.from.map(State::as_str))
        .bind(event.to.as_str())
        .bind(event.note)
        .bind(event.person)
        .bind(event.run)
        .bind(now)
        .execute(&mut **c)
        .await
        .map(drop))?)
}

pub async fn events(tx: &mut Tx, number: i64) -> Result<Vec<Event>, DbError> {
    let rows: Vec<(Option<String>, String, String, Option<String>, Option<i64>, i64)> =
        with_tx!(tx, |c| sqlx::query_as(EVENTS).bind(number).fetch_all(&mut **c).await)?;
    let event = |(from, to, note, person, run, at): (Option<String>, String, String, Option<String>, Option<i64>, i64)| {
        Ok(Event {
            from: from.map(State::try_from).transpose().stored()?,
            to: State::try_from(to).stored()?,
            note,
            person,
            run,
            at: instant(at),
        })
    };
    rows.into_iter().map(event).collect()
}

/// Who said the last time that the work is done.
pub async fn finished_by(tx: &mut Tx, number: i64) -> Result<Option<i64>, DbError> {
    let found: Option<Option<i64>> = with_tx!(tx, |c| sqlx::query_scalar(FINISHED_BY).bind(number).fetch_optional(&mut **c).await)?;
    Ok(found.flatten())
}

/// Links these tickets and no others; one of another incident is not linked.
pub async fn link(tx: &mut Tx, number: i64, incident: i64, tickets: &[i64]) -> Result<(), DbError> {
    with_tx!(&mut *tx, |c| sqlx::query(UNLINK).bind(number).execute(&mut **c).await.map(drop))?;
    for ticket in tickets {
        with_tx!(&mut *tx, |c| sqlx::query(LINK).bind(number).bind(*ticket).bind(incident).execute(&mut **c).await.map(drop))?;
    }
    Ok(())
}

/// The proof starts again.
pub async fn reset_proof(tx: &mut Tx, number: i64) -> Result<(), DbError> {
    with_tx!(&mut *tx, |c| sqlx::query(RESET_PROOF).bind(number).execute(&mut **c).await.map(drop))?;
    Ok(with_tx!(tx, |c| sqlx::query(FORGET_RUNS).bind(number).execute(&mut **c).await.map(drop))?)
}

/// The proof has grown, by this run when it counts.
pub async fn grow(tx: &mut Tx, number: i64, before: Option<Streak>, grown: &Streak, run: i64) -> Result<(), DbError> {
    with_tx!(&mut *tx, |c| sqlx::query(GROW)
        .bind(number)
        .bind(grown.count)
        .bind(millis(grown.first_at))
        .bind(millis(grown.counted_at))
        .bind(millis(grown.green_from))
        .bind(millis(grown.green_until))
        .execute(&mut **c)
        .await
        .map(drop))?;
    if before.is_some_and(|before| before.count == grown.count) {
        return Ok(());
    }
    with_tx!(&mut *tx, |c| sqlx::query(ADD_RUN).bind(number).bind(grown.count).bind(run).execute(&mut **c).await.map(drop))?;
    Ok(with_tx!(tx, |c| sqlx::query(THIN_RUNS).bind(number).bind(grown.count - PROOF_RUNS).execute(&mut **c).await.map(drop))?)
}

#[derive(sqlx::FromRow)]
struct ProofRow {
    action_item: i64,
    check_run: i64,
    data_check: i64,
    place: i64,
    started_at: i64,
    version: Option<i64>,
    examined: Option<i64>,
}

impl From<ProofRow> for ProofRun {
    fn from(row: ProofRow) -> Self {
        let ProofRow { check_run, data_check, place, started_at, version, examined, .. } = row;
        Self { run: check_run, check: data_check, place, started_at: instant(started_at), version, examined }
    }
}

/// The runs that a proof is made of.
pub async fn proof(tx: &mut Tx, number: i64) -> Result<Vec<ProofRun>, DbError> {
    let rows: Vec<ProofRow> = with_tx!(tx, |c| sqlx::query_as(PROOF).bind(number).fetch_all(&mut **c).await)?;
    Ok(rows.into_iter().map(ProofRun::from).collect())
}

/// The runs of every proof of an incident, each with its action item.
pub async fn proofs(tx: &mut Tx, incident: i64) -> Result<Vec<(i64, ProofRun)>, DbError> {
    let rows: Vec<ProofRow> = with_tx!(tx, |c| sqlx::query_as(PROOFS).bind(incident).fetch_all(&mut **c).await)?;
    Ok(rows.into_iter().map(|row| (row.action_item, row.into())).collect())
}

/// Agrees on this version of the check; false when it is not the present one.
pub async fn confirm_version(tx: &mut Tx, number: i64, version: i64, person: Option<i64>, now: i64) -> Result<bool, DbError> {
    let done = with_tx!(tx, |c| sqlx::query(CONFIRM_VERSION)
        .bind(number)
        .bind(version)
        .bind(person)
        .bind(now)
        .execute(&mut **c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// The version that a check has now.
pub async fn check_version(tx: &mut Tx, check: i64) -> Result<Option<i64>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(CHECK_VERSION).bind(check).fetch_optional(&mut **c).await)?)
}

/// The commitments that are judged by a check.
pub async fn relying_on(tx: &mut Tx, check: i64) -> Result<Vec<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(RELYING_ON).bind(check).fetch_all(&mut **c).await)?)
}

pub async fn checks(tx: &mut Tx) -> Result<Vec<(i64, String)>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(CHECKS).fetch_all(&mut **c).await)?)
}

pub async fn check_name(tx: &mut Tx, check: i64) -> Result<Option<String>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_scalar(CHECK_NAME).bind(check).fetch_optional(&mut **c).await)?)
}

/// The action items that a run of this check can verify or reopen.
pub async fn judged_by(tx: &mut Tx, check: i64) -> Result<Vec<Row>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(JUDGED_BY).bind(check).fetch_all(&mut **c).await)?)
}
