-- The three-page document: one for an incident, a text for each section, every saved text kept.

create table postmortem (
    id integer primary key,
    incident integer not null unique references incident (number),
    state text not null check (state in ('draft', 'in_review', 'approved', 'published')),
    template text not null,
    created_at integer not null,
    created_by integer references person (id),
    updated_at integer not null,
    approved_by integer references person (id),
    approved_at integer,
    published_by integer references person (id),
    published_at integer,
    facts text,
    content_hash text
);
create index postmortem_by_state on postmortem (state, updated_at);

create table postmortem_section (
    postmortem integer not null references postmortem (id),
    key text not null,
    body text not null,
    version integer not null default 1,
    generated boolean not null default false,
    updated_at integer not null,
    updated_by integer references person (id),
    primary key (postmortem, key)
);

create table postmortem_version (
    id integer primary key,
    postmortem integer not null references postmortem (id),
    key text not null,
    version integer not null,
    body text not null,
    person integer references person (id),
    at integer not null,
    unique (postmortem, key, version)
);

create table postmortem_event (
    id integer primary key,
    postmortem integer not null references postmortem (id),
    from_state text,
    to_state text not null,
    note text not null default '',
    person integer references person (id),
    at integer not null
);
create index postmortem_event_by_postmortem on postmortem_event (postmortem, at);
