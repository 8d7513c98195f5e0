-- Words that the blameless lint would say otherwise and that stay, each with a reason.

create table postmortem_kept_finding (
    id integer primary key,
    postmortem integer not null references postmortem (id),
    key text not null,
    rule text not null,
    phrase text not null,
    reason text not null,
    person integer references person (id),
    at integer not null,
    unique (postmortem, key, rule, phrase)
);
