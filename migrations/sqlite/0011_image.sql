-- Images in the texts of an incident, named by what they contain: the hash of a text covers its images, too.

create table image (
    incident integer not null references incident (number),
    name text not null,
    kind text not null check (kind in ('png', 'jpeg')),
    width integer not null,
    height integer not null,
    bytes blob not null,
    alt text not null,
    person integer references person (id),
    at integer not null,
    primary key (incident, name)
);
