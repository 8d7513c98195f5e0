//! The statements that find broken invariants: each gives the numbers of the rows that break one.

use crate::db::{DbError, Tx};
use crate::{statements, with_tx};

statements! {
    ONE_PRESENT_SEVERITY = "select i.number from incident i where \
        (select count(*) from severity_interval s where s.incident = i.number and s.until_at is null and s.severity = i.severity) <> 1 order by 1 limit 1000";
    PEAK_IS_THE_WORST = "select i.number from incident i where i.peak_severity <> \
        (select min(s.severity) from severity_interval s where s.incident = i.number) order by 1 limit 1000";
    MAJOR_HAS_ITS_TIME = "select i.number from incident i where (i.major_at is null) <> (i.peak_severity > 2) order by 1 limit 1000";
    STATUS_IS_THE_LAST_CHANGE = "select i.number from incident i where i.status <> (select c.to_status from status_change c \
        where c.incident = i.number order by c.id desc limit 1) order by 1 limit 1000";
    COMMANDER_HOLDS_THE_ROLE = "select i.number from incident i where coalesce(i.commander, 0) <> coalesce((select r.person from role_assignment r \
        where r.incident = i.number and r.role = 'commander' and r.until_at is null), 0) order by 1 limit 1000";
    MERGED_SAYS_INTO_WHICH = "select i.number from incident i where (i.status = 'merged') <> (i.merged_into is not null) order by 1 limit 1000";
    PRIVATE_HAS_A_MEMBER = "select i.number from incident i where i.private and not exists \
        (select 1 from incident_member m where m.incident = i.number) order by 1 limit 1000";
    DECLARED_IS_TOLD = "select i.number from incident i where not exists \
        (select 1 from timeline_entry e where e.incident = i.number and e.kind = 'declared') order by 1 limit 1000";
    REVISIONS_ARE_KEPT = "select e.id from timeline_entry e where e.revisions <> \
        (select count(*) from timeline_revision r where r.entry = e.id) order by 1 limit 1000";
    BACKFILL_WITHIN_ITS_TOTAL = "select b.id from backfill b where b.done > b.total order by 1 limit 1000";
    VERIFIED_HAS_EVIDENCE = "select a.number from action_item a where a.state = 'verified' and \
        (a.verified_at is null or a.evidence = '' or (a.data_check is null and (a.verified_by is null or a.verified_by = a.owner))) order by 1 limit 1000";
    RISK_HAS_AN_ACCEPTER = "select a.number from action_item a where a.state = 'accepted_risk' and \
        (a.risk_accepted_by is null or a.risk_reason = '' or a.risk_expires_at is null) order by 1 limit 1000";
    ONE_CHOICE = "select d.id from decision d where (select count(*) from decision_option o where o.decision = d.id and o.chosen) <> 1 order by 1 limit 1000";
    INCIDENT_SIGNAL_IS_LINKED = "select s.id from signal s where s.disposition = 'incident' and s.incident is null order by 1 limit 1000";
    TEXT_IS_ITS_LATEST_VERSION = "select s.postmortem from postmortem_section s where not exists (select 1 from postmortem_version v \
        where v.postmortem = s.postmortem and v.key = s.key and v.version = s.version and v.body = s.body) order by 1 limit 1000";
    PUBLISHED_IS_FROZEN = "select p.id from postmortem p where p.state = 'published' and \
        (p.facts is null or p.content_hash is null or p.published_at is null) order by 1 limit 1000";
    TEMPLATE_IS_KEPT = "select p.id from postmortem p where p.template_version > 1 and not exists \
        (select 1 from template t where t.key = p.template and t.version = p.template_version) order by 1 limit 1000";
    COVERED_HAS_NO_OTHER = "select c.incident from postmortem_covered c join postmortem p on p.incident = c.incident order by 1 limit 1000";
    OUTCOME_IS_OF_THE_LAST_RUN = "select k.id from data_check k where k.last_run_at is not null and not exists (select 1 from check_run r \
        where r.data_check = k.id and r.finished_at = k.last_run_at and r.outcome = k.last_outcome) order by 1 limit 1000";
    GREEN_ONLY_AFTER_A_PASS = "select k.id from data_check k where (k.green_runs > 0) <> (k.last_outcome is not null and k.last_outcome = 'pass') \
        or (k.green_runs > 0) <> (k.green_since is not null) order by 1 limit 1000";
    ACTION_IS_IN_ITS_LAST_STATE = "select a.number from action_item a where a.state <> coalesce((select e.to_state from action_event e \
        where e.action_item = a.number order by e.id desc limit 1), 'open') order by 1 limit 1000";
    RECURRENCES_ARE_STEPS = "select a.number from action_item a where a.recurrences > (select count(*) from action_event e \
        where e.action_item = a.number and e.from_state = 'verified' and e.to_state = 'open') or a.recurrences < (select count(*) from action_event e \
        where e.action_item = a.number and e.from_state = 'verified' and e.to_state = 'open' and e.check_run is not null) order by 1 limit 1000";
    AWAITS_SINCE_A_STEP = "select a.number from action_item a where (a.state = 'awaiting_evidence' and a.awaiting_since is null) order by 1 limit 1000";
    POSTMORTEM_IS_IN_ITS_LAST_STATE = "select p.id from postmortem p where p.state <> coalesce((select e.to_state from postmortem_event e \
        where e.postmortem = p.id order by e.id desc limit 1), p.state) order by 1 limit 1000";
    BACKFILL_IS_ITS_LAST_POINT = "select b.id from backfill b where b.done <> coalesce((select p.done from backfill_point p \
        where p.backfill = b.id order by p.id desc limit 1), b.done) order by 1 limit 1000";
    SIGNAL_IS_ITS_LAST_STEP = "select s.id from signal s where s.disposition <> coalesce((select e.disposition from signal_event e \
        where e.signal = s.id order by e.id desc limit 1), s.disposition) order by 1 limit 1000";
    CHANGES = "select i.number, i.declared_at, i.major_at, i.peak_severity, i.severity as present, s.id, s.severity, s.from_at, s.until_at \
        from severity_interval s join incident i on i.number = s.incident where s.incident > $1 or (s.incident = $1 and s.id > $2) \
        order by s.incident, s.id limit $3";
    DUE_MOVES_ARE_KEPT = "select a.number from action_item a where a.due_moves <> \
        (select count(*) from due_change d where d.action_item = a.number) order by 1 limit 1000";
    AN_ADMIN_IS_LEFT = "select max(id) from person having count(*) > 0 and sum(case when role = 'admin' and active then 1 else 0 end) = 0";
}

