-- The audit log watches the versions of checks, and what came with them to runs and action items.

drop trigger audit_check_run_update;
create trigger audit_check_run_update after update of data_check, started_at, finished_at, outcome, measured, message, asked_by, person, false_alarm_at, false_alarm_by, false_alarm_reason, version, examined on check_run begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'check_run', new.id, 'check/' || new.data_check);
end;

drop trigger audit_action_item_update;
create trigger audit_action_item_update after update of incident, title, owner, due_at, idea, state, data_check, green_runs, green_days, awaiting_since, verified_at, verified_by, evidence, risk_reason, risk_accepted_by, risk_expires_at, recurrences, counts_empty, check_version, version_confirmed_by, version_confirmed_at, verified_version on action_item begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'action_item', new.number, 'action/' || new.number);
end;

create trigger audit_check_version_insert after insert on check_version begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'check_version', new.id, 'check/' || new.data_check);
end;
create trigger audit_check_version_update after update of data_check, version, kind, sql, left_column, right_column, source, source_name, source_url, warn_above, fail_above, reason, person, at on check_version begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'check_version', new.id, 'check/' || new.data_check);
end;
create trigger audit_check_version_delete after delete on check_version begin
    insert into audit_touch (tx, part, row_key, subject) values (0, 'check_version', old.id, 'check/' || old.data_check);
end;
