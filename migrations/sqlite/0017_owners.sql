-- Everybody who ever owned an action item: none of them is its second person.

create table action_owner (
    action_item integer not null references action_item (number),
    person integer not null references person (id),
    since integer not null,
    primary key (action_item, person)
);
insert into action_owner (action_item, person, since) select number, owner, created_at from action_item where owner is not null;
