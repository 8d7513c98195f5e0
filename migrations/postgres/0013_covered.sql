-- Incidents that are written up in the postmortem of another one.

create table postmortem_covered (
    incident bigint not null primary key references incident (number),
    postmortem bigint not null references postmortem (id),
    person bigint references person (id),
    at bigint not null
);
create index postmortem_covered_by_postmortem on postmortem_covered (postmortem);
