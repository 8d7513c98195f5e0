-- Who took over what from somebody who left; without a successor it was left unowned.

create table hand_over (
    id integer primary key,
    person integer not null references person (id),
    duty text not null check (duty in ('command', 'private_incident', 'incident_role', 'review', 'action_item', 'asset', 'check', 'team')),
    name text not null,
    path text not null,
    incident integer references incident (number),
    successor integer references person (id),
    decided_by integer references person (id),
    at integer not null
);
create index hand_over_by_person on hand_over (person, at);
