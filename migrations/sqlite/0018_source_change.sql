-- Sources can be changed and removed: what became of each, and why. It stays when the source is gone.

create table source_change (
    id integer primary key,
    source integer not null,
    kind text not null check (kind in ('changed', 'removed')),
    old_name text not null,
    old_url text not null,
    new_name text not null,
    new_url text not null,
    reason text not null,
    person integer references person (id),
    at integer not null
);
create index source_change_by_source on source_change (source, id);

create trigger audit_source_change_insert after insert on source_change begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'source_change', new.id, 'source/' || new.source);
end;
create trigger audit_source_change_update after update of source, kind, old_name, old_url, new_name, new_url, reason, person, at on source_change begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'source_change', new.id, 'source/' || new.source);
end;
create trigger audit_source_change_delete after delete on source_change begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'source_change', old.id, 'source/' || old.source);
end;
