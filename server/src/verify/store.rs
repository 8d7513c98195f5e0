//! The statements that find broken invariants: each gives the numbers of the rows that break one.

use crate::db::{DbError, Tx};
use crate::{on, statements};

statements! {
    ONE_PRESENT_SEVERITY = "select i.number from incident i where \
        (select count(*) from severity_interval s where s.incident = i.number and s.until_at is null and s.severity = i.severity) <> 1 order by 1 limit 20";
    LEDGER_WITHOUT_GAPS = "select s.incident from severity_interval s where s.until_at is not null and not exists \
        (select 1 from severity_interval n where n.incident = s.incident and n.id <> s.id and n.from_at <= s.until_at) order by 1 limit 20";
    PEAK_IS_THE_WORST = "select i.number from incident i where i.peak_severity <> \
        (select min(s.severity) from severity_interval s where s.incident = i.number) order by 1 limit 20";
    MAJOR_HAS_ITS_TIME = "select i.number from incident i where (i.major_at is null) <> (i.peak_severity > 2) order by 1 limit 20";
    STATUS_IS_THE_LAST_CHANGE = "select i.number from incident i where i.status <> (select c.to_status from status_change c \
        where c.incident = i.number order by c.id desc limit 1) order by 1 limit 20";
    COMMANDER_HOLDS_THE_ROLE = "select i.number from incident i where coalesce(i.commander, 0) <> coalesce((select r.person from role_assignment r \
        where r.incident = i.number and r.role = 'commander' and r.until_at is null), 0) order by 1 limit 20";
    MERGED_SAYS_INTO_WHICH = "select i.number from incident i where (i.status = 'merged') <> (i.merged_into is not null) order by 1 limit 20";
    PRIVATE_HAS_A_MEMBER = "select i.number from incident i where i.private and not exists \
        (select 1 from incident_member m where m.incident = i.number) order by 1 limit 20";
    DECLARED_IS_TOLD = "select i.number from incident i where not exists \
        (select 1 from timeline_entry e where e.incident = i.number and e.kind = 'declared') order by 1 limit 20";
    REVISIONS_ARE_KEPT = "select e.id from timeline_entry e where e.revisions <> \
        (select count(*) from timeline_revision r where r.entry = e.id) order by 1 limit 20";
    BACKFILL_WITHIN_ITS_TOTAL = "select b.id from backfill b where b.done > b.total order by 1 limit 20";
    VERIFIED_HAS_EVIDENCE = "select a.number from action_item a where a.state = 'verified' and \
        (a.verified_at is null or a.evidence = '' or (a.data_check is null and (a.verified_by is null or a.verified_by = a.owner))) order by 1 limit 20";
    RISK_HAS_AN_ACCEPTER = "select a.number from action_item a where a.state = 'accepted_risk' and \
        (a.risk_accepted_by is null or a.risk_reason = '' or a.risk_expires_at is null) order by 1 limit 20";
    ONE_CHOICE = "select d.id from decision d where (select count(*) from decision_option o where o.decision = d.id and o.chosen) <> 1 order by 1 limit 20";
    INCIDENT_SIGNAL_IS_LINKED = "select s.id from signal s where s.disposition = 'incident' and s.incident is null order by 1 limit 20";
    EVERY_SAVED_TEXT_IS_KEPT = "select s.postmortem from postmortem_section s where s.version <> (select count(*) from postmortem_version v \
        where v.postmortem = s.postmortem and v.key = s.key) order by 1 limit 20";
    PUBLISHED_IS_FROZEN = "select p.id from postmortem p where p.state = 'published' and \
        (p.facts is null or p.content_hash is null or p.published_at is null) order by 1 limit 20";
    TEMPLATE_IS_KEPT = "select p.id from postmortem p where p.template_version > 1 and not exists \
        (select 1 from template t where t.key = p.template and t.version = p.template_version) order by 1 limit 20";
    COVERED_HAS_NO_OTHER = "select c.incident from postmortem_covered c join postmortem p on p.incident = c.incident order by 1 limit 20";
    AN_ADMIN_IS_LEFT = "select max(id) from person having count(*) > 0 and sum(case when role = 'admin' and active then 1 else 0 end) = 0";
}

/// What should hold, and the statement that finds where it does not.
pub const INVARIANTS: [(&str, &str); 20] = [
    ("An incident has exactly one present severity, the one it shows", ONE_PRESENT_SEVERITY),
    ("The severity ledger has no gaps", LEDGER_WITHOUT_GAPS),
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
    ("A decision has exactly one chosen option", ONE_CHOICE),
    ("A signal that was an incident is linked to it", INCIDENT_SIGNAL_IS_LINKED),
    ("Every saved text of a postmortem is kept", EVERY_SAVED_TEXT_IS_KEPT),
    ("A published postmortem is frozen with its hash", PUBLISHED_IS_FROZEN),
    ("The template of a postmortem is kept in its version", TEMPLATE_IS_KEPT),
    ("An incident that is written up with another one has no postmortem of its own", COVERED_HAS_NO_OTHER),
    ("Where people have accounts, at least one is an active admin", AN_ADMIN_IS_LEFT),
];

/// The numbers of the rows that break an invariant.
pub async fn broken(tx: &mut Tx, sql: &'static str) -> Result<Vec<i64>, DbError> {
    Ok(on!(tx, |c| sqlx::query_scalar(sql).fetch_all(&mut **c).await)?)
}
