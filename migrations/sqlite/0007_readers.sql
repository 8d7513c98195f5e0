-- What is said about a published postmortem: corrections, and who read it.

create table postmortem_erratum (
    id integer primary key,
    postmortem integer not null references postmortem (id),
    body text not null,
    person integer references person (id),
    at integer not null
);
create index postmortem_erratum_by_postmortem on postmortem_erratum (postmortem);

create table postmortem_reading (
    postmortem integer not null references postmortem (id),
    person integer not null references person (id),
    useful boolean not null default false,
    at integer not null,
    primary key (postmortem, person)
);
