-- Templates: every version is a row that is never changed; a document keeps the one it was begun with.

create table template (
    key text not null,
    version integer not null,
    title text not null,
    source text not null,
    team integer references team (id),
    kind text,
    retired boolean not null default false,
    person integer references person (id),
    at integer not null,
    primary key (key, version)
);

alter table postmortem add column template_version integer not null default 1;
