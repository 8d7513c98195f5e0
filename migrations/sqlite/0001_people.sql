-- People, teams, how they sign in, and what programs use instead. Times are milliseconds since 1970 in UTC.

create table person (
    id integer primary key,
    name text not null,
    email text not null unique,
    password_hash text,
    role text not null check (role in ('admin', 'commander', 'responder', 'viewer')),
    zone text not null default 'UTC',
    epoch integer not null default 1,
    active boolean not null default true,
    created_at integer not null
);

create table team (
    id integer primary key,
    name text not null unique,
    about text not null default '',
    created_at integer not null
);

create table team_member (
    team integer not null references team (id),
    person integer not null references person (id),
    primary key (team, person)
);
create index team_member_by_person on team_member (person);

create table session (
    id text primary key,
    data text not null,
    expires_at integer not null
);
create index session_by_expiry on session (expires_at);

create table setup_link (
    hash text primary key,
    expires_at integer not null
);

create table invitation (
    hash text primary key,
    person integer not null references person (id),
    expires_at integer not null
);

create table attempt (
    key text not null,
    minute integer not null,
    count integer not null,
    primary key (key, minute)
);

create table api_token (
    id integer primary key,
    person integer not null references person (id),
    name text not null,
    hash text not null unique,
    scope text not null check (scope in ('read', 'write')),
    created_at integer not null,
    expires_at integer,
    last_used_at integer,
    revoked_at integer
);
create index api_token_by_person on api_token (person);

create table idempotency (
    token integer not null references api_token (id),
    key text not null,
    fingerprint text not null,
    claim text not null,
    created_at integer not null,
    done_at integer,
    status integer,
    body text,
    location text,
    primary key (token, key)
);
create index idempotency_by_age on idempotency (created_at);
