-- When a severity changed can be corrected, and a change that was missed can be added: each with its reason.

create table severity_correction (
    id integer primary key,
    severity_interval integer not null references severity_interval (id),
    old_at integer,
    new_at integer not null,
    reason text not null,
    person integer references person (id),
    at integer not null
);
create index severity_correction_by_interval on severity_correction (severity_interval);

-- What earlier versions left behind when the declaration was corrected: no change lies before it.
update incident set major_at = (
    select min(case when s.from_at < incident.declared_at then incident.declared_at else s.from_at end)
    from severity_interval s where s.incident = incident.number and s.severity <= 2
);
