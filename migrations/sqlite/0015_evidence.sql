-- What a check judges by, version by version; which version an action item is judged by; how much each run looked at; and
-- how far each proof is, kept as it grows so that no run has to be read twice.

create table check_version (
    id integer primary key,
    data_check integer not null references data_check (id),
    version integer not null,
    kind text not null check (kind in ('rows', 'match')),
    sql text not null,
    left_column text not null,
    right_column text not null,
    source integer not null,
    source_name text not null,
    source_url text not null,
    warn_above integer,
    fail_above integer not null,
    every_minutes integer,
    fresh_minutes integer not null,
    reason text not null default '',
    person integer references person (id),
    at integer not null,
    unique (data_check, version)
);

insert into check_version (data_check, version, kind, sql, left_column, right_column, source, source_name, source_url, warn_above, fail_above,
    every_minutes, fresh_minutes, reason, person, at)
select k.id, 1, k.kind, k.sql, k.left_column, k.right_column, k.source, s.name, s.url, k.warn_above, k.fail_above, k.every_minutes, k.fresh_minutes,
    'As it was when versions began to be kept', null, k.created_at
from data_check k join source s on s.id = k.source order by k.id;

alter table data_check add column version integer not null default 1;
alter table data_check add column last_started_at integer;

-- Runs from before have no version: nobody knows what they asked.
alter table check_run add column version integer;
alter table check_run add column examined integer;
create index check_run_by_start on check_run (data_check, started_at);

alter table action_item add column counts_empty boolean not null default false;
alter table action_item add column check_version integer;
alter table action_item add column version_confirmed_by integer references person (id);
alter table action_item add column version_confirmed_at integer;
alter table action_item add column verified_version integer;
alter table action_item add column green_count integer not null default 0;
alter table action_item add column green_first_at integer;
alter table action_item add column green_counted_at integer;
alter table action_item add column green_from integer;
alter table action_item add column green_until integer;
update action_item set check_version = 1 where data_check is not null;
update action_item set verified_version = 1 where data_check is not null and state = 'verified';

-- The runs a proof is made of: the first, and the latest twenty.
create table proof_run (
    action_item integer not null references action_item (number),
    place integer not null,
    check_run integer not null references check_run (id),
    primary key (action_item, place)
);
create index proof_run_by_run on proof_run (check_run);
