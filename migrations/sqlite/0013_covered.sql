-- Incidents that are written up in the postmortem of another one.

create table postmortem_covered (
    incident integer not null primary key references incident (number),
    postmortem integer not null references postmortem (id),
    person integer references person (id),
    at integer not null
);
create index postmortem_covered_by_postmortem on postmortem_covered (postmortem);
