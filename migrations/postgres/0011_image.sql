-- Images in the texts of an incident, named by what they contain: the hash of a text covers its images, too.

create table image (
    incident bigint not null references incident (number),
    name text not null,
    kind text not null check (kind in ('png', 'jpeg')),
    width bigint not null,
    height bigint not null,
    bytes bytea not null,
    alt text not null,
    person bigint references person (id),
    at bigint not null,
    primary key (incident, name)
);
