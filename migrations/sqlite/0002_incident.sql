-- The incident and everything that is written about it while it lasts.

create table severity_meaning (
    severity integer primary key check (severity between 1 and 5),
    meaning text not null
);

create table incident (
    number integer primary key,
    title text not null,
    summary text not null default '',
    kind text not null check (kind in ('data', 'service', 'security', 'engineering', 'product', 'other')),
    status text not null check (status in ('triage', 'investigating', 'identified', 'mitigated', 'resolved', 'closed', 'canceled', 'merged')),
    severity integer not null check (severity between 1 and 5),
    peak_severity integer not null check (peak_severity between 1 and 5),
    private boolean not null default false,
    drill boolean not null default false,
    team integer references team (id),
    declared_by integer references person (id),
    commander integer references person (id),
    started_at integer,
    detected_at integer,
    declared_at integer not null,
    acknowledged_at integer,
    mitigated_at integer,
    resolved_at integer,
    closed_at integer,
    major_at integer,
    guardrail text not null default 'unknown' check (guardrail in ('unknown', 'unaffected', 'halted', 'wrong_data')),
    customers text not null default '',
    records_affected integer,
    money_at_stake text not null default '',
    merged_into integer references incident (number),
    recurrence_of integer references incident (number),
    next_update_at integer,
    version integer not null default 1,
    updated_at integer not null
);
create index incident_by_status on incident (status, number);
create index incident_by_severity on incident (severity, number);
create index incident_by_kind on incident (kind, number);
create index incident_by_team on incident (team, number);
create index incident_by_declared on incident (declared_at, number);
create index incident_by_recurrence on incident (recurrence_of);
create index incident_by_merge on incident (merged_into);

create table incident_member (
    incident integer not null references incident (number),
    person integer not null references person (id),
    added_at integer not null,
    primary key (incident, person)
);
create index incident_member_by_person on incident_member (person, incident);

create table severity_interval (
    id integer primary key,
    incident integer not null references incident (number),
    severity integer not null check (severity between 1 and 5),
    from_at integer not null,
    until_at integer,
    reason text not null,
    person integer references person (id)
);
create index severity_interval_by_incident on severity_interval (incident, from_at);
create unique index severity_interval_one_open on severity_interval (incident) where until_at is null;

create table status_change (
    id integer primary key,
    incident integer not null references incident (number),
    from_status text,
    to_status text not null,
    reason text not null default '',
    at integer not null,
    person integer references person (id)
);
create index status_change_by_incident on status_change (incident, at);

create table time_correction (
    id integer primary key,
    incident integer not null references incident (number),
    moment text not null check (moment in ('started', 'detected', 'declared', 'acknowledged', 'mitigated', 'resolved', 'closed')),
    old_at integer,
    new_at integer,
    reason text not null,
    person integer references person (id),
    at integer not null
);
create index time_correction_by_incident on time_correction (incident, at);

create table role_assignment (
    id integer primary key,
    incident integer not null references incident (number),
    role text not null check (role in ('commander', 'communications', 'scribe', 'expert', 'shadow')),
    person integer not null references person (id),
    from_at integer not null,
    until_at integer,
    assigned_by integer references person (id)
);
create index role_assignment_by_incident on role_assignment (incident, from_at);
create index role_assignment_by_person on role_assignment (person, until_at);
create unique index role_assignment_one_commander on role_assignment (incident) where role = 'commander' and until_at is null;

create table timeline_entry (
    id integer primary key,
    incident integer not null references incident (number),
    kind text not null check (kind in ('declared', 'severity', 'status', 'role', 'impact', 'time', 'merge', 'note', 'ticket', 'backfill', 'check', 'action', 'signal', 'decision', 'update', 'postmortem')),
    body text not null,
    evidence_url text,
    happened_at integer not null,
    recorded_at integer not null,
    person integer references person (id),
    source text not null check (source in ('web', 'api', 'system')),
    pinned boolean not null default false,
    struck_at integer,
    revisions integer not null default 0
);
create index timeline_entry_by_incident on timeline_entry (incident, happened_at, id);

create table timeline_revision (
    id integer primary key,
    entry integer not null references timeline_entry (id),
    old_body text not null,
    old_happened_at integer not null,
    reason text not null,
    person integer references person (id),
    at integer not null
);
create index timeline_revision_by_entry on timeline_revision (entry, at);

create table signal (
    id integer primary key,
    title text not null,
    body text not null default '',
    source text not null,
    seen_at integer not null,
    recorded_at integer not null,
    raised_by integer references person (id),
    disposition text not null default 'open' check (disposition in ('open', 'explained', 'noise', 'incident')),
    disposition_reason text not null default '',
    disposed_by integer references person (id),
    disposed_at integer,
    incident integer references incident (number),
    check_id integer
);
create index signal_by_disposition on signal (disposition, seen_at);
create index signal_by_incident on signal (incident, seen_at);
create index signal_by_seen on signal (seen_at);

create table signal_event (
    id integer primary key,
    signal integer not null references signal (id),
    disposition text not null check (disposition in ('open', 'explained', 'noise', 'incident')),
    reason text not null default '',
    incident integer references incident (number),
    person integer references person (id),
    at integer not null
);
create index signal_event_by_signal on signal_event (signal, at);

create table decision (
    id integer primary key,
    incident integer not null references incident (number),
    problem text not null,
    constraints text not null default '',
    why text not null,
    decided_by integer references person (id),
    objections text not null default '',
    revisit_when text not null default '',
    decided_at integer not null,
    recorded_at integer not null,
    recorded_by integer references person (id),
    superseded_by integer references decision (id),
    struck_at integer,
    struck_reason text not null default ''
);
create index decision_by_incident on decision (incident, decided_at);

create table decision_option (
    id integer primary key,
    decision integer not null references decision (id),
    position integer not null,
    label text not null,
    pros text not null default '',
    cons text not null default '',
    risk text not null default '',
    chosen boolean not null default false
);
create index decision_option_by_decision on decision_option (decision, position);

create table status_update (
    id integer primary key,
    incident integer not null references incident (number),
    audience text not null check (audience in ('responders', 'stakeholders', 'executives')),
    body text not null,
    at integer not null,
    person integer references person (id)
);
create index status_update_by_incident on status_update (incident, at);
