-- What is done so that it does not come back: assets and their owners, checks, tickets, backfills, action items.

create table asset (
    id integer primary key,
    name text not null unique,
    kind text not null check (kind in ('dataset', 'table', 'dashboard', 'service', 'program')),
    about text not null default '',
    owner integer references person (id),
    team integer references team (id),
    tier integer not null default 3 check (tier between 1 and 4),
    created_at integer not null
);
create index asset_by_owner on asset (owner);
create index asset_by_team on asset (team);

create table asset_edge (
    upstream integer not null references asset (id),
    downstream integer not null references asset (id),
    primary key (upstream, downstream)
);
create index asset_edge_by_downstream on asset_edge (downstream);

create table incident_asset (
    incident integer not null references incident (number),
    asset integer not null references asset (id),
    primary key (incident, asset)
);
create index incident_asset_by_asset on incident_asset (asset);

create table source (
    id integer primary key,
    name text not null unique,
    url text not null,
    created_at integer not null,
    created_by integer references person (id)
);

create table data_check (
    id integer primary key,
    name text not null unique,
    about text not null default '',
    asset integer references asset (id),
    source integer not null references source (id),
    kind text not null check (kind in ('rows', 'match')),
    sql text not null,
    left_column text not null default '',
    right_column text not null default '',
    warn_above integer,
    fail_above integer not null default 0,
    every_minutes integer,
    fresh_minutes integer not null default 1440,
    owner integer references person (id),
    active boolean not null default true,
    created_at integer not null,
    created_by integer references person (id),
    next_run_at integer,
    leased_until integer,
    last_outcome text check (last_outcome in ('pass', 'warn', 'fail', 'error')),
    last_run_at integer,
    green_runs integer not null default 0,
    green_since integer
);
create index data_check_by_asset on data_check (asset);
create index data_check_by_due on data_check (next_run_at);

create table threshold_change (
    id integer primary key,
    data_check integer not null references data_check (id),
    old_warn_above integer,
    old_fail_above integer not null,
    new_warn_above integer,
    new_fail_above integer not null,
    reason text not null,
    person integer references person (id),
    at integer not null
);
create index threshold_change_by_check on threshold_change (data_check, at);

create table check_run (
    id integer primary key,
    data_check integer not null references data_check (id),
    started_at integer not null,
    finished_at integer not null,
    outcome text not null check (outcome in ('pass', 'warn', 'fail', 'error')),
    measured integer,
    message text not null default '',
    sample text not null default '',
    asked_by text not null check (asked_by in ('schedule', 'person', 'api')),
    person integer references person (id),
    false_alarm_at integer,
    false_alarm_by integer references person (id),
    false_alarm_reason text not null default ''
);
create index check_run_by_check on check_run (data_check, finished_at);
create index check_run_by_alarm on check_run (data_check, finished_at) where outcome in ('warn', 'fail');

create table ticket (
    id integer primary key,
    incident integer not null references incident (number),
    external_key text not null,
    title text not null,
    url text,
    state text not null check (state in ('open', 'in_progress', 'done', 'canceled')),
    horizon text not null check (horizon in ('immediate', 'short_term', 'long_term', 'cultural')),
    created_at integer not null,
    updated_at integer not null,
    done_at integer
);
create index ticket_by_incident on ticket (incident, id);
create index ticket_by_key on ticket (external_key);

create table backfill (
    id integer primary key,
    incident integer not null references incident (number),
    name text not null,
    unit text not null,
    total integer not null check (total > 0),
    done integer not null default 0 check (done >= 0),
    started_at integer not null,
    updated_at integer not null,
    finished_at integer,
    waived_reason text not null default ''
);
create index backfill_by_incident on backfill (incident, id);

create table backfill_point (
    id integer primary key,
    backfill integer not null references backfill (id),
    at integer not null,
    done integer not null,
    person integer references person (id)
);
create index backfill_point_by_backfill on backfill_point (backfill, at);

create table action_item (
    number integer primary key,
    incident integer not null references incident (number),
    title text not null,
    about text not null default '',
    owner integer references person (id),
    due_at integer,
    horizon text not null check (horizon in ('immediate', 'short_term', 'long_term', 'cultural')),
    priority text not null check (priority in ('high', 'medium', 'low')),
    idea boolean not null default false,
    state text not null check (state in ('open', 'in_progress', 'blocked', 'awaiting_evidence', 'verified', 'accepted_risk')),
    data_check integer references data_check (id),
    green_runs integer not null default 3,
    green_days integer not null default 0,
    awaiting_since integer,
    verified_at integer,
    verified_by integer references person (id),
    evidence text not null default '',
    risk_reason text not null default '',
    risk_accepted_by integer references person (id),
    risk_expires_at integer,
    recurrences integer not null default 0,
    created_at integer not null,
    created_by integer references person (id),
    updated_at integer not null
);
create index action_item_by_incident on action_item (incident, number);
create index action_item_by_state on action_item (state, due_at);
create index action_item_by_owner on action_item (owner, state);
create index action_item_by_check on action_item (data_check);

create table action_ticket (
    action_item integer not null references action_item (number),
    ticket integer not null references ticket (id),
    primary key (action_item, ticket)
);

create table action_event (
    id integer primary key,
    action_item integer not null references action_item (number),
    from_state text,
    to_state text not null,
    note text not null default '',
    person integer references person (id),
    check_run integer references check_run (id),
    at integer not null
);
create index action_event_by_action on action_event (action_item, at);
