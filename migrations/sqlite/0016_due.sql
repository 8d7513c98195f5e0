-- Until when something was first promised, every later date with its reason, and risks that somebody proposes and another accepts.

alter table action_item add column first_due_at integer;
alter table action_item add column due_moves integer not null default 0;
update action_item set first_due_at = due_at where not idea;

create table due_change (
    id integer primary key,
    action_item integer not null references action_item (number),
    old_due_at integer not null,
    new_due_at integer,
    reason text not null,
    person integer references person (id),
    at integer not null
);
create index due_change_by_action on due_change (action_item, at);

alter table action_item add column proposed_by integer references person (id);
alter table action_item add column proposed_at integer;
alter table action_item add column proposed_reason text not null default '';
alter table action_item add column proposed_until integer;
