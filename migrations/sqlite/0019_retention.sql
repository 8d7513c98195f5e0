-- What is deleted when its time is over, and what it was: which runs of a check went, so that a gap is explained.

create table run_removal (
    id integer primary key,
    data_check integer not null references data_check (id),
    runs integer not null,
    first_at integer not null,
    last_at integer not null,
    at integer not null
);
create index run_removal_by_check on run_removal (data_check, id);

create index action_event_by_run on action_event (check_run);
create index check_run_with_sample on check_run (started_at) where sample <> '';
create index postmortem_version_step on postmortem_version (at) where step;
create index outbox_by_age on outbox (created_at);

create trigger audit_run_removal_insert after insert on run_removal begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'run_removal', new.id, 'check/' || new.data_check);
end;
create trigger audit_run_removal_update after update of data_check, runs, first_at, last_at, at on run_removal begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'run_removal', new.id, 'check/' || new.data_check);
end;
create trigger audit_run_removal_delete after delete on run_removal begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'run_removal', old.id, 'check/' || old.data_check);
end;
