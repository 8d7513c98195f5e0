-- A made-up history of {n} incidents over ten years up to {now}: the same on both engines, and the same every time.
-- `h` is a hash of the number: different digits of it decide different things.
with recursive n(i) as (select cast(1 as bigint) union all select i + 1 from n where i < {n}),
h(i, h, at) as (
    select i, (i * 2654435761) % 4294967296, {now} - cast(3650 as bigint) * 86400000 * ({n} - i) / {n} - (i * 40503) % 3600000 from n
),
verb(k, verb) as (values (0, 'missing from'), (1, 'late in'), (2, 'duplicated in'), (3, 'wrong in'), (4, 'refused by'), (5, 'slow in'), (6, 'lost between loads of')),
thing(k, thing) as (values (0, 'Predictions'), (1, 'Invoices'), (2, 'Task identifiers'), (3, 'Sessions'), (4, 'Exports'), (5, 'Embeddings'), (6, 'Scores'), (7, 'Lineage edges'), (8, 'Deliveries'), (9, 'Reports'), (10, 'Logins')),
place(k, place) as (values (0, 'the warehouse'), (1, 'the nightly load'), (2, 'the dashboard'), (3, 'the billing service'), (4, 'the feature store'), (5, 'the search index'), (6, 'the customer portal'), (7, 'the event stream'), (8, 'the model registry'), (9, 'the ledger'), (10, 'the archive'), (11, 'the gateway'), (12, 'the queue'))
insert into incident (number, title, summary, kind, status, severity, peak_severity, private, drill, team, declared_by, commander,
    started_at, detected_at, declared_at, acknowledged_at, mitigated_at, resolved_at, closed_at, major_at, guardrail, merged_into, recurrence_of, updated_at)
select i, thing || ' ' || verb || ' ' || place || ' (' || i || ')',
    'Noticed by ' || thing || ' reports. First looked at ' || place || ', then at what feeds it; work continues in ticket PE-' || h % 90000 || '.',
    case when h % 10 < 3 then 'data' when h % 10 < 6 then 'service' when h % 10 < 7 then 'security' when h % 10 < 8 then 'engineering' when h % 10 < 9 then 'product' else 'other' end,
    case when i > {n} - 20 then 'investigating' when h / 8 % 100 < 4 then 'canceled' when h / 8 % 100 < 6 and i > 1 then 'merged' when h / 8 % 100 < 12 then 'resolved' else 'closed' end,
    case when h / 64 % 100 < 3 then 1 when h / 64 % 100 < 12 then 2 when h / 64 % 100 < 50 then 3 when h / 64 % 100 < 85 then 4 else 5 end,
    case when h / 64 % 100 < 5 then 1 when h / 64 % 100 < 15 then 2 when h / 64 % 100 < 50 then 3 when h / 64 % 100 < 85 then 4 else 5 end,
    h / 512 % 100 < 2, h / 1024 % 100 < 3,
    1 + h / 2048 % 5, 1 + h / 4096 % 10, 1 + h / 8192 % 10,
    at - h / 16 % 90000000, at - h / 16 % 30000000, at,
    case when i <= {n} - 20 then at + h / 16 % 1200000 end,
    case when i <= {n} - 20 and h / 32 % 10 < 8 then at + h / 16 % 40000000 end,
    case when i <= {n} - 20 then at + h / 16 % 200000000 end,
    case when i <= {n} - 20 and h / 8 % 100 >= 12 then at + h / 16 % 200000000 + 400000000 end,
    case when h / 64 % 100 < 15 then at + h / 16 % 9000000 end,
    case h / 128 % 4 when 0 then 'unknown' when 1 then 'unaffected' when 2 then 'halted' else 'wrong_data' end,
    case when i <= {n} - 20 and h / 8 % 100 between 4 and 5 and i > 1 then i - 1 end,
    case when i > 100 and h / 256 % 100 < 3 then i - 50 end,
    at + h / 16 % 200000000
from h join verb on verb.k = h / 16384 % 7 join thing on thing.k = h / 131072 % 11 join place on place.k = h / 1048576 % 13
order by i;

insert into incident_member (incident, person, added_at) select number, 1, declared_at from incident where private and number % 2 = 0;

insert into severity_interval (incident, severity, from_at, until_at, reason, person)
select number, severity, declared_at, null, 'Declared', 1 from incident;

insert into status_change (incident, from_status, to_status, reason, at, person)
select number, null, 'triage', '', declared_at, 1 from incident;

insert into timeline_entry (incident, kind, body, happened_at, recorded_at, person, source, pinned)
select number, case e.k when 0 then 'declared' when 4 then 'status' else 'note' end,
    'Step ' || e.k || ' of what was found and done about ' || title || ', with a link to the query that shows it.',
    declared_at + e.k * 600000, declared_at + e.k * 600000, 1 + number % 10, 'web', e.k = 0
from incident cross join (select 0 as k union all select 1 union all select 2 union all select 3 union all select 4 union all select 5) e
order by number, e.k;

insert into signal (title, source, seen_at, recorded_at, raised_by, disposition, incident)
select 'Odd numbers before ' || title, 'person', declared_at - 86400000, declared_at - 80000000, 1, 'incident', number from incident where number % 5 = 0;

insert into action_item (incident, title, owner, due_at, horizon, priority, idea, state, verified_at, verified_by, created_at, updated_at)
select number, 'Check ' || title, 1 + number % 10, declared_at + 2000000000, 'short_term', case number % 3 when 0 then 'high' else 'medium' end, number % 11 = 0,
    case when number % 7 = 0 then 'open' when number % 7 = 1 then 'accepted_risk' else 'verified' end,
    case when number % 7 > 1 then declared_at + 1500000000 + number % 9 * 100000000 end, case when number % 7 > 1 then 1 + (number + 1) % 10 end,
    declared_at + 300000000, declared_at + 300000000
from incident where number % 3 < 2;

insert into postmortem (incident, state, template, created_at, updated_at)
select number, case number % 5 when 0 then 'draft' else 'published' end, kind, declared_at, declared_at from incident where peak_severity <= 2;