/// What should hold, and the statement that finds where it does not.
pub const INVARIANTS: &[(&str, &str)] = &[
    ("An incident has exactly one present severity, the one it shows", ONE_PRESENT_SEVERITY),
    ("The peak severity is the worst of the ledger", PEAK_IS_THE_WORST),
    ("An incident that was major has the time it became so, and no other has", MAJOR_HAS_ITS_TIME),
    ("The status is the one of the last change", STATUS_IS_THE_LAST_CHANGE),
    ("The commander is who holds the role", COMMANDER_HOLDS_THE_ROLE),
    ("A merged incident says into which, and no other does", MERGED_SAYS_INTO_WHICH),
    ("A private incident has at least one member", PRIVATE_HAS_A_MEMBER),
    ("The timeline tells the declaration", DECLARED_IS_TOLD),
    ("Every correction of an entry is kept", REVISIONS_ARE_KEPT),
    ("A backfill has not done more than its total", BACKFILL_WITHIN_ITS_TOTAL),
    ("A verified action item has evidence, and never its owner's alone", VERIFIED_HAS_EVIDENCE),
    ("An accepted risk has a reason, an accepter and an expiry", RISK_HAS_AN_ACCEPTER),
    ("Every move of a due date is kept", DUE_MOVES_ARE_KEPT),
    ("A decision has exactly one chosen option", ONE_CHOICE),
    ("A signal that was an incident is linked to it", INCIDENT_SIGNAL_IS_LINKED),
    ("The text of a section is its latest version", TEXT_IS_ITS_LATEST_VERSION),
    ("A published postmortem is frozen with its hash", PUBLISHED_IS_FROZEN),
    ("The template of a postmortem is kept in its version", TEMPLATE_IS_KEPT),
    ("An incident that is written up with another one has no postmortem of its own", COVERED_HAS_NO_OTHER),
    ("The outcome of a check is that of its last run", OUTCOME_IS_OF_THE_LAST_RUN),
    ("A check has green runs only after a run that passed", GREEN_ONLY_AFTER_A_PASS),
    ("The state of an action item is that of its last step", ACTION_IS_IN_ITS_LAST_STATE),
    ("The recurrences of an action item are steps", RECURRENCES_ARE_STEPS),
    ("An action item that awaits evidence says since when", AWAITS_SINCE_A_STEP),
    ("The state of a postmortem is that of its last step", POSTMORTEM_IS_IN_ITS_LAST_STATE),
    ("What a backfill has done is what was reported last", BACKFILL_IS_ITS_LAST_POINT),
    ("The disposition of a signal is that of its last step", SIGNAL_IS_ITS_LAST_STEP),
    ("Where people have accounts, at least one is an active admin", AN_ADMIN_IS_LEFT),
];

/// A change of severity with what its incident stores.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Change {
    pub number: i64,
    pub declared_at: i64,
    pub major_at: Option<i64>,
    pub peak_severity: i64,
    pub present: i64,
    pub id: i64,
    pub severity: i64,
    pub from_at: i64,
    pub until_at: Option<i64>,
}

/// Changes of severity after one of an incident, by incident and number.
pub async fn changes(tx: &mut Tx, after: (i64, i64), most: i64) -> Result<Vec<Change>, DbError> {
    Ok(with_tx!(tx, |c| sqlx::query_as(CHANGES).bind(after.0).bind(after.1).bind(most).fetch_all(&mut **c).await)?)
}

/// The numbers of the rows that break an invariant.
pub async fn broken(tx: &mut Tx, sql: &'static str) -> Result<Vec<String>, DbError> {
    let rows: Vec<i64> = with_tx!(tx, |c| sqlx::query_scalar(sql).fetch_all(&mut **c).await)?;
    Ok(rows.into_iter().map(|row| row.to_string()).collect())
}
