-- Browsers that signed in before; and sessions whose ids and data nobody can read here. Sessions from before are ended: their ids
-- stood in clear.

create table device (
    hash text primary key,
    person bigint not null references person (id),
    created_at bigint not null
);
create index device_by_person on device (person, created_at);

delete from session;
