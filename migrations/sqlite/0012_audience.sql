-- Whom a published postmortem was sent to: teams that find it on their page, and channels that are told through the outbox.

create table postmortem_audience (
    postmortem integer not null references postmortem (id),
    team integer not null references team (id),
    person integer references person (id),
    at integer not null,
    primary key (postmortem, team)
);
create index postmortem_audience_by_team on postmortem_audience (team, at);

-- `url` and `secret` are encrypted (server/src/seal.rs); `place` is what may be shown.
create table channel (
    id integer primary key,
    name text not null unique,
    kind text not null check (kind in ('chat', 'webhook')),
    place text not null,
    url text not null,
    secret text not null,
    active boolean not null default true,
    created_at integer not null,
    created_by integer references person (id)
);

create table outbox (
    id integer primary key,
    channel integer not null references channel (id),
    incident integer not null references incident (number),
    body text not null,
    created_at integer not null,
    created_by integer references person (id),
    next_at integer,
    attempts integer not null default 0,
    delivered_at integer,
    problem text not null default ''
);
create index outbox_by_next on outbox (next_at);
create index outbox_by_incident on outbox (incident, id);
