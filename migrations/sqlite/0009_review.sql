-- Review: comments in the margin, and who was asked to read.

create table postmortem_comment (
    id integer primary key,
    postmortem integer not null references postmortem (id),
    section text not null,
    quote text not null default '',
    body text not null,
    person integer references person (id),
    at integer not null,
    resolved_at integer,
    resolved_by integer references person (id),
    action_item integer references action_item (number)
);
create index postmortem_comment_by_postmortem on postmortem_comment (postmortem, id);

create table postmortem_reviewer (
    postmortem integer not null references postmortem (id),
    person integer not null references person (id),
    asked_by integer references person (id),
    asked_at integer not null,
    primary key (postmortem, person)
);
create index postmortem_reviewer_by_person on postmortem_reviewer (person);
