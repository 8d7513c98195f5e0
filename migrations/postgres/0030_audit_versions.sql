-- The audit log watches the versions of checks, and what came with them to runs and action items.

drop trigger audit_check_run_update on check_run;
create trigger audit_check_run_update after update of data_check, started_at, finished_at, outcome, measured, message, asked_by, person, false_alarm_at, false_alarm_by, false_alarm_reason, version, examined on check_run for each row execute function audit_check_run();

drop trigger audit_action_item_update on action_item;
create trigger audit_action_item_update after update of incident, title, owner, due_at, idea, state, data_check, green_runs, green_days, awaiting_since, verified_at, verified_by, evidence, risk_reason, risk_accepted_by, risk_expires_at, recurrences, counts_empty, check_version, version_confirmed_by, version_confirmed_at, verified_version on action_item for each row execute function audit_action_item();

create function audit_check_version() returns trigger language plpgsql as $$
declare r check_version%rowtype;
begin
    if tg_op = 'DELETE' then r := old; else r := new; end if;
    insert into audit_touch (tx, part, row_key, subject) values (pg_current_xact_id()::text::bigint, 'check_version', r.id, 'check/' || r.data_check);
    return null;
end $$;
create trigger audit_check_version_insert after insert on check_version for each row execute function audit_check_version();
create trigger audit_check_version_update after update of data_check, version, kind, sql, left_column, right_column, source, source_name, source_url, warn_above, fail_above, reason, person, at on check_version for each row execute function audit_check_version();
create trigger audit_check_version_delete after delete on check_version for each row execute function audit_check_version();
