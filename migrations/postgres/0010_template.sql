-- Templates: every version is a row that is never changed; a document keeps the one it was begun with.

create table template (
    key text not null,
    version bigint not null,
    title text not null,
    source text not null,
    team bigint references team (id),
    kind text,
    retired boolean not null default false,
    person bigint references person (id),
    at bigint not null,
    primary key (key, version)
);

alter table postmortem add column template_version bigint not null default 1;
